import type { RecordBatch } from '../../csv/csvTypes';
import type { Detected } from '../../csv/detect';
import { namesToKeep } from '../../csv/header';
import { ColumnScanner } from '../../csv/scanner';
import { readBlocks, type ReadOptions, type Source } from '../../csv/source';
import type { Fingerprinter } from '../../identifiers/fingerprints';
import { IDENTIFIER_TYPES, type IdentifierType } from '../../identifiers/identifierTypes';
import { INVALID, RowValidator, TEXT } from '../rows/validateRow';
import { ValidRowsWriter, type ValidRows } from '../rows/validRows';

/** A 0-based column, whose values are taken for those of a type. */
export interface TypedColumn {
  column: number;
  type: IdentifierType;
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

  /** `columns`: in ascending order. */
  constructor(
    private readonly detected: Pick<Detected, 'header' | 'dialect' | 'columns' | 'dataStart'>,
    readonly columns: readonly TypedColumn[],
    fingerprinter: Fingerprinter,
  ) {
    const { header, dialect, columns: width, dataStart } = detected;
    const kept = header && namesToKeep(header);
    this.#types = columns.map(({ type }) => IDENTIFIER_TYPES.indexOf(type));
    this.#validators = columns.map(({ column, type }) => new RowValidator(type, kept?.[column]));
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
    rows.clear(batch.count);
    this.invalid.length = 0;
    for (let i = 0; perRecord > 0 && i < batch.count; i++) {
      const k = perRecord === 1 ? 0 : i % perRecord;
      const validator = this.#validators[k];
      rows.ensure(validator.maxLength(batch, i));
      let length = validator.validate(batch, i, rows.values, rows.at);
      if (length === TEXT) {
        rows.ensure(validator.value.length * 3);
        const to = rows.values.subarray(rows.at);
        length = this.#encoder.encodeInto(validator.value, to).written;
      }
      if (length === INVALID) this.invalid.push(i);
      else if (length > 0)
        rows.add((i - k) / perRecord, this.#types[k], validator.format, 0, length);
    }
    return rows;
  }
}

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
