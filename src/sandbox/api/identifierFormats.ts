/**
 * What the API accepts as an identifier, per type (README: Identifiers). Values are judged as they
 * come: no trimming here.
 */

/** The identifier types of the guide; PhoneNumber stands in the contract only. */
export const GUIDE_TYPES: readonly string[] = [
  'Email',
  'UserIdentifier',
  'IdentityLink',
  'CustomerId',
];
export const CONTRACT_TYPES: readonly string[] = [...GUIDE_TYPES, 'PhoneNumber'];

/** Longest identifier taken, in UTF-16 units. Longer ones are counted as invalid. */
const LONGEST = 512;

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;
const EMAIL = /^[^\s@"(),:;<>[\\\]]+@[^\s@.,;:/\\]+(?:\.[^\s@.,;:/\\]+)+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BROKEN_UUID = /^[0-9a-f]*(?:-[0-9a-f]*){3,}$/i;
const COOKIE = /^[\w.=%+/-]{8,}$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const OPAQUE_WORD = /^\S+$/;
// Control characters and lone surrogates have no place in any identifier (and would break the
// one-per-line lists).
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;

const RULES: Record<string, (value: string) => boolean> = {
  Email: (value) => EMAIL.test(value) || HASH.test(value),
  UserIdentifier: (value) => UUID.test(value) || (COOKIE.test(value) && !BROKEN_UUID.test(value)),
  IdentityLink: (value) => OPAQUE_WORD.test(value),
  CustomerId: (value) => value === value.trim(),
  PhoneNumber: (value) => E164.test(value) || HASH.test(value),
};

/**
 * Whether `value` is well-formed for the identifier type. Types that are not known take anything
 * printable.
 */
export function isWellFormed(identifierType: string, value: string): boolean {
  if (value === '' || value.length > LONGEST || UNPRINTABLE.test(value)) return false;
  const rule = RULES[identifierType];
  return rule ? rule(value) : true;
}

/** The channel that an identifier type serves (README: Identifiers). */
export function channelOf(identifierType: string): string {
  return identifierType === 'CustomerId' ? 'Onsite' : 'Offsite';
}
