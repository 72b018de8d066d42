import type { ProblemSummary } from '../../api/apiTypes';
import type {
  FormatCounts,
  JobState,
  Progress,
  ReportError,
  StatisticsReading,
  Totals,
} from '../jobTypes';
import type { PlannedChunk } from '../uploadTypes';
import {
  isGiven,
  isRemoval,
  parseSliceKey,
  sliceKey,
  sliceSize,
  slicesOf,
  type ChunkSlice,
} from './chunkSlices';
import type { Entry } from './journal';
import {
  addUp,
  addUpFormats,
  countRecords,
  pendingRecord,
  type SliceRecord,
  type SliceState,
} from './sliceRecords';

/** The API can send many; no one reads more than this. */
const MAX_WARNINGS = 100;

/**
 * The state of a job according to its journal: a pure fold over the entries. The same entries give
 * the same ledger, live and after a restart, because each entry is written first and then applied,
 * and nothing else changes the ledger. Every identifier of the plan is in exactly one slice.
 */
export class Ledger {
  state: JobState = 'planned';
  owner?: string;
  startedAt?: number;
  finishedAt?: number;
  /** Time of the newest entry. */
  lastAt?: number;
  /** When a clear began that hasn't been answered yet. */
  clearingAt?: number;
  clearedAt?: number;
  /**
   * When a clear began whose response was lost: the list may be empty since then. Reset once a
   * clear is answered.
   */
  maybeClearedAt?: number;
  /**
   * The list's epoch (see `ListState`) when the first identifiers were sent; undefined in a journal
   * without its first line.
   */
  epoch?: number;
  /** The list's epoch when the job began; undefined likewise, and before that. */
  firstEpoch?: number;
  /**
   * Something else changed the list between two runs: what the first one sent may no longer be in
   * it.
   */
  mixed = false;
  error?: ReportError;
  /** The API's last rejection of a whole request in this run. */
  rejection?: ReportError;
  /** Add-remove and clear requests, including retries. */
  requests = 0;
  /** Requests sent again because their response was lost. */
  resent = 0;
  readonly warnings: ProblemSummary[] = [];
  readonly readings: StatisticsReading[] = [];
  /**
   * Processes that another one took the job over from: entries they write afterwards don't count.
   */
  readonly #replacedOwners = new Set<string>();
  /** In file order. */
  readonly slices = new Map<string, SliceRecord>();

  constructor(
    readonly chunks: readonly PlannedChunk[],
    entries: readonly Entry[] = [],
    /** Whether the job clears the list first. */
    private readonly isReplace = false,
  ) {
    for (const slice of slicesOf(chunks)) this.#add(slice);
    for (const entry of entries) this.apply(entry);
    this.#countUnansweredAsLost();
  }

