import { judgeHash } from './emailHash';
import { judgeCleaned } from './opaque';
import type { JudgeContext, Verdict } from './types';

/** RFC 5321 4.5.3.1.1, and 4.5.3.1.3 less the angle brackets (erratum 1690). */
const MAX_LOCAL = 64;
const MAX_TOTAL = 254;
/** RFC 1035 2.3.4. */
const MAX_LABEL = 63;

/** RFC 5322 "specials" other than `.` and `@`: allowed only in quoted local parts, which mail to people never has. */
const SPECIALS = /[()<>[\]:;,"\\]/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const LABEL_OF_ANY_SCRIPT = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/**
 * Judges a raw field of an Email column: a plain address, or a hash of one.
 * Normal form: trimmed and in lower case; no Gmail dot or plus rule (API.md "Identifiers").
 */
export function judgeEmail(raw: string, context: JudgeContext = {}): Verdict {
  return judgeCleaned(raw, (cleaned) => {
    if (!cleaned.includes('@')) return judgeHash(cleaned, context) ?? { kind: 'bad', rule: /\s/.test(cleaned) ? 'email-whitespace-inside' : 'email-no-at' };
    const rule = wrapping(cleaned);
    return rule === undefined ? judgeAddress(cleaned.toLowerCase()) : { kind: 'bad', rule };
  });
}

/** The rule for a cell that holds an address with something around it, or more than one. */
function wrapping(cleaned: string): string | undefined {
  const ats = cleaned.split('@').length - 1;
  if (ats > 1) return /[;,|/\s>]/.test(cleaned) ? 'email-two-addresses' : 'email-two-at';
  if (/^<?mailto:/i.test(cleaned)) return 'email-mailto';
  if (/<[^<>]*@[^<>]*>/.test(cleaned)) return 'email-display-name';
  return undefined;
}

function judgeAddress(value: string): Verdict {
  const at = value.indexOf('@');
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  const rule = localFault(local) ?? domainFault(domain) ?? (value.length > MAX_TOTAL ? 'email-too-long' : undefined);
  if (rule !== undefined) return { kind: 'bad', rule };
  if (!isAscii(domain)) return { kind: 'good', value, form: 'plain', warning: 'email-non-ascii-domain' };
  if (!isAscii(local)) return { kind: 'good', value, form: 'plain', warning: 'email-non-ascii-local' };
  return { kind: 'good', value, form: 'plain' };
}

function localFault(local: string): string | undefined {
  if (local === '') return 'email-local-missing';
  if (/\s/.test(local)) return 'email-whitespace-inside';
  if (SPECIALS.test(local)) return 'email-character';
  if (local.length > MAX_LOCAL) return 'email-local-too-long';
  // RFC 5321 Dot-string: dots stand between atoms only.
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return 'email-dots';
  return undefined;
}

function domainFault(domain: string): string | undefined {
  if (domain === '') return 'email-domain-missing';
  if (/\s/.test(domain)) return 'email-whitespace-inside';
  if (domain.startsWith('.') || domain.endsWith('.') || domain.includes('..')) return 'email-dots';
  if (!domain.includes('.')) return 'email-domain-without-dot';
  const label = isAscii(domain) ? LABEL : LABEL_OF_ANY_SCRIPT;
  return domain.split('.').every((part) => part.length <= MAX_LABEL && label.test(part)) ? undefined : 'email-domain-characters';
}

function isAscii(text: string): boolean {
  return !/[^\u0021-\u007e]/.test(text);
}
