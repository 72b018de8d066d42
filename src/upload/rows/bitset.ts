/** One bit per row, over all files of a job: whether to send it. */
export class Bitset {
  constructor(public bytes: Uint8Array<ArrayBuffer> = new Uint8Array(64 * 1024)) {}

  set(index: number): void {
    const byte = index >>> 3;
    if (byte >= this.bytes.length) {
      const grown = new Uint8Array(Math.max(byte + 1, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes[byte] |= 1 << (index & 7);
  }

  get(index: number): boolean {
    return (this.bytes[index >>> 3] & (1 << (index & 7))) !== 0;
  }

  /** The bytes of the first `count` bits, as stored on disk. */
  take(count: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, (count + 7) >>> 3);
  }
}
