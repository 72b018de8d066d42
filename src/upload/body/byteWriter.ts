/**
 * Sizes are rounded up to a multiple of this, so that the memory of one body fits others of about
 * the same size.
 */
const STEP = 256 * 1024;

const sharedMemory = (size: number): SharedArrayBuffer =>
  new SharedArrayBuffer(Math.ceil(size / STEP) * STEP);

/**
 * Writes bytes one after another into shared memory that grows. `bytes` is replaced when it grows.
 */
export class ByteWriter {
  bytes: Buffer<SharedArrayBuffer>;
  length = 0;

  /** `memory` is used if it holds at least `size` bytes. */
  constructor(size: number, memory?: SharedArrayBuffer) {
    this.bytes = Buffer.from(
      memory !== undefined && memory.byteLength >= size ? memory : sharedMemory(size),
    );
  }

  /** Makes room for `size` more bytes. */
  ensure(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.from(sharedMemory(Math.max(needed, this.bytes.length * 1.5)));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  put(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
}
