import { hash } from 'node:crypto';
import type { Hash, IdentifierType } from './identifierTypes';

type Algorithm = 'md5' | 'sha1' | 'sha256';

/**
 * The hash of a text (as UTF-8) or of bytes, in lowercase hex. `crypto.hash` is about twice as fast
 * as `createHash` for short texts. It needs Node 20.12, which VS Code 1.100 and later have.
 */
export function digest(algorithm: Algorithm, data: string | Uint8Array): string {
  return hash(algorithm, data, 'hex');
}

/**
 * A normalized email in the hash format to send. `sha256ofMd5` is the SHA-256 of the lowercase hex
 * text of the MD5 (uploads.md, Identifiers).
 */
export function hashEmail(normalized: string | Uint8Array, format: Hash): string {
  switch (format) {
    case 'none':
      return typeof normalized === 'string' ? normalized : new TextDecoder().decode(normalized);
    case 'sha256ofMd5':
      return digest('sha256', digest('md5', normalized));
    default:
      return digest(format, normalized);
  }
}

/** Above the length of any valid address; longer input is hashed without the cache. */
const MAX_CACHED = 256;
const scratch = Buffer.alloc(MAX_CACHED);
/** Views of `scratch` by length: creating one takes a third as long as the hash itself. */
const views: Buffer[] = [];

function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length >= MAX_CACHED) return bytes.subarray(start, end);
  for (let i = 0; i < length; i++) scratch[i] = bytes[start + i];
  return (views[length] ??= scratch.subarray(0, length));
}

/**
 * {@link hashEmail} for bulk use: hashes the normalized email in bytes[start…end) and writes the
 * lowercase hex to out[at…]. `out` may be `bytes`. Returns the number of bytes written, 32 or 64.
 */
export function hashEmailBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  format: Exclude<Hash, 'none'>,
  out: Buffer,
  at: number,
): number {
  return out.write(hashEmail(viewOf(bytes, start, end), format), at, 'latin1');
}

/** Whether values of a type may be hashed before sending. A hash of any other id can't match. */
export function mayHash(type: IdentifierType, format: Hash): boolean {
  return format === 'none' || type === 'Email';
}
