import { Failure, withFileName } from '../../common/failure';
import type { RecordBatch } from '../../csv/csvTypes';
import { detect, headerPlace, type Detected } from '../../csv/detect';
import { isGzip } from '../../csv/encoding';
import { fieldPlace, recordPlace } from '../../csv/fieldPlaces';
import { namesToKeep } from '../../csv/header';
import { ColumnScanner } from '../../csv/scanner';
import { examineSource, readBlocks, readStart } from '../../csv/source';
import type { PlannedColumn } from '../fieldsRead';
import { UploadError } from '../uploadError';
import type { CheckedSoFar, Counts, Finding, PlannedFile, SourceFile } from '../uploadTypes';
import type { CheckProgress, ValidatedFiles, ValidateTask } from '../workerProtocol';
import { chooseColumns, columnWarnings } from './chooseColumn';
import { chunkHasher, finishHash } from './chunker';
import { CompareAsSentError, RowDeduper, type DedupeJob, type Deduper } from './dedupe';
import { DedupeThread } from './dedupeWorker';
import { FindingList } from './findings';
import { BLANK, INVALID, RowValidator } from './validateRow';
import { ValidRowsWriter } from './validRows';

/** In bytes. */
const FIRST_PART = 64 * 1024;
const SMALL_FILE = 1024 * 1024;
/** Total size in bytes from which a second thread is worth starting. */
const TWO_THREADS = 8 * 1024 * 1024;
const MAX_EXPECTED = 20_000_000;

/**
 * Reads all files of a job once and decides for each row whether to send it. Throws `UploadError`
 * with the index of the file, also for errors of `src/csv`; an abort throws the signal's reason.
 * `onProgress` is called after each block; if the files have to be read again, it starts from zero.
 */
export async function validateFiles(
  task: ValidateTask,
  signal: AbortSignal,
  onProgress: (progress: CheckProgress) => void,
): Promise<ValidatedFiles> {
  const { expected, sizes } = await estimate(task, signal);
  const validateAll = async (compareAsSent: boolean): Promise<ValidatedFiles> => {
    const dedupeJob: DedupeJob = {
      type: task.type,
      options: task.options,
      key: task.key,
      expectedRows: expected,
      compareAsSent,
    };
    const deduper =
      sum(sizes) >= TWO_THREADS ? new DedupeThread(dedupeJob) : new RowDeduper(dedupeJob);
    try {
      return await new FilesValidator(task, sizes, deduper, signal, onProgress).run();
    } finally {
      await deduper.close();
    }
  };
  // Duplicates are compared as they are sent. Hashing every value just for that would double the
  // cost, and only matters if a file mixes plain addresses with hashes of the chosen kind: then it
  // is read again.
  try {
    return await validateAll(false);
  } catch (error) {
    if (error instanceof CompareAsSentError) return validateAll(true);
    throw error;
  }
}

/**
 * Estimates the number of rows from the sizes of the files and of their first records (0 if unknown
 * or irrelevant), and returns the size of each file in bytes.
 */
async function estimate(
  task: ValidateTask,
  signal: AbortSignal,
): Promise<{ expected: number; sizes: number[] }> {
  let expected = 0;
  const sizes: number[] = [];
  for (const [index, file] of task.files.entries()) {
    await namingFailedFile(file, index, async () => {
      const { size } = await examineSource(file);
      sizes.push(size);
      if (size < SMALL_FILE) return;
      const start = await readStart(file, SMALL_FILE, false, signal);
      // Fields with line breaks make this too high: unused memory does no harm up to a point.
      const lines = start.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
      if (!isGzip(start))
        expected += Math.floor((size / SMALL_FILE) * lines) * (file.columns?.length ?? 1);
    });
  }
  return { expected: Math.min(expected, MAX_EXPECTED), sizes };
}

/** Adds the file's name and index to a failure of `work`. */
async function namingFailedFile(
  file: SourceFile,
  index: number,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await withFileName(file, work);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, line } = error;
    const { identifierType } = error instanceof UploadError ? error : {};
    throw new UploadError(code, message, { line, identifierType, file: index });
  }
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all + size, 0);
}

