import { t } from '@vscode/l10n';
import type { SegmentFigures } from '../../api/apiTypes';
import { count, matchRate } from '../../common/format';
import type { HistoryEntry } from './history';

/** Plain text for a message or a ticket: figures as the API sent them. */
export function historySummary(
  segments: readonly {
    title: string;
    segmentId: string;
    latest?: SegmentFigures & { at: number };
  }[],
): string {
  const none = t('not available');
  return segments
    .map(({ title, segmentId, latest }) =>
      [
        `${title} (${segmentId})`,
        t(
          'Identifiers: {0}',
          latest?.numberOfIdentifiers === undefined ? none : count(latest.numberOfIdentifiers),
        ),
        t(
          'Matches: {0}',
          latest?.numberOfMatches === undefined ? none : count(latest.numberOfMatches),
        ),
        t('Match rate: {0}', matchRate(latest?.matchRate)),
        t('Read at: {0}', latest ? new Date(latest.at).toISOString() : '–'),
      ].join('\n'),
    )
    .join('\n\n');
}

/**
 * The history as CSV. Column names are for programs, so they aren't translated. A missing figure is
 * an empty cell.
 */
export function historyCsv(entries: readonly HistoryEntry[]): string {
  const lines = entries.map(
    ({ at, kind, operation, accepted, numberOfIdentifiers, numberOfMatches, matchRate }) =>
      [
        new Date(at).toISOString(),
        kind,
        operation,
        accepted,
        numberOfIdentifiers,
        numberOfMatches,
        matchRate,
      ]
        .map((cell) => cell ?? '')
        .join(','),
  );
  return ['time,kind,operation,accepted,identifiers,matches,matchRate', ...lines, ''].join('\n');
}
