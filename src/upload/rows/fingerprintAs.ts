import type { Fingerprinter } from '../../identifiers/fingerprints';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { applyHash, hashingTo } from '../hashFormats';
import type { ValidRows } from './validRows';

/**
 * Sets the fingerprinter's `result` to the fingerprint of the value `v` of a batch, in a format that is
 * its own or can be made from it.
 */
export function fingerprintAs(
  fingerprinter: Fingerprinter,
  { values, ends, formats, lows, highs }: ValidRows,
  v: number,
  format: ValueFormat,
): void {
  const given = VALUE_FORMATS[formats[v]];
  if (format === given) {
    fingerprinter.result[0] = lows[v];
    fingerprinter.result[1] = highs[v];
    return;
  }
  const value = values.subarray(v === 0 ? 0 : ends[v - 1], ends[v]);
  const made = Buffer.from(applyHash(value, hashingTo(format, given)));
  fingerprinter.of(made, 0, made.length);
}

/** The formats that occur in a batch. */
export function formatsIn({ formats, count }: ValidRows): ValueFormat[] {
  const occurs = new Uint8Array(VALUE_FORMATS.length);
  for (let v = 0; v < count; v++) occurs[formats[v]] = 1;
  return VALUE_FORMATS.filter((_, i) => occurs[i] === 1);
}
