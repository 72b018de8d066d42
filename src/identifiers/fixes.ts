import { splitAddresses, unwrapAddress } from './email';
import { withoutHexPrefix } from './emailHash';
import { clean, needsCleaning } from './normalize';
import { withoutPunctuation } from './phoneNumber';
import type { Fix, FixKind, IdentifierType, JudgeContext } from './types';
import { hyphenate, unwrapUuid } from './userIdentifier';
import { judge } from './validate';

type Repair = (raw: string, type: IdentifierType, context: JudgeContext) => string[] | undefined;

const one = (value: string | undefined): string[] | undefined =>
  value === undefined ? undefined : [value];

const WRAPPED_ADDRESS = new Set(['email-display-name', 'email-mailto', 'email-wrapped']);

/**
 * How each kind repairs a value that it may repair. Called only with what is bad, or good with a
 * warning.
 */
const REPAIRS: readonly (readonly [FixKind, Repair])[] = [
  [
    'clean',
    (raw, type) => {
      const cleaned = clean(raw);
      const number = type === 'PhoneNumber' ? withoutPunctuation(cleaned) : undefined;
      if (number !== undefined) return number === raw ? undefined : [number];
      return needsCleaning(raw) ? [cleaned] : undefined;
    },
  ],
  [
    'lowerCase',
    (raw, type, context) => {
      const verdict = judge(type, raw, context);
      return verdict.kind === 'good' && verdict.warning === 'hash-upper-case'
        ? [verdict.value]
        : undefined;
    },
  ],
  [
    'dropPrefix',
    (raw, type, context) =>
      isBad(raw, 'hash-prefix', type, context)
        ? one(withoutHexPrefix(clean(raw))?.toLowerCase())
        : undefined,
  ],
  [
    'split',
    (raw, type, context) =>
      isBad(raw, 'email-two-addresses', type, context) ? splitAddresses(clean(raw)) : undefined,
  ],
  [
    'unwrap',
    (raw, type, context) => {
      const verdict = judge(type, raw, context);
      if (verdict.kind !== 'bad') return undefined;
      if (WRAPPED_ADDRESS.has(verdict.rule)) return one(unwrapAddress(clean(raw)));
      return verdict.rule === 'uuid-wrapped' ? one(unwrapUuid(clean(raw))) : undefined;
    },
  ],
  [
    'hyphenate',
    (raw, type, context) =>
      isBad(raw, 'uuid-without-hyphens', type, context) ? one(hyphenate(clean(raw))) : undefined,
  ],
  ['remove', () => []],
];

function isBad(raw: string, rule: string, type: IdentifierType, context: JudgeContext): boolean {
  const verdict = judge(type, raw, context);
  return verdict.kind === 'bad' && verdict.rule === rule;
}

/**
 * The repairs that a raw field may have, the least change first and removing the row last; none for
 * a blank one and for one that needs none. A repaired value never needs the same repair again.
 */
export function fixesFor(type: IdentifierType, raw: string, context: JudgeContext = {}): Fix[] {
  const verdict = judge(type, raw, context);
  if (verdict.kind === 'blank' || (verdict.kind === 'good' && verdict.warning === undefined))
    return [];
  return REPAIRS.flatMap(([kind, repair]) => {
    const values = repair(raw, type, context);
    return values === undefined ? [] : [{ kind, values }];
  });
}
