import { createHash } from 'node:crypto';
import { detect, headerPlace, type Detected } from '../csv/detect';
import { fieldPlace, recordPlace } from '../csv/fields';
import { ColumnScanner } from '../csv/scanner';
import { isGzip } from '../csv/encoding';
import { examineSource, readBlocks, readStart } from '../csv/source';
import type { RecordBatch } from '../csv/types';
import { ColumnStatistics } from '../identifiers/columnWarnings';
import { Fingerprinter, FingerprintSet, sameWithoutCase } from '../identifiers/fingerprints';
import type { Form, Hash } from '../identifiers/types';
import { Bits } from './bits';
import { BytesOut } from './bytesOut';
import { Chunker } from './chunker';
import { chooseColumn, siblingWarning } from './columnChoice';
import { FindingList } from './findingList';
import { GoodRows } from './goodRows';
import { hashed, otherForms, sentForm } from './forms';
import type { JudgeJob, Judged } from './protocol';
import { BAD, BLANK, RowJudge } from './rowJudge';
import type { Finding, PlannedFile } from './types';

export type JudgeProgress = (bytesRead: number, bytesTotal: number, rowsRead: number) => void;

/** Bytes. */
const SMALL_FILE = 1024 * 1024;
const MOST_EXPECTED = 20_000_000;

/** An identifier of the chosen hash is in the file as it is: plain ones must be compared by their hash. */
class ComparedBySent extends Error {}

/**
 * Reads all files of a job once and decides for each row whether it is sent (issue "Ten million rows", 5).
 * Throws `CsvError` and `UploadError`; an abort throws the signal's reason.
 */
export async function judgeFiles(job: JudgeJob, signal: AbortSignal, onProgress: JudgeProgress): Promise<Judged> {
  // Duplicates compare what is sent. Hashing every value for that alone would double the cost, and makes a difference only
  // where plain addresses and hashes of the chosen kind stand in one file: then it is read again.
  try {
    return await new Judging(job, false, signal, onProgress).run();
  } catch (error) {
    if (error instanceof ComparedBySent) return new Judging(job, true, signal, onProgress).run();
    throw error;
  }
}

class Judging {
  readonly #bits = new Bits();
  readonly #scratch = new BytesOut(4096);
  readonly #encoder = new TextEncoder();
  readonly #statistics: ColumnStatistics;
  readonly #fingerprinter: Fingerprinter;
  #seen: FingerprintSet | undefined;
  readonly #byRule: Record<string, number> = {};
  readonly #findings: Finding[] = [];
  readonly #columnWarnings = new Set<string>();
  readonly #files: PlannedFile[] = [];
  readonly #chunks: Judged['chunks'] = [];
  readonly #counts = { rows: 0, blank: 0, invalid: 0, duplicates: 0, good: 0 };
  readonly #good = new GoodRows();
  #sumLow = 0;
  #sumHigh = 0;

  constructor(
    private readonly job: JudgeJob,
    private readonly bySent: boolean,
    private readonly signal: AbortSignal,
    private readonly onProgress: JudgeProgress,
  ) {
    this.#statistics = new ColumnStatistics(job.type);
    this.#fingerprinter = new Fingerprinter(job.key);
  }

