import { plainName } from '../../csv/columnNames';
import type { RecordBatch } from '../../csv/csvTypes';
import type { Detected } from '../../csv/detect';
import { namesToKeep } from '../../csv/header';
import { ColumnScanner } from '../../csv/scanner';
import type { Fingerprinter } from '../../identifiers/fingerprints';
import { IDENTIFIER_TYPES, type IdentifierType } from '../../identifiers/identifierTypes';
import { RowValidator, TEXT } from '../rows/validateRow';
import { ValidRowsWriter, type ValidRows } from '../rows/validRows';
import type { ListColumn } from './readLists';

/** Types whose values are recognized wherever they are. */
const COMPARED: readonly IdentifierType[] = ['Email', 'UserIdentifier', 'PhoneNumber'];

/**
 * The columns of a file that aren't sent, but compared with suppression lists: those with the name of a
 * list's column of emails, device IDs or phone numbers.
 */
export class OtherColumns {
  /** 0-based, in ascending order. */
  readonly columns: readonly number[];
  readonly #types: readonly IdentifierType[];
  readonly #validators: readonly RowValidator[];
  readonly #scanner: ColumnScanner | undefined;
  readonly #rows: ValidRowsWriter;
  readonly #encoder = new TextEncoder();

  /** `sent`: the columns that are sent. */
  constructor(
    detected: Detected,
    sent: readonly number[],
    listed: readonly ListColumn[],
    fingerprinter: Fingerprinter,
  ) {
    this.#rows = new ValidRowsWriter(fingerprinter);
    const { header = [], dialect, columns, dataStart } = detected;
    const kept = namesToKeep(header);
    const found = header.flatMap((name, column) => {
      const plain = plainName(name);
      const match = listed.find((one) => one.name === plain && COMPARED.includes(one.type));
      return plain === '' || !match || sent.includes(column) ? [] : { column, type: match.type };
    });
    this.columns = found.map(({ column }) => column);
    this.#types = found.map(({ type }) => type);
    this.#validators = found.map(({ column, type }) => new RowValidator(type, kept[column]));
    if (found.length > 0)
      this.#scanner = new ColumnScanner({
        dialect,
        column: this.columns,
        columns,
        base: dataStart.offset,
        line: dataStart.line,
      });
  }

  /**
   * The valid values of the next bytes, as `RowSuppressor` needs them: with the number of the record in
   * the batch, and the index of the type. Overwritten by the next call.
   */
  push(bytes: Uint8Array): ValidRows | undefined {
    return this.#scanner && this.#valuesIn(this.#scanner.push(bytes));
  }

  end(): ValidRows | undefined {
    return this.#scanner && this.#valuesIn(this.#scanner.end());
  }

  #valuesIn(batch: RecordBatch): ValidRows {
    const rows = this.#rows;
    const perRecord = this.columns.length;
    rows.clear(batch.count);
    for (let i = 0; i < batch.count; i++) {
      const k = i % perRecord;
      const validator = this.#validators[k];
      rows.ensure(validator.maxLength(batch, i));
      let length = validator.validate(batch, i, rows.values, rows.at);
      if (length === TEXT) {
        rows.ensure(validator.value.length * 3);
        const to = rows.values.subarray(rows.at);
        length = this.#encoder.encodeInto(validator.value, to).written;
      }
      if (length <= 0) continue;
      const type = IDENTIFIER_TYPES.indexOf(this.#types[k]);
      rows.add((i - k) / perRecord, type, validator.format, 0, length);
    }
    return rows;
  }
}
