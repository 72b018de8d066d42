import { compact } from '../../common/records';
import type { RecordBatch } from '../../csv/csvTypes';
import { fieldPlace } from '../../csv/fieldPlaces';
import { ColumnStatistics } from '../../identifiers/columnStatistics';
import { Fingerprinter, FingerprintSet } from '../../identifiers/fingerprints';
import { VALUE_FORMATS, type Hash, type ValueFormat } from '../../identifiers/identifierTypes';
import { otherCaseCount } from '../../identifiers/letterCase';
import { sentFormat } from '../hashFormats';
import { fingerprintText } from '../planFingerprint';
import { Bitset } from '../rows/bitset';
import { fingerprintAs, formatsIn } from '../rows/fingerprintAs';
import { WARNINGS, type ValidRows } from '../rows/validRows';
import type { ValidatedFiles } from '../workerProtocol';
import { Chunker } from './chunker';
import {
  findsDuplicates,
  ReadAgainError,
  type CompareMode,
  type DedupedFile,
  type DedupeJob,
  type Deduper,
  type DedupeResult,
  type FileSide,
} from './deduper';
import { FieldNumbers } from './fieldNumbers';
import { FindingList } from './findings';
import { PreviousComparison } from './previousComparison';
import { howSent, sizeOf, type SentAs } from './sentAs';
import { SuppressedRows } from './suppressedRows';

interface CurrentFile {
  side: FileSide;
  chunker: Chunker;
  findings: FindingList;
  columns: readonly number[];
  /** By the index of a format in `VALUE_FORMATS`. */
  sentAs: readonly SentAs[];
}

/** Decides which of the valid rows are sent, and in which chunks. */
export class RowDeduper implements Deduper {
  readonly #bits = new Bitset();
  readonly #statistics: ColumnStatistics;
  readonly #fingerprinter: Fingerprinter;
  readonly #fingerprints: FingerprintSet | undefined;
  readonly #comparison: PreviousComparison | undefined;
  readonly #suppressed: SuppressedRows | undefined;
  /** To remove, in all formats. */
  #removed = 0;
  readonly #numbers = new FieldNumbers();
  readonly #fields: ValidatedFiles['fields'] = [];
  #file: CurrentFile | undefined;
  /** Someone in the batch is suppressed. */
  #isAnySuppressed = false;
  /** Rows to send, by the index of their format in `VALUE_FORMATS`. */
  readonly #countsByFormat = new Float64Array(VALUE_FORMATS.length);
  #sumLow = 0;
  #sumHigh = 0;
  /** The fingerprints of the batch's values as they are compared: as they are, or as they are sent. */
  #lows: Uint32Array = new Uint32Array(0);
  #highs: Uint32Array = new Uint32Array(0);
  #firstRows = new Float64Array(0);
  /** Values of the batch that aren't suppressed, next to each other. */
  #others = noValues(0);

  constructor(private readonly job: DedupeJob) {
    this.#statistics = new ColumnStatistics(job.type);
    this.#fingerprinter = new Fingerprinter(job.key);
    if (findsDuplicates(job.options)) this.#fingerprints = new FingerprintSet(job.expectedRows);
    const { suppression } = job;
    if (suppression)
      this.#suppressed = new SuppressedRows({ ...job, suppression }, this.#fingerprinter);
    if (this.#fingerprints && job.removedFormats)
      this.#comparison = new PreviousComparison(
        job.type,
        this.#fingerprinter,
        this.#fingerprints,
        new Set(job.mode.make),
        (format) => (job.mode.asSent ? sentFormat(format, job.options.hash, job.type) : format),
      );
  }

  async addListed(list: number, values: ValidRows): Promise<void> {
    this.#suppressed?.addListed(list, values);
  }

  startFile(offset: number, line: number, columns: readonly number[], side: FileSide): void {
    const { chunkSize } = this.job.options;
    this.#suppressed?.startFile(side, this.#numbers.files, columns.length);
    this.#file = {
      side,
      chunker: new Chunker(this.#numbers.files, offset, line, chunkSize, columns.length),
      findings: new FindingList(),
      columns,
      sentAs: VALUE_FORMATS.map((format) => howSent(format, side, this.job)),
    };
  }

