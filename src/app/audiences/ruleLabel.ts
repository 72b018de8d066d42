import { t } from '@vscode/l10n';
import { partsOf } from '../../api/algebra';
import type { Algebra } from '../../api/apiTypes';

/** How a node of an audience's rule combines the parts below it. */
export function ruleLabel(node: Exclude<Algebra, { kind: 'segment' }>): string {
  // An empty list says no more than a node without any key.
  if (partsOf(node).length === 0) return t('Criteo doesn’t say which segments it uses.');
  switch (node.kind) {
    case 'and':
      return t('In all of');
    case 'or':
      return t('In any of');
    case 'not':
      return t('Not in');
    case 'unknown':
      return t('Criteo doesn’t say how these are combined');
  }
}
