import { join } from 'node:path';
import { DisposableOwner } from '../../../common/disposableOwner';
import { groupBy } from '../../../common/records';
import type { JobSummary } from '../../../upload/jobTypes';
import type { SizeChange } from '../../../upload/segmentSize';
import { FolderWatch } from '../../folderWatch';
import type { SentTo } from '../../segments/sizes/knownSizes';
import type { JobEvents } from '../jobEvents';
import { changeOf, sentFromHere } from './sentFromHere';

/** Milliseconds between two readings of the records. */
const READ_EVERY = 1000;

/**
 * What was sent to each segment from here, for rows that must not wait: of the upload records that are in
 * memory, by segment, so that not every row of 10,000 looks through all of them. They are read again when
 * another process begins or ends an upload, which is a lock on disk.
 */
export class SentUploads extends DisposableOwner {
  private index: ReturnType<typeof sentByRecords> | undefined;
  /** What the records say, as text. Before they are first read, rows have what their history says. */
  private records: string | undefined;

  /** `storage`: the state folder. `changed` is called when `to` may give something else than before. */
  constructor(
    private readonly events: Pick<JobEvents, 'ifMade' | 'onDidChange' | 'onDidRefresh' | 'refresh'>,
    storage: string,
    changed: () => void,
  ) {
    super();
    const forget = (): void => {
      const records = JSON.stringify(this.jobs.map(changeOf));
      this.index = undefined;
      if (records === this.records) return;
      this.records = records;
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
    const reading = this.later('every', READ_EVERY, () => events.refresh());
    this.register(new FolderWatch(join(storage, 'locks'), storage, () => reading.call()));
  }

  readonly to = (...segment: Parameters<SentTo>): readonly SizeChange[] => {
    this.index ??= sentByRecords(this.jobs);
    return this.index(...segment);
  };

  private get jobs(): readonly JobSummary[] {
    return this.events.ifMade?.jobs() ?? [];
  }
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
