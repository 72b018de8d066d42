import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { RememberLine } from '../../../webview/uploadModel';
import type { RememberChoice } from '../choices/choices';
import type { ProposedPairing } from './proposal';

/** Stands for the pattern in a sentence. No text from outside that is shown contains it. */
const PATTERN = '\0';

/**
 * The line that offers to remember where such files go, for the pattern of the most files;
 * undefined if nothing new would be remembered.
 */
export function rememberLine(
  proposed: readonly ProposedPairing[],
  { isOff }: RememberChoice = {},
): RememberLine | undefined {
  const [first, ...others] = proposed.filter(({ isNew }) => isNew);
  if (!first) return undefined;
  const sentence = sentenceOf(first);
  const text =
    others.length === 0
      ? sentence
      : plural(others.length, {
          one: t('{0} (and {1} more pattern)', sentence, count(others.length)),
          other: t('{0} (and {1} more patterns)', sentence, count(others.length)),
        });
  const [before, after] = text.split(PATTERN);
  return {
    checked: isOff !== true,
    before,
    pattern: OutsideText.name(first.pairing.pattern).forTree(),
    after,
    edit: {
      label: t('Edit'),
      action: 'editPairing',
      description: t('Edit the pattern of file names'),
    },
  };
}

function sentenceOf({ pairing: { operation }, segment }: ProposedPairing): string {
  const name = segment.forTree();
  switch (operation) {
    case 'add':
      return t('Next time, add {0} to {1}', PATTERN, name);
    case 'update':
      return t('Next time, update {1} with {0}', PATTERN, name);
    case undefined:
      return t('Next time, propose {1} for {0}', PATTERN, name);
  }
}