class FilesValidator {
  readonly #byRule: Record<string, number> = {};
  readonly #findings: Finding[] = [];
  readonly #columnWarnings = new Set<string>();
  readonly #files: PlannedFile[] = [];
  readonly #chunks: ValidatedFiles['chunks'] = [];
  readonly #counts: Required<Counts> = {
    rows: 0,
    fields: 0,
    blank: 0,
    invalid: 0,
    duplicates: 0,
    good: 0,
  };
  readonly #validRows = new ValidRowsWriter();
  readonly #encoder = new TextEncoder();

  constructor(
    private readonly task: ValidateTask,
    private readonly sizes: readonly number[],
    private readonly deduper: Deduper,
    private readonly signal: AbortSignal,
    private readonly onProgress: (progress: CheckProgress) => void,
  ) {}

  async run(): Promise<ValidatedFiles> {
    for (const [index, file] of this.task.files.entries())
      await namingFailedFile(file, index, () => this.#validateFile(index));
    const {
      validRows,
      distinct = validRows,
      columnWarnings,
      ...result
    } = await this.deduper.finish();
    const { fields, ...counts } = this.#counts;
    const several = this.#hasSeveralColumns && { fields };
    for (const warning of columnWarnings) this.#columnWarnings.add(warning);
    return {
      ...result,
      files: this.#files,
      chunks: this.#chunks,
      counts: { ...counts, ...several, good: validRows },
      findings: this.#findings,
      byRule: this.#byRule,
      columnWarnings: [...this.#columnWarnings],
      distinct,
    };
  }

  get #hasSeveralColumns(): boolean {
    const { rows, fields } = this.#counts;
    return fields > rows || this.#files.some(({ byColumn }) => byColumn !== undefined);
  }

  async #validateFile(index: number): Promise<void> {
    const { type, options, files } = this.task;
    const source = files[index];
    const { size, modifiedAt } = await examineSource(source);
    const overrides = { ...options.dialect, ...source.dialect };
    const detected = await detect(source, overrides, this.signal);
    const { column: forAll, chunkSize } = options;
    const specified = source.columns ?? (forAll === undefined ? [] : [forAll]);
    const chosen = chooseColumns(detected, type, specified, chunkSize);
    const [column] = chosen;
    for (const one of chosen)
      for (const warning of columnWarnings(detected, type, one)) this.#columnWarnings.add(warning);

    const { dialect, columns, header, dataStart } = detected;
    // Names as stored in the plan, so that building bodies validates with the same ones.
    const names = header && namesToKeep(header);
    const scanner = new ColumnScanner({
      dialect,
      column: chosen,
      columns,
      base: dataStart.offset,
      line: dataStart.line,
    });
    const rows = new FileRows(
      index,
      this.#counts.fields,
      chosen.map((one) => ({ column: one, blank: 0, invalid: 0 })),
      chosen.map((one) => new RowValidator(type, names?.[one])),
      new FindingList(),
    );
    const { rows: rowsBefore, blank, invalid } = this.#counts;
    this.deduper.startFile(dataStart.offset, dataStart.line, chosen);
    const before = sum(this.#files.map(({ decodedSize }) => decodedSize));
    const after = sum(this.sizes.slice(index + 1));
    let read = dataStart.offset;
    for await (const block of readBlocks(source, dialect, {
      start: dataStart.offset,
      signal: this.signal,
    })) {
      for (const part of partsOf(block, read === dataStart.offset)) {
        await this.#validateBatch(rows, scanner.push(part));
        read += part.length;
        this.onProgress({
          bytesRead: before + read,
          // The decoded size of a compressed file isn't known before its end.
          bytesTotal:
            before + (dialect.gzip ? read : Math.max(read, size - dialect.bomLength)) + after,
          checked: this.#checkedSoFar(),
        });
      }
    }
    await this.#validateBatch(rows, scanner.end());
    const fields = this.#counts.fields - rows.first;
    const result = await this.deduper.endFile(fields);
    this.#chunks.push(...result.chunks);
    this.#counts.duplicates += result.duplicates;
    rows.findings.absorb('duplicate', result.duplicates, result.findings);
    this.#findings.push(...rows.findings.take());
    for (const [rule, count] of Object.entries(rows.findings.byRule))
      this.#byRule[rule] = (this.#byRule[rule] ?? 0) + count;
    this.#files.push({
      uri: source.uri,
      ...(source.path !== undefined && { path: source.path }),
      size,
      ...(modifiedAt !== undefined && { modifiedAt }),
      dialect,
      ...(source.dialect && { chosenDialect: source.dialect }),
      ...(source.columns !== undefined && { isColumnChosen: true }),
      ...(names && { columns: names }),
      column,
      ...(chosen.length > 1 && { byColumn: rows.columns }),
      width: columns,
      ...headerPlaceOf(detected, column),
      rows: this.#counts.rows - rowsBefore,
      ...(chosen.length > 1 && { fields }),
      blank: this.#counts.blank - blank,
      invalid: this.#counts.invalid - invalid,
      dataStart: dataStart.offset,
      headHash: await headHash(source, dialect, dataStart.offset, this.signal),
      decodedSize: result.chunks[result.chunks.length - 1].end,
    });
  }

  #checkedSoFar(): CheckedSoFar {
    const { rows, fields, blank, invalid } = this.#counts;
    return { rows, ...(this.#hasSeveralColumns && { fields }), blank, invalid };
  }

  async #validateBatch(rows: FileRows, batch: RecordBatch): Promise<void> {
    this.#validRows.clear(batch.count);
    this.#validateRows(rows, batch);
    this.#counts.rows += batch.count / rows.columns.length;
    await this.deduper.addBatch(batch, this.#validRows);
  }

  /** Hot loop over all rows: allocates no objects or strings for a row on the fast path. */
  #validateRows(rows: FileRows, batch: RecordBatch): void {
    const { validators, columns } = rows;
    const counts = this.#counts;
    const validRows = this.#validRows;
    const perRecord = validators.length;
    for (let i = 0; i < batch.count; i++) {
      const k = perRecord === 1 ? 0 : i % perRecord;
      const validator = validators[k];
      const field = counts.fields++;
      validRows.ensure(validator.maxLength(batch, i));
      let length = validator.validate(batch, i, validRows.values, validRows.at);
      let size = length + 3;
      if (length < 0) {
        if (length === BLANK) {
          counts.blank++;
          columns[k].blank++;
          continue;
        }
        if (length === INVALID) {
          counts.invalid++;
          columns[k].invalid++;
          rows.addFinding(field, k, validator.rule, 'error', batch, i);
          continue;
        }
        validRows.ensure(validator.value.length * 3);
        length = this.#encoder.encodeInto(
          validator.value,
          validRows.values.subarray(validRows.at),
        ).written;
        size = Buffer.byteLength(JSON.stringify(validator.value)) + 1;
        if (validator.warning !== undefined)
          rows.addFinding(field, k, validator.warning, 'warning', batch, i);
      }
      validRows.add(i, field, validator.format, size, length);
    }
  }
}

