import type { Dialect } from '../../csv/csvTypes';
import { readBlocks, readInto, type Source } from '../../csv/source';

/**
 * Reads ranges of a file's decoded bytes. A plain UTF-8 file is read directly at the range. A
 * compressed file, or one in another encoding, is decoded in a single pass that continues from
 * range to range and restarts only for a range before its position.
 */
export class FileRanges {
  #blocks: AsyncGenerator<Uint8Array, void, void> | undefined;
  /** The current block of the pass, and the offset of its first byte. */
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(
    private readonly source: Source,
    private readonly dialect: Dialect,
  ) {}

  /**
   * The bytes from `start` to `end`, fewer if the file ends first. A block is valid until the next
   * one is requested.
   */
  async *read(start: number, end: number): AsyncGenerator<Uint8Array, void, void> {
    if (this.#direct) {
      yield* readBlocks(this.source, this.dialect, { start, end });
      return;
    }
    if (this.#blocks === undefined || start < this.#at) await this.#rewind();
    for (let at = start; at < end;) {
      const from = at - this.#at;
      if (from >= this.#block.length) {
        if (!(await this.#next())) return;
        continue;
      }
      const part = this.#block.subarray(from, Math.min(this.#block.length, end - this.#at));
      at += part.length;
      yield part;
    }
  }

  /** Like `read`, into a buffer that must be large enough. Returns the number of bytes. */
  async readInto(start: number, end: number, into: Uint8Array): Promise<number> {
    if (this.#direct && this.source.path !== undefined)
      return readInto(this.source, this.dialect.bomLength, start, end, into);
    let length = 0;
    for await (const block of this.read(start, end)) {
      into.set(block, length);
      length += block.length;
    }
    return length;
  }

  get #direct(): boolean {
    return this.dialect.encoding === 'utf-8' && !this.dialect.gzip;
  }

  async close(): Promise<void> {
    await this.#blocks?.return();
    this.#blocks = undefined;
  }

  async #rewind(): Promise<void> {
    await this.close();
    this.#blocks = readBlocks(this.source, this.dialect);
    this.#block = new Uint8Array(0);
    this.#at = 0;
  }

  async #next(): Promise<boolean> {
    const { value } = (await this.#blocks?.next()) ?? {};
    if (value === undefined) {
      this.#blocks = undefined;
      return false;
    }
    this.#at += this.#block.length;
    this.#block = value;
    return true;
  }
}
