import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { compact } from '../../common/records';
import { matchName } from '../../csv/columnNames';
import type { Dialect, RecordBatch } from '../../csv/csvTypes';
import { detect, headerPlace, type Detected } from '../../csv/detect';
import { fieldPlace, recordPlace } from '../../csv/fieldPlaces';
import { namesToKeep } from '../../csv/header';
import { ColumnScanner } from '../../csv/scanner';
import { examineSource, readBlocks } from '../../csv/source';
import type { Fingerprinter } from '../../identifiers/fingerprints';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { PlannedColumn } from '../fieldsRead';
import { BLANK, INVALID, RowValidator } from '../rows/validateRow';
import { ValidRowsWriter, type ValidRows } from '../rows/validRows';
import { otherColumns } from '../suppression/otherColumns';
import type { ListReader } from '../suppression/readLists';
import { TypedColumns } from '../suppression/typedColumns';
import type { ComparedSource } from '../update/findPrevious';
import { UploadError } from '../uploadError';
import type { PlannedFile, SourceFile } from '../uploadTypes';
import type { CheckProgress, ValidateTask } from '../workerProtocol';
import { chooseColumns, columnWarnings } from './chooseColumn';
import type { Deduper, FileSide } from './deduper';
import type { FileSet } from './fileSet';
import { FindingList } from './findings';
import { headHash } from './headHash';

/** In bytes. */
const FIRST_PART = 64 * 1024;
const LF = 0x0a;
const CR = 0x0d;

/** Reads the files of a job, one after the other, and validates their rows. */
export class FileReader {
  readonly #validRows: ValidRowsWriter;
  /** The names of columns that were compared with suppression lists. */
  readonly compared = new Set<string>();
  /** Types whose values were compared with them. */
  readonly types = new Set<IdentifierType>();
  readonly #encoder = new TextEncoder();
  /** Decoded bytes of the files that were read, and how many those are. */
  #bytesBefore = 0;
  #filesBefore = 0;
  /** The number of the next field of a file that has bits: of a new or a previous one. */
  #nextField = 0;
  /** Of the new files. */
  #checked: CheckProgress['checked'] = { rows: 0, blank: 0, invalid: 0 };

  /** `sizes`: bytes of each file, in the order in which they will be read. */
  constructor(
    private readonly task: ValidateTask,
    private readonly sizes: readonly number[],
    private readonly deduper: Deduper,
    private readonly signal: AbortSignal,
    private readonly onProgress: (progress: CheckProgress) => void,
    private readonly fingerprinter: Fingerprinter,
    /** The suppression lists, if there are any. */
    private readonly lists: Pick<ListReader, 'columns'> | undefined,
  ) {
    this.#validRows = new ValidRowsWriter(fingerprinter);
  }

