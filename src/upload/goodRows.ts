import { FORMS, type Form } from '../identifiers/types';

/** The good rows of one batch, as columns of numbers. Arrays may be longer than `count`. */
export class GoodRows {
  count = 0;
  /** Index in the batch. */
  records = new Uint32Array(0);
  /** Number over all files. */
  rows = new Uint32Array(0);
  /** Bytes as JSON. */
  sizes = new Uint32Array(0);
  /** The fingerprint's halves. */
  lows = new Uint32Array(0);
  highs = new Uint32Array(0);
  /** Where the same came first, or -1. */
  firsts = new Float64Array(0);
  #forms = new Uint8Array(0);

  /** Makes room for a batch. */
  clear(size: number): void {
    this.count = 0;
    if (size <= this.rows.length) return;
    this.records = new Uint32Array(size);
    this.rows = new Uint32Array(size);
    this.sizes = new Uint32Array(size);
    this.lows = new Uint32Array(size);
    this.highs = new Uint32Array(size);
    this.firsts = new Float64Array(size);
    this.#forms = new Uint8Array(size);
  }

  add(record: number, row: number, form: Form, size: number, low: number, high: number): void {
    const at = this.count++;
    this.records[at] = record;
    this.rows[at] = row;
    this.sizes[at] = size;
    this.lows[at] = low;
    this.highs[at] = high;
    this.#forms[at] = FORMS.indexOf(form);
  }

  formOf(at: number): Form {
    return FORMS[this.#forms[at]];
  }
}
