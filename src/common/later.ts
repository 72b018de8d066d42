import { setImmediate as turn } from 'node:timers/promises';
import type { Disposable } from './events';

/** Nobody waits for what is put off for longer than this, in milliseconds. */
const SOON = 2_000;
/** How many turns of the event loop have to find nothing to do. */
const TURNS = 2;

const inHand = new Set<object>();
const waiting: (() => void)[] = [];

/** Counts work as in hand until it has ended. Resolves and rejects as it does. */
export function inHandUntil<T>(work: Promise<T>): Promise<T> {
  const mark = {};
  inHand.add(mark);
  return work.finally(() => release(mark));
}

function release(mark: object): void {
  if (inHand.delete(mark) && inHand.size === 0) for (const go of waiting.splice(0)) go();
}

/**
 * Carries out what was put off for a moment, and resolves once this process has nothing in hand: no
 * request, task of a thread or write. What is put off for longer doesn’t count, such as a retry.
 */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < TURNS;) {
    await turn();
    for (const one of inHand) if (one instanceof Later) one.hurry();
    if (inHand.size === 0) turns++;
    else {
      turns = 0;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
}

/**
 * When a call is carried out: so long `after` it, or after the last of several (`pause`); at once, and
 * those in between at the end of an interval (`every`); again and again, until it is cancelled (`each`);
 * once what is waited for takes too long (`timeout`).
 */
type Timing = 'after' | 'pause' | 'every' | 'each' | 'timeout';

/** What is put off: of the calls that come until it is carried out, it is one. */
export class Later implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #isDisposed = false;

  constructor(
    private readonly timing: Timing,
    private readonly ms: number | (() => number),
    private readonly action: () => unknown,
  ) {}

  /** Whether anything is put off. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** `wait`: milliseconds, instead of the usual ones. */
  call(wait = this.#usual): void {
    const { timing } = this;
    if (this.#isDisposed) return;
    if (timing === 'every' && !this.#timer) return this.flush();
    if (timing === 'pause' || !this.#timer) this.#start(wait);
    this.#isDue = true;
    if (wait > SOON || timing === 'each') return;
    inHand.add(this);
    if (waiting.length > 0) this.hurry();
  }

  /** Carries it out in the next turn of the event loop, unless it is a timeout. */
  hurry(): void {
    if (this.timing !== 'timeout') this.#startTimer(0);
  }

  /** Carries it out now, and drops what is put off. */
  flush(): void {
    const { timing } = this;
    this.cancel();
    if (this.#isDisposed) return;
    if (timing === 'each') this.call();
    if (timing === 'every') this.#start(this.#usual);
    const done = this.action();
    if (done instanceof Promise) void inHandUntil(done);
  }

  /** Drops what is put off. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = false;
    release(this);
  }

  dispose(): void {
    this.cancel();
    this.#isDisposed = true;
  }

  get #usual(): number {
    return typeof this.ms === 'number' ? this.ms : this.ms();
  }

  #start(wait: number): void {
    this.cancel();
    this.#startTimer(wait);
  }

  #startTimer(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#isDue ? this.flush() : this.cancel()), wait);
    this.#timer.unref();
  }
}
