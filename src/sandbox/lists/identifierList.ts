/**
 * An exact set for tens of millions of identifiers: the bytes are stored one after another in
 * pages, and an open-addressing table with 8 bytes per slot finds them. Ten million addresses of 25
 * bytes take about 400 MB; a Set of strings takes 1.5 GB and ends at 16.7 million.
 *
 * An entry is `[length, 2 bytes, little endian][UTF-8 bytes]`; the highest bit of the length marks
 * a removed entry.
 */
const LARGEST_PAGE = 1 << 24;
const FIRST_PAGE = 1 << 14;
const MOST_PAGES = 256;
const REMOVED = 0x80;

/**
 * The longest identifier, in UTF-8 bytes. The format check rejects longer ones before they get
 * here.
 */
const MAX_IDENTIFIER_BYTES = 4096;

/** The identifier being looked up. Kept here so that a lookup allocates nothing. */
const scratch = Buffer.alloc(MAX_IDENTIFIER_BYTES * 3);
let scratchLength = 0;
let scratchHash = 0;

function finishHash(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hashScratch(): void {
  let hash = 0x811c9dc5;
  for (let index = 0; index < scratchLength; index++)
    hash = Math.imul(hash ^ (scratch[index] ?? 0), 0x01000193);
  scratchHash = finishHash(hash);
}

function takeText(text: string): void {
  if (text.length > MAX_IDENTIFIER_BYTES) throw new RangeError('An identifier is too long.');
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) {
      scratchLength = scratch.write(text, 'utf8');
      hashScratch();
      return;
    }
    scratch[index] = code;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  scratchLength = text.length;
  scratchHash = finishHash(hash);
}

function takeBytes(source: Buffer, offset: number, length: number): void {
  // A loop is faster than a native copy for values this short; here and in `append`.
  for (let index = 0; index < length; index++) scratch[index] = source[offset + index] ?? 0;
  scratchLength = length;
  hashScratch();
}

/** A position in the list's bytes: `bytesSince` returns what was added after it. */
interface Mark {
  page: number;
  offset: number;
}

export class IdentifierList {
  private pages: Buffer[] = [];
  /** How many bytes of each page are in use. */
  private used: number[] = [];
  /**
   * Per slot: the entry's hash and its position (page in the upper 8 bits, offset below). Position
   * 0 is an empty slot.
   */
  private hashes = new Uint32Array(0);
  private places = new Uint32Array(0);
  private count = 0;

  /** How many identifiers are in the list. */
  get size(): number {
    return this.count;
  }

  /** Adds an identifier. Returns false if it is already in the list. */
  add(identifier: string): boolean {
    takeText(identifier);
    return this.addScratch();
  }

  /** Removes an identifier. Returns false if it isn't in the list. */
  delete(identifier: string): boolean {
    takeText(identifier);
    return this.deleteScratch();
  }

  has(identifier: string): boolean {
    takeText(identifier);
    return this.count > 0 && this.find() >= 0;
  }

  /** Like `add`, from UTF-8 bytes. */
  addBytes(source: Buffer, offset: number, length: number): boolean {
    takeBytes(source, offset, length);
    return this.addScratch();
  }

  /** Like `delete`, from UTF-8 bytes. */
  deleteBytes(source: Buffer, offset: number, length: number): boolean {
    takeBytes(source, offset, length);
    return this.deleteScratch();
  }

  /**
   * Clears the list and releases its memory. Readers that started before continue over the old
   * content.
   */
  clear(): void {
    this.pages = [];
    this.used = [];
    this.hashes = new Uint32Array(0);
    this.places = new Uint32Array(0);
    this.count = 0;
  }

  /** Where the next identifier will be written. */
  mark(): Mark {
    const page = Math.max(this.pages.length - 1, 0);
    return { page, offset: this.used[page] ?? 0 };
  }

  /** The entries written since `mark` (length and bytes each), as a copy. */
  bytesSince(mark: Mark): Buffer {
    const parts: Buffer[] = [];
    for (let page = mark.page; page < this.pages.length; page++) {
      // Position 0 means an empty slot, so byte 0 of page 0 is never an entry.
      const from = page === mark.page ? mark.offset : 0;
      const bytes = this.pages[page];
      if (bytes) parts.push(bytes.subarray(page === 0 ? Math.max(from, 1) : from, this.used[page]));
    }
    return Buffer.concat(parts);
  }

