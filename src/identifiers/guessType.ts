import { validateHash, withoutHexPrefix } from './emailHash';
import type { IdentifierType } from './identifierTypes';
import { isRampId } from './identityLink';
import { normalize } from './normalize';
import { withoutPunctuation } from './phoneNumber';
import { hyphenate, isUuid, unwrapUuid } from './userIdentifier';

const ADDRESS = /[^\s@]@[^\s@]+\.[^\s@]/;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;
const RAMP_PREFIX = /^(?:XY|hY|Xi)[0-9A-Za-z]{4}[0-9A-Za-z_-]{34,}$/;
/** A typical customer id: short, of ordinary characters, with at least one digit. */
const CUSTOMER = /^(?=.*\d)[0-9A-Za-z_.:/#+-]{1,64}$/;

/** The ratio of values from which a column is of a type. */
const MIN_RATIO = 0.8;

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
 * Whether a raw value looks like one of a type, including mistakes that a fix corrects. For finding
 * columns, not for validating: nearly anything can be a customer id or a cookie id, so only typical
 * customer ids and mobile ids count.
 */
export function looksLike(type: IdentifierType, raw: string): boolean {
  return looksLikeNormalized(type, normalize(raw));
}

/** Distinctive types first: an address could be a customer id, but not the other way round. */
const GUESSES: readonly (readonly [IdentifierType, (cleaned: string) => boolean])[] = [
  ['Email', (cleaned) => ADDRESS.test(cleaned)],
  ['IdentityLink', (cleaned) => looksLikeNormalized('IdentityLink', cleaned)],
  ['UserIdentifier', (cleaned) => looksLikeNormalized('UserIdentifier', cleaned)],
  ['PhoneNumber', (cleaned) => withoutPunctuation(cleaned) !== undefined],
  ['Email', (cleaned) => ADDRESS.test(cleaned) || looksLikeHash(cleaned)],
  ['CustomerId', (cleaned) => CUSTOMER.test(cleaned)],
];

/** The type that at least 80 % of a column's values look like, blank ones aside, or undefined. */
export function guessType(values: readonly string[]): IdentifierType | undefined {
  const cleaned = values.map(normalize).filter((value) => value !== '');
  if (cleaned.length === 0) return undefined;
  return GUESSES.find(([, test]) => cleaned.filter(test).length >= cleaned.length * MIN_RATIO)?.[0];
}

/**
 * Whether a value could be a damaged one of a type. Then the rule for the damage is more helpful
 * than an error about another type.
 */
function couldBe(type: IdentifierType, cleaned: string): boolean {
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
 * The type that a column clearly contains if its values must not be sent to a segment of `type`,
 * else undefined. A retailer's customer ids may be UUIDs or hashes, and cookie ids may look like
 * customer ids, so those pass.
 */
export function mismatch(
  type: IdentifierType,
  values: readonly string[],
): IdentifierType | undefined {
  const guess = guessType(values);
  if (guess === undefined || guess === type) return undefined;
  if (type === 'UserIdentifier' && guess === 'CustomerId') return undefined;
  const filled = values.map(normalize).filter((value) => value !== '');
  const possible = filled.filter((value) => couldBe(type, value)).length;
  return possible < filled.length * (1 - MIN_RATIO) ? guess : undefined;
}
