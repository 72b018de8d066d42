import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import { segmentsText } from '../../common/counts';
import { unknownUses } from '../audiences/audienceUsage';
import { typedText } from '../lists/searchWords';
import type { Filter } from './filter';

/** All audiences of an account, or why they aren't known. */
export type KnownUse = readonly Audience[] | 'loading' | 'failed';

/** Said above segments that no audience uses, of one or several accounts: what isn't proven. */
export function unusedNotes(uses: readonly KnownUse[]): string[] {
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
  if (text === '') {
    if (!filter.unused) return t('None of {0} is of the types and retailers chosen.', segments);
    return hasFacets
      ? t('None of {0} is of the types and retailers chosen and used by no audience.', segments)
      : t('Audiences use each of {0}.', segments);
  }
  const where = t(
    'No segment matches “{0}”. Looked in name, retailer, type, channel, ID and description of {1}.',
    text,
    segments,
  );
  return [
    where,
    hasFacets ? t('The view is also filtered by type, retailer or identifier type.') : '',
    filter.unused ? t('The view also shows only segments that no audience uses.') : '',
  ]
    .filter(Boolean)
    .join(' ');
}
