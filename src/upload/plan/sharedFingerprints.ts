import { FingerprintSet } from '../../identifiers/fingerprints';
import { VALUE_FORMATS } from '../../identifiers/identifierTypes';

/**
 * The files of one batch that have more rows than this in all may have people in common that aren't
 * known: 9 bytes a row would be kept.
 */
export const MAX_ROWS_KEPT = 5_000_000;

/** The unique valid values of a file, as fingerprints, with the indexes of their formats in `VALUE_FORMATS`. */
export interface SharedFingerprints {
  lows: Uint32Array<SharedArrayBuffer>;
  highs: Uint32Array<SharedArrayBuffer>;
  formats: Uint8Array<SharedArrayBuffer>;
}

/** What files have in common. */
export interface Overlaps {
  /** By file, and by the index of their format: values that an earlier file has. */
  known: number[][];
  /** Unique values of all files, and the two halves of the sum of their fingerprints. */
  distinct: number;
  sum: [low: number, high: number];
}

/** Collects the fingerprints of a file; those of too many rows are given up. */
export class FingerprintList {
  #count = 0;
  #lows = new Uint32Array(1024);
  #highs = new Uint32Array(1024);
  #formats = new Uint8Array(1024);

  add(low: number, high: number, format: number): void {
    const at = this.#count++;
    if (at >= MAX_ROWS_KEPT) return;
    if (at === this.#lows.length) this.#grow();
    this.#lows[at] = low;
    this.#highs[at] = high;
    this.#formats[at] = format;
  }

  #grow(): void {
    const size = Math.min(MAX_ROWS_KEPT, this.#lows.length * 2);
    const [lows, highs, formats] = [this.#lows, this.#highs, this.#formats];
    this.#lows = new Uint32Array(size);
    this.#highs = new Uint32Array(size);
    this.#formats = new Uint8Array(size);
    this.#lows.set(lows);
    this.#highs.set(highs);
    this.#formats.set(formats);
  }

  /** In shared memory; undefined if there were too many. */
  take(): SharedFingerprints | undefined {
    const count = this.#count;
    if (count > MAX_ROWS_KEPT) return undefined;
    const halves = (): Uint32Array<SharedArrayBuffer> =>
      new Uint32Array(new SharedArrayBuffer(count * 4));
    const taken = {
      lows: halves(),
      highs: halves(),
      formats: new Uint8Array(new SharedArrayBuffer(count)),
    };
    taken.lows.set(this.#lows.subarray(0, count));
    taken.highs.set(this.#highs.subarray(0, count));
    taken.formats.set(this.#formats.subarray(0, count));
    return taken;
  }
}

export function countOf(files: readonly SharedFingerprints[]): number {
  return files.reduce((sum, { lows }) => sum + lows.length, 0);
}

/** What files have in common; the first one of those that have a value keeps it. */
export function overlapsOf(files: readonly SharedFingerprints[]): Overlaps {
  const all = new FingerprintSet(countOf(files));
  let [sumLow, sumHigh] = [0, 0];
  const known = files.map(({ lows, highs, formats }) => {
    const firsts = new Float64Array(lows.length);
    all.addAll(lows, highs, new Uint32Array(lows.length), lows.length, firsts);
    const counts = VALUE_FORMATS.map(() => 0);
    for (let i = 0; i < lows.length; i++) {
      if (firsts[i] >= 0) counts[formats[i]]++;
      else {
        sumLow = (sumLow + lows[i]) >>> 0;
        sumHigh = (sumHigh + highs[i]) >>> 0;
      }
    }
    return counts;
  });
  return { known, distinct: all.size, sum: [sumLow, sumHigh] };
}
