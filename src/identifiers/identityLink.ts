import type { Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/**
 * Length by prefix: maintained `XY` and household `hY` have 49 characters, derived `Xi` has 70.
 * Source: LiveRamp documentation, "RampID Translation Concepts".
 */
const LENGTHS: Readonly<Record<string, number>> = { XY: 49, hY: 49, Xi: 70 };

/** Whether a cleaned value has the prefix and the length of a RampID. */
export function isRampId(cleaned: string): boolean {
  return LENGTHS[cleaned.slice(0, 2)] === cleaned.length;
}

/**
 * Validates a raw field of an IdentityLink column: opaque, sent trimmed and with its case kept. An
 * unexpected prefix or length is a warning. Source: uploads.md, Identifiers.
 */
export function validateIdentityLink(raw: string): Verdict {
  return validateNormalized(raw, (cleaned) => {
    if (cleaned.includes('@')) return { kind: 'invalid', rule: 'id-is-email' };
    if (/\s/.test(cleaned)) return { kind: 'invalid', rule: 'id-whitespace-inside' };
    if (isRampId(cleaned)) return { kind: 'valid', value: cleaned, format: 'opaque' };
    return { kind: 'valid', value: cleaned, format: 'opaque', warning: 'identity-link-length' };
  });
}
