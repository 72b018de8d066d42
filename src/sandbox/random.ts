/** A small deterministic generator (mulberry32): a seed always makes the same sandbox. */
export class Random {
  constructor(private state: number) {}

  /** The next number, 0 <= n < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, from <= n < to. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from));
  }

  /** Lower-case hex digits. */
  hex(digits: number): string {
    let text = '';
    for (let index = 0; index < digits; index++) text += this.between(0, 16).toString(16);
    return text;
  }
}
