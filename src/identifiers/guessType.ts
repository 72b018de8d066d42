import { validateHash, withoutHexPrefix } from './emailHash';
import type { IdentifierType } from './identifierTypes';
import { isRampId } from './identityLink';
import { normalize } from './normalize';
import { withoutPunctuation } from './phoneNumber';
import { hyphenate, isUuid, unwrapUuid } from './userIdentifier';

const ADDRESS = /[^\s@]@[^\s@]+\.[^\s@]/;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;
const RAMP_PREFIX = /^(?:XY|hY|Xi)[0-9A-Za-z]{4}[0-9A-Za-z_-]{34,}$/;
/** An id as shops number their customers: short, with a digit, made of plain characters. */
const CUSTOMER = /^(?=.*\d)[0-9A-Za-z_.:/#+-]{1,64}$/;

/** The share of values that make a column one of a type. */
const MOST = 0.8;

function looksLikeHash(cleaned: string): boolean {
  return HASH.test(withoutHexPrefix(cleaned) ?? cleaned);
}

function looksLikeNormalized(type: IdentifierType, cleaned: string): boolean {
  switch (type) {
    case 'Email':
      return ADDRESS.test(cleaned) || looksLikeHash(cleaned);
    case 'UserIdentifier':
      return isUuid(cleaned) || unwrapUuid(cleaned) !== undefined;
    case 'IdentityLink':
      return isRampId(cleaned) || RAMP_PREFIX.test(cleaned);
    case 'CustomerId':
      return CUSTOMER.test(cleaned);
    case 'PhoneNumber':
      return withoutPunctuation(cleaned) !== undefined || /^[0-9a-f]{64}$/i.test(cleaned);
  }
}

/**
 * Whether a raw value looks like one of a type, mistakes included that a fix can mend. For finding
 * columns, not for judging: nearly anything may be a customer id or a cookie id, so only plain
 * customer ids and mobile ids count as looking like one.
 */
export function looksLike(type: IdentifierType, raw: string): boolean {
  return looksLikeNormalized(type, normalize(raw));
}

/**
 * Distinctive types first: an address is also a possible customer id, never the other way round.
 */
const KINDS: readonly (readonly [IdentifierType, (cleaned: string) => boolean])[] = [
  ['Email', (cleaned) => ADDRESS.test(cleaned)],
  ['IdentityLink', (cleaned) => looksLikeNormalized('IdentityLink', cleaned)],
  ['UserIdentifier', (cleaned) => looksLikeNormalized('UserIdentifier', cleaned)],
  ['PhoneNumber', (cleaned) => withoutPunctuation(cleaned) !== undefined],
  ['Email', (cleaned) => ADDRESS.test(cleaned) || looksLikeHash(cleaned)],
  ['CustomerId', (cleaned) => CUSTOMER.test(cleaned)],
];

/** The type that at least 80 % of a column's values that are not blank look like, or undefined. */
export function guessType(values: readonly string[]): IdentifierType | undefined {
  const cleaned = values.map(normalize).filter((value) => value !== '');
  if (cleaned.length === 0) return undefined;
  return KINDS.find(([, test]) => cleaned.filter(test).length >= cleaned.length * MOST)?.[0];
}

/**
 * Whether a value may be meant for a type, however damaged: then its own rule says more than
 * "another type" would.
 */
function mayBeMeantFor(type: IdentifierType, cleaned: string): boolean {
  switch (type) {
    case 'Email':
      return cleaned.includes('@') || validateHash(cleaned, {}) !== undefined;
    case 'UserIdentifier':
      return looksLikeNormalized(type, cleaned) || hyphenate(cleaned) !== undefined;
    case 'IdentityLink':
      return /^[0-9A-Za-z_-]{40,}$/.test(cleaned);
    case 'CustomerId':
      return (
        !ADDRESS.test(cleaned) &&
        !looksLikeNormalized('IdentityLink', cleaned) &&
        withoutPunctuation(cleaned) === undefined
      );
    case 'PhoneNumber':
      return looksLikeNormalized(type, cleaned) || /^[+\d][\d\s().\-/]{6,24}$/.test(cleaned);
  }
}

/**
 * The other type that a column plainly holds, where it must not go to a segment of `type`;
 * undefined where it may. A retailer's own customer ids may be UUIDs or hashes, and a cookie id may
 * look like a customer id: those pass.
 */
export function mismatch(
  type: IdentifierType,
  values: readonly string[],
): IdentifierType | undefined {
  const guess = guessType(values);
  if (guess === undefined || guess === type) return undefined;
  if (type === 'UserIdentifier' && guess === 'CustomerId') return undefined;
  const filled = values.map(normalize).filter((value) => value !== '');
  const meant = filled.filter((value) => mayBeMeantFor(type, value)).length;
  return meant < filled.length * (1 - MOST) ? guess : undefined;
}
