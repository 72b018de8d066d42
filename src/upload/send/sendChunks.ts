import { t } from '@vscode/l10n';
import type { ApiError } from '../../api/apiError';
import type { AmendmentResult, ProblemSummary } from '../../api/apiTypes';
import type { Failure } from '../../common/failure';
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
  { end: 'done' } | { end: 'stopped' } | { end: 'failed'; error: Failure; waits: boolean };

export interface SendContext {
  segmentId: string;
  sender: Sender;
  ledger: Ledger;
  /** Writes entries to disk, then applies them to the ledger. */
  record: (entries: readonly Entry[]) => Promise<void>;
  /** Rejects at once when a stop is requested. */
  build: (unit: ChunkSlice) => Promise<BuiltBody>;
  /** Returns the memory of a body that was answered, for another one. */
  reuse: (body: BuiltBody['body']) => void;
  /** Bodies to build in advance, besides those in flight. */
  ahead: number;
  concurrency: number;
  /** Why nothing more may be sent: another process holds the segment, or its list was cleared. */
  findBlocker: () => Promise<UploadError | undefined>;
  /** Whether a request may still be sent; asked right before each try. */
  mayTry: () => boolean;
  stop: StopSignal;
  /** Called with the values of a slice that the API named as invalid. */
  onSamples: (unit: ChunkSlice, samples: readonly string[]) => void;
}

/** Rejected slices, without anything accepted, after which the rest isn't tried. */
const HOPELESS = 3;
/** Tries of one body that stalls: once can be chance, but after twice it isn't sent again. */
const MAX_TRIES_STALLED = 2;
/** Stalls of ever smaller bodies after which the network is to blame. */
const MAX_STALLS = 4;
/** A stalled body with this few identifiers isn't too large. */
const SMALL = 1000;

/**
 * Sends the ledger's open slices: at most `concurrency` requests in flight, and a few bodies built
 * ahead. Every request is recorded in the journal before it is sent and after its response.
 */
export class ChunkSender {
  readonly #queue: ChunkSlice[];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #ahead: { unit: ChunkSlice; built: Promise<BuiltBody> }[] = [];
  #concurrency: number;
  /** Number of identifiers in the largest body that may still work. */
  #largest = Number.POSITIVE_INFINITY;
  #stalls = 0;
  #rejected = 0;
  #failure: { error: Failure; waits: boolean } | undefined;
  /** An unexpected error, which is a programming error. */
  #unexpected: { error: unknown } | undefined;

  constructor(private readonly context: SendContext) {
    this.#queue = context.ledger.openSlices();
    this.#concurrency = context.concurrency;
  }

