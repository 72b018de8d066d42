import { randomBytes } from 'node:crypto';
import type { ValueFormat } from './identifierTypes';

/**
 * Mobile ids are the same in any case (IDFAs come in capitals, AAIDs in small letters); everything
 * else is compared as it is sent.
 */
export function sameWithoutCase(form: ValueFormat): boolean {
  return form === 'mobileId';
}

/**
 * Whether two values that differ in case only are two people: so for ids that somebody else makes
 * up. An address and a hash are not.
 */
export function caseCounts(form: ValueFormat): boolean {
  return form === 'opaque' || form === 'cookieId';
}

/**
 * 64-bit keyed fingerprints of byte strings, for finding duplicates without keeping the values.
 *
 * HalfSipHash (Aumasson, Bernstein), 1 round a word and 3 at the end as in Rust's and Linux's
 * tables: made of 32-bit steps, and keyed, so that no file can be made to collide. The odds that
 * among n different values any two are taken for the same are about n²/2⁶⁵: 1 in 370,000 for 10
 * million rows.
 */
export class Fingerprinter {
  /** The two halves of the last fingerprint, as uint32. */
  readonly result = new Uint32Array(2);

  readonly #k0: number;
  readonly #k1: number;

  /**
   * `key`: 8 bytes, random per job by default. The other two are for checking against the published
   * vectors (2, 4).
   */
  constructor(
    key: Uint8Array = randomBytes(8),
    private readonly perWord = 1,
    private readonly atEnd = 3,
  ) {
    const view = new DataView(key.buffer, key.byteOffset, 8);
    this.#k0 = view.getInt32(0, true);
    this.#k1 = view.getInt32(4, true);
  }

  /**
   * Puts the fingerprint of bytes[start…end) in {@link result}. `withoutCase` (for ASCII only)
   * folds capitals: see {@link sameWithoutCase}.
   */
  of(bytes: Uint8Array, start: number, end: number, withoutCase = false): void {
    const fold = withoutCase ? 0x20202020 : 0;
    const length = end - start;
    const words = (length >> 2) + 1;
    let v0 = this.#k0;
    let v1 = this.#k1 ^ 0xee;
    let v2 = this.#k0 ^ 0x6c796765;
    let v3 = this.#k1 ^ 0x74656462;
    let at = start;
    for (let i = 0; i < words + 2; i++, at += 4) {
      let m = 0;
      let rounds = this.perWord;
      if (i < words - 1) {
        m = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24) | fold;
      } else if (i === words - 1) {
        m = length << 24;
        for (let j = 0; j < (length & 3); j++) m |= (bytes[at + j] | (fold & 0xff)) << (8 * j);
      } else {
        rounds = this.atEnd;
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
const TOUCHED_AT_ONCE = 512;

/**
 * The fingerprints seen so far, with the row where each came first. 16 to 24 bytes an entry, 10
 * million in about 200 MB.
 *
 * 256 tables that grow on their own, from staggered sizes: a single table would need its old and
 * its new self at once just when memory is scarcest, here one 256th of it.
 */
export class FingerprintSet {
  /** Entries. */
  size = 0;

  readonly #tables: Uint32Array[] = [];
  readonly #counts = new Uint32Array(SHARDS);
  readonly #limits = new Uint32Array(SHARDS);
  /**
   * Slots of each table, over 2^32: a low half times it is a slot. A product instead of a mask, so
   * that tables can grow by half.
   */
  readonly #scales = new Float64Array(SHARDS);
  /** What the touching loop read. */
  touched = 0;

  /**
   * `expected`: about how many there will be, if known. Growing costs more time than everything
   * else here.
   */
  constructor(expected = 0) {
    // A little more than the average: shards differ by chance.
    const first = Math.max(FIRST_CAPACITY, (expected / SHARDS / MAX_LOAD) * 1.05);
    for (let shard = 0; shard < SHARDS; shard++) {
      const capacity = Math.ceil(expected > 0 ? first : first * GROWTH ** (shard / SHARDS));
      this.#tables.push(new Uint32Array(capacity * 3));
      this.#limits[shard] = Math.floor(capacity * MAX_LOAD);
      this.#scales[shard] = capacity / 0x100000000;
    }
  }

  /** Bytes held by the tables. */
  get bytes(): number {
    return this.#tables.reduce((sum, table) => sum + table.byteLength, 0);
  }

  /**
   * Notes a fingerprint (two uint32) at a row (0 to 2³²−2).
   * Gives -1 where it is new, else the row at which it came first; the first row is kept.
   */
  add(lo: number, hi: number, row: number): number {
    const shard = hi >>> 24;
    const found = put(this.#tables[shard], this.#scales[shard], lo, hi, row + 1);
    if (found > 0) return found - 1;
    this.size++;
    if (++this.#counts[shard] >= this.#limits[shard]) this.#grow(shard);
    return -1;
  }

  /**
   * The same for `count` fingerprints at once; `firsts[i]` becomes what {@link add} gives. Several
   * times as fast in big sets: a first loop touches the memory of a few hundred, so that the
   * processor fetches it for all of them at the same time.
   */
  addAll(
    lows: Uint32Array,
    highs: Uint32Array,
    rows: Uint32Array,
    count: number,
    firsts: Float64Array,
  ): void {
    for (let from = 0; from < count; from += TOUCHED_AT_ONCE) {
      const to = Math.min(count, from + TOUCHED_AT_ONCE);
      let touched = 0;
      for (let i = from; i < to; i++) {
        const shard = highs[i] >>> 24;
        touched ^= this.#tables[shard][((lows[i] * this.#scales[shard]) >>> 0) * 3];
      }
      // Kept, so that no compiler takes the loop for useless.
      this.touched = touched;
      for (let i = from; i < to; i++) firsts[i] = this.add(lows[i], highs[i], rows[i]);
    }
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
 * Open addressing. A slot is lo, hi, row + 1; 0 there is a free one. Gives what the slot of an
 * equal fingerprint holds, else 0.
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
    const held = table[i + 2];
    if (held === 0) {
      table[i] = lo;
      table[i + 1] = hi;
      table[i + 2] = rowPlusOne;
      return 0;
    }
    if (table[i] === lo && table[i + 1] === hi) return held;
    i += 3;
    if (i === table.length) i = 0;
  }
}
