import { t } from '@vscode/l10n';
import { signedChange } from '../../common/counts';
import { fileNames } from '../../common/fileName';
import { count } from '../../common/format';
import { compact } from '../../common/records';
import type { ChartMark, ChartReading, ChartSegment } from '../../webview/chartModel';
import type { HistoryEntry } from '../segments/history';
import { fallMark, fallOf } from './segmentFall';
import { nameIn, type SegmentSnapshot } from './segmentSnapshot';

/** A segment's readings and what was done to it from here, for the chart and its table. */
export function chartSegment(
  view: Pick<SegmentSnapshot, 'segment' | 'segmentId' | 'entries' | 'jobs' | 'verified'>,
): ChartSegment {
  const readings: ChartReading[] = [];
  const marks: ChartMark[] = [];
  /** What the list had before, by the last reading. */
  let identifiers: number | undefined;
  for (const entry of view.entries) {
    if (entry.kind === 'reading') {
      const { at, numberOfIdentifiers, numberOfMatches, matchRate } = entry;
      identifiers = numberOfIdentifiers ?? identifiers;
      readings.push(
        compact({ at, identifiers: numberOfIdentifiers, matches: numberOfMatches, matchRate }),
      );
    } else marks.push(markOf(entry, identifiers, view.jobs));
  }
  const fall = fallOf(view);
  if (fall) {
    marks.push(fallMark(fall));
    marks.sort((a, b) => a.at - b.at);
  }
  return { segmentId: view.segmentId, name: nameIn(view).forTree(), readings, marks };
}

function markOf(
  entry: HistoryEntry,
  before: number | undefined,
  jobs: SegmentSnapshot['jobs'],
): ChartMark {
  const job = entry.kind === 'upload' ? jobs.find(({ jobId }) => jobId === entry.jobId) : undefined;
  return compact<ChartMark>({
    at: entry.at,
    kind: entry.kind === 'clear' ? 'cleared' : uploadKind(entry),
    text: markText(entry, before),
    file: job && fileNames(job.files).forTree(),
    jobId: job?.jobId,
  });
}

function markText(
  { kind, operation, accepted = 0, added = accepted, removed = 0, suppressed = 0 }: HistoryEntry,
  before: number | undefined,
): string {
  if (kind === 'clear') return t('Cleared');
  switch (operation) {
    case 'remove':
      return t('Removed {0}', count(accepted));
    case 'replace':
      return before === undefined
        ? t('Replaced with {0}', count(accepted))
        : t('Replaced {0} with {1}', count(before), count(accepted));
    case 'update':
      return t('Updated: {0}', signedChange(added, removed + suppressed));
    default:
      return suppressed > 0
        ? t('Added {0}, removed {1}', count(accepted), count(suppressed))
        : t('Added {0}', count(accepted));
  }
}

/** What an upload did. */
export function uploadKind({
  operation,
}: Pick<HistoryEntry, 'operation'>): 'added' | 'removed' | 'updated' | 'replaced' {
  switch (operation) {
    case 'remove':
      return 'removed';
    case 'update':
      return 'updated';
    case 'replace':
      return 'replaced';
    default:
      return 'added';
  }
}
