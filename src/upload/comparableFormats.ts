import type { IdentifierType, ValueFormat } from '../identifiers/identifierTypes';

/**
 * The hash formats in which a remove sends each email, as far as they can be made from it. `given`: as
 * written, or hashed with `hash`. `hashed`: also with each hash, and as plain text if plain addresses
 * were sent to the segment from here. `all`: also as plain text.
 */
export const FORMS = ['given', 'hashed', 'all'] as const;

export type Forms = (typeof FORMS)[number];

const HASHED_OR_PLAIN: ReadonlySet<ValueFormat> = new Set([
  'plain',
  'md5',
  'sha256',
  'sha256ofMd5',
]);

const MADE_FROM: Partial<Record<ValueFormat, readonly ValueFormat[]>> = {
  plain: ['plain', 'md5', 'sha256', 'sha256ofMd5'],
  md5: ['md5', 'sha256ofMd5'],
};

/** The formats that can be made from a value in the format `given`, which is the first of them. */
export function formatsMadeFrom(given: ValueFormat, type: IdentifierType): readonly ValueFormat[] {
  return (type === 'Email' && MADE_FROM[given]) || [given];
}

/**
 * Whether values in these formats of a file can be told to be the same person, or not: one can be made
 * from the other. False for MD5 and SHA-256, and for a phone number and a hash, since it isn't known
 * in which notation it was hashed.
 */
export function areComparable(a: ValueFormat, b: ValueFormat, type: IdentifierType): boolean {
  if (a === b || !HASHED_OR_PLAIN.has(a) || !HASHED_OR_PLAIN.has(b)) return true;
  return type === 'Email' && (a === 'plain' || b === 'plain');
}

/**
 * Whether a value of the format `made` may be among those of the format `found`: 64 hexadecimal digits
 * of a file may be either hash.
 */
export function mayBeSame(made: ValueFormat, found: ValueFormat): boolean {
  return made === found || (made === 'sha256ofMd5' && found === 'sha256');
}

/**
 * The formats in which a person is removed from a list that was sent `formats`, as far as they can
 * be made from a value in the format `given`; at least that one.
 */
export function formatsToRemove(
  given: ValueFormat,
  formats: readonly ValueFormat[],
  type: IdentifierType,
): readonly ValueFormat[] {
  const made = formatsMadeFrom(given, type).filter((one) =>
    formats.some((format) => format === one),
  );
  return made.length > 0 ? made : [given];
}
