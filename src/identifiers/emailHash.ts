import type { ColumnContext, Verdict } from './identifierTypes';
import { junkHashes } from './junkHashes';

const HEX = /^[0-9a-f]+$/i;
/** `0x` as SQL Server and BigQuery scripts write it, `\x` as PostgreSQL writes bytea. */
const PREFIXED = /^(?:0x|\\x)([0-9a-f]{32,})$/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Lengths of MD5, SHA-1, SHA-256, SHA-384 and SHA-512 in Base64, without padding. */
const BASE64_LENGTHS = new Set([22, 27, 43, 64, 86]);

/** Hex lengths of hashes that Criteo doesn't accept → the rule's key. */
const INVALID_LENGTHS: Record<number, string> = {
  40: 'hash-sha1',
  56: 'hash-length',
  96: 'hash-sha384',
  128: 'hash-sha512',
};

/** The hex digits after `0x` or `\x`. Undefined without such a prefix. */
export function withoutHexPrefix(cleaned: string): string | undefined {
  return PREFIXED.exec(cleaned)?.[1];
}

/**
 * Validates a cleaned value that may be a hash of an email or a phone number. Undefined if it
 * doesn't look like a hash. Valid are 32 hex digits (MD5) and 64 (SHA-256, or SHA-256 of the MD5),
 * sent in lower case. Source: uploads.md, Identifiers.
 */
export function validateHash(cleaned: string, context: ColumnContext): Verdict | undefined {
  const digits = withoutHexPrefix(cleaned);
  if (digits !== undefined) {
    const verdict = validateHash(digits, context);
    return verdict?.kind === 'invalid' ? verdict : { kind: 'invalid', rule: 'hash-prefix' };
  }
  if (!HEX.test(cleaned))
    return looksLikeBase64Hash(cleaned) ? { kind: 'invalid', rule: 'hash-base64' } : undefined;
  const { length } = cleaned;
  if (length !== 32 && length !== 64) {
    const rule = INVALID_LENGTHS[length] ?? (length >= 20 ? 'hash-length' : undefined);
    return rule === undefined ? undefined : { kind: 'invalid', rule };
  }
  const value = cleaned.toLowerCase();
  const junk = junkHashes(context.header).get(value);
  if (junk !== undefined) return { kind: 'invalid', rule: junk };
  const format = length === 32 ? 'md5' : 'sha256';
  return value === cleaned
    ? { kind: 'valid', value, format }
    : { kind: 'valid', value, format, warning: 'hash-upper-case' };
}

function looksLikeBase64Hash(cleaned: string): boolean {
  if (!BASE64.test(cleaned)) return false;
  return (
    BASE64_LENGTHS.has(cleaned.replace(/=+$/, '').length) &&
    /\d/.test(cleaned) &&
    /[A-Za-z]/.test(cleaned)
  );
}