  /** Reads a file into `set`. Throws `CsvError`, and `UploadError` as `validateFiles`. */
  async read(source: ComparedSource, side: FileSide, set: FileSet): Promise<void> {
    const { type, options, update } = this.task;
    const { size, modifiedAt } = await examineSource(source);
    const { asSent } = source;
    const overrides = asSent ? decoding(asSent.dialect) : { ...options.dialect, ...source.dialect };
    const detected = await detect(source, overrides, this.signal);
    const { column: forAll, chunkSize } = options;
    const specified = asSent?.columns ?? source.columns ?? (forAll === undefined ? [] : [forAll]);
    const chosen = chooseColumns(detected, type, specified, chunkSize);
    const [column] = chosen;
    for (const one of chosen)
      for (const warning of columnWarnings(detected, type, one)) set.columnWarnings.add(warning);

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
    const isCompared = this.lists?.columns.some((one) => one.type === type);
    const compared = this.lists ? otherColumns(detected, chosen, this.lists.columns) : [];
    const others =
      compared.length > 0
        ? new TypedColumns(detected, compared, this.fingerprinter, true)
        : undefined;
    if (side !== 'other')
      for (const one of [...(isCompared ? chosen : []), ...compared.map((other) => other.column)])
        this.compared.add(names?.[one] ?? '');
    if (isCompared) this.types.add(type);
    for (const other of compared) this.types.add(other.type);
    const rows = new FileRows(
      set.files.length,
      this.#nextField,
      chosen.map((one) => ({ column: one, blank: 0, invalid: 0 })),
      chosen.map((one) => new RowValidator(type, names?.[one])),
      new FindingList(),
      // Problems are about what is sent.
      side === 'new',
    );
    this.deduper.startFile(dataStart.offset, dataStart.line, chosen, side);
    let read = dataStart.offset;
    let last: number | undefined;
    let hasHeaderOnly = isSurelyHeader(
      detected,
      type,
      overrides.header === true || specified.some((one) => typeof one === 'string'),
      chosen,
    );
    const blanks = blankBytes(dialect);
    // What is sent, or was sent, is known by its bytes; a removal leaves no content behind.
    const hasher =
      side === 'other' || options.operation === 'remove' ? undefined : createHash('sha256');
    for await (const block of readBlocks(source, dialect, {
      start: dataStart.offset,
      signal: this.signal,
      onRaw: hasher && ((bytes) => void hasher.update(bytes)),
    })) {
      for (const part of partsOf(block, read === dataStart.offset)) {
        await this.#validateBatch(rows, scanner.push(part), set, valuesIn(others, part));
        read += part.length;
        last = part.at(-1);
        // Ends at the first byte that isn't blank.
        hasHeaderOnly &&= part.every((byte) => blanks.has(byte));
        if (side === 'new') this.#checked = checkedSoFar(set);
        this.#report(read, dialect.gzip ? read : Math.max(read, size - dialect.bomLength));
      }
    }
    await this.#validateBatch(rows, scanner.end(), set, valuesIn(others));
    if (update) await requireSame(source, { size, modifiedAt });
    const fields = rows.next - rows.first;
    const result = await this.deduper.endFile(fields);
    this.#filesBefore++;
    this.#bytesBefore += read;
    if (side !== 'other') this.#nextField = rows.next;
    const { blank, invalid } = rows;
    set.addResult(result, rows.findings);
    set.files.push(
      compact<PlannedFile>({
        uri: source.uri,
        path: source.path,
        size,
        modifiedAt,
        contentHash: hasher?.digest('hex'),
        dialect,
        chosenDialect: source.dialect,
        isColumnChosen: source.columns ? true : undefined,
        columns: names,
        column,
        byColumn: chosen.length > 1 ? rows.columns : undefined,
        width: columns,
        headerPlace: headerPlace(detected, column),
        rows: fields / chosen.length,
        fields: chosen.length > 1 ? fields : undefined,
        blank,
        invalid,
        suppressed: side === 'new' ? result.suppressed : undefined,
        dataStart: dataStart.offset,
        headHash: await headHash(source, dialect, dataStart.offset, this.signal),
        decodedSize: result.chunks.at(-1)?.end ?? read,
        endsWithLineEnd: last === undefined ? undefined : last === LF || last === CR,
        hasHeaderOnly: (hasHeaderOnly && invalid === 0) || undefined,
      }),
    );
  }

  /** `size`: of this file when decoded, which isn't known of a compressed one before its end. */
  #report(read: number, size: number): void {
    const after = this.sizes.slice(this.#filesBefore + 1).reduce((sum, one) => sum + one, 0);
    this.onProgress({
      bytesRead: this.#bytesBefore + read,
      bytesTotal: this.#bytesBefore + size + after,
      checked: this.#checked,
    });
  }

  async #validateBatch(
    rows: FileRows,
    batch: RecordBatch,
    set: FileSet,
    others: ValidRows | undefined,
  ): Promise<void> {
    this.#validRows.clear(batch.count);
    this.#validateRows(rows, batch, set);
    set.rows += batch.count / rows.columns.length;
    set.fields += batch.count;
    await this.deduper.addBatch(batch, this.#validRows, others);
  }

  /** Hot loop over all rows: allocates no objects or strings for a row on the fast path. */
  #validateRows(rows: FileRows, batch: RecordBatch, set: FileSet): void {
    const { validators, columns } = rows;
    const validRows = this.#validRows;
    const perRecord = validators.length;
    for (let i = 0; i < batch.count; i++) {
      const k = perRecord === 1 ? 0 : i % perRecord;
      const validator = validators[k];
      const field = rows.next++;
      validRows.ensure(validator.maxLength(batch, i));
      let length = validator.validate(batch, i, validRows.values, validRows.at);
      let size = length + 3;
      let warning: string | undefined;
      if (length < 0) {
        if (length === BLANK) {
          set.blank++;
          columns[k].blank++;
          continue;
        }
        if (length === INVALID) {
          set.invalid++;
          columns[k].invalid++;
          rows.addError(field, k, validator.rule, batch, i);
          continue;
        }
        validRows.ensure(validator.value.length * 3);
        length = this.#encoder.encodeInto(
          validator.value,
          validRows.values.subarray(validRows.at),
        ).written;
        size = Buffer.byteLength(JSON.stringify(validator.value)) + 1;
        warning = validator.warning;
      }
      validRows.add(i, field, validator.format, size, length, warning);
    }
  }
}

