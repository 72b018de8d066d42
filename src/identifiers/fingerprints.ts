import { randomBytes } from 'node:crypto';
import type { ValueFormat } from './identifierTypes';

/**
 * Whether duplicates of a format are found regardless of case. Only mobile ids: IDFAs are written
 * in upper case, AAIDs in lower case. Everything else is compared as it's sent.
 */
export function ignoresCase(format: ValueFormat): boolean {
  return format === 'mobileId';
}

/**
 * Whether values that differ only in case are different people. True for ids issued by others,
 * false for addresses, hashes and mobile ids.
 */
export function isCaseSensitive(format: ValueFormat): boolean {
  return format === 'opaque' || format === 'cookieId';
}

/**
 * 64-bit keyed fingerprints of byte strings, for finding duplicates without storing the values.
 *
 * HalfSipHash (Aumasson, Bernstein) with 1 round per word and 3 at the end, as Rust and Linux use
 * it in hash tables. It needs only 32-bit operations, and the key prevents crafted collisions. Among
 * n different values, the probability of any collision is about n²/2⁶⁵: 1 in 370,000 for 10 million
 * rows.
 */
export class Fingerprinter {
  /** The two halves of the last fingerprint, as uint32. */
  readonly result = new Uint32Array(2);

  readonly #k0: number;
  readonly #k1: number;

  /**
   * `key`: 8 bytes, random by default. `roundsPerWord` and `finalRounds` exist so that tests can
   * check the published vectors, which are for 2 and 4.
   */
  constructor(
    key: Uint8Array = randomBytes(8),
    private readonly roundsPerWord = 1,
    private readonly finalRounds = 3,
  ) {
    const view = new DataView(key.buffer, key.byteOffset, 8);
    this.#k0 = view.getInt32(0, true);
    this.#k1 = view.getInt32(4, true);
  }

  /**
   * Computes the fingerprint of bytes[start…end) into {@link result}. `foldCase` ignores case, for
   * ASCII only: see {@link ignoresCase}.
   */
  of(bytes: Uint8Array, start: number, end: number, foldCase = false): void {
    const fold = foldCase ? 0x20202020 : 0;
    const length = end - start;
    const words = (length >> 2) + 1;
    // Without `| 0`, the compiler takes it for a number of any kind in the loop, which costs half as much again.
    let v0 = this.#k0 | 0;
    let v1 = this.#k1 ^ 0xee;
    let v2 = this.#k0 ^ 0x6c796765;
    let v3 = this.#k1 ^ 0x74656462;
    let at = start;
    for (let i = 0; i < words + 2; i++, at += 4) {
      let m = 0;
      let rounds = this.roundsPerWord;
      if (i < words - 1) {
        m = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24) | fold;
      } else if (i === words - 1) {
        m = length << 24;
        for (let j = 0; j < (length & 3); j++) m |= (bytes[at + j] | (fold & 0xff)) << (8 * j);
      } else {
        rounds = this.finalRounds;
        if (i === words) v2 ^= 0xee;
        else {
          this.result[0] = v1 ^ v3;
          v1 ^= 0xdd;
        }
      }
      v3 ^= m;
      for (let r = 0; r < rounds; r++) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
      v0 ^= m;
    }
    this.result[1] = v1 ^ v3;
  }
}

const SHARDS = 256;
const FIRST_CAPACITY = 64;
const GROWTH = 1.5;
const MAX_LOAD = 0.75;
const PREFETCH_COUNT = 512;

/**
 * A map from a fingerprint to the first row that has it. 16 to 24 bytes per entry, about 200 MB for
 * 10 million.
 *
 * Split into 256 tables of staggered sizes that grow separately: growing a single table would need
 * the old and the new one in memory at the same time.
 */
export class FingerprintSet {
  /** Number of entries. */
  size = 0;

  readonly #tables: Uint32Array[] = [];
  readonly #counts = new Uint32Array(SHARDS);
  readonly #limits = new Uint32Array(SHARDS);
  /**
   * Slots of each table divided by 2^32: the low half of a fingerprint times this is its slot. A
   * product rather than a mask, so that sizes needn't be powers of two.
   */
  readonly #scales = new Float64Array(SHARDS);
  /** The result of the prefetch loop, public so that the compiler can't drop the loop. */
  prefetched = 0;

  /** `expected`: about how many entries there will be, if known. Growing is the slowest part. */
  constructor(expected = 0) {
    // A little above the average, because shards differ by chance.
    const first = Math.max(FIRST_CAPACITY, (expected / SHARDS / MAX_LOAD) * 1.05);
    for (let shard = 0; shard < SHARDS; shard++) {
      const capacity = Math.ceil(expected > 0 ? first : first * GROWTH ** (shard / SHARDS));
      this.#tables.push(new Uint32Array(capacity * 3));
      this.#limits[shard] = Math.floor(capacity * MAX_LOAD);
      this.#scales[shard] = capacity / 0x100000000;
    }
  }

