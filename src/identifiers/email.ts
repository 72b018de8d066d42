import { validateHash } from './emailHash';
import type { ColumnContext, Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/** RFC 5321 4.5.3.1.1, and 4.5.3.1.3 minus the angle brackets (erratum 1690 of RFC 3696). */
const MAX_LOCAL = 64;
const MAX_TOTAL = 254;
/** RFC 1035 2.3.4. */
const MAX_LABEL = 63;

/**
 * RFC 5322 "specials" except `.` and `@`: allowed only in quoted local parts, which people's
 * addresses don't have.
 */
const SPECIALS = /[()<>[\]:;,"\\]/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const LABEL_OF_ANY_SCRIPT = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/** Characters that programs and people put around an address. */
const BEFORE = /^[\s"'`\u2018\u2019\u201c\u201d\u00ab<([{]+/;
const AFTER = /[\s"'`\u2018\u2019\u201c\u201d\u00bb>)\]};,:.]+$/;
const MAILTO = /^<?\s*mailto:\s*/i;
const IN_ANGLES = /<([^<>]*@[^<>]*)>/g;

/**
 * Validates a raw field of an Email column: a plain address, or a hash of one.
 * Source: uploads.md, Identifiers.
 */
export function validateEmail(raw: string, context: ColumnContext = {}): Verdict {
  return validateNormalized(raw, (cleaned) => {
    if (!cleaned.includes('@')) return validateHash(cleaned, context) ?? validateAddress(cleaned);
    const rule = findWrapping(cleaned);
    if (rule !== undefined) return { kind: 'invalid', rule };
    const verdict = validateAddress(cleaned);
    // Only if an address remains without them: an apostrophe, say, can be part of an address.
    if (verdict.kind === 'invalid' && unwrapAddress(cleaned) !== undefined)
      return { kind: 'invalid', rule: 'email-wrapped' };
    return verdict;
  });
}

/** The rule for a field with something around the address, or with several addresses. */
function findWrapping(cleaned: string): string | undefined {
  const ats = cleaned.split('@').length - 1;
  if (ats > 1) return /[;,|/\s>]/.test(cleaned) ? 'email-two-addresses' : 'email-two-at';
  if (MAILTO.test(cleaned)) return 'email-mailto';
  if (/<[^<>]*@[^<>]*>/.test(cleaned)) return 'email-display-name';
  return undefined;
}

/**
 * Validates a cleaned text as a single plain address. Normalizing only lowercases it: no Gmail dot
 * or plus rule (uploads.md, Identifiers). Checks without an RFC beside them are this extension's own.
 */
function validateAddress(cleaned: string): Verdict {
  const value = cleaned.toLowerCase();
  const at = value.indexOf('@');
  if (at < 0)
    return { kind: 'invalid', rule: /\s/.test(value) ? 'email-whitespace-inside' : 'email-no-at' };
  if (value.includes('@', at + 1)) return { kind: 'invalid', rule: 'email-two-at' };
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  const rule =
    findLocalFault(local) ??
    findDomainFault(domain) ??
    (value.length > MAX_TOTAL ? 'email-too-long' : undefined);
  if (rule !== undefined) return { kind: 'invalid', rule };
  if (!isAscii(domain))
    return { kind: 'valid', value, format: 'plain', warning: 'email-non-ascii-domain' };
  if (!isAscii(local))
    return { kind: 'valid', value, format: 'plain', warning: 'email-non-ascii-local' };
  return { kind: 'valid', value, format: 'plain' };
}

function findLocalFault(local: string): string | undefined {
  if (local === '') return 'email-local-missing';
  if (/\s/.test(local)) return 'email-whitespace-inside';
  if (SPECIALS.test(local)) return 'email-character';
  if (local.length > MAX_LOCAL) return 'email-local-too-long';
  // RFC 5321 Dot-string: dots only between atoms.
  return findDotsFault(local);
}

function findDomainFault(domain: string): string | undefined {
  if (domain === '') return 'email-domain-missing';
  if (/\s/.test(domain)) return 'email-whitespace-inside';
  const dots = findDotsFault(domain);
  if (dots !== undefined) return dots;
  if (!domain.includes('.')) return 'email-domain-without-dot';
  const label = isAscii(domain) ? LABEL : LABEL_OF_ANY_SCRIPT;
  return domain.split('.').every((part) => part.length <= MAX_LABEL && label.test(part))
    ? undefined
    : 'email-domain-characters';
}

function findDotsFault(part: string): string | undefined {
  return part.startsWith('.') || part.endsWith('.') || part.includes('..')
    ? 'email-dots'
    : undefined;
}

function isAscii(text: string): boolean {
  return !/[^\u0021-\u007e]/.test(text);
}

/** Whether a text is a single plain address, in any case. */
function isAddress(text: string): boolean {
  return validateAddress(text).kind === 'valid';
}

/**
 * Splits a field with several addresses into lowercase addresses without duplicates. Undefined if
 * any part isn't an address.
 */
export function splitAddresses(cleaned: string): string[] | undefined {
  const inAngles = [...cleaned.matchAll(IN_ANGLES)].map((match) => match[1]);
  // A local part may contain '/', so it's a separator only if the others don't work.
  for (const parts of [inAngles, cleaned.split(/[;,|\s]+/), cleaned.split(/[;,|\s/]+/)]) {
    const addresses = [...new Set(parts.filter((part) => part !== '').map(stripWrapping))];
    // One part for each @, or an address would get lost.
    if (
      parts.length > 1 &&
      addresses.every(isAddress) &&
      parts.filter((part) => part !== '').length === cleaned.split('@').length - 1
    )
      return addresses;
  }
  return undefined;
}

/**
 * The address in `Name <a@b.c>`, `mailto:a@b.c?subject=…` or `"a@b.c",`, in lower case. Undefined
 * if there isn't exactly one, or if nothing surrounds it.
 */
export function unwrapAddress(cleaned: string): string | undefined {
  const inAngles = [...cleaned.matchAll(IN_ANGLES)];
  if (inAngles.length > 1) return undefined;
  const address = stripWrapping(inAngles.length === 1 ? inAngles[0][1] : cleaned);
  return address !== cleaned.toLowerCase() && isAddress(address) ? address : undefined;
}

function stripWrapping(text: string): string {
  const target = MAILTO.test(text) ? text.replace(MAILTO, '').replace(/\?.*$/s, '') : text;
  return target.replace(BEFORE, '').replace(AFTER, '').toLowerCase();
}