  async addBatch(batch: RecordBatch, validRows: ValidRows, others?: ValidRows): Promise<void> {
    if (this.#file === undefined) throw new Error('no file is open');
    if (validRows.count > this.#firstRows.length)
      this.#firstRows = new Float64Array(validRows.count);
    this.#lows = validRows.lows;
    this.#highs = validRows.highs;
    const { side, chunker } = this.#file;
    if (side === 'other') this.#comparison?.addOthers(validRows);
    else {
      if (side === 'new') this.#takeValues(validRows);
      this.#isAnySuppressed = this.#findSuppressed(validRows, others);
      if (side === 'new') this.#findFirst(validRows);
      else this.#findLeavers(validRows);
      this.#addToChunks(this.#file, batch, validRows);
      this.#suppressed?.endBatch(batch);
    }
    chunker.endBatch(batch);
  }

  #findSuppressed(validRows: ValidRows, others: ValidRows | undefined): boolean {
    if (!this.#suppressed) return false;
    const isSent = (v: number): boolean =>
      !this.#fingerprints ||
      this.#comparesHashed ||
      this.#fingerprints.find(this.#lows[v], this.#highs[v]) >= 0;
    const found = this.#suppressed.find(validRows, others, isSent);
    if (typeof found === 'boolean') return found;
    throw this.#readAgain({ listed: [...this.job.mode.listed, found] });
  }

  /** Whether the value `v` of the batch is that of someone who isn't sent. */
  #isSuppressed(v: number): boolean {
    return this.#isAnySuppressed && (this.#suppressed?.listsOf(v) ?? 0) > 0;
  }

  /** Sets the row in which each value comes first, -1 for its own, and 0 for suppressed ones. */
  #findFirst(validRows: ValidRows): void {
    const { count, rows } = validRows;
    // Looked up together for speed: see `FingerprintSet.addAll`.
    if (!this.#fingerprints) this.#firstRows.fill(-1, 0, count);
    else if (!this.#isAnySuppressed)
      this.#fingerprints.addAll(this.#lows, this.#highs, rows, count, this.#firstRows);
    else this.#findFirstOfOthers(this.#fingerprints, validRows);
    this.#comparison?.addNew(validRows, this.#firstRows);
  }

  #findFirstOfOthers(fingerprints: FingerprintSet, { count, rows }: ValidRows): void {
    if (this.#others.at.length < count) this.#others = noValues(count);
    const { at, lows, highs, rows: kept, firsts } = this.#others;
    let n = 0;
    for (let v = 0; v < count; v++) {
      if (this.#isSuppressed(v)) {
        this.#firstRows[v] = 0;
        continue;
      }
      at[n] = v;
      lows[n] = this.#lows[v];
      highs[n] = this.#highs[v];
      kept[n++] = rows[v];
    }
    fingerprints.addAll(lows, highs, kept, n, firsts);
    for (let i = 0; i < n; i++) this.#firstRows[at[i]] = firsts[i];
  }

  /** Sets the first row of each previous value to -1 if it is to be removed, else to 0. */
  #findLeavers(validRows: ValidRows): void {
    const missing = this.#comparison?.missingFormat(validRows);
    if (missing !== undefined) throw this.#readAgain({ make: [...this.job.mode.make, missing] });
    const isSkipped = (v: number): boolean => this.#isSuppressed(v);
    this.#comparison?.findLeavers(validRows, this.#firstRows, isSkipped);
  }

  #readAgain(mode: Partial<CompareMode>): ReadAgainError {
    return new ReadAgainError({ ...this.job.mode, ...mode });
  }

