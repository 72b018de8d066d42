import type { Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/** `1.23E+11`, `1,23E+11`: how spreadsheets show numbers of 12 and more digits. */
const SCIENTIFIC = /^\d(?:[.,]\d+)?E\+\d+$/i;
/** `12345.0`: how pandas writes whole numbers in a column with gaps. */
const DECIMAL = /^\d+[.,]0+$/;
/**
 * Spreadsheets keep 15 digits of a number and fill up with zeros. One zero is chance in ten, two in
 * a hundred.
 */
const ROUNDED = /^\d{13,}00$/;
/** As UTF-8 looks that was read as windows-1252. */
const NON_ASCII = /[^ -~]/;

/**
 * What a spreadsheet, or a wrong encoding, may have done to a cleaned id, as a rule's key, or
 * undefined.
 */
function damage(cleaned: string): string | undefined {
  if (SCIENTIFIC.test(cleaned)) return 'customer-id-scientific';
  if (DECIMAL.test(cleaned)) return 'customer-id-decimal';
  if (ROUNDED.test(cleaned)) return 'customer-id-rounded';
  if (NON_ASCII.test(cleaned)) return 'customer-id-non-ascii';
  return undefined;
}

/**
 * Judges a raw field of a CustomerId column: the retailer's own id, opaque, sent trimmed with its
 * case kept. What a spreadsheet damaged is a warning: only the retailer knows what its ids look
 * like. Source: README, Identifiers.
 */
export function validateCustomerId(raw: string): Verdict {
  return validateNormalized(raw, (cleaned) => {
    const warning = damage(cleaned);
    const good: Verdict = { kind: 'valid', value: cleaned, form: 'opaque' };
    return warning === undefined ? good : { ...good, warning };
  });
}
