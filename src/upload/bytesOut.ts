/** Bytes that are written one after another into memory that grows. `bytes` is replaced as it grows. */
export class BytesOut {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  /** Makes room for `size` more bytes. */
  ensure(size: number): void {
    const wanted = this.length + size;
    if (wanted <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(wanted, Math.ceil(this.bytes.length * 1.5)));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  put(bytes: Uint8Array): void {
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
}
