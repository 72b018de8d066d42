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

/** The row has no character in its field, or is an empty line. */
export const BLANK = -1;
/** Refused: `rule` says why. */
export const INVALID = -2;
/** Good, in `value`: not written as bytes. */
export const TEXT = -3;

/**
 * What a record of the file is. The one place that decides it, for judging and for building alike,
 * so that what is sent is what was judged.
 */
export class RowValidator {
  /** Of the last good row, before any hashing. */
  format: ValueFormat = 'opaque';
  /** The last row's value in its normal form, after `TEXT`. */
  value = '';
  /** The rule of the last bad row. */
  rule = '';
  /** The rule of a warning about the last good row. */
  warning: string | undefined;

  readonly #fast: FastPath;

  constructor(
    private readonly type: IdentifierType,
    private readonly header: string | undefined,
  ) {
    this.#fast = new FastPath(type, { header });
  }

  /** Bytes that a row may need in `out`. */
  maxLength(batch: RecordBatch, i: number): number {
    return batch.fieldEnd[i] - batch.fieldStart[i];
  }

  /**
   * Judges record `i`. A plainly good value is written at out[at…], which must have `room`, and its
   * length given; else one of `BLANK`, `INVALID_ROWS`, `TEXT`.
   */
  validate(batch: RecordBatch, i: number, out: Uint8Array, at: number): number {
    const flags = batch.flags[i];
    this.warning = undefined;
    if (flags & (FLAG_BLANK_LINE | FLAG_NO_FIELD | FLAG_RAGGED | FLAG_ESCAPED)) {
      if (flags & FLAG_BLANK_LINE) return BLANK;
      if (flags & FLAG_NO_FIELD) return this.#bad('field-missing');
      if (flags & FLAG_RAGGED) return this.#bad('row-ragged');
    } else {
      const length = this.#fast.judge(batch.bytes, batch.fieldStart[i], batch.fieldEnd[i], out, at);
      if (length > 0) {
        this.format = this.#fast.form;
        return length;
      }
    }
    const verdict = validate(this.type, fieldText(batch, i), { header: this.header });
    if (verdict.kind === 'blank') return BLANK;
    if (verdict.kind === 'bad') return this.#bad(verdict.rule);
    this.format = verdict.form;
    this.value = verdict.value;
    this.warning = verdict.warning;
    return TEXT;
  }

  #bad(rule: string): number {
    this.rule = rule;
    return INVALID;
  }
}
