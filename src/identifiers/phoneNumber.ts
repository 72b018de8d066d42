import { validateHash } from './emailHash';
import type { ColumnContext, Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/**
 * ITU-T E.164: at most 15 digits, beginning with the country code. It gives no minimum; no country
 * has fewer than 7.
 */
const E164 = /^\+[1-9]\d{6,14}$/;
const PUNCTUATION = /[\s().\-/\u2010-\u2015]/g;

/**
 * A number beginning with `+`, without spaces, dots, hyphens, slashes, brackets and `(0)`. Undefined
 * if the result isn't E.164.
 */
export function withoutPunctuation(cleaned: string): string | undefined {
  const digits = cleaned.replace('(0)', '').replace(PUNCTUATION, '');
  return E164.test(digits) ? digits : undefined;
}

/**
 * Validates a raw field of a PhoneNumber column: E.164 (`+33612345678`), or its SHA-256 in hex.
 * Criteo doesn't document a format (uploads.md, Identifiers), as the column warning
 * `phone-undocumented` says.
 */
export function validatePhoneNumber(raw: string, context: ColumnContext = {}): Verdict {
  return validateNormalized(raw, (cleaned) => {
    if (E164.test(cleaned)) return { kind: 'valid', value: cleaned, format: 'plain' };
    if (withoutPunctuation(cleaned) !== undefined)
      return { kind: 'invalid', rule: 'phone-punctuation' };
    if (cleaned.includes('@')) return { kind: 'invalid', rule: 'id-is-email' };
    const hash = /^\d{1,20}$/.test(cleaned) ? undefined : validateHash(cleaned, context);
    if (hash?.kind === 'valid' && hash.format === 'md5')
      return { kind: 'invalid', rule: 'phone-hash-md5' };
    return hash ?? { kind: 'invalid', rule: 'phone-not-e164' };
  });
}