  /**
   * Counts the requests still marked as sending as lost: their process ended before the response,
   * and each was sent at least once.
   */
  #countUnansweredAsLost(): void {
    for (const record of this.slices.values()) {
      if (record.state !== 'sending') continue;
      if (record.before === 'unknown') this.resent++;
      this.#markLost(record, 1);
    }
    if (this.clearingAt === undefined) return;
    this.requests++;
    this.#loseClear();
  }

  #loseClear(): void {
    this.maybeClearedAt ??= this.clearingAt;
    this.clearingAt = undefined;
  }

  apply(entry: Entry): void {
    if (this.#isFromReplacedOwner(entry)) return;
    // In case the line with the `run` entry was lost.
    this.owner ??= entry.by;
    this.lastAt = entry.at ?? this.lastAt;
    if (entry.t !== 'end') this.startedAt ??= entry.at;
    switch (entry.t) {
      case 'run':
        this.#countUnansweredAsLost();
        this.state = 'running';
        if (this.owner !== undefined) this.#replacedOwners.add(this.owner);
        this.#replacedOwners.delete(entry.owner);
        this.owner = entry.owner;
        this.finishedAt = undefined;
        this.error = undefined;
        if (!this.mayHaveChangedList) this.epoch = entry.epoch;
        this.firstEpoch ??= entry.epoch;
        this.mixed ||= entry.mixed ?? false;
        if (entry.after !== 'pause') this.#reopenRejected();
        break;
      case 'reading':
        this.readings.push(entry.reading);
        break;
      case 'clearing':
        this.clearingAt = entry.at;
        break;
      case 'cleared':
        this.#markCleared(entry.at);
        this.requests += entry.k;
        break;
      case 'uncleared':
        if (entry.lost) this.#loseClear();
        this.clearingAt = undefined;
        this.requests += entry.k;
        break;
      case 'warning':
        this.#addWarning(entry.warning);
        break;
      case 'searched':
        this.requests += entry.k;
        break;
      case 'end':
        // Only relevant on a full disk: responses to the remaining requests couldn't be written.
        this.#countUnansweredAsLost();
        this.state = entry.state;
        this.finishedAt = entry.at;
        this.error = entry.error;
        break;
      default:
        this.#applyToUnit(entry);
    }
  }

  /**
   * Whether the entry is from a process that the job was taken over from, and doesn't begin a new
   * run.
   */
  #isFromReplacedOwner(entry: Entry): boolean {
    if (entry.t === 'run' && entry.after !== 'pause') return false;
    const by = entry.t === 'run' ? entry.owner : entry.by;
    return by !== undefined && this.#replacedOwners.has(by);
  }

  /** Lets this run retry what earlier ones had rejected; only this run's rejections count. */
  #reopenRejected(): void {
    for (const record of this.slices.values()) record.isClosed = false;
    this.rejection = undefined;
  }

  #applyToUnit(entry: Extract<Entry, { u: string }>): void {
    const record = this.slices.get(entry.u);
    if (record === undefined) return;
    switch (entry.t) {
      case 'sending':
        if (this.isReplace && this.clearedAt === undefined) this.#assumeCleared();
        // The line with its response was torn.
        if (record.state === 'sending') this.#markLost(record, 1);
        this.#startSending(record);
        return;
      case 'sent':
        // Without a count it isn't known whether anyone was taken.
        if (entry.x === sliceSize(record.slice)) this.#markLost(record, 0);
        else
          this.#setState(record, 'sent', { accepted: entry.a, refused: entry.r, unknown: entry.x });
        break;
      case 'rejected':
        this.#markRejected(record, entry.error);
        break;
      case 'unknown':
        this.#markLost(record, 0);
        if (entry.error) this.rejection = entry.error;
        break;
      case 'unsent':
        // This try wasn't processed, but earlier ones may have been.
        if (record.before === 'unknown') this.#markLost(record, 0);
        else
          this.#setState(record, record.before, {
            refused: record.before === 'rejected' ? sliceSize(record.slice) : 0,
          });
        break;
      case 'split':
        this.#splitSlice(record, entry.into);
        return;
    }
    // Without a try in this run it wasn't sent again.
    if (record.before === 'unknown' && entry.k > 0) this.resent++;
    this.requests += entry.k;
  }

  #startSending(record: SliceRecord): void {
    if (record.state !== 'sent' && record.state !== 'sending') record.before = record.state;
    this.#setState(record, 'sending');
  }

  #setState(
    record: SliceRecord,
    state: SliceState,
    counts: { accepted?: number; refused?: number; unknown?: number } = {},
  ): void {
    Object.assign(record, { accepted: 0, refused: 0, unknown: 0, ...counts, state });
  }

  #markRejected(record: SliceRecord, error: ReportError): void {
    this.#setState(record, 'rejected', { refused: sliceSize(record.slice) });
    record.isClosed = true;
    this.rejection = error;
  }

  #markLost(record: SliceRecord, requests: number): void {
    this.#setState(record, 'unknown', { unknown: sliceSize(record.slice) });
    this.requests += requests;
  }

  /**
   * A replace sends nothing before its clear succeeded, so there was a clear even if its entry is
   * missing.
   */
  #assumeCleared(): void {
    if (this.clearingAt !== undefined) this.requests++;
    this.#markCleared(this.clearingAt ?? this.lastAt ?? 0);
  }

  #markCleared(at: number): void {
    this.clearingAt = undefined;
    this.maybeClearedAt = undefined;
    this.clearedAt = at;
    this.mixed = false;
  }

  #splitSlice(record: SliceRecord, into: readonly string[]): void {
    const slices = into.map(parseSliceKey).filter((slice) => slice !== undefined);
    const total = slices.reduce((sum, slice) => sum + sliceSize(slice), 0);
    if (total !== sliceSize(record.slice)) return;
    // The parts of a lost or rejected slice count as lost or rejected until they are answered.
    this.slices.delete(sliceKey(record.slice));
    for (const slice of slices) {
      const part = this.#add(slice);
      if (record.state === 'unknown') this.#markLost(part, 0);
      if (record.state === 'rejected')
        this.#setState(part, 'rejected', { refused: sliceSize(slice) });
    }
  }

  #add(slice: ChunkSlice): SliceRecord {
    const record = pendingRecord(slice);
    this.slices.set(sliceKey(slice), record);
    return record;
  }

  #addWarning(warning: ProblemSummary): void {
    const known = this.warnings.find(
      (other) => other.code === warning.code && other.title === warning.title,
    );
    if (known) known.count = (known.count ?? 1) + (warning.count ?? 1);
    else if (this.warnings.length < MAX_WARNINGS) this.warnings.push({ ...warning });
  }

  /**
   * The slices that this run has to send, in file order: never sent, without a response, or
   * rejected by an earlier run. Removals of an add or an update come after all others were answered, so
   * only `removals` or only the others are asked for.
   */
  openSlices(removals = false): ChunkSlice[] {
    return [...this.slices.values()]
      .filter(
        ({ slice, state, isClosed: closed }) =>
          isRemoval(slice) === removals &&
          (state === 'pending' || state === 'unknown' || (state === 'rejected' && !closed)),
      )
      .map(({ slice }) => slice)
      .sort((a, b) => a.chunk - b.chunk || a.from - b.from);
  }

  /**
   * Whether anything isn't in yet, as far as is known, so that another run has something to send.
   */
  get incomplete(): boolean {
    return this.#some(({ state }) => state !== 'sent');
  }

  /** How many requests weren't answered and taken, of those whose slice fits. */
  openRequests(fits: (slice: ChunkSlice) => boolean): number {
    return countRecords(
      this.slices.values(),
      ({ slice, state }) => fits(slice) && state !== 'sent',
    );
  }

  /**
   * Whether this job may have changed the list: it may have been cleared, or some identifiers may
   * have been sent.
   */
  get mayHaveChangedList(): boolean {
    return (
      this.clearedAt !== undefined ||
      this.maybeClearedAt !== undefined ||
      this.#some(({ state }) => state !== 'pending' && state !== 'rejected')
    );
  }

  /** The end of a run that sent everything it had: failed if the API rejected a request as a whole. */
  endState(): { state: 'finished' } | { state: 'failed'; error: ReportError } {
    return this.rejection !== undefined && this.incomplete
      ? { state: 'failed', error: this.rejection }
      : { state: 'finished' };
  }

  /** Counts of rows, by their identifiers in the given format; or of identifiers, of slices that fit. */
  totals(fits: (slice: ChunkSlice) => boolean = isGiven): Totals {
    return addUp([...this.slices.values()], fits);
  }

  /** Whether a slice has people who are removed because they are on a suppression list. */
  isSuppressed({ chunk }: ChunkSlice): boolean {
    return this.chunks[chunk].suppressed === true;
  }

  /** The other hash formats of a remove, one entry each. */
  formatTotals(): FormatCounts[] {
    return addUpFormats([...this.slices.values()]);
  }

  /**
   * Progress by responses: requests in flight and lost ones that will be sent again count once they
   * are answered.
   */
  progress(): Totals & Pick<Progress, 'inFlight' | 'callsDone' | 'callsTotal' | 'callsUnknown'> {
    const { slices, clearingAt, clearedAt, maybeClearedAt } = this;
    const one = (holds: boolean): number => (holds ? 1 : 0);
    const of = (...states: SliceState[]): SliceRecord[] =>
      [...slices.values()].filter(({ state }) => states.includes(state));
    const answered = of('sent', 'rejected');
    return {
      ...addUp(answered, isGiven),
      inFlight: of('sending').length + one(clearingAt !== undefined),
      callsDone: answered.length + one(clearedAt !== undefined),
      callsTotal: slices.size + one(this.isReplace),
      callsUnknown:
        of('unknown').length + one(maybeClearedAt !== undefined && clearingAt === undefined),
    };
  }

  get hasResponses(): boolean {
    return this.#some(({ state }) => state === 'sent' || state === 'rejected');
  }

  /** Whether the API accepted anything, including without a count. */
  get hasAcceptedRows(): boolean {
    return this.#some(({ accepted, unknown }) => accepted + unknown > 0);
  }

  #some(matches: (record: SliceRecord) => boolean): boolean {
    return countRecords(this.slices.values(), matches) > 0;
  }
}
