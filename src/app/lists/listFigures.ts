import { t } from '@vscode/l10n';
import { clock, count } from '../../common/format';

/** What the view's title says about the items of one account, or of all that are shown. */
export interface ListFigures {
  /** The items loaded so far. */
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

/** One number, or that the rest is missing. Empty as long as nothing is loaded. */
export function listText({ loaded, total, matches, failed }: ListFigures): string {
  if (loaded === 0) return '';
  if (matches !== undefined) return t('{0} found', count(matches));
  if (failed === 'more') return t('{0} loaded, rest failed', count(loaded));
  return count(Math.max(loaded, total ?? 0));
}

/** As of when the list is that may not be what the API has; empty otherwise. */
export function staleTime({ loaded, failed, loadedAt }: ListFigures): string {
  return loaded > 0 && failed === 'refresh' && loadedAt !== undefined ? clock(loadedAt) : '';
}

/** The same in words. */
export function staleText(figures: ListFigures): string {
  const time = staleTime(figures);
  return time && t('as of {0}, refresh failed', time);
}