  async run(): Promise<Judged> {
    // A replace is measured by its distinct identifiers (`minKept`), whether or not duplicates are left out.
    if (this.job.options.dedupe || this.job.options.operation === 'replace') this.#seen = new FingerprintSet(await this.#expectedRows());
    for (let file = 0; file < this.job.files.length; file++) await this.#file(file);
    for (const warning of this.#statistics.warnings()) this.#columnWarnings.add(warning);
    const distinct = this.#seen?.size ?? this.#counts.good;
    return {
      files: this.#files,
      chunks: this.#chunks,
      counts: this.#counts,
      findings: this.#findings,
      byRule: this.#byRule,
      byForm: this.#statistics.byForm,
      columnWarnings: [...this.#columnWarnings],
      distinct,
      fingerprint: this.#fingerprint(distinct),
      bits: this.#bits.take(this.#counts.rows),
    };
  }

  /** From the sizes of the files and of their first records. 0 where it cannot be told, or does not matter. */
  async #expectedRows(): Promise<number> {
    let rows = 0;
    for (const file of this.job.files) {
      const { size } = await examineSource(file);
      if (size < SMALL_FILE) continue;
      const start = await readStart(file, SMALL_FILE, false, this.signal);
      // Lines are more than rows where fields hold line ends: memory that is not used in the end is no harm up to a point.
      const lines = start.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
      if (!isGzip(start)) rows += Math.floor((size / SMALL_FILE) * lines);
    }
    return Math.min(rows, MOST_EXPECTED);
  }

  /** What was compared stands in it: sums of other things are not to be compared. */
  #fingerprint(distinct: number): string {
    const { options } = this.job;
    const compared = this.bySent ? 'sent' : 'normal';
    const sum = [this.#sumHigh, this.#sumLow].map((half) => half.toString(16).padStart(8, '0')).join('');
    return [this.job.type, options.hash, options.forms, compared, this.#seen ? 'set' : 'rows', distinct, sum].join(':');
  }

  async #file(index: number): Promise<void> {
    const { type, options, files } = this.job;
    const source = files[index];
    const { size, modifiedAt } = await examineSource(source);
    const detected = await detect(source, options.dialect, this.signal);
    const column = chooseColumn(detected, type, options.column);
    const sibling = siblingWarning(detected, type, column);
    if (sibling !== undefined) this.#columnWarnings.add(sibling);

    const { dialect, columns, header, dataStart } = detected;
    const scanner = new ColumnScanner({ dialect, column, columns, base: dataStart.offset, line: dataStart.line });
    const chunker = new Chunker(index, dataStart.offset, dataStart.line, options.chunkSize);
    const rows = new RowsOfFile(this.#counts.rows, new RowJudge(type, header?.[column]), chunker, new FindingList());
    let read = dataStart.offset;
    for await (const block of readBlocks(source, dialect, { start: dataStart.offset, signal: this.signal })) {
      this.#batch(index, rows, scanner.push(block));
      read += block.length;
      // Of a packed file the size is not known before its end.
      this.onProgress(read, dialect.gzip ? read : Math.max(read, size - dialect.bomLength), this.#counts.rows);
    }
    this.#batch(index, rows, scanner.end());
    chunker.finish();
    this.#chunks.push(...chunker.chunks);
    this.#findings.push(...rows.findings.take());
    for (const [rule, count] of Object.entries(rows.findings.byRule)) this.#byRule[rule] = (this.#byRule[rule] ?? 0) + count;
    this.#files.push({
      uri: source.uri,
      ...(source.path !== undefined && { path: source.path }),
      size,
      ...(modifiedAt !== undefined && { modifiedAt }),
      dialect,
      ...(header && { columns: header }),
      column,
      width: columns,
      ...withPlace(detected, column),
      rows: this.#counts.rows - rows.first,
      dataStart: dataStart.offset,
      headHash: await headHash(source, dialect, dataStart.offset, this.signal),
      decodedSize: chunker.chunks[chunker.chunks.length - 1].end,
    });
  }

  /**
   * The loops over all rows: no object and no text for a plainly good one. First all of a batch are judged and their fingerprints
   * made, then those are looked up together (see `FingerprintSet.addAll`), then the good ones go into chunks.
   */
  #batch(file: number, rows: RowsOfFile, batch: RecordBatch): void {
    const good = this.#good;
    good.clear(batch.count);
    this.#judgeRows(file, rows, batch);
    if (this.#seen) this.#seen.addAll(good.lows, good.highs, good.rows, good.count, good.firsts);
    else good.firsts.fill(-1, 0, good.count);
    this.#takeGood(file, rows, batch);
    rows.chunker.batchDone(batch);
  }

  #judgeRows(file: number, rows: RowsOfFile, batch: RecordBatch): void {
    const { judge, findings } = rows;
    const counts = this.#counts;
    const scratch = this.#scratch;
    for (let i = 0; i < batch.count; i++) {
      const row = counts.rows++;
      scratch.length = 0;
      scratch.ensure(judge.room(batch, i));
      let length = judge.judge(batch, i, scratch.bytes, 0);
      let size = length + 3;
      if (length < 0) {
        if (length === BLANK) {
          counts.blank++;
          continue;
        }
        if (length === BAD) {
          counts.invalid++;
          if (findings.count(judge.rule)) findings.keep(this.#finding(file, row - rows.first, judge.rule, 'error', batch, i));
          continue;
        }
        length = this.#encode(judge.value);
        size = Buffer.byteLength(JSON.stringify(judge.value)) + 1;
        if (judge.warning !== undefined && findings.count(judge.warning)) {
          findings.keep(this.#finding(file, row - rows.first, judge.warning, 'warning', batch, i));
        }
      }
      this.#fingerprintOf(judge.form, length);
      const { result } = this.#fingerprinter;
      this.#good.add(i, row, judge.form, this.#sizeAsSent(judge.form, size), result[0], result[1]);
    }
  }

  #takeGood(file: number, rows: RowsOfFile, batch: RecordBatch): void {
    const { options, type } = this.job;
    const { chunker, findings } = rows;
    const counts = this.#counts;
    const good = this.#good;
    for (let g = 0; g < good.count; g++) {
      const first = good.firsts[g];
      const row = good.rows[g];
      const i = good.records[g];
      if (first < 0) {
        this.#sumLow = (this.#sumLow + good.lows[g]) >>> 0;
        this.#sumHigh = (this.#sumHigh + good.highs[g]) >>> 0;
      } else if (options.dedupe) {
        counts.duplicates++;
        if (findings.count('duplicate')) findings.keep({ ...this.#finding(file, row - rows.first, 'duplicate', 'warning', batch, i), ...this.#placeOfRow(first, file, rows) });
        continue;
      }
      counts.good++;
      this.#bits.set(row);
      chunker.add(batch, i, row - rows.first, good.sizes[g]);
      if (options.forms === 'all') for (const form of otherForms(good.formOf(g), options.hash, type)) chunker.addOther(form);
    }
  }

  /** Notes a good value in the scratch and makes its fingerprint. */
  #fingerprintOf(form: Form, length: number): void {
    const { hash } = this.job.options;
    const { bytes } = this.#scratch;
    this.#statistics.addBytes(bytes, 0, length, form);
    if (hash !== 'none') {
      if (this.bySent) length = this.#hash(form, length);
      else if (this.#seen && looksHashedBy(hash, form)) throw new ComparedBySent();
    }
    this.#fingerprinter.of(this.#scratch.bytes, 0, length, sameWithoutCase(form));
  }

  #hash(form: Form, length: number): number {
    const { options, type } = this.job;
    if (sentForm(form, options.hash, type) === form) return length;
    return this.#encode(hashed(this.#scratch.bytes.subarray(0, length), options.hash));
  }

  /** Puts a text into the scratch; gives its bytes. */
  #encode(value: string): number {
    this.#scratch.ensure(value.length * 3);
    return this.#encoder.encodeInto(value, this.#scratch.bytes).written;
  }

  #sizeAsSent(form: Form, size: number): number {
    const { options, type } = this.job;
    const others = options.forms === 'all' ? 67 : 0;
    return Math.max(sentForm(form, options.hash, type) === form ? size : 67, others);
  }

