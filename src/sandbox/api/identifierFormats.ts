/**
 * What the API accepts as an identifier, by type (uploads.md: Identifiers). Values are checked as they
 * are, without trimming.
 */

/** The identifier types of the guide. PhoneNumber is only in the contract. */
export const GUIDE_TYPES: readonly string[] = [
  'Email',
  'UserIdentifier',
  'IdentityLink',
  'CustomerId',
];
export const CONTRACT_TYPES: readonly string[] = [...GUIDE_TYPES, 'PhoneNumber'];

/** The longest identifier accepted, in UTF-16 units. Longer ones count as invalid. */
const LONGEST = 512;

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;
const EMAIL = /^[^\s@"(),:;<>[\\\]]+@[^\s@.,;:/\\]+(?:\.[^\s@.,;:/\\]+)+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BROKEN_UUID = /^[0-9a-f]*(?:-[0-9a-f]*){3,}$/i;
const COOKIE = /^[\w.=%+/-]{8,}$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const OPAQUE_WORD = /^\S+$/;
// No identifier contains control characters or lone surrogates, which would also break the
// one-per-line lists.
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;

const RULES: Record<string, (value: string) => boolean> = {
  Email: (value) => EMAIL.test(value) || HASH.test(value),
  UserIdentifier: (value) => UUID.test(value) || (COOKIE.test(value) && !BROKEN_UUID.test(value)),
  IdentityLink: (value) => OPAQUE_WORD.test(value),
  CustomerId: (value) => value === value.trim(),
  PhoneNumber: (value) => E164.test(value) || HASH.test(value),
};

/**
 * Whether `value` is well-formed for the identifier type. Unknown types accept anything printable.
 */
export function isWellFormed(identifierType: string, value: string): boolean {
  if (value === '' || value.length > LONGEST || UNPRINTABLE.test(value)) return false;
  const rule = RULES[identifierType];
  return rule ? rule(value) : true;
}

/** The channel of an identifier type (uploads.md: Identifiers). */
export function channelOf(identifierType: string): string {
  return identifierType === 'CustomerId' ? 'Onsite' : 'Offsite';
}