  /** Resolves when nothing is in flight any more. Rejects for programming errors only. */
  async run(): Promise<SendResult> {
    try {
      while (!this.#over) {
        if (this.#inFlight.size >= this.#concurrency) await Promise.race(this.#inFlight);
        else if (!(await this.#sendNext())) {
          // A response may still add halves to the queue.
          if (this.#inFlight.size === 0) break;
          await Promise.race(this.#inFlight);
        }
      }
    } finally {
      await Promise.all(this.#inFlight);
      await Promise.allSettled(this.#ahead.map(({ built }) => built));
    }
    if (this.#unexpected) throw this.#unexpected.error;
    return this.#outcome();
  }

  get #over(): boolean {
    return (
      this.context.stop.requested || this.#failure !== undefined || this.#unexpected !== undefined
    );
  }

  #outcome(): SendResult {
    if (this.#failure) return { end: 'failed', ...this.#failure };
    return this.context.stop.requested && this.context.ledger.openSlices().length > 0
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
      if (!this.#over) this.#fail(error);
      return true;
    }
    if (this.#over) return true;
    if (built.count > this.#largest) {
      await this.#split(next.unit);
      return true;
    }
    const sending = this.#send(next.unit, built.body)
      .catch((error: unknown) => (this.#unexpected ??= { error }))
      .then(() => void this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
    this.#buildAhead();
    return true;
  }

  #take(): { unit: ChunkSlice; built: Promise<BuiltBody> } | undefined {
    this.#buildAhead();
    return this.#ahead.shift();
  }

  #buildAhead(): void {
    while (this.#ahead.length < this.context.ahead) {
      const unit = this.#queue.shift();
      if (unit === undefined) return;
      const built = this.context.build(unit);
      built.catch(() => undefined);
      this.#ahead.push({ unit, built });
    }
  }

  async #send(unit: ChunkSlice, body: BuiltBody['body']): Promise<void> {
    const { context } = this;
    const u = sliceKey(unit);
    const obstacle = await context.findBlocker();
    if (obstacle) {
      this.#fail(obstacle);
      return;
    }
    if (!(await this.#record([{ t: 'sending', u }]))) return;
    if (this.#over) {
      await this.#record([{ t: 'unsent', u, k: 0 }]);
      return;
    }
    let k = 0;
    try {
      const {
        stop: { soft: noMore, hard: signal },
        mayTry,
      } = context;
      const result = await context.sender.amend(context.segmentId, body, {
        signal,
        noMore,
        mayTry,
        onTry: () => k++,
        maxStalls: MAX_TRIES_STALLED,
      });
      context.reuse(body);
      await this.#answered(unit, result, k);
    } catch (error) {
      await this.#failed(unit, asApiError(error), k);
    }
  }

  async #answered(unit: ChunkSlice, result: AmendmentResult, k: number): Promise<void> {
    const size = sliceSize(unit);
    const counts = countsOf(size, result);
    this.#stalls = 0;
    const warnings = [...result.warnings, ...(counts.x > 0 ? [unclear(result)] : [])];
    await this.#record([
      {
        t: 'sent',
        u: sliceKey(unit),
        ...counts,
        k,
        ...(result.traceId !== undefined && { tr: result.traceId }),
      },
      ...warnings.map((warning): Entry => ({ t: 'warning', warning })),
    ]);
    if (result.sampleInvalid.length > 0) this.context.onSamples(unit, result.sampleInvalid);
  }

  async #failed(unit: ChunkSlice, error: ApiError, k: number): Promise<void> {
    const u = sliceKey(unit);
    const lost = error.outcome === 'unknown' && k > 0;
    const left: Entry = lost ? { t: 'unknown', u, k } : { t: 'unsent', u, k };
    switch (classifyFailure(error)) {
      case 'cancelled':
        await this.#record([left]);
        return;
      case 'rejected':
      case 'rejectedAll':
        await this.#reject(unit, error, k);
        return;
      case 'tooLarge':
        if (sliceSize(unit) === 1) await this.#reject(unit, error, k);
        else {
          await this.#record([left]);
          await this.#shrink(unit);
        }
        return;
      case 'stalled':
        await this.#record([left]);
        if (sliceSize(unit) <= SMALL || ++this.#stalls > MAX_STALLS) this.#fail(error, true);
        else await this.#shrink(unit);
        return;
      default:
        await this.#record([left]);
        this.#fail(error, classifyFailure(error) === 'passing');
    }
  }

  async #reject(unit: ChunkSlice, apiError: ApiError, k: number): Promise<void> {
    const { code, traceId } = apiError;
    const u = sliceKey(unit);
    const error = apiError.toJSON();
    // An earlier try whose response was lost may have taken effect.
    const lost =
      apiError.outcome === 'unknown' || this.context.ledger.slices.get(u)?.before === 'unknown';
    const warning: ProblemSummary = {
      code,
      type: 'validation',
      ...(traceId !== undefined && { traceId }),
    };
    await this.#record([
      lost ? { t: 'unknown', u, k, error } : { t: 'rejected', u, k, error },
      { t: 'warning', warning },
    ]);
    this.#rejected++;
    const hopeless = this.#rejected >= HOPELESS && !this.context.ledger.hasAcceptedRows;
    if (hopeless || classifyFailure(apiError) === 'rejectedAll') this.#fail(apiError);
  }

  /**
   * Never sends the same body again: this one and all others are halved, and half as many are sent
   * at once.
   */
  async #shrink(unit: ChunkSlice): Promise<void> {
    this.#largest = Math.min(this.#largest, Math.ceil(sliceSize(unit) / 2));
    this.#concurrency = Math.max(1, Math.floor(this.#concurrency / 2));
    await this.#split(unit);
  }

  async #split(unit: ChunkSlice): Promise<void> {
    const parts = halveSlice(unit);
    if (parts === undefined) return;
    if (await this.#record([{ t: 'split', u: sliceKey(unit), into: parts.map(sliceKey) }]))
      this.#queue.unshift(...parts);
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

function unclear({ valid, invalid }: AmendmentResult): ProblemSummary {
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
