/**
 * Calls at most once in `every` milliseconds, the last time included: what is told late is told all
 * the same.
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

  /** Says at once what is left to say. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = false;
    this.action();
  }
}
