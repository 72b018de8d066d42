import { DisposableOwner } from '../../../common/disposableOwner';
import { groupBy } from '../../../common/records';
import type { JobSummary } from '../../../upload/jobTypes';
import type { SizeChange } from '../../../upload/segmentSize';
import type { AccountHandle } from '../../accounts/account';
import type { HistoryEntry } from '../../segments/history';
import type { JobEvents } from '../jobEvents';
import { sentFromHere } from './sentFromHere';

/**
 * What was sent to each segment from here, for rows that must not wait: of the upload records that are in
 * memory, by segment, so that not every row of 10,000 looks through all of them.
 */
export class SentUploads extends DisposableOwner {
  private bySegment: ReadonlyMap<string, readonly JobSummary[]> | undefined;

  constructor(private readonly events: Pick<JobEvents, 'ifMade' | 'onDidChange' | 'onDidRefresh'>) {
    super();
    const forget = (): void => void (this.bySegment = undefined);
    // One that is under way says so five times a second, and has changed nothing before its report.
    this.register(
      events.onDidChange((jobId) => {
        const job = events.ifMade?.job(jobId);
        if (!job || job.report) forget();
      }),
    );
    this.register(events.onDidRefresh(forget));
  }

  /** Oldest first; `entries`: the segment's history, which has what is not on record any more. */
  to(
    { origin }: AccountHandle,
    segmentId: string,
    entries: readonly HistoryEntry[],
  ): readonly SizeChange[] {
    this.bySegment ??= groupBy(this.events.ifMade?.jobs() ?? [], ({ target }) =>
      keyOf(target.origin, target.segmentId),
    );
    const jobs = this.bySegment.get(keyOf(origin, segmentId)) ?? [];
    return jobs.length + entries.length === 0
      ? []
      : sentFromHere(jobs, entries, { origin, segmentId });
  }
}

function keyOf(origin: string, segmentId: string): string {
  return `${origin} ${segmentId}`;
}
