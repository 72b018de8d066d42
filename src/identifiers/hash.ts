import * as crypto from 'node:crypto';
import type { FormValue, Hash, IdentifierType, Verdict, Wanted } from './types';

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

/**
 * What is to be sent for a value that was judged good; nothing for a blank or bad one. The first is
 * the form as given (a plain email: after the chosen hash); the report's counts are of it. With
 * `forms: 'all'` the others that the input allows follow: plain → plain, MD5, SHA-256, SHA-256 of
 * MD5; MD5 → MD5, SHA-256 of it; a SHA-256 only itself. A list filled with one form may not lose
 * another.
 */
export function formsOf(type: IdentifierType, verdict: Verdict, wanted: Wanted): FormValue[] {
  if (verdict.kind !== 'good') return [];
  const { value, form } = verdict;
  if (type !== 'Email') return [{ form, value }];
  const first: FormValue =
    form === 'plain' && wanted.hash !== 'none'
      ? { form: wanted.hash, value: hashEmail(value, wanted.hash) }
      : { form, value };
  if (wanted.forms === 'given') return [first];
  return [first, ...allForms(verdict).filter((one) => one.form !== first.form)];
}

function allForms(verdict: Verdict & { kind: 'good' }): FormValue[] {
  if (verdict.form === 'plain') {
    const md5 = digest('md5', verdict.value);
    return [
      { form: 'plain', value: verdict.value },
      { form: 'md5', value: md5 },
      { form: 'sha256', value: digest('sha256', verdict.value) },
      { form: 'sha256ofMd5', value: digest('sha256', md5) },
    ];
  }
  if (verdict.form === 'md5') {
    return [
      { form: 'md5', value: verdict.value },
      { form: 'sha256ofMd5', value: digest('sha256', verdict.value) },
    ];
  }
  return [{ form: verdict.form, value: verdict.value }];
}
