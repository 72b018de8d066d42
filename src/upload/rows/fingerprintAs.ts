import type { Fingerprinter } from '../../identifiers/fingerprints';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { otherSpellings } from '../../identifiers/normalize';
import { applyHash, hashingTo } from '../hashFormats';
import type { ValidRows } from './validRows';

/**
 * Sets the fingerprinter's `result` to the fingerprint of the value `v` of a batch, in a format that is
 * its own or can be made from it. `spelling`: in place of the value.
 */
export function fingerprintAs(
  fingerprinter: Fingerprinter,
  batch: ValidRows,
  v: number,
  format: ValueFormat,
  spelling?: Uint8Array,
): void {
  const given = VALUE_FORMATS[batch.formats[v]];
  if (format === given && !spelling) {
    fingerprinter.result[0] = batch.lows[v];
    fingerprinter.result[1] = batch.highs[v];
    return;
  }
  const made = Buffer.from(applyHash(spelling ?? valueAt(batch, v), hashingTo(format, given)));
  fingerprinter.of(made, 0, made.length);
}

/**
 * Calls `take` with the fingerprinter's `result` of the value `v` of a batch, as it is and in other spellings
 * of it, in each of `formats`, which are its own or can be made from it.
 */
export function forEachSpelling(
  fingerprinter: Fingerprinter,
  batch: ValidRows,
  v: number,
  formats: readonly ValueFormat[],
  take: (result: Uint32Array) => void,
): void {
  for (const spelling of [undefined, ...otherSpellings(valueAt(batch, v))])
    for (const format of formats) {
      fingerprintAs(fingerprinter, batch, v, format, spelling);
      take(fingerprinter.result);
    }
}

function valueAt({ values, ends }: ValidRows, v: number): Uint8Array {
  return values.subarray(v === 0 ? 0 : ends[v - 1], ends[v]);
}

/** The formats that occur in a batch. */
export function formatsIn({ formats, count }: ValidRows): ValueFormat[] {
  const occurs = new Uint8Array(VALUE_FORMATS.length);
  for (let v = 0; v < count; v++) occurs[formats[v]] = 1;
  return VALUE_FORMATS.filter((_, i) => occurs[i] === 1);
}
