import type { Verdict } from './types';

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

/**
 * Judges a cleaned text as one plain address. Normal form: in lower case, nothing else changed; no
 * Gmail dot or plus rule (README, Identifiers). Where no RFC is named a rule is of this project's
 * own.
 */
export function judgeAddress(cleaned: string): Verdict {
  const value = cleaned.toLowerCase();
  const at = value.indexOf('@');
  if (at < 0)
    return { kind: 'bad', rule: /\s/.test(value) ? 'email-whitespace-inside' : 'email-no-at' };
  if (value.includes('@', at + 1)) return { kind: 'bad', rule: 'email-two-at' };
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  const rule =
    localFault(local) ??
    domainFault(domain) ??
    (value.length > MAX_TOTAL ? 'email-too-long' : undefined);
  if (rule !== undefined) return { kind: 'bad', rule };
  if (!isAscii(domain))
    return { kind: 'good', value, form: 'plain', warning: 'email-non-ascii-domain' };
  if (!isAscii(local))
    return { kind: 'good', value, form: 'plain', warning: 'email-non-ascii-local' };
  return { kind: 'good', value, form: 'plain' };
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
