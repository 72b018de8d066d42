/**
 * Sizes are rounded up to that, so that memory of one body holds another one of about the same
 * size.
 */
const STEP = 256 * 1024;

const sharedMemory = (size: number): SharedArrayBuffer =>
  new SharedArrayBuffer(Math.ceil(size / STEP) * STEP);

/**
 * Bytes that are written one after another into memory that threads share, and that grows. `bytes`
 * is replaced as it grows.
 */
export class ByteWriter {
  bytes: Buffer<SharedArrayBuffer>;
  length = 0;

  /** `memory` is used where it holds `size` bytes. */
  constructor(size: number, memory?: SharedArrayBuffer) {
    this.bytes = Buffer.from(
      memory !== undefined && memory.byteLength >= size ? memory : sharedMemory(size),
    );
  }

  /** Makes room for `size` more bytes. */
  ensure(size: number): void {
    const wanted = this.length + size;
    if (wanted <= this.bytes.length) return;
    const grown = Buffer.from(sharedMemory(Math.max(wanted, this.bytes.length * 1.5)));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  put(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
}
