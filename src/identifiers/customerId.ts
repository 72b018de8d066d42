import type { Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/** `1.23E+11`, `1,23E+11`: how spreadsheets show numbers of 12 and more digits. */
const SCIENTIFIC = /^\d(?:[.,]\d+)?E\+\d+$/i;
/** `12345.0`: how pandas writes integers in a column with missing values. */
const DECIMAL = /^\d+[.,]0+$/;
/**
 * Spreadsheets keep 15 digits of a number and replace the rest with zeros. Two trailing zeros are
 * required: one in ten ids ends in a single zero by chance, one in a hundred in two.
 */
const ROUNDED = /^\d{13,}00$/;
/** A sign of UTF-8 misread as windows-1252. */
const NON_ASCII = /[^ -~]/;

/** The key of the rule for what a spreadsheet or a wrong encoding seems to have done to an id. */
function findDamage(cleaned: string): string | undefined {
  if (SCIENTIFIC.test(cleaned)) return 'customer-id-scientific';
  if (DECIMAL.test(cleaned)) return 'customer-id-decimal';
  if (ROUNDED.test(cleaned)) return 'customer-id-rounded';
  if (NON_ASCII.test(cleaned)) return 'customer-id-non-ascii';
  return undefined;
}

/**
 * Validates a raw field of a CustomerId column: the retailer's own id, opaque, sent trimmed and
 * with its case kept. Damage by a spreadsheet is only a warning, because only the retailer knows
 * what its ids look like. Source: uploads.md, Identifiers.
 */
export function validateCustomerId(raw: string): Verdict {
  return validateNormalized(raw, (cleaned) => {
    const warning = findDamage(cleaned);
    const valid: Verdict = { kind: 'valid', value: cleaned, format: 'opaque' };
    return warning === undefined ? valid : { ...valid, warning };
  });
}