  /** Memory held by the tables, in bytes. For the test of the memory bound above. */
  get bytes(): number {
    return this.#tables.reduce((sum, table) => sum + table.byteLength, 0);
  }

  /**
   * Adds a fingerprint (two uint32) at a row (0 to 2³²−2). Returns -1 if it's new, else its first
   * row, which is kept.
   */
  add(lo: number, hi: number, row: number): number {
    const shard = hi >>> 24;
    const rowPlusOne = put(this.#tables[shard], this.#scales[shard], lo, hi, row + 1);
    if (rowPlusOne > 0) return rowPlusOne - 1;
    this.size++;
    if (++this.#counts[shard] >= this.#limits[shard]) this.#grow(shard);
    return -1;
  }

  /**
   * Adds `count` fingerprints and sets `firsts[i]` to what {@link add} returns. Several times as
   * fast for big sets: a first loop reads the slots of a few hundred, so that the processor fetches
   * that memory in parallel.
   */
  addAll(
    lows: Uint32Array,
    highs: Uint32Array,
    rows: Uint32Array,
    count: number,
    firsts: Float64Array,
  ): void {
    for (let from = 0; from < count; from += PREFETCH_COUNT) {
      const to = Math.min(count, from + PREFETCH_COUNT);
      this.#prefetch(lows, highs, from, to);
      for (let i = from; i < to; i++) firsts[i] = this.add(lows[i], highs[i], rows[i]);
    }
  }

  /**
   * Adds bits (0 to 2³¹−1) to those that a fingerprint has in place of a row. Returns the ones that it had
   * before, 0 if it's new.
   */
  addBits(lo: number, hi: number, bits: number): number {
    const before = this.add(lo, hi, bits);
    if (before < 0) return 0;
    this.#tables[hi >>> 24][this.#slotOf(lo, hi) + 2] = (before | bits) + 1;
    return before;
  }

  /** The first row of a fingerprint, or -1 if it isn't in the set. */
  find(lo: number, hi: number): number {
    return this.#tables[hi >>> 24][this.#slotOf(lo, hi) + 2] - 1;
  }

  /** Where a fingerprint is in its table, or would be added. */
  #slotOf(lo: number, hi: number): number {
    const table = this.#tables[hi >>> 24];
    let i = ((lo * this.#scales[hi >>> 24]) >>> 0) * 3;
    while (table[i + 2] !== 0 && (table[i] !== lo || table[i + 1] !== hi)) {
      i += 3;
      if (i === table.length) i = 0;
    }
    return i;
  }

  /** Sets `firsts[i]` to what {@link find} returns; reads slots ahead as {@link addAll} does. */
  findAll(lows: Uint32Array, highs: Uint32Array, count: number, firsts: Float64Array): void {
    for (let from = 0; from < count; from += PREFETCH_COUNT) {
      const to = Math.min(count, from + PREFETCH_COUNT);
      this.#prefetch(lows, highs, from, to);
      for (let i = from; i < to; i++) firsts[i] = this.find(lows[i], highs[i]);
    }
  }

  #prefetch(lows: Uint32Array, highs: Uint32Array, from: number, to: number): void {
    let prefetched = 0;
    for (let i = from; i < to; i++) {
      const shard = highs[i] >>> 24;
      prefetched ^= this.#tables[shard][((lows[i] * this.#scales[shard]) >>> 0) * 3];
    }
    this.prefetched = prefetched;
  }

  #grow(shard: number): void {
    const old = this.#tables[shard];
    const capacity = Math.ceil((old.length / 3) * GROWTH);
    const table = new Uint32Array(capacity * 3);
    const scale = capacity / 0x100000000;
    for (let i = 0; i < old.length; i += 3) {
      if (old[i + 2] !== 0) put(table, scale, old[i], old[i + 1], old[i + 2]);
    }
    this.#scales[shard] = scale;
    this.#tables[shard] = table;
    this.#limits[shard] = Math.floor(capacity * MAX_LOAD);
  }
}

/**
 * Open addressing with linear probing. A slot is lo, hi, row + 1; a row + 1 of 0 marks a free slot.
 * Returns the row + 1 of an equal fingerprint, or 0 if it was inserted.
 */
function put(
  table: Uint32Array,
  scale: number,
  lo: number,
  hi: number,
  rowPlusOne: number,
): number {
  let i = ((lo * scale) >>> 0) * 3;
  for (;;) {
    const rowInSlot = table[i + 2];
    if (rowInSlot === 0) {
      table[i] = lo;
      table[i + 1] = hi;
      table[i + 2] = rowPlusOne;
      return 0;
    }
    if (table[i] === lo && table[i + 1] === hi) return rowInSlot;
    i += 3;
    if (i === table.length) i = 0;
  }
}
