import { compact } from '../../common/records';
import type { Finding } from '../uploadTypes';

type Unplaced = Omit<Finding, 'place'>;

/** Where fields are that are numbered over all files of a job: rows, where one column is read. */
export class FieldNumbers {
  /** The fields of each file that has ended, and its columns that are read. */
  readonly #ended: { fields: number; columns: readonly number[] }[] = [];
  /** Those of all of them. */
  fieldsBefore = 0;

  /** How many files have ended: the index of the current one. */
  get files(): number {
    return this.#ended.length;
  }

  /** The number of a field's row in the current file, of which `perRecord` columns are read. */
  rowOf(field: number, perRecord: number): number {
    return Math.floor((field - this.fieldsBefore) / perRecord);
  }

  /** `fields`: the number of rows in the file, times its columns that are read. */
  end(fields: number, columns: readonly number[]): void {
    this.#ended.push({ fields, columns });
    this.fieldsBefore += fields;
  }

  /** A warning about a field of the current file, of which `columns` are read. */
  warning(rule: string, field: number, columns: readonly number[]): Unplaced {
    const cell = cellOf(field - this.fieldsBefore, columns);
    return compact<Unplaced>({ file: this.files, ...cell, rule, level: 'warning' });
  }

  /** That a field of the current file has the value of another one, which came first. */
  duplicate(field: number, first: number, columns: readonly number[]): Unplaced {
    return compact<Unplaced>({
      ...this.warning('duplicate', field, columns),
      ...this.#locateFirst(first, columns),
    });
  }

  /** With the file's index unless it is the current one, which has the `columns`. */
  #locateFirst(
    field: number,
    columns: readonly number[],
  ): Pick<Finding, 'firstRow' | 'firstFile' | 'firstColumn'> {
    let before = this.fieldsBefore;
    let of = columns;
    let firstFile: number | undefined;
    if (field < before) {
      before = 0;
      for (firstFile = 0; field >= before + this.#ended[firstFile].fields; firstFile++)
        before += this.#ended[firstFile].fields;
      of = this.#ended[firstFile].columns;
    }
    const { row, column } = cellOf(field - before, of);
    return { firstRow: row, firstFile, firstColumn: column };
  }
}

/** The row of a field and, of several columns, its column, given the field's number in its file. */
function cellOf(field: number, columns: readonly number[]): { row: number; column?: number } {
  const { length } = columns;
  return length === 1
    ? { row: field }
    : { row: Math.floor(field / length), column: columns[field % length] };
}