  /** Whether values are compared after hashing. */
  get #comparesHashed(): boolean {
    return this.job.options.hash !== 'none' && this.job.mode.asSent;
  }

  #takeValues(validRows: ValidRows): void {
    const { hash } = this.job.options;
    if (this.#fingerprints && hash !== 'none' && !this.job.mode.asSent)
      for (const format of formatsIn(validRows))
        if (mayBeHash(hash, format)) throw this.#readAgain({ asSent: true });
    if (this.#comparesHashed) this.#fingerprintHashed(validRows);
    this.#statistics.addAll(validRows);
  }

  #fingerprintHashed(validRows: ValidRows): void {
    const { options, type } = this.job;
    const { count, formats } = validRows;
    this.#lows = new Uint32Array(count);
    this.#highs = new Uint32Array(count);
    for (let v = 0; v < count; v++) {
      const format = VALUE_FORMATS[formats[v]];
      fingerprintAs(this.#fingerprinter, validRows, v, sentFormat(format, options.hash, type));
      this.#lows[v] = this.#fingerprinter.result[0];
      this.#highs[v] = this.#fingerprinter.result[1];
    }
  }

  /** Hot loop over all rows: allocates no objects or strings for those that are sent. */
  #addToChunks(file: CurrentFile, batch: RecordBatch, validRows: ValidRows): void {
    const { chunker, findings, columns, side, sentAs } = file;
    const { options } = this.job;
    const perRecord = columns.length;
    const skipsKnown = options.dedupe || side === 'previous';
    /** The first field for which there is no room yet. */
    let next = 0;
    for (let v = 0; v < validRows.count; v++) {
      if (perRecord > 1 && v === next) next = this.#makeRoom(file, batch, validRows, v);
      const first = this.#firstRows[v];
      const row = validRows.rows[v];
      const i = validRows.records[v];
      if (this.#isSuppressed(v)) {
        this.#suppressed?.take(batch, validRows, v, this.#numbers.rowOf(row, perRecord));
        continue;
      }
      const warned = validRows.warnings[v];
      if (warned > 0 && findings.count(WARNINGS[warned - 1])) {
        const warning = this.#numbers.warning(WARNINGS[warned - 1], row, columns);
        findings.keep({ ...warning, place: fieldPlace(batch, i) });
      }
      if (first < 0) {
        if (side === 'new') {
          this.#sumLow = (this.#sumLow + this.#lows[v]) >>> 0;
          this.#sumHigh = (this.#sumHigh + this.#highs[v]) >>> 0;
        }
      } else if (skipsKnown) {
        if (side === 'new' && findings.count('duplicate'))
          findings.keep({
            ...this.#numbers.duplicate(row, first, columns),
            place: fieldPlace(batch, i),
          });
        continue;
      }
      const as = sentAs[validRows.formats[v]];
      const { identifiers } = as;
      const size = sizeOf(as, validRows.sizes[v]);
      if (perRecord === 1)
        chunker.makeRoom(batch, i, this.#numbers.rowOf(row, 1), identifiers, size);
      if (side === 'new') this.#countsByFormat[validRows.formats[v]]++;
      else this.#removed += identifiers;
      this.#bits.set(row);
      chunker.add(batch, i, size, identifiers);
      for (const other of as.others) chunker.addOther(other);
      if (as.inOtherCases) {
        const { values, ends } = validRows;
        const others = otherCaseCount(values, v === 0 ? 0 : ends[v - 1], ends[v]);
        if (others > 0) chunker.addOther('otherCase', others);
      }
    }
  }

  /**
   * Keeps the fields of a record together: makes room for all of those to send, of which `from` is
   * the first valid one. Returns the first valid field of the next record.
   */
  #makeRoom(
    { chunker, columns, side, sentAs }: CurrentFile,
    batch: RecordBatch,
    { records, rows, formats, sizes, count }: ValidRows,
    from: number,
  ): number {
    const perRecord = columns.length;
    const end = records[from] - (records[from] % perRecord) + perRecord;
    let identifiers = 0;
    let size = 0;
    let v = from;
    for (; v < count && records[v] < end; v++) {
      if (this.#isSuppressed(v)) continue;
      if (this.#firstRows[v] >= 0 && (this.job.options.dedupe || side === 'previous')) continue;
      const as = sentAs[formats[v]];
      identifiers += as.identifiers;
      size += sizeOf(as, sizes[v]);
    }
    const record = this.#numbers.rowOf(rows[from], perRecord);
    if (identifiers > 0) chunker.makeRoom(batch, records[from], record, identifiers, size);
    return v;
  }

  async endFile(fields: number): Promise<DedupedFile> {
    if (this.#file === undefined) throw new Error('no file is open');
    const { chunker, findings, columns, side } = this.#file;
    chunker.finish();
    this.#file = undefined;
    if (side === 'other') return { chunks: [], byRule: {}, findings: [] };
    const suppressed = this.#suppressed?.endFile();
    this.#fields.push(...chunker.fields);
    this.#numbers.end(fields, columns);
    return compact<DedupedFile>({
      chunks:
        side === 'new'
          ? chunker.chunks
          : chunker.chunks.map((chunk) => ({ ...chunk, removes: true as const })),
      suppressed,
      byRule: findings.byRule,
      findings: findings.take(),
    });
  }

  async finish(): Promise<DedupeResult> {
    const again = this.#suppressed?.again;
    if (again) throw this.#readAgain(again);
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
      fingerprint: this.#fingerprintOf(distinct ?? validRows, [this.#sumLow, this.#sumHigh]),
      comparison: this.#comparison && this.#resultOf(this.#comparison),
      bits: this.#bits.take(this.#numbers.fieldsBefore),
      fields: this.#fields,
      suppression: this.#suppressed?.finish(this.#numbers.files, this.#numbers.fieldsBefore),
    };
  }

  async close(): Promise<void> {
    // Nothing to release.
  }

  #resultOf(comparison: PreviousComparison): DedupeResult['comparison'] {
    const result = comparison.result();
    return {
      ...result,
      identifiers: this.#removed,
      fingerprint: this.#fingerprintOf(result.distinct, result.sum),
    };
  }

  #fingerprintOf(distinct: number, sum: readonly [low: number, high: number]): string {
    const { options, type, mode } = this.job;
    const kind = [
      type,
      options.hash,
      // What was removed before other spellings were, too, isn't the same.
      type === 'UserIdentifier' && options.operation === 'remove' ? 'cases' : options.forms,
      mode.asSent ? 'sent' : 'normal',
      this.#fingerprints ? 'set' : 'rows',
    ];
    return fingerprintText(kind.join(':'), distinct, sum);
  }
}

/** Room for some values of a batch. */
function noValues(count: number): {
  /** Where they are in the batch. */
  at: Uint32Array;
  lows: Uint32Array;
  highs: Uint32Array;
  rows: Uint32Array;
  firsts: Float64Array;
} {
  const numbers = (): Uint32Array => new Uint32Array(count);
  const columns = { at: numbers(), lows: numbers(), highs: numbers(), rows: numbers() };
  return { ...columns, firsts: new Float64Array(count) };
}

/** 64 hexadecimal digits may be either hash. */
function mayBeHash(hash: Hash, format: ValueFormat): boolean {
  return format === hash || (hash === 'sha256ofMd5' && format === 'sha256');
}
