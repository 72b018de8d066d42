import { createRequire } from 'node:module';
import type { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world';

/** How often, in milliseconds, to look whether everything that is left to do is to wait. */
const LOOK = 1;
/** How many looks in a row have to find nothing to do, before the time moves. */
const LOOKS = 3;

interface Sleep {
  due: number;
  end: () => void;
}

/**
 * The clock of this process, and of the sandbox in it, which a test moves. Where all that is left to do
 * is to wait, it moves to the end of the next wait by itself: of `setTimeout` of `node:timers/promises`,
 * which is what the product waits with.
 */
export class MovedClock {
  readonly #Real = Date;
  readonly #realNow = performance.now.bind(performance);
  readonly #promises = createRequire(__filename)('node:timers/promises') as {
    setTimeout: typeof sleep;
  };
  readonly #realSleep = this.#promises.setTimeout;
  #moved = 0;
  #sleeps: Sleep[] = [];
  #looks = 0;
  #looking: NodeJS.Timeout | undefined;

  /** `isWaited`: whether something else than time is waited for, such as a response. */
  constructor(private readonly isWaited: () => boolean) {}

  get now(): number {
    return this.#Real.now() + this.#moved;
  }

  start(): void {
    const { now } = this.#Real;
    const moved = (): number => Math.floor(now.call(this.#Real) + this.#moved);
    globalThis.Date = new Proxy(this.#Real, {
      construct: (Real, args: [], target) =>
        Reflect.construct(Real, args.length === 0 ? [moved()] : args, target) as object,
      get: (Real, name) => (name === 'now' ? moved : (Reflect.get(Real, name) as unknown)),
    });
    performance.now = () => this.#realNow() + this.#moved;
    this.#promises.setTimeout = ((ms = 0, value, { signal } = {}) =>
      this.#sleep(ms, signal).then(() => value)) as typeof sleep;
    this.#looking = setInterval(() => this.#look(), LOOK);
  }

  stop(): void {
    clearInterval(this.#looking);
    globalThis.Date = this.#Real;
    performance.now = this.#realNow;
    this.#promises.setTimeout = this.#realSleep;
    for (const { end } of this.#sleeps.splice(0)) end();
  }

  /** Moves to a later time, in milliseconds since 1970. */
  moveTo(time: number): void {
    this.#moved += Math.max(0, time - this.now);
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

const DAY = 24 * 3_600_000;

/**
 * Call it in a `describe`: its tests, and what they run in this process, live tomorrow from 10:00 UTC
 * on, so that no computation of Criteo's is near.
 */
export function useMorning(world: Pick<World, 'gate'>): MovedClock {
  const clock = new MovedClock(() => world.gate.unanswered > 0);
  before(() => {
    clock.start();
    clock.moveTo((Math.floor(Date.now() / DAY) + 1) * DAY + 10 * 3_600_000);
  });
  after(() => clock.stop());
  return clock;
}
