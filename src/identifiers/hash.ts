import * as crypto from 'node:crypto';
import type { Hash, IdentifierType } from './identifierTypes';

type Algorithm = 'md5' | 'sha1' | 'sha256';
type OneShot = (algorithm: string, data: string | Uint8Array, encoding: 'hex') => string;

/** `crypto.hash` came with Node 20.12 and is about twice as fast for short texts. */
const oneShot = (crypto as { hash?: OneShot }).hash;

const withObjects: OneShot = (algorithm, data, encoding) =>
  crypto.createHash(algorithm).update(data).digest(encoding);

/** Hash of a text (as UTF-8) or of bytes, in lower-case hex. */
export const digest: (algorithm: Algorithm, data: string | Uint8Array) => string = oneShot
  ? (algorithm, data) => oneShot(algorithm, data, 'hex')
  : (algorithm, data) => withObjects(algorithm, data, 'hex');

/** The same without `crypto.hash`: what older editors run. */
export function digestWithObjects(algorithm: Algorithm, data: string | Uint8Array): string {
  return withObjects(algorithm, data, 'hex');
}

/**
 * A normalised email as it is to be sent.
 * `sha256ofMd5` is the SHA-256 of the lower-case hex text of the MD5 (README: Identifiers).
 */
export function hashEmail(normalised: string | Uint8Array, hash: Hash): string {
  switch (hash) {
    case 'none':
      return typeof normalised === 'string' ? normalised : new TextDecoder().decode(normalised);
    case 'sha256ofMd5':
      return digest('sha256', digest('md5', normalised));
    default:
      return digest(hash, normalised);
  }
}

/** Longer ones than any address are hashed all the same. */
const SHORT = 256;
const scratch = Buffer.alloc(SHORT);
/** Of each length: a view costs as much to make as a third of the hash. */
const views: Buffer[] = [];

function view(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length >= SHORT) return bytes.subarray(start, end);
  for (let i = 0; i < length; i++) scratch[i] = bytes[start + i];
  return (views[length] ??= scratch.subarray(0, length));
}

/**
 * The bulk form of {@link hashEmail}: hashes the normalised email in bytes[start…end) and writes
 * the lower-case hex at out[at…]. `out` may be `bytes`. Gives the number of bytes written: 32 or
 * 64.
 */
export function hashEmailBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: Exclude<Hash, 'none'>,
  out: Buffer,
  at: number,
): number {
  return out.write(hashEmail(view(bytes, start, end), hash), at, 'latin1');
}

/**
 * Whether values of a type may be hashed before sending: only emails (a hash of another id matches
 * nobody).
 */
export function mayHash(type: IdentifierType, hash: Hash): boolean {
  return hash === 'none' || type === 'Email';
}
