import { FLAG_NO_FIELD, type RecordBatch } from '../../csv/csvTypes';
import type { Detected } from '../../csv/detect';
import { fieldText } from '../../csv/fieldPlaces';
import { namesToKeep } from '../../csv/header';
import { ColumnScanner } from '../../csv/scanner';
import { readBlocks, type ReadOptions, type Source } from '../../csv/source';
import type { Fingerprinter } from '../../identifiers/fingerprints';
import { namedBy } from '../../identifiers/fixes';
import {
  IDENTIFIER_TYPES,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { INVALID, RowValidator, TEXT } from '../rows/validateRow';
import { ValidRowsWriter, type ValidRows } from '../rows/validRows';

/** A 0-based column, whose values are taken for those of a type. */
export interface TypedColumn {
  column: number;
  type: IdentifierType;
}

/** How many fields of a column aren't blank, and how many of these can't be read. `line`: of the first, from 1. */
export interface ReadFields {
  type: IdentifierType;
  filled: number;
  unreadable: number;
  line?: number;
}

/** Columns of a file of which each may have a type of its own, for comparing people. */
export class TypedColumns {
  readonly #types: readonly number[];
  readonly #validators: readonly RowValidator[];
  readonly #scanner: ColumnScanner;
  readonly #rows: ValidRowsWriter;
  readonly #encoder = new TextEncoder();
  /** Entries of the batch whose values were taken last that aren't blank, and aren't valid. */
  readonly invalid: number[] = [];
  /** Of each column, for comparing people. */
  readonly fields: ReadFields[];

  /** `columns`: in ascending order. `forComparing`: fields are read as `namedBy` does. */
  constructor(
    private readonly detected: Detected,
    readonly columns: readonly TypedColumn[],
    fingerprinter: Fingerprinter,
    private readonly forComparing = false,
  ) {
    const { header, dialect, columns: width, dataStart } = detected;
    const kept = header && namesToKeep(header);
    this.#types = columns.map(({ type }) => IDENTIFIER_TYPES.indexOf(type));
    this.#validators = columns.map(({ column, type }) => new RowValidator(type, kept?.[column]));
    this.fields = columns.map(({ type }) => ({ type, filled: 0, unreadable: 0 }));
    this.#rows = new ValidRowsWriter(fingerprinter);
    this.#scanner = new ColumnScanner({
      dialect,
      // Without a column to compare, there are still records.
      column: columns.length > 0 ? columns.map(({ column }) => column) : [0],
      columns: width,
      base: dataStart.offset,
      line: dataStart.line,
    });
  }

  /** The entries of a record in a batch; without a column to compare, there is one, too. */
  get perRecord(): number {
    return Math.max(1, this.columns.length);
  }

  /** Reads the records of the file. A batch is valid only until the next one is requested. */
  async *read(
    source: Source,
    options: Pick<ReadOptions, 'signal' | 'onRaw'>,
  ): AsyncGenerator<RecordBatch, void, void> {
    const { dialect, dataStart } = this.detected;
    for await (const block of readBlocks(source, dialect, { ...options, start: dataStart.offset }))
      yield this.scan(block);
    yield this.scan();
  }

  /** The records in the next bytes; without any, those at the end. */
  scan(bytes?: Uint8Array): RecordBatch {
    return bytes ? this.#scanner.push(bytes) : this.#scanner.end();
  }

  /**
   * The valid values of a batch, with the number of their record in it, and the index of their type in
   * `IDENTIFIER_TYPES` in place of a row. Overwritten by the next call.
   */
  valuesIn(batch: RecordBatch): ValidRows {
    const rows = this.#rows;
    const perRecord = this.columns.length;
    // A field may name several people; `a@b.c` is the shortest.
    rows.clear(batch.count + (this.forComparing ? Math.ceil(batch.bytes.length / 5) : 0));
    this.invalid.length = 0;
    for (let i = 0; perRecord > 0 && i < batch.count; i++) {
      const k = perRecord === 1 ? 0 : i % perRecord;
      const validator = this.#validators[k];
      rows.ensure(validator.maxLength(batch, i));
      const length = validator.validate(batch, i, rows.values, rows.at);
      if (length > 0) rows.add((i - k) / perRecord, this.#types[k], validator.format, 0, length);
      else if (length === TEXT) this.#add(i, k, validator);
      else if (length === INVALID && !this.forComparing) this.invalid.push(i);
      else if (length === INVALID) this.#addNamed(batch, i, k);
      if (length > 0 || length === TEXT) this.fields[k].filled++;
    }
    return rows;
  }

  #add(i: number, k: number, { value, format }: { value: string; format: ValueFormat }): void {
    const rows = this.#rows;
    rows.ensure(value.length * 3);
    const { written } = this.#encoder.encodeInto(value, rows.values.subarray(rows.at));
    rows.add((i - k) / this.columns.length, this.#types[k], format, 0, written);
  }

  /** Adds whom an invalid field names, or counts it. A line that may be a header isn't counted. */
  #addNamed(batch: RecordBatch, i: number, k: number): void {
    const fields = this.fields[k];
    const { headerDoubtful, headerAt } = this.detected;
    const { records, count } = this.#rows;
    // A row may end before fields that are blank, but not before its person.
    const isPerson = count > 0 && records[count - 1] === (i - k) / this.columns.length;
    const isBroken = (batch.flags[i] & FLAG_NO_FIELD) !== 0 && !isPerson && hasContent(batch, i);
    const context = this.#validators[k];
    const named = isBroken ? undefined : namedBy(fields.type, fieldText(batch, i), context);
    if (named) {
      for (const one of named) this.#add(i, k, one);
      if (named.length > 0) fields.filled++;
    } else if (!headerDoubtful || batch.line[i] > headerAt.line) {
      fields.filled++;
      fields.unreadable++;
      fields.line ??= batch.line[i] + 1;
    }
  }
}

/** Whether there is anything in the record of an entry but separators and spaces. */
export function hasContent({ bytes, recordStart, recordEnd }: RecordBatch, i: number): boolean {
  return bytes.subarray(recordStart[i], recordEnd[i]).some((byte) => !SEPARATORS.has(byte));
}

const SEPARATORS: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n",;|'));

/**
 * Calls `take` for each record of a batch: its number in the batch, and where its valid values begin and
 * end in `values`.
 */
export function forEachRecord(
  batch: RecordBatch,
  perRecord: number,
  { count, records }: ValidRows,
  take: (record: number, from: number, to: number) => void,
): void {
  for (let i = 0, record = 0, v = 0; i < batch.count; i += perRecord, record++) {
    const from = v;
    while (v < count && records[v] === record) v++;
    take(record, from, v);
  }
}
