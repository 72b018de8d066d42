import type { Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/** RFC 9562 text form; IDFAs come in capitals, AAIDs in small letters. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const WRAPPED_UUID = /^(?:urn:uuid:|\{)([0-9a-f-]{36})\}?$/i;
const ALL_ZEROS = /^(?:0{32}|0{8}-0{4}-0{4}-0{4}-0{12}|\{0{8}-0{4}-0{4}-0{4}-0{12}\})$/;
const BARE_UUID = /^[0-9a-f]{32}$/i;
const OTHER_HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;

/** Whether a cleaned value is a UUID with its hyphens. */
export function isUuid(cleaned: string): boolean {
  return UUID.test(cleaned);
}

/** The UUID in `{…}` (SQL Server, Windows) or `urn:uuid:…`, or undefined. */
export function unwrapUuid(cleaned: string): string | undefined {
  const inner = WRAPPED_UUID.exec(cleaned)?.[1];
  return inner !== undefined && isUuid(inner) ? inner : undefined;
}

/** Puts the hyphens of 8-4-4-4-12 into 32 hex digits, or undefined where it is something else. */
export function hyphenate(cleaned: string): string | undefined {
  return BARE_UUID.test(cleaned)
    ? cleaned.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : undefined;
}

/**
 * Judges a raw field of a UserIdentifier column: a mobile advertising id (IDFA, AAID) or a Criteo
 * cookie id. Sent trimmed, the case kept. All zeros is what phones give whose owner declined
 * tracking: nobody. Source: README, Identifiers.
 */
export function validateUserIdentifier(raw: string): Verdict {
  return validateNormalized(raw, (cleaned) => {
    if (ALL_ZEROS.test(cleaned)) return { kind: 'invalid', rule: 'uuid-all-zeros' };
    if (isUuid(cleaned)) return { kind: 'valid', value: cleaned, form: 'mobileId' };
    const rule = fault(cleaned);
    return rule === undefined
      ? { kind: 'valid', value: cleaned, form: 'cookieId' }
      : { kind: 'invalid', rule };
  });
}

function fault(cleaned: string): string | undefined {
  if (unwrapUuid(cleaned) !== undefined) return 'uuid-wrapped';
  if (BARE_UUID.test(cleaned)) return 'uuid-without-hyphens';
  if (OTHER_HASH.test(cleaned)) return 'id-is-hash';
  if (cleaned.includes('@')) return 'id-is-email';
  if (/\s/.test(cleaned)) return 'id-whitespace-inside';
  return undefined;
}
