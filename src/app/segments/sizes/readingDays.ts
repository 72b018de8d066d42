import { day, isSameDay } from '../../../common/format';

/** In which all places of the world have the same day, whatever their time zone. */
const QUARTER = 15 * 60_000;

/** The days of readings, each looked up once: 10,000 rows have few, and a date costs 0.1 ms. */
export class ReadingDays {
  private readonly known = new Map<number, string | undefined>();
  private asOf = 0;

  /** `Nov 26`; undefined if that is the day of `now`. Both in milliseconds since 1970. */
  of(at: number, now: number): string | undefined {
    const [quarter, asOf] = [Math.floor(at / QUARTER), Math.floor(now / QUARTER)];
    if (asOf !== this.asOf) this.known.clear();
    this.asOf = asOf;
    if (!this.known.has(quarter))
      this.known.set(quarter, isSameDay(at, now) ? undefined : day(at, now));
    return this.known.get(quarter);
  }
}