  /** The identifiers in order of arrival, one per line, in blocks of about `blockSize` bytes. */
  *lines(blockSize = 1 << 18): Generator<Buffer> {
    const pages = [...this.pages];
    const used = [...this.used];
    let block = Buffer.allocUnsafe(blockSize + MAX_IDENTIFIER_BYTES * 3 + 1);
    let filled = 0;
    for (const [number, page] of pages.entries()) {
      let offset = number === 0 ? 1 : 0;
      while (offset < (used[number] ?? 0)) {
        const upper = page[offset + 1] ?? 0;
        const length = (page[offset] ?? 0) | ((upper & ~REMOVED) << 8);
        if ((upper & REMOVED) === 0) {
          filled += page.copy(block, filled, offset + 2, offset + 2 + length);
          block[filled++] = 10;
          if (filled >= blockSize) {
            yield block.subarray(0, filled);
            block = Buffer.allocUnsafe(block.length);
            filled = 0;
          }
        }
        offset += 2 + length;
      }
    }
    if (filled > 0) yield block.subarray(0, filled);
  }

  /** The slot of the identifier in scratch, or -1 - the free slot for it. */
  private find(): number {
    const mask = this.places.length - 1;
    let slot = scratchHash & mask;
    for (;;) {
      const place = this.places[slot] ?? 0;
      if (place === 0) return -1 - slot;
      if (this.hashes[slot] === scratchHash && this.isScratch(place)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private isScratch(place: number): boolean {
    const page = this.pages[place >>> 24];
    if (!page) return false;
    const offset = place & 0xffffff;
    if (((page[offset] ?? 0) | ((page[offset + 1] ?? 0) << 8)) !== scratchLength) return false;
    for (let index = 0; index < scratchLength; index++) {
      if (page[offset + 2 + index] !== scratch[index]) return false;
    }
    return true;
  }

  private addScratch(): boolean {
    if ((this.count + 1) * 4 > this.places.length * 3) this.grow();
    const found = this.find();
    if (found >= 0) return false;
    const slot = -1 - found;
    this.places[slot] = this.append();
    this.hashes[slot] = scratchHash;
    this.count++;
    return true;
  }

  private deleteScratch(): boolean {
    if (this.count === 0) return false;
    const slot = this.find();
    if (slot < 0) return false;
    if (this.count === 1) {
      this.clear();
      return true;
    }
    const place = this.places[slot] ?? 0;
    const page = this.pages[place >>> 24];
    const upper = (place & 0xffffff) + 1;
    if (page) page[upper] = (page[upper] ?? 0) | REMOVED;
    this.closeHole(slot);
    this.count--;
    return true;
  }

  /**
   * Moves later entries of the same run forward, so that no lookup stops too early at the freed
   * slot.
   */
  private closeHole(slot: number): void {
    const mask = this.places.length - 1;
    let hole = slot;
    for (let next = (slot + 1) & mask; this.places[next] !== 0; next = (next + 1) & mask) {
      const home = (this.hashes[next] ?? 0) & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        this.places[hole] = this.places[next] ?? 0;
        this.hashes[hole] = this.hashes[next] ?? 0;
        hole = next;
      }
    }
    this.places[hole] = 0;
  }

  private append(): number {
    const needed = scratchLength + 2;
    let number = this.pages.length - 1;
    let page = this.pages[number];
    if (!page || (this.used[number] ?? 0) + needed > page.length) {
      if (this.pages.length === MOST_PAGES)
        throw new RangeError('The list is full: 4 GB of identifiers.');
      number++;
      page = Buffer.allocUnsafeSlow(Math.min(LARGEST_PAGE, FIRST_PAGE * 2 ** (number * 2)));
      this.pages.push(page);
      this.used.push(number === 0 ? 1 : 0);
    }
    const offset = this.used[number] ?? 0;
    page[offset] = scratchLength & 0xff;
    page[offset + 1] = scratchLength >>> 8;
    for (let index = 0; index < scratchLength; index++)
      page[offset + 2 + index] = scratch[index] ?? 0;
    this.used[number] = offset + needed;
    return ((number << 24) | offset) >>> 0;
  }

  private grow(): void {
    const capacity = Math.max(256, this.places.length * 2);
    const mask = capacity - 1;
    const hashes = new Uint32Array(capacity);
    const places = new Uint32Array(capacity);
    for (let old = 0; old < this.places.length; old++) {
      const place = this.places[old] ?? 0;
      if (place === 0) continue;
      const hash = this.hashes[old] ?? 0;
      let slot = hash & mask;
      while (places[slot] !== 0) slot = (slot + 1) & mask;
      places[slot] = place;
      hashes[slot] = hash;
    }
    this.hashes = hashes;
    this.places = places;
  }
}
