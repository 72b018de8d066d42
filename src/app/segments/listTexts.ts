import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import { segmentsText } from '../../common/counts';
import { count, plural } from '../../common/format';
import { unknownUses } from '../audiences/audienceUsage';
import { typedText } from '../lists/searchWords';
import { conditionsOf, type Condition, type Filter } from './filter';

/** All audiences of an account, or why they aren't known. */
export type KnownUse = readonly Audience[] | 'loading' | 'failed';

/** What is said of each condition: its name, above the rows, and if no segment meets it. */
export const CONDITION_TEXTS: Readonly<
  Record<Condition, { label(): string; only(): string; none(segments: string): string }>
> = {
  unused: {
    label: () => t('Used by no audience'),
    only: () => t('Only segments that no audience uses.'),
    none: (segments) => t('Audiences use each of {0}.', segments),
  },
  empty: {
    label: () => t('Empty'),
    only: () => t('Only segments that are empty by their last reading and what was sent since.'),
    none: (segments) => t('None of {0} is known to be empty.', segments),
  },
  keepsOut: {
    label: () => t('Keeps people out'),
    only: () => t('Only segments that keep people out of audiences.'),
    none: (segments) => t('None of {0} is known to keep people out of audiences.', segments),
  },
};

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

/** Said where a filter finds nothing: what was looked for, where, and in how many segments. */
export function nothingMatchesText(filter: Filter, searched: number): string {
  const segments = segmentsText(searched);
  const text = typedText(filter.text);
  const hasFacets =
    filter.types.length + filter.retailerIds.length + filter.identifierTypes.length > 0;
  const conditions = conditionsOf(filter);
  if (text === '') {
    const [first, second] = conditions;
    if (!first) return t('None of {0} is of the types and retailers chosen.', segments);
    return hasFacets || second
      ? t('None of {0} matches the filter.', segments)
      : CONDITION_TEXTS[first].none(segments);
  }
  const where = t(
    'No segment matches “{0}”. Looked in name, retailer, type, channel, ID and description of {1}.',
    text,
    segments,
  );
  return [
    where,
    hasFacets ? t('The view is also filtered by type, retailer or identifier type.') : '',
    ...conditions.map((condition) => CONDITION_TEXTS[condition].only()),
  ]
    .filter(Boolean)
    .join(' ');
}
