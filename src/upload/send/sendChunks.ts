import { t } from '@vscode/l10n';
import type { ApiError } from '../../api/apiError';
import type { AmendmentResult, ProblemSummary } from '../../api/apiTypes';
import type { Failure } from '../../common/failure';
import { compact } from '../../common/records';
import type { Sender } from '../contract';
import { halveSlice, sliceKey, sliceSize, type ChunkSlice } from '../journal/chunkSlices';
import type { Entry } from '../journal/journal';
import type { Ledger } from '../journal/ledger';
import type { StopSignal } from '../stopSignal';
import { UploadError } from '../uploadError';
import type { BuiltBody } from '../workerProtocol';
import { asApiError, classifyFailure } from './classifyFailure';

/** How sending ended. `waits`: it can continue by itself once the failure has passed. */
export type SendResult =
  | { end: 'done' }
  | { end: 'stopped' }
  | { end: 'failed'; error: Failure; waits: boolean };

export interface SendContext {
  segmentId: string;
  sender: Sender;
  ledger: Ledger;
  /** Of an update: sends what is to be removed, and nothing else. */
  removals: boolean;
  /** Writes entries to disk, then applies them to the ledger. */
  record: (entries: readonly Entry[]) => Promise<void>;
  /** Rejects at once when a stop is requested. */
  build: (slice: ChunkSlice) => Promise<BuiltBody>;
  /** Returns the memory of a body that was answered, for another one. */
  reuse: (body: BuiltBody['body']) => void;
  /** Bodies to build in advance, besides those in flight. */
  buildAhead: number;
  concurrency: number;
  /** Why nothing more may be sent: another process holds the segment, or its list was cleared. */
  findBlocker: () => Promise<UploadError | undefined>;
  /** Whether a request may still be sent; asked right before each try. */
  mayTry: () => boolean;
  /** See `RequestOptions.longestDelay`. */
  longestDelay: number | undefined;
  stop: StopSignal;
  /** Called with the values of a slice that the API named as invalid. */
  onSamples: (slice: ChunkSlice, samples: readonly string[]) => void;
}

/** Rejected slices, without anything accepted, after which the rest isn't tried. */
const MAX_REJECTED = 3;
/** Tries of one body that stalls: once can be chance, but after twice it isn't sent again. */
const MAX_TRIES_STALLED = 2;
/** Stalls of ever smaller bodies after which the network is to blame. */
const MAX_STALLS = 4;
/** A stalled body with this few identifiers isn't too large. */
const SMALL_SLICE = 1000;

/**
 * Sends the ledger's open slices: at most `concurrency` requests in flight, and a few bodies built
 * ahead. Every request is recorded in the journal before it is sent and after its response.
 */
export class ChunkSender {
  readonly #queue: ChunkSlice[];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #built: { slice: ChunkSlice; built: Promise<BuiltBody> }[] = [];
  #concurrency: number;
  /** Number of identifiers in the largest body that may still work. */
  #maxSize = Number.POSITIVE_INFINITY;
  #stalls = 0;
  #rejections = 0;
  #failure: { error: Failure; waits: boolean } | undefined;
  /** An unexpected error, which is a programming error. */
  #unexpected: { error: unknown } | undefined;

  constructor(private readonly context: SendContext) {
    this.#queue = context.ledger.openSlices(context.removals);
    this.#concurrency = context.concurrency;
  }

