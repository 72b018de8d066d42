import type { Dialect } from '../../csv/csvTypes';
import { readBlocks, readInto, type Source } from '../../csv/source';

/**
 * Ranges of a file's decoded bytes. A plain UTF-8 file is read where the range is; of a packed or
 * otherwise encoded one a single pass goes on from range to range, and begins again only for a
 * range that lies before it.
 */
export class FileRanges {
  #blocks: AsyncGenerator<Uint8Array, void, void> | undefined;
  /** The block that the pass stands in, and the offset of its first byte. */
  #block: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(
    private readonly source: Source,
    private readonly dialect: Dialect,
  ) {}

  /**
   * Bytes from `start` to `end`, fewer where the file ends before. A block lives until the next one
   * is asked for.
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

  /** The same into memory with room for it; gives the number of bytes. */
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
