import { codeOf, type ToolCode } from '../../common/codes/toolCodes';
import { Cancelled, Failure, toFailure } from '../../common/failure';
import { compact } from '../../common/records';
import {
  knownType,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import type { RunControl, RunResult, Sender } from '../../upload/contract';
import { countSentInEveryFormat, HASH_FORMATS } from '../../upload/hashFormats';
import type { JobSummary, Report } from '../../upload/jobTypes';
import { sourcesWithout } from '../../upload/people/otherRows';
import { haveSamePeople } from '../../upload/planFingerprint';
import { nextComputation } from '../../upload/schedule';
import type { Plan, SourceFile, UploadOptions } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import { virtualFileBytes } from '../uploads/draft/workspace';
import { outcomeOfFailure } from '../uploads/outcome';
import { recordUpload } from '../uploads/recordUpload';
import { requireSignedIn } from '../uploads/requireJob';
import type { ScheduledReadings } from '../uploads/scheduledReadings';
import { targetOf, type Destination } from '../uploads/target';
import {
  CONCURRENCY,
  engineOptionsOf,
  filesOfType,
  readSealed,
  wasAddedSince,
  type RemovalSources,
} from './planRemoval';
import { otherPeople, REMOVAL } from './removalFailure';
import { isSentNow, segmentKeyOf } from './removalFigures';
import type { PlannedRemoval, RemovalSegment, Sending } from './removalTypes';

/** What stops a removal only from one segment. */
const OF_SEGMENT: readonly string[] = ['locked', 'records-unreadable'] satisfies ToolCode[];

export type RemovalControl = Pick<RunControl, 'signal' | 'autoResume' | 'patience'>;

export interface RemovalRunServices extends RemovalSources {
  readonly scheduled: Pick<ScheduledReadings, 'add'>;
}

/**
 * Sends a removal to its segments, a few at a time, and those last to which something else is being sent.
 * Changes its record, and calls `onChange` then. Resolves with why it ended early.
 */
export class RemovalRun {
  readonly #stop = new AbortController();
  readonly #index: number;
  /** Of earlier readings: the files without those rows, or undefined if others are in them now. */
  readonly #others = new Map<string, Promise<SourceFile[] | undefined>>();
  #stoppedBy: Failure | undefined;
  #leftOpen: Failure | undefined;

  constructor(
    private readonly planned: PlannedRemoval,
    private readonly control: RemovalControl,
    private readonly services: RemovalRunServices,
    private readonly onChange: () => void,
  ) {
    this.#index = planned.record.parts.indexOf(planned.part);
  }

  async result(): Promise<Failure | undefined> {
    const { record } = this.planned;
    const { signal } = this.control;
    const cancel = (): void => this.#end(new Cancelled());
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await this.#discardLeftovers();
      const now = this.services.now();
      const todo = record.segments.filter((segment) => isSentNow(segment, this.#index, now));
      const busy = todo.filter((segment) => this.#isBusy(segment));
      for (const segment of busy) segment.sendings[this.#index].isWaiting = true;
      const queue = [...todo.filter((segment) => !busy.includes(segment)), ...busy];
      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next && !this.#stoppedBy; next = queue.shift())
          await this.#sendTo(next);
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
    } finally {
      signal?.removeEventListener('abort', cancel);
      for (const { sendings } of record.segments) for (const one of sendings) delete one.isWaiting;
    }
    return this.#stoppedBy ?? this.#leftOpen;
  }

  /** What a process that was killed has left: it isn't known what became of it, so it is sent again. */
  async #discardLeftovers(): Promise<void> {
    const engine = this.services.engine();
    await engine.refresh();
    for (const { jobId } of engine.jobs(this.planned.record.id))
      await engine.discard(jobId).catch(() => undefined);
  }

  #isBusy(segment: RemovalSegment): boolean {
    try {
      this.services.engine().assertNotBusy(this.planned.record.origin, segment.id);
      return false;
    } catch {
      return true;
    }
  }

  #end(failure: Failure): void {
    this.#stoppedBy ??= failure;
    this.#stop.abort();
  }

  async #sendTo(segment: RemovalSegment): Promise<void> {
    const sending = segment.sendings[this.#index];
    const destination = this.planned.destinations.get(segmentKeyOf(segment));
    // What isn't found any more says so, and stays as it is.
    if (!destination) return;
    try {
      const account = requireSignedIn(this.services.accounts, destination.account);
      const into = { ...destination, account };
      const wasBusy = this.#isBusy(segment);
      const before = this.services.now();
      const { plan, isMore, result, job, traceIds } = await this.#upload(segment, sending, into);
      const after = sendingAfter(sending, plan, result, traceIds, isMore);
      if (result.report.state === 'finished' && segment.operation === 'remove') {
        const at = this.services.now();
        // What another process has just added may not be in the history yet.
        if (wasBusy) await this.services.engine().refresh();
        // A computation may have begun meanwhile.
        const isUnclear = await wasAddedSince(account, segment.id, before, this.services);
        if (isUnclear) after.againAfter = new Date(nextComputation(at)).toISOString();
        else delete after.againAfter;
      }
      segment.sendings[this.#index] = after;
      const { history, scheduled } = this.services;
      const { id } = this.planned.record;
      await recordUpload(account, result.report, job?.readings ?? [], history, scheduled, id);
      if (after.state === 'accepted') after.reading = this.planned.part.readings.length - 1;
      const { error, state } = result.report;
      if (error && isTemporary(error))
        this.#end(new Failure(codeOf(error), error.message, REMOVAL, error));
      // Cancelled, or the window closes.
      else if (!error && state !== 'finished') this.#end(new Cancelled());
    } catch (error) {
      const failure = toFailure(error, REMOVAL);
      if (!failure.cancelled) sending.error = failure.toJSON();
      // Something else is sent to this segment for too long, or its records can’t be read. What stops any other
      // stops all: the session ended, the disk is full, the file has changed.
      if (OF_SEGMENT.includes(failure.code)) this.#leftOpen ??= failure;
      else this.#end(failure);
    } finally {
      this.onChange();
    }
  }

  /** Sends one upload, and leaves no record of it. `isMore`: of others than before. */
  async #upload(
    segment: RemovalSegment,
    sending: Sending,
    destination: Destination,
  ): Promise<{
    plan: Plan;
    isMore: boolean;
    result: RunResult;
    job?: JobSummary;
    traceIds: string[];
  }> {
    const engine = this.services.engine();
    const { account } = destination;
    const { plan, files, isMore } = await this.#plan(segment, sending, destination);
    const traceIds: string[] = [];
    try {
      // Others are of the rows that were confirmed.
      const confirmed = this.planned.plans.get(segment.type as IdentifierType);
      if (!isMore && confirmed && !haveSamePeople(plan.fingerprint, confirmed.fingerprint))
        throw otherPeople(files);
      delete sending.isWaiting;
      const result = await engine.run(plan.jobId, tracing(account.client, traceIds), {
        ...this.control,
        signal: this.#stop.signal,
        content: virtualFileBytes(files),
        rateLimiter: account.client.rateLimiter,
      });
      return { plan, isMore, result, job: engine.job(plan.jobId), traceIds };
    } finally {
      await engine.discard(plan.jobId).catch(() => undefined);
    }
  }

  /** Plans to send whoever wasn't accepted before, or else everyone. */
  async #plan(
    { operation, type }: RemovalSegment,
    sending: Sending,
    destination: Destination,
  ): Promise<{ plan: Plan; files: readonly SourceFile[]; isMore: boolean }> {
    const { request, record, reads, part } = this.planned;
    const { engine, settingsOf } = this.services;
    const known = knownType(type) ?? 'Email';
    const isAgain =
      sending.againAfter !== undefined && sending.reading === part.readings.length - 1;
    const options: UploadOptions = {
      ...engineOptionsOf(request, operation, known, record.id, settingsOf),
      ...(isAgain && { isAgain }),
    };
    const planned = async (
      sources: readonly SourceFile[],
      isMore: boolean,
    ): Promise<{ plan: Plan; files: readonly SourceFile[]; isMore: boolean }> => {
      const files = filesOfType(sources, part.columns, known);
      const control = { reads, signal: this.#stop.signal };
      return {
        plan: await engine().plan(files, targetOf(destination), options, control),
        files,
        isMore,
      };
    };
    const others = await this.#othersThan(sending);
    if (others)
      try {
        return await planned(others, true);
      } catch (error) {
        // What still can't be read may look like something else where it is alone.
        if (this.#stop.signal.aborted) throw error;
      }
    return planned(request.files, false);
  }

  /** The files without those of an earlier reading who were accepted; undefined where everyone is sent. */
  async #othersThan({ reading, againAfter }: Sending): Promise<SourceFile[] | undefined> {
    const { readings } = this.planned.part;
    if (reading < 0 || reading === readings.length - 1 || againAfter !== undefined)
      return undefined;
    const { readable, fingerprint } = readings[reading];
    const known = this.#others.get(readable) ?? this.#withoutRows(readable, fingerprint);
    this.#others.set(readable, known);
    return known;
  }

  /** Undefined if these rows have other people than they had, because some were moved. */
  async #withoutRows(readable: string, fingerprint: string): Promise<SourceFile[] | undefined> {
    const { part, request } = this.planned;
    const { files } = request;
    const control = { before: readable, signal: this.#stop.signal };
    const read = await readSealed(request, this.services.engine(), control);
    if (read.fingerprint !== part.readings.at(-1)?.fingerprint) throw otherPeople(files);
    return read.fingerprintBefore === fingerprint ? sourcesWithout(files, readable) : undefined;
  }
}

/** Keeps the trace IDs of responses. */
function tracing(client: AccountHandle['client'], traceIds: string[]): Sender {
  return {
    amend: async (...request) => {
      const result = await client.amend(...request);
      if (result.traceId !== undefined) traceIds.push(result.traceId);
      return result;
    },
    clear: (...request) => client.clear(...request),
    statistics: (...request) => client.statistics(...request),
  };
}

/**
 * What became of it. `isMore`: of others than before. The figures of those add to the ones before, once they are
 * accepted.
 */
function sendingAfter(
  before: Sending,
  plan: Plan,
  { report }: RunResult,
  traceIds: readonly string[],
  isMore: boolean,
): Sending {
  const { state, sent, accepted, refused, unknown, error, finishedAt: at, calls } = report;
  const isAccepted = state === 'finished' && unknown === 0;
  const isRemove = plan.options.operation === 'remove';
  const isEmail = knownType(plan.target.identifierType) === 'Email';
  const byFormat = countSentInEveryFormat(plan);
  const isPlanned = (format: ValueFormat): boolean => (byFormat[format] ?? 0) > 0;
  const figures = isMore ? before : { identifiers: 0, accepted: 0, rejected: 0, unknown: 0 };
  const rejected = figures.rejected + refused;
  const isFailed = !isAccepted && error !== undefined && !isTemporary(error);
  return compact<Sending>({
    ...before,
    error: isAccepted ? undefined : error,
    state: isAccepted ? 'accepted' : isFailed ? 'failed' : 'open',
    againAfter: isFailed ? undefined : before.againAfter,
    at,
    staying: isAccepted
      ? Math.min(before.people, rejected)
      : isMore
        ? before.staying
        : before.people,
    ...((isAccepted || !isMore) && {
      identifiers: figures.identifiers + sent,
      accepted: figures.accepted + accepted,
      rejected,
      unknown: figures.unknown + unknown,
    }),
    ...(isEmail &&
      sent > 0 && {
        formats: HASH_FORMATS.filter(isPlanned),
        // An add has one.
        formatsNotSent: isRemove ? HASH_FORMATS.filter((format) => !isPlanned(format)) : undefined,
      }),
    requests: before.requests + calls,
    traceIds: [...before.traceIds, ...traceIds, ...(error?.traceId ? [error.traceId] : [])],
  });
}

/** Whether trying later helps. */
function isTemporary(error: NonNullable<Report['error']>): boolean {
  return ['gave-up', 'cancelled'].includes(outcomeOfFailure(error));
}
