import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import { segmentsText } from '../../common/counts';
import { count, plural } from '../../common/format';
import { unknownUses } from '../audiences/audienceUsage';
import { typedText } from '../lists/searchWords';
import { readFilter } from './filter';

/** All audiences of an account, or why they aren't known. */
export type KnownUse = readonly Audience[] | 'loading' | 'failed';

/** Said above segments that are filtered by their size: of how many it isn't known. */
export function unknownSizesNote(unknown: number): string[] {
  if (unknown === 0) return [];
  return [
    plural(unknown, {
      one: t('The size of {0} segment isn’t known.', count(unknown)),
      other: t('The sizes of {0} segments aren’t known.', count(unknown)),
    }),
  ];
}

/** Said above segments that are filtered by their audiences, of one or several accounts: what isn't proven. */
export function useNotes(uses: readonly KnownUse[]): string[] {
  return [
    ...(uses.includes('failed') ? [t('Couldn’t look up which audiences use them.')] : []),
    ...unknownUses(
      uses.flatMap((use) => (typeof use === 'string' ? [] : use)),
      (name) => name.forTree(),
    ),
  ];
}

/** Said above the rows while a filter is on. */
export function filterText(typed: string): string {
  return t('Filter: “{0}”.', typedText(typed));
}

/** Said where a filter finds nothing: what was looked for, where, and in how many segments. */
export function nothingMatchesText(typed: string, searched: number): string {
  const segments = segmentsText(searched);
  return readFilter(typed).text === ''
    ? t('None of {0} matches “{1}”.', segments, typedText(typed))
    : t(
        'No segment matches “{0}”. Looked in name, retailer, type, channel, ID and description of {1}.',
        typedText(typed),
        segments,
      );
}
