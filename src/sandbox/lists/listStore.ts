import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { makePrivateFolder, PRIVATE } from '../dataFiles';
import { IdentifierList } from './identifierList';

/**
 * The lists of all segments, in memory and, with a folder, on disk: one append-only file per
 * segment, with a record per change that is written before the response. So a SIGKILL loses nothing
 * that was answered, and ten million identifiers are never written twice.
 *
 * A record is `[kind, 1 byte][payload length, 4 bytes, little endian][entries]`, an entry `[length,
 * 2 bytes][UTF-8]`.
 */
const ADDED = 1;
const REMOVED = 2;
const HEADER = 5;

/** Above this many identifiers, a list isn't sorted for a fingerprint. */
const LARGEST_SORT = 1_000_000;

/** What one add or remove changed. */
interface ListChange {
  /** Identifiers that were actually added or removed. */
  changed: number;
  /**
   * Identifiers already in the list (add) or not in it (remove), including duplicates within one
   * request.
   */
  unchanged: number;
}

/** A fingerprint to compare two lists by. */
export interface ListFingerprint {
  count: number;
  /**
   * SHA-256 of the lines sorted by their bytes, each with `\n`; null above a million identifiers.
   */
  sha256: string | null;
  /**
   * Independent of order: the sum modulo 2^64 of the first 8 bytes (big endian) of each
   * identifier's SHA-256, as 16 hex digits.
   */
  sum: string;
}

interface Entry {
  list: IdentifierList;
  loaded: Promise<void>;
  /** The last write to this list's file. */
  written: Promise<void>;
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function record(kind: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header[0] = kind;
  header.writeUInt32LE(payload.length, 1);
  return Buffer.concat([header, payload]);
}

function entriesOf(identifiers: readonly string[]): Buffer {
  const entries = Buffer.allocUnsafe(
    identifiers.reduce((total, identifier) => total + identifier.length * 3 + 2, 0),
  );
  let offset = 0;
  for (const identifier of identifiers) {
    const length = entries.write(identifier, offset + 2, 'utf8');
    entries.writeUInt16LE(length, offset);
    offset += 2 + length;
  }
  return entries.subarray(0, offset);
}

export class ListStore {
  private readonly entries = new Map<string, Entry>();
  private isClosed = false;

  /** @param folder where the lists are saved; without it they are only in memory. */
  constructor(private readonly folder: string | undefined) {}

  /**
   * Starts reading every list in the folder, one after another; `get` waits for the one it needs.
   */
  async open(): Promise<void> {
    if (!this.folder) return;
    await makePrivateFolder(this.folder);
    let before: Promise<void> = Promise.resolve();
    for (const file of (await fs.readdir(this.folder)).sort()) {
      if (!file.endsWith('.list')) {
        await fs.rm(path.join(this.folder, file), { force: true });
        continue;
      }
      const list = new IdentifierList();
      const full = path.join(this.folder, file);
      const loaded = before.then(() => readList(full, list));
      // A list that can't be read fails the requests that need it, not the process and not the
      // other lists.
      before = loaded.catch(() => undefined);
      this.entries.set(file.slice(0, -'.list'.length), {
        list,
        loaded,
        written: Promise.resolve(),
      });
    }
  }

  /**
   * The list of a segment, empty if it never had one. Don't change it: `change` and `clear` also
   * write to disk.
   */
  async get(segmentId: string): Promise<IdentifierList> {
    const entry = this.entry(segmentId);
    await entry.loaded;
    return entry.list;
  }

  /** The number of identifiers in the segment's list. */
  async size(segmentId: string): Promise<number> {
    return this.entries.has(segmentId) ? (await this.get(segmentId)).size : 0;
  }

  /** Adds or removes identifiers. Resolves when the change is on disk. */
  async change(
    segmentId: string,
    operation: 'add' | 'remove',
    identifiers: readonly string[],
  ): Promise<ListChange> {
    const entry = this.entry(segmentId);
    await entry.loaded;
    if (this.isClosed) throw new Error('The lists are closed.');
    let payload: Buffer;
    let changed = 0;
    if (operation === 'add') {
      const mark = entry.list.mark();
      for (const identifier of identifiers) if (entry.list.add(identifier)) changed++;
      payload = this.folder ? entry.list.bytesSince(mark) : Buffer.alloc(0);
    } else {
      const gone = identifiers.filter((identifier) => entry.list.delete(identifier));
      changed = gone.length;
      payload = this.folder ? entriesOf(gone) : Buffer.alloc(0);
    }
    if (this.folder && changed > 0 && entry.list.size === 0) {
      await this.write(segmentId, entry, (file) => fs.rm(file, { force: true }));
    } else if (this.folder && changed > 0) {
      const bytes = record(operation === 'add' ? ADDED : REMOVED, payload);
      await this.write(segmentId, entry, (file) => fs.appendFile(file, bytes, { mode: PRIVATE }));
    }
    return { changed, unchanged: identifiers.length - changed };
  }