  #finding(file: number, row: number, rule: string, level: Finding['level'], batch: RecordBatch, i: number): Finding {
    const place = rule === 'row-ragged' || rule === 'field-missing' ? recordPlace(batch, i) : fieldPlace(batch, i);
    return { file, row, rule, level, place };
  }

  /** Of a row counted over all files: its number in its own, which is named where it is another one. */
  #placeOfRow(row: number, file: number, rows: RowsOfFile): Pick<Finding, 'firstRow' | 'firstFile'> {
    if (row >= rows.first) return { firstRow: row - rows.first };
    let before = 0;
    for (let i = 0; i < file; i++) {
      if (row < before + this.#files[i].rows) return { firstRow: row - before, firstFile: i };
      before += this.#files[i].rows;
    }
    return {};
  }
}

/** 64 hex digits may be of either kind. */
function looksHashedBy(hash: Hash, form: Form): boolean {
  return form === hash || (hash === 'sha256ofMd5' && form === 'sha256');
}

class RowsOfFile {
  constructor(
    /** Rows of the files before. */
    readonly first: number,
    readonly judge: RowJudge,
    readonly chunker: Chunker,
    readonly findings: FindingList,
  ) {}
}

function withPlace(detected: Detected, column: number): Pick<PlannedFile, 'headerPlace'> {
  const place = headerPlace(detected, column);
  return place === undefined ? {} : { headerPlace: place };
}

/** Hash of everything before the first row: the column's place depends on it. */
export async function headHash(source: { path?: string; bytes?: Uint8Array }, dialect: PlannedFile['dialect'], end: number, signal?: AbortSignal): Promise<string> {
  const hasher = createHash('sha256');
  for await (const block of readBlocks(source, dialect, { start: 0, end, signal })) hasher.update(block);
  return hasher.digest('hex').slice(0, 32);
}
