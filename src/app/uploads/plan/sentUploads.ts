import { DisposableOwner } from '../../../common/disposableOwner';
import { groupBy } from '../../../common/records';
import type { JobSummary } from '../../../upload/jobTypes';
import type { SizeChange } from '../../../upload/segmentSize';
import type { SentTo } from '../../segments/sizes/knownSizes';
import type { JobEvents } from '../jobEvents';
import { sentFromHere } from './sentFromHere';

/**
 * What was sent to each segment from here, for rows that must not wait: of the upload records that are in
 * memory, by segment, so that not every row of 10,000 looks through all of them.
 */
export class SentUploads extends DisposableOwner {
  private index: ReturnType<typeof sentByRecords> | undefined;

  /** `changed` is called when `to` may give something else than before. */
  constructor(
    private readonly events: Pick<JobEvents, 'ifMade' | 'onDidChange' | 'onDidRefresh'>,
    changed: () => void,
  ) {
    super();
    const forget = (): void => {
      if (!this.index) return;
      this.index = undefined;
      changed();
    };
    // One that is under way says so five times a second, and has changed nothing before its report.
    this.register(
      events.onDidChange((jobId) => {
        const job = events.ifMade?.job(jobId);
        if (!job || job.report) forget();
      }),
    );
    this.register(events.onDidRefresh(forget));
  }

  readonly to = (...segment: Parameters<SentTo>): readonly SizeChange[] => {
    this.index ??= sentByRecords(this.events.ifMade?.jobs() ?? []);
    return this.index(...segment);
  };
}

/** Looks up what was sent to a segment, oldest first, in an index of these records. */
export function sentByRecords(
  jobs: readonly JobSummary[],
): (...segment: Parameters<SentTo>) => readonly SizeChange[] {
  const bySegment = groupBy(jobs, ({ target }) => keyOf(target.origin, target.segmentId));
  return ({ origin }, segmentId, entries) => {
    const own = bySegment.get(keyOf(origin, segmentId)) ?? [];
    return own.length + entries.length === 0
      ? []
      : sentFromHere(own, entries, { origin, segmentId });
  };
}

function keyOf(origin: string, segmentId: string): string {
  return `${origin} ${segmentId}`;
}
