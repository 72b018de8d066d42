import { splitAddresses, unwrapAddress } from './email';
import { withoutHexPrefix } from './emailHash';
import type { ColumnContext, Fix, FixKind, IdentifierType, Verdict } from './identifierTypes';
import { needsNormalizing, normalize } from './normalize';
import { withoutPunctuation } from './phoneNumber';
import { hyphenate, unwrapUuid } from './userIdentifier';
import { validate } from './validate';

/** Returns the values that replace a raw value, or undefined if this fix doesn't apply. */
type ApplyFix = (raw: string, type: IdentifierType, context: ColumnContext) => string[] | undefined;

const single = (value: string | undefined): string[] | undefined =>
  value === undefined ? undefined : [value];

const WRAPPED_ADDRESS = new Set(['email-display-name', 'email-mailto', 'email-wrapped']);

/** Each kind of fix, in the order of `FIX_KINDS`. Called only for invalid values and warnings. */
const FIXES: readonly (readonly [FixKind, ApplyFix])[] = [
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
      breaksRule(raw, 'hash-prefix', type, context)
        ? single(withoutHexPrefix(normalize(raw))?.toLowerCase())
        : undefined,
  ],
  [
    'split',
    (raw, type, context) =>
      breaksRule(raw, 'email-two-addresses', type, context)
        ? splitAddresses(normalize(raw))
        : undefined,
  ],
  [
    'unwrap',
    (raw, type, context) => {
      const verdict = validate(type, raw, context);
      if (verdict.kind !== 'invalid') return undefined;
      if (WRAPPED_ADDRESS.has(verdict.rule)) return single(unwrapAddress(normalize(raw)));
      return verdict.rule === 'uuid-wrapped' ? single(unwrapUuid(normalize(raw))) : undefined;
    },
  ],
  [
    'hyphenate',
    (raw, type, context) =>
      breaksRule(raw, 'uuid-without-hyphens', type, context)
        ? single(hyphenate(normalize(raw)))
        : undefined,
  ],
  ['remove', () => []],
];

function breaksRule(
  raw: string,
  rule: string,
  type: IdentifierType,
  context: ColumnContext,
): boolean {
  const verdict = validate(type, raw, context);
  return verdict.kind === 'invalid' && verdict.rule === rule;
}

/**
 * The fixes that apply to a raw field, from the smallest change to removing the row. Empty for a
 * blank field and for a valid one without a warning. A fixed value never needs the same fix again.
 */
export function fixesFor(type: IdentifierType, raw: string, context: ColumnContext = {}): Fix[] {
  const verdict = validate(type, raw, context);
  if (verdict.kind === 'blank' || (verdict.kind === 'valid' && verdict.warning === undefined))
    return [];
  return FIXES.flatMap(([kind, apply]) => {
    const values = apply(raw, type, context);
    return values === undefined ? [] : [{ kind, values }];
  });
}

/** The rules of fields that are no one's: what is written, or hashed, for an empty one. */
const NO_ONE = /^(?:placeholder|hash-of-(?:empty|placeholder|header)|uuid-all-zeros)$/;

/**
 * Whom a raw field names, for comparing people: its value, or those that fixes make of it. Nobody where it is
 * blank, or stands for that; undefined if it can’t be read.
 */
export function namedBy(
  type: IdentifierType,
  raw: string,
  context: ColumnContext = {},
): Extract<Verdict, { kind: 'valid' }>[] | undefined {
  const verdict = validate(type, raw, context);
  if (verdict.kind === 'valid') return [verdict];
  if (verdict.kind === 'blank') return [];
  // A spreadsheet's `#REF!` was somebody.
  if (NO_ONE.test(verdict.rule)) return normalize(raw).startsWith('#') ? undefined : [];
  const [fix] = fixesFor(type, raw, context);
  if (fix.kind === 'remove') return undefined;
  const named = fix.values.map((value) => namedBy(type, value, context));
  return named.every((one) => one !== undefined) ? named.flat() : undefined;
}
