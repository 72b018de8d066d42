import { t } from '@vscode/l10n';
import type { Algebra } from '../../api/apiTypes';

/** Of each level, in characters. */
const INDENT = '  ';

/**
 * The rule of an audience as a tree in lines, each level two spaces deeper: what is above says how the
 * lines below it are combined.
 * @param nameOf What a segment is called, on one line.
 */
export function ruleLines(algebra: Algebra, nameOf: (segmentId: string) => string): string[] {
  const lines: string[] = [];
  const add = (node: Algebra, indent: string): void => {
    const nodes = childrenOf(node);
    lines.push(
      `${indent}${node.kind === 'segment' ? nameOf(node.segmentId) : ruleLabel(node.kind, nodes.length)}`,
    );
    for (const child of nodes) add(child, `${indent}${INDENT}`);
  };
  add(algebra, '');
  return lines;
}

/** How a node combines the `parts` below it. */
function ruleLabel(kind: Exclude<Algebra['kind'], 'segment'>, parts: number): string {
  // An empty list says no more than a node without any key.
  if (parts === 0) return t('Criteo doesn’t say which segments it uses.');
  switch (kind) {
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

function childrenOf(node: Algebra): readonly Algebra[] {
  switch (node.kind) {
    case 'segment':
      return [];
    case 'not':
      return [node.node];
    default:
      return node.nodes;
  }
}
