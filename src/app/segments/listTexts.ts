import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import { segmentsText } from '../../common/counts';
import { clock, count } from '../../common/format';
import { plainText } from '../../common/outsideText';
import { unknownUses } from '../audiences/audienceUsage';
import type { Filter } from './filter';

/** What the view's title says about the segments of one account, or of all that are shown. */
export interface ListFigures {
  /** The segments loaded so far. */
  loaded: number;
  /** Those of the API, if it says; at least `loaded`. */
  total?: number;
  /** Undefined without a filter. */
  matches?: number;
  /** What failed last, and when the list was last loaded, in milliseconds since 1970. */
  failed?: 'refresh' | 'more';
  loadedAt?: number;
}

/** Those of several accounts together. */
export function sumOfFigures(all: readonly ListFigures[]): ListFigures {
  const sum = (of: (figures: ListFigures) => number | undefined): number =>
    all.reduce((so, figures) => so + (of(figures) ?? 0), 0);
  return {
    loaded: sum(({ loaded }) => loaded),
    total: sum(({ total }) => total),
    matches: all.some(({ matches }) => matches !== undefined)
      ? sum(({ matches }) => matches)
      : undefined,
  };
}

/** One number, or why the list may not be what the API has. Empty as long as nothing is loaded. */
export function listText({ loaded, total, matches, failed, loadedAt }: ListFigures): string {
  if (loaded === 0) return '';
  if (failed === 'refresh' && loadedAt !== undefined)
    return t('as of {0}, refresh failed', clock(loadedAt));
  if (matches !== undefined) return t('{0} found', count(matches));
  if (failed === 'more') return t('{0} loaded, rest failed', count(loaded));
  return count(Math.max(loaded, total ?? 0));
}

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

/** Longest part of a filter's text that is repeated, in characters. */
const LONGEST_TEXT = 100;

/** Said where a filter finds nothing: what was looked for, where, and in how many segments. */
export function nothingMatchesText(filter: Filter, searched: number): string {
  const segments = segmentsText(searched);
  const text = plainText(filter.text.trim());
  const hasFacets =
    filter.types.length + filter.retailerIds.length + filter.identifierTypes.length > 0;
  if (text === '') {
    if (!filter.unused) return t('None of {0} is of the types and retailers chosen.', segments);
    return hasFacets
      ? t('None of {0} is of the types and retailers chosen and used by no audience.', segments)
      : t('Audiences use each of {0}.', segments);
  }
  const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  const where = t(
    'No segment matches “{0}”. Looked in name, retailer, type, channel, ID and description of {1}.',
    shown,
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
