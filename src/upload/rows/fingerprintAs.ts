import { ignoresCase, type Fingerprinter } from '../../identifiers/fingerprints';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { applyHash, hashingTo } from '../hashFormats';
import type { ValidRows } from './validRows';

/**
 * Computes the fingerprint of the value `v` of a batch, in a format that is its own or can be made from
 * it, into the fingerprinter's `result`.
 */
export function fingerprintAs(
  fingerprinter: Fingerprinter,
  { values, ends, formats }: ValidRows,
  v: number,
  format: ValueFormat,
): void {
  const start = v === 0 ? 0 : ends[v - 1];
  const end = ends[v];
  const given = VALUE_FORMATS[formats[v]];
  if (format === given) {
    fingerprinter.of(values, start, end, ignoresCase(format));
    return;
  }
  const made = Buffer.from(applyHash(values.subarray(start, end), hashingTo(format, given)));
  fingerprinter.of(made, 0, made.length);
}

/** The formats that occur in a batch. */
export function formatsIn({ formats, count }: ValidRows): ValueFormat[] {
  const occurs = new Uint8Array(VALUE_FORMATS.length);
  for (let v = 0; v < count; v++) occurs[formats[v]] = 1;
  return VALUE_FORMATS.filter((_, i) => occurs[i] === 1);
}
