import type { Fingerprinter } from '../../identifiers/fingerprints';
import {
  IDENTIFIER_TYPES,
  VALUE_FORMATS,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { formatsMadeFrom, mayBeSame } from '../comparableFormats';
import { fingerprintAs } from '../rows/fingerprintAs';
import type { ValidRows } from '../rows/validRows';

/** An identifier of a person in one format. The same text of two types has two fingerprints. */
export interface PersonFingerprint {
  format: ValueFormat;
  low: number;
  high: number;
}

/** An identifier of a person. */
export interface PersonIdentifier {
  type: IdentifierType;
  /** As it is, then in the other formats in which it is compared. */
  fingerprints: [PersonFingerprint, ...PersonFingerprint[]];
}

/**
 * The identifiers of a person: the values from `from` to `to`, which are as `TypedColumns` gives them.
 * `formats`: those of other emails, which are also compared in the ones that can be made.
 */
export function identifiersOf(
  values: ValidRows,
  from: number,
  to: number,
  fingerprinter: Fingerprinter,
  formats: readonly ValueFormat[],
): PersonIdentifier[] {
  const identifiers: PersonIdentifier[] = [];
  for (let v = from; v < to; v++) {
    const index = values.rows[v];
    const type = IDENTIFIER_TYPES[index];
    const given = VALUE_FORMATS[values.formats[v]];
    const fingerprint = (format: ValueFormat): PersonFingerprint => {
      fingerprintAs(fingerprinter, values, v, format);
      const [low, high] = fingerprinter.result;
      return { format, low: (low ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0, high };
    };
    const made = formats.length > 0 && type === 'Email' ? formatsToMake(given, formats) : [];
    identifiers.push({ type, fingerprints: [fingerprint(given), ...made.map(fingerprint)] });
  }
  return identifiers;
}

/** Those of `formats` that can be made from an email in another one. */
export function formatsToMake(given: ValueFormat, formats: readonly ValueFormat[]): ValueFormat[] {
  return formatsMadeFrom(given, 'Email').filter(
    (made) => made !== given && formats.some((format) => mayBeSame(made, format)),
  );
}
