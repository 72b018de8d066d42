import { Later } from '../../../common/later';

/** Seconds in which a Replace can be called off after its button was pressed. */
const SECONDS = 5;

/** The seconds before a Replace begins. */
export class Countdown {
  private seconds = SECONDS;
  private done: (() => void) | undefined;
  private readonly ticking = new Later('each', 1000, () => this.tick());

  /** `changed`: called each second, and once it is called off. */
  constructor(private readonly changed: () => void) {}

  /** Seconds until it is over; undefined while it isn't running. */
  get left(): number | undefined {
    return this.done && this.seconds;
  }

  /** Calls `done` once it is over, unless `hold` is called before. */
  start(done: () => void): void {
    this.seconds = SECONDS;
    this.done = done;
    this.ticking.call();
    this.changed();
  }

  private tick(): void {
    this.seconds--;
    if (this.seconds > 0) return this.changed();
    const { done } = this;
    this.hold();
    done?.();
  }

  /** Calls it off. */
  hold(): void {
    if (!this.done) return;
    this.done = undefined;
    this.ticking.cancel();
    this.changed();
  }
}
