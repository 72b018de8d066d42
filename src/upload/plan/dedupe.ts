import type { RecordBatch } from '../../csv/csvTypes';
import { fieldPlace } from '../../csv/fieldPlaces';
import { ColumnStatistics } from '../../identifiers/columnStatistics';
import { Fingerprinter, FingerprintSet, ignoresCase } from '../../identifiers/fingerprints';
import {
  VALUE_FORMATS,
  type Hash,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { applyHash, otherFormats, sentFormat } from '../hashFormats';
import type { Finding, PlannedChunk, UploadOptions } from '../uploadTypes';
import type { ValidatedFiles } from '../workerProtocol';
import { Bitset } from './bitset';
import { Chunker } from './chunker';
import { FindingList } from './findings';
import type { ValidRows } from './validRows';

export interface DedupeJob {
  type: IdentifierType;
  options: UploadOptions;
  /** 8 random bytes: makes fingerprints that no one else can make. */
  key: Uint8Array;
  /** Estimated number of rows, 0 if unknown. */
  expectedRows: number;
  /** Compare values as they are sent, after hashing, instead of normalized values. */
  compareAsSent: boolean;
}

/** The result for one file. */
export interface DedupedFile {
  chunks: PlannedChunk[];
  duplicates: number;
  /** For the first duplicates. */
  findings: Finding[];
}

export interface DedupeResult extends Pick<
  ValidatedFiles,
  'byForm' | 'columnWarnings' | 'fingerprint' | 'fields' | 'bits'
> {
  validRows: number;
  /** Unique identifiers among them; undefined if they weren't compared. */
  distinct: number | undefined;
}

/**
 * Decides which valid rows to send, file by file. `DedupeThread` does so in parallel with
 * validation.
 */
export interface Deduper {
  startFile(offset: number, line: number): void;
  addBatch(batch: RecordBatch, validRows: ValidRows): Promise<void>;
  /** `rows`: the number of rows in the file. */
  endFile(rows: number): Promise<DedupedFile>;
  finish(): Promise<DedupeResult>;
  close(): Promise<void>;
}

/**
 * Thrown if the file already contains hashes of the chosen kind: plain values must then be compared
 * by their hash.
 */
export class CompareAsSentError extends Error {}

/** Decides which of the valid rows are sent, and in which chunks. */
export class RowDeduper implements Deduper {
  readonly #bits = new Bitset();
  readonly #statistics: ColumnStatistics;
  readonly #fingerprinter: Fingerprinter;
  readonly #fingerprints: FingerprintSet | undefined;
  /** Number of rows in each file that has ended. */
  readonly #rowsOfFiles: number[] = [];
  readonly #fields: ValidatedFiles['fields'] = [];
  #file: { chunker: Chunker; findings: FindingList } | undefined;
  #rowsBefore = 0;
  /** Rows to send, by the index of their format in `VALUE_FORMATS`. */
  readonly #countsByFormat = new Float64Array(VALUE_FORMATS.length);
  #sumLow = 0;
  #sumHigh = 0;
  #lows = new Uint32Array(0);
  #highs = new Uint32Array(0);
  #firstRows = new Float64Array(0);

  constructor(private readonly job: DedupeJob) {
    this.#statistics = new ColumnStatistics(job.type);
    this.#fingerprinter = new Fingerprinter(job.key);
    // A removal or replace compares its unique identifiers with the list (`minKept`), even if
    // duplicates are sent.
    if (job.options.dedupe || job.options.operation !== 'add')
      this.#fingerprints = new FingerprintSet(job.expectedRows);
  }

  startFile(offset: number, line: number): void {
    this.#file = {
      chunker: new Chunker(this.#rowsOfFiles.length, offset, line, this.job.options.chunkSize),
      findings: new FindingList(),
    };
  }

  async addBatch(batch: RecordBatch, validRows: ValidRows): Promise<void> {
    if (this.#file === undefined) throw new Error('no file is open');
    if (validRows.count > this.#lows.length) {
      this.#lows = new Uint32Array(validRows.count);
      this.#highs = new Uint32Array(validRows.count);
      this.#firstRows = new Float64Array(validRows.count);
    }
    this.#fingerprint(validRows);
    // Looked up together for speed: see `FingerprintSet.addAll`.
    if (this.#fingerprints)
      this.#fingerprints.addAll(
        this.#lows,
        this.#highs,
        validRows.rows,
        validRows.count,
        this.#firstRows,
      );
    else this.#firstRows.fill(-1, 0, validRows.count);
    this.#addToChunks(this.#file, batch, validRows);
    this.#file.chunker.endBatch(batch);
  }

  /** Hot loop over all rows: allocates no objects or strings. */
  #fingerprint(validRows: ValidRows): void {
    const { hash } = this.job.options;
    const { result } = this.#fingerprinter;
    for (let v = 0, start = 0; v < validRows.count; v++) {
      const format = VALUE_FORMATS[validRows.formats[v]];
      const end = validRows.ends[v];
      this.#statistics.addBytes(validRows.values, start, end, format);
      if (hash === 'none')
        this.#fingerprinter.of(validRows.values, start, end, ignoresCase(format));
      else if (this.job.compareAsSent)
        this.#fingerprintHashed(validRows.values.subarray(start, end), format);
      else {
        if (this.#fingerprints && mayBeHash(hash, format)) throw new CompareAsSentError();
        this.#fingerprinter.of(validRows.values, start, end, ignoresCase(format));
      }
      this.#lows[v] = result[0];
      this.#highs[v] = result[1];
      start = end;
    }
  }

  #fingerprintHashed(value: Uint8Array, format: ValueFormat): void {
    const { options, type } = this.job;
    const sent =
      sentFormat(format, options.hash, type) === format
        ? value
        : Buffer.from(applyHash(value, options.hash));
    this.#fingerprinter.of(sent, 0, sent.length, ignoresCase(format));
  }

  #addToChunks(
    { chunker, findings }: { chunker: Chunker; findings: FindingList },
    batch: RecordBatch,
    validRows: ValidRows,
  ): void {
    const { options, type } = this.job;
    for (let v = 0; v < validRows.count; v++) {
      const first = this.#firstRows[v];
      const row = validRows.rows[v];
      const i = validRows.records[v];
      const format = VALUE_FORMATS[validRows.formats[v]];
      if (first < 0) {
        this.#sumLow = (this.#sumLow + this.#lows[v]) >>> 0;
        this.#sumHigh = (this.#sumHigh + this.#highs[v]) >>> 0;
      } else if (options.dedupe) {
        if (findings.count('duplicate')) findings.keep(this.#duplicate(batch, i, row, first));
        continue;
      }
      this.#countsByFormat[validRows.formats[v]]++;
      this.#bits.set(row);
      chunker.add(batch, i, row - this.#rowsBefore, this.#sizeAsSent(format, validRows.sizes[v]));
      if (options.forms === 'all')
        for (const other of otherFormats(format, options.hash, type)) chunker.addOther(other);
    }
  }

  #duplicate(batch: RecordBatch, i: number, row: number, first: number): Finding {
    return {
      file: this.#rowsOfFiles.length,
      row: row - this.#rowsBefore,
      rule: 'duplicate',
      level: 'warning',
      place: fieldPlace(batch, i),
      ...this.#locateRow(first),
    };
  }

  /**
   * Converts a row number over all files to a number in its file, with the file's index unless it
   * is the current one.
   */
  #locateRow(row: number): Pick<Finding, 'firstRow' | 'firstFile'> {
    if (row >= this.#rowsBefore) return { firstRow: row - this.#rowsBefore };
    let before = 0;
    for (const [firstFile, rows] of this.#rowsOfFiles.entries()) {
      if (row < before + rows) return { firstRow: row - before, firstFile };
      before += rows;
    }
    return {};
  }

  #sizeAsSent(format: ValueFormat, size: number): number {
    const { options, type } = this.job;
    const others = options.forms === 'all' ? 67 : 0;
    return Math.max(sentFormat(format, options.hash, type) === format ? size : 67, others);
  }

  async endFile(rows: number): Promise<DedupedFile> {
    if (this.#file === undefined) throw new Error('no file is open');
    const { chunker, findings } = this.#file;
    chunker.finish();
    this.#fields.push(...chunker.fields);
    this.#rowsOfFiles.push(rows);
    this.#rowsBefore += rows;
    this.#file = undefined;
    return {
      chunks: chunker.chunks,
      duplicates: findings.byRule.duplicate ?? 0,
      findings: findings.take(),
    };
  }

  async finish(): Promise<DedupeResult> {
    const distinct = this.#fingerprints?.size;
    const validRows = this.#countsByFormat.reduce((sum, count) => sum + count, 0);
    return {
      validRows,
      distinct,
      byForm: Object.fromEntries(
        VALUE_FORMATS.flatMap((format, i) =>
          this.#countsByFormat[i] > 0 ? [[format, this.#countsByFormat[i]]] : [],
        ),
      ),
      columnWarnings: this.#statistics.warnings(),
      fingerprint: this.#fingerprintOfAll(distinct ?? validRows),
      bits: this.#bits.take(this.#rowsBefore),
      fields: this.#fields,
    };
  }

  async close(): Promise<void> {
    // Nothing to release.
  }

  /** Includes what was compared, since sums of different things must not be compared. */
  #fingerprintOfAll(distinct: number): string {
    const { options, type, compareAsSent: bySent } = this.job;
    const sum = [this.#sumHigh, this.#sumLow]
      .map((half) => half.toString(16).padStart(8, '0'))
      .join('');
    return [
      type,
      options.hash,
      options.forms,
      bySent ? 'sent' : 'normal',
      this.#fingerprints ? 'set' : 'rows',
      distinct,
      sum,
    ].join(':');
  }
}

/** 64 hexadecimal digits may be either hash. */
function mayBeHash(hash: Hash, format: ValueFormat): boolean {
  return format === hash || (hash === 'sha256ofMd5' && format === 'sha256');
}
