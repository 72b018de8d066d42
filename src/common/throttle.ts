/**
 * Calls `action` at most once in `every` milliseconds. A call in between is made up for at the end
 * of the interval.
 */
export class Throttle {
  #timer: NodeJS.Timeout | undefined;
  #pending = false;

  constructor(
    private readonly every: number,
    private readonly action: () => void,
  ) {}

  call(): void {
    if (this.#timer) {
      this.#pending = true;
      return;
    }
    this.action();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#pending) return;
      this.#pending = false;
      this.call();
    }, this.every);
    this.#timer.unref();
  }

  /** Runs the action now, and drops a pending call. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = false;
    this.action();
  }
}
