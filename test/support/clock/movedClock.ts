import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { setTimeout as sleep } from 'node:timers/promises';
import { dateAhead, movedBy, VARIABLE } from './variables';

/** How often, in milliseconds, to look whether everything that is left to do is to wait. */
const LOOK = 1;
/** How many looks in a row have to find nothing to do, before the time moves. */
const LOOKS = 3;

interface Sleep {
  due: number;
  end: () => void;
}

/**
 * The clock of this process, of the sandbox in it and of the processes that are started from now on,
 * which a test moves on. The times of files stay as they are.
 */
export class MovedClock {
  readonly #Real = Date;
  readonly #realNow = performance.now.bind(performance);
  #moved = 0;

  get now(): number {
    return this.#Real.now() + this.#moved;
  }

  start(): void {
    globalThis.Date = dateAhead(this.#Real, () => this.#moved);
    performance.now = () => this.#realNow() + this.#moved;
  }

  stop(): void {
    globalThis.Date = this.#Real;
    performance.now = this.#realNow;
    this.#moveBy(-this.#moved);
  }

  /** Moves to a later time, in milliseconds since 1970. */
  moveTo(time: number): void {
    this.#moveBy(Math.max(0, time - this.now));
  }

  #moveBy(ms: number): void {
    this.#moved += ms;
    const [base, since] = movedBy() ?? assert.fail('No clock was loaded first.');
    process.env[VARIABLE] = `${base},${since + ms}`;
  }
}

/**
 * Where all that is left to do is to wait, it moves to the end of the next wait by itself: of
 * `setTimeout` of `node:timers/promises`, which is what the product waits with.
 */
export class WaitingClock extends MovedClock {
  readonly #promises = createRequire(__filename)('node:timers/promises') as {
    setTimeout: typeof sleep;
  };
  readonly #realSleep = this.#promises.setTimeout;
  #sleeps: Sleep[] = [];
  #looks = 0;
  #looking: NodeJS.Timeout | undefined;

  /** `isWaited`: whether something else than time is waited for, such as a response. */
  constructor(private readonly isWaited: () => boolean) {
    super();
  }

  override start(): void {
    super.start();
    this.#promises.setTimeout = ((ms = 0, value, { signal } = {}) =>
      this.#sleep(ms, signal).then(() => value)) as typeof sleep;
    this.#looking = setInterval(() => this.#look(), LOOK);
  }

  override stop(): void {
    clearInterval(this.#looking);
    super.stop();
    this.#promises.setTimeout = this.#realSleep;
    for (const { end } of this.#sleeps.splice(0)) end();
  }

  /** Resolves after `ms` of this clock; rejects as soon as the signal is aborted. */
  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        this.#sleeps = this.#sleeps.filter((one) => one !== own);
        signal?.removeEventListener('abort', abort);
      };
      const own = {
        due: this.now + ms,
        end: () => {
          forget();
          resolve();
        },
      };
      const abort = (): void => {
        forget();
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort);
      this.#sleeps.push(own);
    });
  }

  #look(): void {
    const next = this.#sleeps.reduce<Sleep | undefined>(
      (first, one) => (first && first.due <= one.due ? first : one),
      undefined,
    );
    const isWaiting = next && !this.isWaited();
    this.#looks = isWaiting ? this.#looks + 1 : 0;
    if (!next || (this.#looks < LOOKS && next.due > this.now)) return;
    this.#looks = 0;
    this.moveTo(next.due);
    next.end();
  }
}
