import { t } from '@vscode/l10n';
import type { SegmentFigures } from '../../api/apiTypes';
import type { HistoryEntry } from './history';
import { figureText } from './statistics';

/** Plain text for a message or a ticket: figures as the API sent them. */
export function historySummary(
  segments: readonly {
    title: string;
    segmentId: string;
    latest?: SegmentFigures & { at?: number };
  }[],
): string {
  return segments
    .map(({ title, segmentId, latest = {} }) =>
      [
        `${title} (${segmentId})`,
        t('Identifiers: {0}', figureText(latest, 'numberOfIdentifiers')),
        t('Matches: {0}', figureText(latest, 'numberOfMatches')),
        t('Match rate: {0}', figureText(latest, 'matchRate')),
        t('Read at: {0}', latest.at === undefined ? '–' : new Date(latest.at).toISOString()),
      ].join('\n'),
    )
    .join('\n\n');
}

/** The columns of a history as CSV. Their names are for programs, so they aren't translated. */
const COLUMNS: Readonly<Record<string, (entry: HistoryEntry) => string | number | undefined>> = {
  time: ({ at }) => new Date(at).toISOString(),
  kind: ({ kind }) => kind,
  operation: ({ operation }) => operation,
  accepted: ({ accepted }) => accepted,
  identifiers: ({ numberOfIdentifiers }) => numberOfIdentifiers,
  matches: ({ numberOfMatches }) => numberOfMatches,
  matchRate: (entry) => entry.matchRate,
};

/** The history as CSV. A missing figure is an empty cell. */
export function historyCsv(entries: readonly HistoryEntry[]): string {
  const lines = entries.map((entry) => Object.values(COLUMNS).map((cellOf) => cellOf(entry) ?? ''));
  return [Object.keys(COLUMNS), ...lines, []].map((cells) => cells.join(',')).join('\n');
}
