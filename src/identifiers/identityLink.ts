import type { Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/**
 * LiveRamp documentation, "RampID Translation Concepts": maintained `XY` and household `hY` have 49
 * characters, derived `Xi` has 70.
 */
const LENGTHS: Readonly<Record<string, number>> = { XY: 49, hY: 49, Xi: 70 };

/** Whether a cleaned value has the prefix and the length of a RampID. */
export function isRampId(cleaned: string): boolean {
  return LENGTHS[cleaned.slice(0, 2)] === cleaned.length;
}

/**
 * Judges a raw field of an IdentityLink column. Opaque, sent trimmed with its case kept; an
 * unexpected prefix or length is a warning. Source: README, Identifiers.
 */
export function validateIdentityLink(raw: string): Verdict {
  return validateNormalized(raw, (cleaned) => {
    if (cleaned.includes('@')) return { kind: 'invalid', rule: 'id-is-email' };
    if (/\s/.test(cleaned)) return { kind: 'invalid', rule: 'id-whitespace-inside' };
    if (isRampId(cleaned)) return { kind: 'valid', value: cleaned, form: 'opaque' };
    return { kind: 'valid', value: cleaned, form: 'opaque', warning: 'identity-link-length' };
  });
}
