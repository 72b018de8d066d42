import type { Verdict } from './identifierTypes';
import { validateNormalized } from './normalize';

/** RFC 9562 text format. IDFAs are written in upper case, AAIDs in lower case. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const WRAPPED_UUID = /^(?:urn:uuid:|\{)([0-9a-f-]{36})\}?$/i;
const ALL_ZEROS = /^(?:0{32}|0{8}-0{4}-0{4}-0{4}-0{12}|\{0{8}-0{4}-0{4}-0{4}-0{12}\})$/;
const BARE_UUID = /^[0-9a-f]{32}$/i;
const OTHER_HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;

/** Whether a cleaned value is a UUID with hyphens. */
export function isUuid(cleaned: string): boolean {
  return UUID.test(cleaned);
}

/** The UUID in `{…}` (SQL Server, Windows) or `urn:uuid:…`. Undefined for anything else. */
export function unwrapUuid(cleaned: string): string | undefined {
  const inner = WRAPPED_UUID.exec(cleaned)?.[1];
  return inner !== undefined && isUuid(inner) ? inner : undefined;
}

/** Adds the hyphens of a UUID (8-4-4-4-12) to 32 hex digits. Undefined for anything else. */
export function hyphenate(cleaned: string): string | undefined {
  return BARE_UUID.test(cleaned)
    ? cleaned.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : undefined;
}

/**
 * Validates a raw field of a UserIdentifier column: a mobile advertising id (IDFA, AAID) or a
 * Criteo cookie id, sent trimmed and with its case kept. Phones whose owner declined tracking
 * report all zeros, which is invalid. Source: uploads.md, Identifiers.
 */
export function validateUserIdentifier(raw: string): Verdict {
  return validateNormalized(raw, (cleaned) => {
    if (ALL_ZEROS.test(cleaned)) return { kind: 'invalid', rule: 'uuid-all-zeros' };
    if (isUuid(cleaned)) return { kind: 'valid', value: cleaned, format: 'mobileId' };
    const rule = findFault(cleaned);
    return rule === undefined
      ? { kind: 'valid', value: cleaned, format: 'cookieId' }
      : { kind: 'invalid', rule };
  });
}

function findFault(cleaned: string): string | undefined {
  if (unwrapUuid(cleaned) !== undefined) return 'uuid-wrapped';
  if (BARE_UUID.test(cleaned)) return 'uuid-without-hyphens';
  if (OTHER_HASH.test(cleaned)) return 'id-is-hash';
  if (cleaned.includes('@')) return 'id-is-email';
  if (/\s/.test(cleaned)) return 'id-whitespace-inside';
  return undefined;
}
