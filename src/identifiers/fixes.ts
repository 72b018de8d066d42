import { splitAddresses, unwrapAddress } from './email';
import { withoutHexPrefix } from './emailHash';
import type { ColumnContext, Fix, FixKind, IdentifierType } from './identifierTypes';
import { needsNormalizing, normalize } from './normalize';
import { withoutPunctuation } from './phoneNumber';
import { hyphenate, unwrapUuid } from './userIdentifier';
import { validate } from './validate';

type FixRule = (raw: string, type: IdentifierType, context: ColumnContext) => string[] | undefined;

const one = (value: string | undefined): string[] | undefined =>
  value === undefined ? undefined : [value];

const WRAPPED_ADDRESS = new Set(['email-display-name', 'email-mailto', 'email-wrapped']);

/**
 * How each kind repairs a value that it may repair. Called only with what is bad, or good with a
 * warning.
 */
const FIX_RULES: readonly (readonly [FixKind, FixRule])[] = [
  [
    'clean',
    (raw, type) => {
      const cleaned = normalize(raw);
      const number = type === 'PhoneNumber' ? withoutPunctuation(cleaned) : undefined;
      if (number !== undefined) return number === raw ? undefined : [number];
      return needsNormalizing(raw) ? [cleaned] : undefined;
    },
  ],
  [
    'lowerCase',
    (raw, type, context) => {
      const verdict = validate(type, raw, context);
      return verdict.kind === 'valid' && verdict.warning === 'hash-upper-case'
        ? [verdict.value]
        : undefined;
    },
  ],
  [
    'dropPrefix',
    (raw, type, context) =>
      isBad(raw, 'hash-prefix', type, context)
        ? one(withoutHexPrefix(normalize(raw))?.toLowerCase())
        : undefined,
  ],
  [
    'split',
    (raw, type, context) =>
      isBad(raw, 'email-two-addresses', type, context) ? splitAddresses(normalize(raw)) : undefined,
  ],
  [
    'unwrap',
    (raw, type, context) => {
      const verdict = validate(type, raw, context);
      if (verdict.kind !== 'invalid') return undefined;
      if (WRAPPED_ADDRESS.has(verdict.rule)) return one(unwrapAddress(normalize(raw)));
      return verdict.rule === 'uuid-wrapped' ? one(unwrapUuid(normalize(raw))) : undefined;
    },
  ],
  [
    'hyphenate',
    (raw, type, context) =>
      isBad(raw, 'uuid-without-hyphens', type, context)
        ? one(hyphenate(normalize(raw)))
        : undefined,
  ],
  ['remove', () => []],
];

function isBad(raw: string, rule: string, type: IdentifierType, context: ColumnContext): boolean {
  const verdict = validate(type, raw, context);
  return verdict.kind === 'invalid' && verdict.rule === rule;
}

/**
 * The repairs that a raw field may have, the least change first and removing the row last; none for
 * a blank one and for one that needs none. A repaired value never needs the same repair again.
 */
export function fixesFor(type: IdentifierType, raw: string, context: ColumnContext = {}): Fix[] {
  const verdict = validate(type, raw, context);
  if (verdict.kind === 'blank' || (verdict.kind === 'valid' && verdict.warning === undefined))
    return [];
  return FIX_RULES.flatMap(([kind, repair]) => {
    const values = repair(raw, type, context);
    return values === undefined ? [] : [{ kind, values }];
  });
}
