import {
  FLAG_BLANK_LINE,
  FLAG_ESCAPED,
  FLAG_NO_FIELD,
  FLAG_RAGGED,
  type RecordBatch,
} from '../../csv/csvTypes';
import { fieldText } from '../../csv/fieldPlaces';
import { FastPath } from '../../identifiers/fastPath';
import type { IdentifierType, ValueFormat } from '../../identifiers/identifierTypes';
import { validate } from '../../identifiers/validate';

/** The field has no characters, or the line is empty. */
export const BLANK = -1;
/** Invalid: `rule` says why. */
export const INVALID = -2;
/** Valid, with the value in `value` instead of bytes. */
export const TEXT = -3;

/**
 * Validates the records of a file. The single place that does so, for checking files and for
 * building bodies, so that what is sent is what was checked.
 */
export class RowValidator {
  /** Format of the last valid row, before any hashing. */
  format: ValueFormat = 'opaque';
  /** The normalized value of the last row, after `TEXT`. */
  value = '';
  /** The rule of the last invalid row. */
  rule = '';
  /** The rule of a warning about the last valid row. */
  warning: string | undefined;

  readonly #fastPath: FastPath;

  constructor(
    private readonly type: IdentifierType,
    readonly header: string | undefined,
  ) {
    this.#fastPath = new FastPath(type, { header });
  }

  /** Maximum number of bytes that a row needs in `out`. */
  maxLength(batch: RecordBatch, i: number): number {
    return batch.fieldEnd[i] - batch.fieldStart[i];
  }

  /**
   * Validates record `i`. On the fast path, writes the normalized value to out[at…], which must
   * have room for `maxLength`, and returns its length in bytes. Otherwise returns `BLANK`,
   * `INVALID` or `TEXT`.
   */
  validate(batch: RecordBatch, i: number, out: Uint8Array, at: number): number {
    const flags = batch.flags[i];
    this.warning = undefined;
    if (flags & (FLAG_BLANK_LINE | FLAG_NO_FIELD | FLAG_RAGGED | FLAG_ESCAPED)) {
      if (flags & FLAG_BLANK_LINE) return BLANK;
      if (flags & FLAG_NO_FIELD) return this.#invalid('field-missing');
      if (flags & FLAG_RAGGED) return this.#invalid('row-ragged');
    } else {
      const length = this.#fastPath.validate(
        batch.bytes,
        batch.fieldStart[i],
        batch.fieldEnd[i],
        out,
        at,
      );
      if (length > 0) {
        this.format = this.#fastPath.format;
        return length;
      }
    }
    const result = validate(this.type, fieldText(batch, i), { header: this.header });
    if (result.kind === 'blank') return BLANK;
    if (result.kind === 'invalid') return this.#invalid(result.rule);
    this.format = result.format;
    this.value = result.value;
    this.warning = result.warning;
    return TEXT;
  }

  #invalid(rule: string): number {
    this.rule = rule;
    return INVALID;
  }
}
