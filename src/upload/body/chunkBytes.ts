import { chunkHasher, finishHash } from '../plan/chunker';
import type { FileRanges } from './fileRanges';

/** Bytes kept in memory, unless one field is longer. */
const PIECE_SIZE = 2 * 1024 * 1024;

/**
 * Reads a chunk's bytes from front to back, piece by piece, into a reused buffer. Hashes all of
 * them on the way.
 */
export class ChunkBytes {
  /** The buffer starts at `base`, relative to the chunk, and is filled up to `end` (exclusive). */
  bytes = Buffer.alloc(0);
  base = 0;
  end = 0;
  #hasher = chunkHasher();
  #ranges: FileRanges | undefined;
  #start = 0;
  #stop = 0;

  /** Starts a chunk: the bytes from `start` to `stop` of a file. */
  open(ranges: FileRanges, start: number, stop: number): void {
    this.#ranges = ranges;
    this.#start = start;
    this.#stop = stop;
    this.#hasher = chunkHasher();
    this.base = 0;
    this.end = 0;
  }

  /**
   * Loads the bytes from `from` to `to` and discards those before. False if the file ends first.
   */
  async reach(from: number, to: number): Promise<boolean> {
    while (this.end < to) if (!(await this.#read(from, to))) return false;
    return true;
  }

  /** Reads the rest and returns the hash of the whole chunk. */
  async hash(): Promise<string> {
    while (await this.#read(this.end, this.end));
    return finishHash(this.#hasher);
  }

  async #read(from: number, to: number): Promise<boolean> {
    const keep = Math.min(from, this.end);
    const rest = this.bytes.subarray(keep - this.base, this.end - this.base);
    const needed = Math.max(PIECE_SIZE, to - keep);
    if (this.bytes.length < needed) {
      const grown = Buffer.allocUnsafeSlow(needed);
      grown.set(rest);
      this.bytes = grown;
    } else {
      this.bytes.copyWithin(0, keep - this.base, this.end - this.base);
    }
    this.base = keep;
    const into = this.bytes.subarray(this.end - this.base);
    const at = this.#start + this.end;
    const length =
      (await this.#ranges?.readInto(at, Math.min(at + into.length, this.#stop), into)) ?? 0;
    this.#hasher.update(into.subarray(0, length));
    this.end += length;
    return length > 0;
  }
}
