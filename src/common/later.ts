import { setImmediate as turn } from 'node:timers/promises';
import type { Disposable } from './events';

/** Nobody waits for what is put off for longer than this, in milliseconds. */
const SOON = 2_000;
/** How many turns of the event loop have to find nothing to do. */
const TURNS = 2;

const inHand = new Set<object>();
const waiting: (() => void)[] = [];

/** Counts work as in hand until it has ended. Gives the work back. */
export function inHandUntil<T>(work: Promise<T>): Promise<T> {
  const mark = {};
  inHand.add(mark);
  const end = (): void => release(mark);
  work.then(end, end);
  return work;
}

function release(mark: object): void {
  if (inHand.delete(mark) && inHand.size === 0) for (const go of waiting.splice(0)) go();
}

/**
 * Resolves once this process has nothing in hand: no request, task of a thread or write, and nothing
 * that was put off for a moment. What it waits for longer than that doesn’t count, such as a retry.
 */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < TURNS;) {
    await turn();
    if (inHand.size === 0) turns++;
    else {
      turns = 0;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
}

/**
 * When a call is carried out, in milliseconds: `after` it, or after the last of several (`pause`); at
 * once, and those in between at the end of an interval (`every`); or again and again, until it is
 * cancelled (`each`).
 */
export type Timing =
  { after: number } | { pause: number } | { every: number | (() => number) } | { each: number };

/** What is put off: of the calls that come until it is carried out, it is one. */
export class Later implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #isDisposed = false;

  constructor(
    private readonly timing: Timing,
    private readonly action: () => unknown,
  ) {}

  /** Whether anything is put off. */
  get isWaiting(): boolean {
    return this.#isDue;
  }

  /** `wait`: milliseconds, instead of those of the timing. */
  call(wait?: number): void {
    const { timing } = this;
    if (this.#isDisposed) return;
    if ('every' in timing) {
      if (!this.#timer) this.flush();
      else if (!this.#isDue) this.#due();
    } else if ('pause' in timing) this.#start(wait ?? timing.pause);
    else if (!this.#timer) this.#start(wait ?? ('after' in timing ? timing.after : timing.each));
  }

  /** Carries it out now, and drops what is put off. */
  flush(): void {
    this.cancel();
    if (this.#isDisposed) return;
    const { timing } = this;
    if ('every' in timing) {
      const { every } = timing;
      this.#timer = setTimeout(() => this.#next(), typeof every === 'number' ? every : every());
      this.#timer.unref();
    } else if ('each' in timing) this.#start(timing.each);
    const done = this.action();
    if (!(done instanceof Promise)) return;
    const mark = {};
    inHand.add(mark);
    // A rejection stays unhandled: nobody else has it.
    void done.finally(() => release(mark));
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

  #start(wait: number): void {
    this.cancel();
    this.#timer = setTimeout(() => this.flush(), wait);
    this.#timer.unref();
    this.#isDue = true;
    if (wait <= SOON && !('each' in this.timing)) inHand.add(this);
  }

  #due(): void {
    this.#isDue = true;
    inHand.add(this);
  }

  /** The interval has ended. */
  #next(): void {
    if (this.#isDue) this.flush();
    else this.cancel();
  }
}
