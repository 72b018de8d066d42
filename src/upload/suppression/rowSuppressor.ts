import { isAscii } from 'node:buffer';
import {
  IDENTIFIER_TYPES,
  VALUE_FORMATS,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { formatsIn } from '../rows/fingerprintAs';
import type { ValidRows } from '../rows/validRows';
import type { SuppressedPeople } from './suppressedPeople';

/** Finds the rows of people who are suppressed. */
export class RowSuppressor {
  /** The formats of the identifiers that were compared, by type. */
  readonly compared = new Map<IdentifierType, Set<ValueFormat>>();
  /** For each value of the last batch, the lists because of which its row isn't sent; 0 for others. */
  lists = new Int32Array(0);
  #ofRecords = new Int32Array(0);
  readonly #ways = new Map<ValueFormat, readonly ValueFormat[]>();

  constructor(
    private readonly people: SuppressedPeople,
    private readonly type: IdentifierType,
  ) {}

  /**
   * A format of these values in which the lists' are needed to be compared with them and weren't made;
   * undefined if all were.
   */
  missingFormat(batch: ValidRows, others: ValidRows | undefined): ValueFormat | undefined {
    for (const [type, formats] of this.#formatsOf(batch, others)) {
      const known = this.compared.get(type);
      if (!known) this.compared.set(type, new Set(formats));
      else for (const format of formats) known.add(format);
      const missing = formats.find((format) => this.people.isMissing(type, format));
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  #formatsOf(batch: ValidRows, others: ValidRows | undefined): Map<IdentifierType, ValueFormat[]> {
    const found = new Map<IdentifierType, ValueFormat[]>();
    if (batch.count > 0) found.set(this.type, formatsIn(batch));
    for (let v = 0; others && v < others.count; v++) {
      const type = IDENTIFIER_TYPES[others.rows[v]];
      const formats = found.get(type) ?? [];
      const format = VALUE_FORMATS[others.formats[v]];
      if (!formats.includes(format)) found.set(type, [...formats, format]);
    }
    return found;
  }

  /**
   * Sets `lists` for the values of a batch. `perRecord`: the fields of a row, which are sent together or
   * not at all. `others`: values of other columns, as `TypedColumns` gives them. Returns whether anyone is
   * suppressed.
   */
  find(batch: ValidRows, perRecord: number, others: ValidRows | undefined): boolean {
    const { count, formats } = batch;
    if (this.lists.length < count) this.lists = new Int32Array(count);
    const { lists, people, type } = this;
    let any = people.findAll(type, batch, lists);
    const isPlain = isAscii(batch.values.subarray(0, count > 0 ? batch.ends[count - 1] : 0));
    if (!isPlain || formatsIn(batch).some((given) => this.#formats(given).length > 1)) {
      // By the index of a format: hot loop over all rows.
      const waysOf = VALUE_FORMATS.map((given) => this.#formats(given));
      for (let v = 0; v < count; v++) {
        lists[v] |= people.find(type, batch, v, waysOf[formats[v]]);
        any ||= lists[v] > 0;
      }
    }
    if (!others && perRecord === 1) return any;
    return this.#spread(batch, perRecord, others);
  }

  /** Gives all values of a row the lists of each of them. */
  #spread(batch: ValidRows, perRecord: number, others: ValidRows | undefined): boolean {
    const { count, records } = batch;
    const { lists } = this;
    let last = -1;
    for (let v = 0; v < count; v++) last = Math.max(last, Math.floor(records[v] / perRecord));
    if (this.#ofRecords.length <= last) this.#ofRecords = new Int32Array(last + 1);
    const ofRecords = this.#ofRecords.fill(0, 0, last + 1);
    for (let v = 0; v < count; v++)
      if (lists[v] > 0) ofRecords[Math.floor(records[v] / perRecord)] |= lists[v];
    for (let v = 0; others && v < others.count; v++) {
      const record = others.records[v];
      if (record > last) continue;
      const type = IDENTIFIER_TYPES[others.rows[v]];
      const given = VALUE_FORMATS[others.formats[v]];
      ofRecords[record] |= this.people.find(type, others, v, this.people.formats(type, given));
    }
    let any = false;
    for (let v = 0; v < count; v++) {
      lists[v] = ofRecords[Math.floor(records[v] / perRecord)];
      any ||= lists[v] > 0;
    }
    return any;
  }

  /** See `SuppressedPeople.formats`; the lists have been read. */
  #formats(given: ValueFormat): readonly ValueFormat[] {
    let formats = this.#ways.get(given);
    if (formats === undefined) {
      formats = this.people.formats(this.type, given);
      this.#ways.set(given, formats);
    }
    return formats;
  }
}
