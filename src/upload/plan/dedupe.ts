import type { RecordBatch } from '../../csv/csvTypes';
import { fieldPlace } from '../../csv/fieldPlaces';
import { ColumnStatistics } from '../../identifiers/columnStatistics';
import { Fingerprinter, FingerprintSet, sameWithoutCase } from '../../identifiers/fingerprints';
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
  good: number;
  /** Unique identifiers among them; undefined if they weren't compared. */
  distinct: number | undefined;
}

/**
 * Decides which valid rows to send, file by file. `DedupeThread` does so in parallel with
 * validation.
 */
export interface Deduper {
  startFile(offset: number, line: number): void;
  addBatch(batch: RecordBatch, good: ValidRows): Promise<void>;
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
  readonly #seen: FingerprintSet | undefined;
  /** Number of rows in each file that has ended. */
  readonly #rowsOfFiles: number[] = [];
  readonly #fields: ValidatedFiles['fields'] = [];
  #file: { chunker: Chunker; findings: FindingList } | undefined;
  #rowsBefore = 0;
  /** Rows to send, by the index of their format in `VALUE_FORMATS`. */
  readonly #byForm = new Float64Array(VALUE_FORMATS.length);
  #sumLow = 0;
  #sumHigh = 0;
  #lows = new Uint32Array(0);
  #highs = new Uint32Array(0);
  #firsts = new Float64Array(0);

  constructor(private readonly job: DedupeJob) {
    this.#statistics = new ColumnStatistics(job.type);
    this.#fingerprinter = new Fingerprinter(job.key);
    // A replace compares its unique identifiers with the list (`minKept`), even if duplicates are
    // sent.
    if (job.options.dedupe || job.options.operation === 'replace')
      this.#seen = new FingerprintSet(job.expectedRows);
  }

  startFile(offset: number, line: number): void {
    this.#file = {
      chunker: new Chunker(this.#rowsOfFiles.length, offset, line, this.job.options.chunkSize),
      findings: new FindingList(),
    };
  }

  async addBatch(batch: RecordBatch, good: ValidRows): Promise<void> {
    if (this.#file === undefined) throw new Error('no file is open');
    if (good.count > this.#lows.length) {
      this.#lows = new Uint32Array(good.count);
      this.#highs = new Uint32Array(good.count);
      this.#firsts = new Float64Array(good.count);
    }
    this.#fingerprint(good);
    // Looked up together for speed: see `FingerprintSet.addAll`.
    if (this.#seen) this.#seen.addAll(this.#lows, this.#highs, good.rows, good.count, this.#firsts);
    else this.#firsts.fill(-1, 0, good.count);
    this.#decide(this.#file, batch, good);
    this.#file.chunker.endBatch(batch);
  }

  /** Hot loop over all rows: allocates no objects or strings. */
  #fingerprint(good: ValidRows): void {
    const { hash } = this.job.options;
    const { result } = this.#fingerprinter;
    for (let g = 0, start = 0; g < good.count; g++) {
      const form = VALUE_FORMATS[good.formats[g]];
      const end = good.ends[g];
      this.#statistics.addBytes(good.values, start, end, form);
      if (hash === 'none') this.#fingerprinter.of(good.values, start, end, sameWithoutCase(form));
      else if (this.job.compareAsSent)
        this.#fingerprintHashed(good.values.subarray(start, end), form);
      else {
        if (this.#seen && looksHashedBy(hash, form)) throw new CompareAsSentError();
        this.#fingerprinter.of(good.values, start, end, sameWithoutCase(form));
      }
      this.#lows[g] = result[0];
      this.#highs[g] = result[1];
      start = end;
    }
  }

  #fingerprintHashed(value: Uint8Array, form: ValueFormat): void {
    const { options, type } = this.job;
    const sent =
      sentFormat(form, options.hash, type) === form
        ? value
        : Buffer.from(applyHash(value, options.hash));
    this.#fingerprinter.of(sent, 0, sent.length, sameWithoutCase(form));
  }

  #decide(
    { chunker, findings }: { chunker: Chunker; findings: FindingList },
    batch: RecordBatch,
    good: ValidRows,
  ): void {
    const { options, type } = this.job;
    for (let g = 0; g < good.count; g++) {
      const first = this.#firsts[g];
      const row = good.rows[g];
      const i = good.records[g];
      const form = VALUE_FORMATS[good.formats[g]];
      if (first < 0) {
        this.#sumLow = (this.#sumLow + this.#lows[g]) >>> 0;
        this.#sumHigh = (this.#sumHigh + this.#highs[g]) >>> 0;
      } else if (options.dedupe) {
        if (findings.count('duplicate')) findings.keep(this.#duplicate(batch, i, row, first));
        continue;
      }
      this.#byForm[good.formats[g]]++;
      this.#bits.set(row);
      chunker.add(batch, i, row - this.#rowsBefore, this.#sizeAsSent(form, good.sizes[g]));
      if (options.forms === 'all')
        for (const other of otherFormats(form, options.hash, type)) chunker.addOther(other);
    }
  }

  #duplicate(batch: RecordBatch, i: number, row: number, first: number): Finding {
    return {
      file: this.#rowsOfFiles.length,
      row: row - this.#rowsBefore,
      rule: 'duplicate',
      level: 'warning',
      place: fieldPlace(batch, i),
      ...this.#placeOfRow(first),
    };
  }

  /**
   * Converts a row number over all files to a number in its file, with the file's index unless it
   * is the current one.
   */
  #placeOfRow(row: number): Pick<Finding, 'firstRow' | 'firstFile'> {
    if (row >= this.#rowsBefore) return { firstRow: row - this.#rowsBefore };
    let before = 0;
    for (const [firstFile, rows] of this.#rowsOfFiles.entries()) {
      if (row < before + rows) return { firstRow: row - before, firstFile };
      before += rows;
    }
    return {};
  }

  #sizeAsSent(form: ValueFormat, size: number): number {
    const { options, type } = this.job;
    const others = options.forms === 'all' ? 67 : 0;
    return Math.max(sentFormat(form, options.hash, type) === form ? size : 67, others);
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
    const distinct = this.#seen?.size;
    const good = this.#byForm.reduce((sum, count) => sum + count, 0);
    return {
      good,
      distinct,
      byForm: Object.fromEntries(
        VALUE_FORMATS.flatMap((form, i) => (this.#byForm[i] > 0 ? [[form, this.#byForm[i]]] : [])),
      ),
      columnWarnings: this.#statistics.warnings(),
      fingerprint: this.#fingerprintOfAll(distinct ?? good),
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
      this.#seen ? 'set' : 'rows',
      distinct,
      sum,
    ].join(':');
  }
}

/** 64 hexadecimal digits may be either hash. */
function looksHashedBy(hash: Hash, form: ValueFormat): boolean {
  return form === hash || (hash === 'sha256ofMd5' && form === 'sha256');
}
