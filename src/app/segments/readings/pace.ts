const MINUTE = 60_000;

/**
 * Readings in any 60 seconds, of the 250 requests that the API allows: in the background, of all windows
 * together, from live accounts and from the sandbox; and those that a person asked for.
 */
export const PER_MINUTE = { live: 10, sandbox: 60, asked: 180 };

/** Keeps requests below a number in any 60 seconds. */
export class Pace {
  /** Milliseconds since 1970, oldest first. */
  private starts: number[];

  /** `starts`: of requests before this. `now`: milliseconds since 1970. */
  constructor(
    private readonly limit: number,
    private readonly now: () => number,
    starts: readonly number[] = [],
  ) {
    this.starts = [...starts];
  }

  /** Milliseconds until the next request may begin; 0 if it may now. */
  get wait(): number {
    const oldest = this.recent()[this.starts.length - this.limit];
    return oldest === undefined ? 0 : oldest + MINUTE - this.now();
  }

  /** Counts a request that begins now, or one that nobody could wait with, such as a retry. */
  count(): void {
    this.starts.push(this.now());
  }

  /** When the requests of the last minute began, oldest first. */
  recent(): readonly number[] {
    const now = this.now();
    // Those in the future are from before somebody set the clock back.
    this.starts = this.starts.filter((at) => at > now - MINUTE && at <= now);
    return this.starts;
  }
}