/**
 * Throws `file-changed` if a file's size or time isn't that from before it was read: half of one
 * version and half of another would remove the people in neither half.
 */
async function requireSame(
  source: SourceFile,
  { size, modifiedAt }: Awaited<ReturnType<typeof examineSource>>,
): Promise<void> {
  const now = await examineSource(source);
  if (now.size === size && now.modifiedAt === modifiedAt) return;
  throw new UploadError(
    'file-changed',
    t('The file changed while it was read. Nothing was sent. Check it again once it is complete.'),
  );
}

/**
 * Whether the first record is a header, and not the only row of a file or a message that an export
 * left behind: it was said to be one, or it names a column of identifiers that is read.
 */
function isSurelyHeader(
  { header }: Detected,
  type: IdentifierType,
  isSaid: boolean,
  columns: readonly number[],
): boolean {
  if (header === undefined) return false;
  if (isSaid) return true;
  return columns.some((column) => {
    const name = matchName(header[column] ?? '');
    return 'type' in name && name.type === type;
  });
}

/** Bytes of records in which every field is empty. */
function blankBytes({ delimiter }: Dialect): ReadonlySet<number> {
  return new Set(Buffer.from(` \t\r\n"${delimiter}`));
}

/** The values of other columns in the next bytes, or at the end. */
function valuesIn(others: TypedColumns | undefined, bytes?: Uint8Array): ValidRows | undefined {
  return others?.valuesIn(others.scan(bytes));
}

/** The parts of a dialect that say how to read a file of which the rest is found out. */
function decoding({ header, delimiter, encoding }: Dialect): Partial<Dialect> {
  return { header, delimiter, encoding };
}

/** Duplicates aren't known before the end. */
function checkedSoFar(set: FileSet): CheckProgress['checked'] {
  const { rows, fields, blank, invalid } = set.counts();
  return compact({ rows, fields, blank, invalid });
}

/** The first block of a file in two parts, so that the first figures come early. */
function partsOf(block: Uint8Array, isFirst: boolean): Uint8Array[] {
  return isFirst && block.length > FIRST_PART
    ? [block.subarray(0, FIRST_PART), block.subarray(FIRST_PART)]
    : [block];
}

class FileRows {
  /** The number of the next field. */
  next: number;

  constructor(
    readonly file: number,
    /** Number of fields in the files before: rows, where only one column is read. */
    readonly first: number,
    /** Those that are read. */
    readonly columns: PlannedColumn[],
    /** Of each column. */
    readonly validators: readonly RowValidator[],
    readonly findings: FindingList,
    private readonly keepsFindings: boolean,
  ) {
    this.next = first;
  }

  get blank(): number {
    return this.columns.reduce((sum, { blank }) => sum + blank, 0);
  }

  get invalid(): number {
    return this.columns.reduce((sum, { invalid }) => sum + invalid, 0);
  }

  /** Counts an error in a field, given its number, its column's index and its batch's entry. */
  addError(field: number, k: number, rule: string, batch: RecordBatch, i: number): void {
    if (!this.keepsFindings || !this.findings.count(rule)) return;
    const { length } = this.columns;
    this.findings.keep({
      file: this.file,
      row: Math.floor((field - this.first) / length),
      ...(length > 1 && { column: this.columns[k].column }),
      rule,
      level: 'error',
      place:
        rule === 'row-ragged' || rule === 'field-missing'
          ? recordPlace(batch, i)
          : fieldPlace(batch, i),
    });
  }
}