  /** Resolves when nothing is in flight any more. Rejects for programming errors only. */
  async run(): Promise<SendResult> {
    try {
      while (!this.#isOver) {
        if (this.#inFlight.size >= this.#concurrency) await Promise.race(this.#inFlight);
        else if (!(await this.#sendNext())) {
          // A response may still add halves to the queue.
          if (this.#inFlight.size === 0) break;
          await Promise.race(this.#inFlight);
        }
      }
    } finally {
      await Promise.all(this.#inFlight);
      await Promise.allSettled(this.#built.map(({ built }) => built));
    }
    if (this.#unexpected) throw this.#unexpected.error;
    return this.#result();
  }

  get #isOver(): boolean {
    return (
      this.context.stop.requested || this.#failure !== undefined || this.#unexpected !== undefined
    );
  }

  #result(): SendResult {
    if (this.#failure) return { end: 'failed', ...this.#failure };
    const { stop, ledger, removals } = this.context;
    return stop.requested && ledger.openSlices(removals).length > 0
      ? { end: 'stopped' }
      : { end: 'done' };
  }

  #fail(error: Failure, waits = false): void {
    this.#failure ??= { error, waits };
  }

  /** Builds or takes the next body and sends it; false if there is none. */
  async #sendNext(): Promise<boolean> {
    const next = this.#take();
    if (next === undefined) return false;
    let built: BuiltBody;
    try {
      built = await next.built;
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      // A stop ends the threads that build.
      if (!this.#isOver) this.#fail(error);
      return true;
    }
    if (this.#isOver) return true;
    if (built.count > this.#maxSize) {
      await this.#split(next.slice);
      return true;
    }
    const sending = this.#send(next.slice, built.body)
      .catch((error: unknown) => (this.#unexpected ??= { error }))
      .then(() => void this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
    this.#buildAhead();
    return true;
  }

  #take(): { slice: ChunkSlice; built: Promise<BuiltBody> } | undefined {
    this.#buildAhead();
    return this.#built.shift();
  }

  #buildAhead(): void {
    while (this.#built.length < this.context.buildAhead) {
      const slice = this.#queue.shift();
      if (slice === undefined) return;
      const built = this.context.build(slice);
      built.catch(() => undefined);
      this.#built.push({ slice, built });
    }
  }

  async #send(slice: ChunkSlice, body: BuiltBody['body']): Promise<void> {
    const { context } = this;
    const u = sliceKey(slice);
    const blocker = await context.findBlocker();
    if (blocker) {
      this.#fail(blocker);
      return;
    }
    if (!(await this.#record([{ t: 'sending', u }]))) return;
    if (this.#isOver) {
      await this.#record([{ t: 'unsent', u, k: 0 }]);
      return;
    }
    let k = 0;
    try {
      const {
        stop: { soft: noMore, hard: signal },
        mayTry,
        longestDelay,
      } = context;
      const result = await context.sender.amend(context.segmentId, body, {
        signal,
        stopTrying: noMore,
        mayTry,
        longestDelay,
        onTry: () => k++,
        maxStalls: MAX_TRIES_STALLED,
      });
      context.reuse(body);
      await this.#handleResult(slice, result, k);
    } catch (error) {
      await this.#handleFailure(slice, asApiError(error), k);
    }
  }

  async #handleResult(slice: ChunkSlice, result: AmendmentResult, k: number): Promise<void> {
    const size = sliceSize(slice);
    const counts = countsOf(size, result);
    this.#stalls = 0;
    const warnings = [...result.warnings, ...(counts.x > 0 ? [unclearCountsWarning(result)] : [])];
    await this.#record([
      {
        t: 'sent',
        u: sliceKey(slice),
        ...counts,
        k,
        tr: result.traceId,
      },
      ...warnings.map((warning): Entry => ({ t: 'warning', warning })),
    ]);
    if (result.sampleInvalid.length > 0) this.context.onSamples(slice, result.sampleInvalid);
  }

  async #handleFailure(slice: ChunkSlice, error: ApiError, k: number): Promise<void> {
    const u = sliceKey(slice);
    const isLost = error.outcome === 'unknown' && k > 0;
    const entry: Entry = isLost ? { t: 'unknown', u, k } : { t: 'unsent', u, k };
    switch (classifyFailure(error)) {
      case 'cancelled':
        await this.#record([entry]);
        return;
      case 'rejected':
      case 'rejectedAll':
        await this.#reject(slice, error, k);
        return;
      case 'tooLarge':
        if (sliceSize(slice) === 1) await this.#reject(slice, error, k);
        else {
          await this.#record([entry]);
          await this.#shrink(slice);
        }
        return;
      case 'stalled':
        await this.#record([entry]);
        if (sliceSize(slice) <= SMALL_SLICE || ++this.#stalls > MAX_STALLS) this.#fail(error, true);
        else await this.#shrink(slice);
        return;
      default:
        await this.#record([entry]);
        this.#fail(error, classifyFailure(error) === 'passing');
    }
  }

  async #reject(slice: ChunkSlice, apiError: ApiError, k: number): Promise<void> {
    const { code, traceId } = apiError;
    const u = sliceKey(slice);
    const error = apiError.toJSON();
    // An earlier try whose response was lost may have taken effect.
    const isLost =
      apiError.outcome === 'unknown' || this.context.ledger.slices.get(u)?.before === 'unknown';
    const warning = compact<ProblemSummary>({ code, type: 'validation', traceId });
    await this.#record([
      isLost ? { t: 'unknown', u, k, error } : { t: 'rejected', u, k, error },
      { t: 'warning', warning },
    ]);
    this.#rejections++;
    const isHopeless = this.#rejections >= MAX_REJECTED && !this.context.ledger.hasAcceptedRows;
    if (isHopeless || classifyFailure(apiError) === 'rejectedAll') this.#fail(apiError);
  }

  /**
   * Never sends the same body again: this one and all others are halved, and half as many are sent
   * at once.
   */
  async #shrink(slice: ChunkSlice): Promise<void> {
    this.#maxSize = Math.min(this.#maxSize, Math.ceil(sliceSize(slice) / 2));
    this.#concurrency = Math.max(1, Math.floor(this.#concurrency / 2));
    await this.#split(slice);
  }

  async #split(slice: ChunkSlice): Promise<void> {
    const pair = halveSlice(slice);
    if (pair === undefined) return;
    if (await this.#record([{ t: 'split', u: sliceKey(slice), into: pair.map(sliceKey) }]))
      this.#queue.unshift(...pair);
  }

  /** False if the journal can't be written: then nothing more is sent. */
  async #record(entries: readonly Entry[]): Promise<boolean> {
    try {
      await this.context.record(entries);
      return true;
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      this.#fail(error);
      return false;
    }
  }
}

/** Rows accepted, rejected, and without a plausible count. */
function countsOf(
  size: number,
  { valid, invalid }: AmendmentResult,
): { a: number; r: number; x: number } {
  if (valid !== undefined && invalid !== undefined && valid + invalid === size)
    return { a: valid, r: invalid, x: 0 };
  if (valid === size && invalid === undefined) return { a: size, r: 0, x: 0 };
  return { a: 0, r: 0, x: size };
}

function unclearCountsWarning({ valid, invalid }: AmendmentResult): ProblemSummary {
  return valid === undefined && invalid === undefined
    ? {
        code: 'no-counts',
        type: 'unknown',
        title: t(
          'Criteo’s response had no counts, so it isn’t known how many of these identifiers were accepted.',
        ),
      }
    : {
        code: 'counts-do-not-add-up',
        type: 'unknown',
        title: t(
          'The counts in a response from Criteo don’t add up to what was sent, so they are reported as unknown.',
        ),
      };
}