/** The first block of a file in two parts, so that the first figures come early. */
function partsOf(block: Uint8Array, isFirst: boolean): Uint8Array[] {
  return isFirst && block.length > FIRST_PART
    ? [block.subarray(0, FIRST_PART), block.subarray(FIRST_PART)]
    : [block];
}

class FileRows {
  constructor(
    readonly file: number,
    /** Number of fields in the files before: rows, where only one column is read. */
    readonly first: number,
    /** Those that are read. */
    readonly columns: PlannedColumn[],
    /** Of each column. */
    readonly validators: readonly RowValidator[],
    readonly findings: FindingList,
  ) {}

  /** Counts a finding about a field, given its number, its column's index and its batch's entry. */
  addFinding(
    field: number,
    k: number,
    rule: string,
    level: Finding['level'],
    batch: RecordBatch,
    i: number,
  ): void {
    if (!this.findings.count(rule)) return;
    const { length } = this.columns;
    this.findings.keep({
      file: this.file,
      row: Math.floor((field - this.first) / length),
      ...(length > 1 && { column: this.columns[k].column }),
      rule,
      level,
      place:
        rule === 'row-ragged' || rule === 'field-missing'
          ? recordPlace(batch, i)
          : fieldPlace(batch, i),
    });
  }
}

function headerPlaceOf(detected: Detected, column: number): Pick<PlannedFile, 'headerPlace'> {
  const place = headerPlace(detected, column);
  return place === undefined ? {} : { headerPlace: place };
}

/** The hash of everything before the first row, which determines the column's position. */
export async function headHash(
  source: { path?: string; bytes?: Uint8Array },
  dialect: PlannedFile['dialect'],
  end: number,
  signal?: AbortSignal,
): Promise<string> {
  const hasher = chunkHasher();
  for await (const block of readBlocks(source, dialect, { start: 0, end, signal }))
    hasher.update(block);
  return finishHash(hasher);
}
