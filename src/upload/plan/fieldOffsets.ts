/** Larger chunks are read block by block and parsed again. */
const MAX_CHUNK_SIZE = 32 * 1024 * 1024;

/**
 * Stores where the fields of a chunk's valid rows are, so that its body can be built without
 * parsing its records again. Takes a few bytes per row: the distance from the previous field and
 * the length, and the column where several are read. Contains no data, is kept in memory only and is
 * optional: without it, the chunk is parsed.
 */
export class FieldOffsetsWriter {
  #bytes = new Uint8Array(256 * 1024);
  #length = 0;
  #start = 0;
  #last = 0;

  /** `several`: several columns are read. */
  constructor(private readonly several = false) {}

  /** Starts the next chunk, whose first byte is at `start`. */
  begin(start: number): void {
    this.#start = start;
    this.#last = start;
    this.#length = 0;
  }

  /**
   * Offsets are relative to the decoded file; `escaped`: the field contains doubled quotes. `column`:
   * its index among those that are read.
   */
  add(start: number, end: number, escaped: boolean, column = 0): void {
    if (end - this.#start > MAX_CHUNK_SIZE) return;
    if (this.#length + 15 > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#put(start - this.#last);
    this.#put(((end - start) << 1) | (escaped ? 1 : 0));
    if (this.several) this.#put(column);
    this.#last = end;
  }

  /** LEB128: 7 bits per byte, low ones first; the high bit is set if more follow. */
  #put(value: number): void {
    for (; value >= 0x80; value >>>= 7) this.#bytes[this.#length++] = (value & 0x7f) | 0x80;
    this.#bytes[this.#length++] = value;
  }

  /** The offsets in shared memory; undefined if the chunk, which ends at `end`, is too large. */
  take(end: number): Uint8Array<SharedArrayBuffer> | undefined {
    if (end - this.#start > MAX_CHUNK_SIZE) return undefined;
    const taken = new Uint8Array(new SharedArrayBuffer(this.#length));
    taken.set(this.#bytes.subarray(0, this.#length));
    return taken;
  }
}

/** Reads offsets; `next` moves to the next field. Offsets are relative to the chunk. */
export class FieldOffsetsReader {
  start = 0;
  end = 0;
  escaped = false;
  /** Index among the columns that are read. */
  column = 0;
  #at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly several = false,
  ) {}

  next(): boolean {
    if (this.#at >= this.bytes.length) return false;
    this.start = this.end + this.#take();
    const length = this.#take();
    this.end = this.start + (length >>> 1);
    this.escaped = (length & 1) === 1;
    if (this.several) this.column = this.#take();
    return true;
  }

  #take(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.#at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}
