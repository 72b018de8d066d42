import { validateHash } from './emailHash';
import type { ColumnContext, Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/** RFC 5321 4.5.3.1.1, and 4.5.3.1.3 less the angle brackets (erratum 1690 of RFC 3696). */
const MAX_LOCAL = 64;
const MAX_TOTAL = 254;
/** RFC 1035 2.3.4. */
const MAX_LABEL = 63;

/**
 * RFC 5322 "specials" other than `.` and `@`: allowed only in quoted local parts, which mail to
 * people never has.
 */
const SPECIALS = /[()<>[\]:;,"\\]/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const LABEL_OF_ANY_SCRIPT = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/** What programs and people put around an address. */
const BEFORE = /^[\s"'`\u2018\u2019\u201c\u201d\u00ab<([{]+/;
const AFTER = /[\s"'`\u2018\u2019\u201c\u201d\u00bb>)\]};,:.]+$/;
const MAILTO = /^<?\s*mailto:\s*/i;
const IN_ANGLES = /<([^<>]*@[^<>]*)>/g;

/**
 * Judges a raw field of an Email column: a plain address, or a hash of one.
 * Source: README, Identifiers.
 */
export function validateEmail(raw: string, context: ColumnContext = {}): Verdict {
  return validateNormalized(raw, (cleaned) => {
    if (!cleaned.includes('@')) return validateHash(cleaned, context) ?? validateAddress(cleaned);
    const rule = wrapping(cleaned);
    if (rule !== undefined) return { kind: 'invalid', rule };
    const verdict = validateAddress(cleaned);
    // Said only where taking it away leaves an address: an apostrophe, say, may also belong to one.
    if (verdict.kind === 'invalid' && unwrapAddress(cleaned) !== undefined)
      return { kind: 'invalid', rule: 'email-wrapped' };
    return verdict;
  });
}

/** The rule for a cell that holds an address in something, or more than one. */
function wrapping(cleaned: string): string | undefined {
  const ats = cleaned.split('@').length - 1;
  if (ats > 1) return /[;,|/\s>]/.test(cleaned) ? 'email-two-addresses' : 'email-two-at';
  if (MAILTO.test(cleaned)) return 'email-mailto';
  if (/<[^<>]*@[^<>]*>/.test(cleaned)) return 'email-display-name';
  return undefined;
}

/**
 * Judges a cleaned text as one plain address. Normal form: in lower case, nothing else changed; no
 * Gmail dot or plus rule (README, Identifiers). Where no RFC is named a rule is of this project's
 * own.
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
    localFault(local) ??
    domainFault(domain) ??
    (value.length > MAX_TOTAL ? 'email-too-long' : undefined);
  if (rule !== undefined) return { kind: 'invalid', rule };
  if (!isAscii(domain))
    return { kind: 'valid', value, form: 'plain', warning: 'email-non-ascii-domain' };
  if (!isAscii(local))
    return { kind: 'valid', value, form: 'plain', warning: 'email-non-ascii-local' };
  return { kind: 'valid', value, form: 'plain' };
}

function localFault(local: string): string | undefined {
  if (local === '') return 'email-local-missing';
  if (/\s/.test(local)) return 'email-whitespace-inside';
  if (SPECIALS.test(local)) return 'email-character';
  if (local.length > MAX_LOCAL) return 'email-local-too-long';
  // RFC 5321 Dot-string: dots stand between atoms only.
  return dotsFault(local);
}

function domainFault(domain: string): string | undefined {
  if (domain === '') return 'email-domain-missing';
  if (/\s/.test(domain)) return 'email-whitespace-inside';
  const dots = dotsFault(domain);
  if (dots !== undefined) return dots;
  if (!domain.includes('.')) return 'email-domain-without-dot';
  const label = isAscii(domain) ? LABEL : LABEL_OF_ANY_SCRIPT;
  return domain.split('.').every((part) => part.length <= MAX_LABEL && label.test(part))
    ? undefined
    : 'email-domain-characters';
}

function dotsFault(part: string): string | undefined {
  return part.startsWith('.') || part.endsWith('.') || part.includes('..')
    ? 'email-dots'
    : undefined;
}

function isAscii(text: string): boolean {
  return !/[^\u0021-\u007e]/.test(text);
}

/** Whether a text is one plain address, sent as it is or in lower case. */
function isAddress(text: string): boolean {
  return validateAddress(text).kind === 'valid';
}

/**
 * The addresses in a cell of several, each once and in lower case; undefined where any part is
 * something else.
 */
export function splitAddresses(cleaned: string): string[] | undefined {
  const inAngles = [...cleaned.matchAll(IN_ANGLES)].map((match) => match[1]);
  // '/' may stand in a local part, so it separates only where the others did not do.
  for (const parts of [inAngles, cleaned.split(/[;,|\s]+/), cleaned.split(/[;,|\s/]+/)]) {
    const addresses = [...new Set(parts.filter((part) => part !== '').map(bare))];
    // An address left out would be lost: as many as there are signs.
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
 * The one address in `Name <a@b.c>`, `mailto:a@b.c?subject=…`, `"a@b.c",` in lower case, or
 * undefined.
 */
export function unwrapAddress(cleaned: string): string | undefined {
  const inAngles = [...cleaned.matchAll(IN_ANGLES)];
  if (inAngles.length > 1) return undefined;
  const address = bare(inAngles.length === 1 ? inAngles[0][1] : cleaned);
  return address !== cleaned.toLowerCase() && isAddress(address) ? address : undefined;
}

function bare(text: string): string {
  const target = MAILTO.test(text) ? text.replace(MAILTO, '').replace(/\?.*$/s, '') : text;
  return target.replace(BEFORE, '').replace(AFTER, '').toLowerCase();
}