  /** Clears a list. Resolves when that is on disk. */
  async clear(segmentId: string): Promise<void> {
    const entry = this.entry(segmentId);
    await entry.loaded;
    if (this.isClosed) throw new Error('The lists are closed.');
    entry.list.clear();
    if (this.folder) await this.write(segmentId, entry, (file) => fs.rm(file, { force: true }));
  }

  /** Deletes the list of a deleted segment. */
  async drop(segmentId: string): Promise<void> {
    const entry = this.entries.get(segmentId);
    if (!entry) return;
    await entry.loaded.catch(() => undefined);
    entry.list.clear();
    this.entries.delete(segmentId);
    if (this.folder) await this.write(segmentId, entry, (file) => fs.rm(file, { force: true }));
  }

  /**
   * Deletes the lists of all other segments: a segment must not get back a list that a kill left
   * behind.
   */
  async keepOnly(wanted: (segmentId: string) => boolean): Promise<void> {
    for (const segmentId of [...this.entries.keys()])
      if (!wanted(segmentId)) await this.drop(segmentId);
  }

  /**
   * Resolves when every change is on disk. Later changes reject, because another process may own
   * the files.
   */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled([...this.entries.values()].map((entry) => entry.written));
  }

  /**
   * See `ListFingerprint`. Yields in between: ten million identifiers take about ten seconds, but
   * block no one.
   */
  async fingerprint(segmentId: string): Promise<ListFingerprint> {
    const list = await this.get(segmentId);
    const lines: Buffer[] | null = list.size <= LARGEST_SORT ? [] : null;
    let count = 0;
    let high = 0;
    let low = 0;
    for (const block of list.lines(1 << 16)) {
      let start = 0;
      for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, start)) {
        const line = block.subarray(start, end);
        const digest = crypto.hash('sha256', line, 'buffer');
        low += digest.readUInt32BE(4);
        high = (high + digest.readUInt32BE(0) + Math.floor(low / 4294967296)) % 4294967296;
        low %= 4294967296;
        lines?.push(line);
        count++;
        start = end + 1;
      }
      await breathe();
    }
    const sum = high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
    if (!lines) return { count, sha256: null, sum };
    const whole = crypto.createHash('sha256');
    for (const line of lines.sort(Buffer.compare)) whole.update(line).update('\n');
    return { count, sha256: whole.digest('hex'), sum };
  }

  private entry(segmentId: string): Entry {
    let entry = this.entries.get(segmentId);
    if (!entry) {
      entry = { list: new IdentifierList(), loaded: Promise.resolve(), written: Promise.resolve() };
      this.entries.set(segmentId, entry);
    }
    return entry;
  }

  private write(
    segmentId: string,
    entry: Entry,
    work: (file: string) => Promise<void>,
  ): Promise<void> {
    const file = path.join(this.folder ?? '', `${segmentId}.list`);
    const done = entry.written.then(() => work(file));
    entry.written = done.catch(() => undefined);
    return done;
  }
}

/**
 * Replays a list's file. A last record that a kill cut short was never answered, so it is dropped.
 */
async function readList(file: string, list: IdentifierList): Promise<void> {
  const handle = await fs.open(file, 'r+');
  let replayed = 0;
  try {
    const { size } = await handle.stat();
    const header = Buffer.alloc(HEADER);
    let position = 0;
    while (position + HEADER <= size) {
      await handle.read(header, 0, HEADER, position);
      const length = header.readUInt32LE(1);
      if (position + HEADER + length > size) break;
      const payload = Buffer.allocUnsafe(length);
      await handle.read(payload, 0, length, position + HEADER);
      replayed += replay(list, header[0] ?? 0, payload);
      position += HEADER + length;
      await breathe();
    }
    if (position < size) await handle.truncate(position);
  } finally {
    await handle.close();
  }
  if (replayed > 100_000 && replayed > list.size * 2) await rewriteList(file, list);
}

function replay(list: IdentifierList, kind: number, payload: Buffer): number {
  let entries = 0;
  for (let offset = 0; offset + 2 <= payload.length; entries++) {
    const length = payload.readUInt16LE(offset);
    if (kind === ADDED) list.addBytes(payload, offset + 2, length);
    else if (kind === REMOVED) list.deleteBytes(payload, offset + 2, length);
    offset += 2 + length;
  }
  return entries;
}

/** Rewrites a list whose file is mostly about removed identifiers. */
async function rewriteList(file: string, list: IdentifierList): Promise<void> {
  const fresh = `${file}.new`;
  const handle = await fs.open(fresh, 'w', PRIVATE);
  try {
    for (const block of list.lines(1 << 20)) {
      const lines = block.toString('utf8').split('\n');
      lines.pop();
      await handle.write(record(ADDED, entriesOf(lines)));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(fresh, file);
}
