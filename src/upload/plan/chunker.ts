import { createHash, type Hash as Hasher } from 'node:crypto';
import { FLAG_ESCAPED, type RecordBatch } from '../../csv/csvTypes';
import { recordPlace } from '../../csv/fieldPlaces';
import type { ValueFormat } from '../../identifiers/identifierTypes';
import type { FieldOffsets, PlannedChunk } from '../uploadTypes';
import { FieldOffsetsWriter } from './fieldOffsets';

/** Maximum size of a request body in bytes: what servers and their proxies commonly accept. */
const MAX_BODY_SIZE = 8_000_000;
/** Size of the JSON around the identifiers, rounded up. */
const BODY_FRAME = 300;

export function chunkHasher(): Hasher {
  return createHash('sha256');
}

export function finishHash(hasher: Hasher): string {
  // 128 bits detect a changed file as reliably as 256.
  return hasher.digest('hex').slice(0, 32);
}

/**
 * Splits a file's records into contiguous chunks and hashes their bytes. Every byte after the
 * header is in exactly one chunk, so the hashes together show whether the file has changed.
 */
export class Chunker {
  readonly chunks: PlannedChunk[] = [];
  /** Field offsets of the chunk with the same index. */
  readonly fields: (FieldOffsets | undefined)[] = [];
  #current: PlannedChunk;
  /** Valid fields of the current chunk. */
  #people = 0;
  readonly #currentFields: FieldOffsetsWriter;
  #hasher = chunkHasher();
  /** Offset in the decoded file up to which bytes are hashed. */
  #hashed: number;

  constructor(
    private readonly file: number,
    start: number,
    line: number,
    private readonly chunkSize: number,
    /** Columns that are read: fields of a record, which stay in one chunk. */
    private readonly perRecord = 1,
    /** The number of the first record. */
    firstRow = 0,
  ) {
    this.#hashed = start;
    this.#currentFields = new FieldOffsetsWriter(perRecord > 1);
    this.#current = this.#chunk(start, firstRow, line);
    this.#currentFields.begin(start);
  }

  #chunk(start: number, firstRow: number, line: number): PlannedChunk {
    return {
      file: this.file,
      start,
      end: start,
      firstRow,
      line,
      bodySize: BODY_FRAME,
      identifiers: 0,
      hash: '',
    };
  }

  /**
   * Makes room for the valid fields of a record, of which entry `i` of the batch is one: `added`
   * identifiers with `size` bytes as JSON, including their commas. Starts a new chunk with this record
   * if they don't fit into the current one.
   */
  makeRoom(batch: RecordBatch, i: number, row: number, added: number, size: number): void {
    const { identifiers, bodySize } = this.#current;
    if (
      identifiers > 0 &&
      (identifiers + added > this.chunkSize || bodySize + size > MAX_BODY_SIZE)
    ) {
      this.#close(batch, batch.recordStart[i]);
      const start = batch.base + batch.recordStart[i];
      this.#current = this.#chunk(start, row, recordPlace(batch, i).line);
      this.#currentFields.begin(start);
    }
  }

  /**
   * Adds a valid field, for which there is room: `identifiers` with `size` bytes as JSON and comma.
   */
  add(batch: RecordBatch, i: number, size: number, identifiers = 1): void {
    this.#currentFields.add(
      batch.base + batch.fieldStart[i],
      batch.base + batch.fieldEnd[i],
      (batch.flags[i] & FLAG_ESCAPED) !== 0,
      this.perRecord === 1 ? 0 : i % this.perRecord,
    );
    this.#current.identifiers += identifiers;
    this.#people++;
    this.#current.bodySize += size;
  }

  /** Counts further identifiers of the field that was added last. */
  addOther(format: ValueFormat | 'otherCase', count = 1): void {
    const others = (this.#current.others ??= {});
    others[format] = (others[format] ?? 0) + count;
  }

  /** Hashes the rest of a batch; to be called once after its rows. */
  endBatch(batch: RecordBatch): void {
    if (batch.count > 0) this.#hash(batch, batch.recordEnd[batch.count - 1]);
  }

  /** To be called at the end of the file. */
  finish(): void {
    this.#current.end = this.#hashed;
    this.#current.hash = finishHash(this.#hasher);
    if (this.#people !== this.#current.identifiers) this.#current.people = this.#people;
    this.#people = 0;
    this.chunks.push(this.#current);
    this.fields.push(this.#currentFields.take(this.#current.end));
  }

  #close(batch: RecordBatch, end: number): void {
    this.#hash(batch, end);
    this.finish();
    this.#hasher = chunkHasher();
  }

  #hash(batch: RecordBatch, end: number): void {
    this.#hasher.update(batch.bytes.subarray(this.#hashed - batch.base, end));
    this.#hashed = batch.base + end;
  }
}
