/** Seconds in which a Replace can be called off after its button was pressed. */
const SECONDS = 5;

/** The seconds before a Replace begins. */
export class Countdown {
  private timer: NodeJS.Timeout | undefined;
  private seconds = SECONDS;

  /** `changed`: called each second, and once it is called off. */
  constructor(private readonly changed: () => void) {}

  /** Seconds until it is over; undefined while it isn't running. */
  get left(): number | undefined {
    return this.timer && this.seconds;
  }

  /** Calls `done` once it is over, unless `hold` is called before. */
  start(done: () => void): void {
    this.seconds = SECONDS;
    this.timer = setInterval(() => {
      this.seconds--;
      if (this.seconds > 0) return this.changed();
      this.hold();
      done();
    }, 1000);
    this.changed();
  }

  /** Calls it off. */
  hold(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.changed();
  }
}
