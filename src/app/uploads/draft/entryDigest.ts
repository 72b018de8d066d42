import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { pick } from '../../../common/records';
import { hashSource } from '../../../csv/source';
import { isKeptOut } from '../../../upload/suppression/suppressionTypes';
import { UPLOAD_CHOICES, type Caller, type Choices, type UploadSettings } from '../choices/choices';
import { effectiveChoices, LIMITS } from '../choices/engineOptions';

/** The SHA-256 of a file's bytes; undefined if it can't be read. Rejects with the signal's reason when aborted. */
export type HashOf = (path: string, signal?: AbortSignal) => Promise<string | undefined>;

/** What doesn't change what is sent, or has its bytes compared. */
const APART = new Set<string>([
  ...LIMITS,
  ...['confirm', 'every', 'keep', 'suppress', 'suppressMaxAge', 'requireSuppression'],
]);
const COMPARED = UPLOAD_CHOICES.filter((name) => !APART.has(name));

/** Hashes each file once, as long as it doesn't change. */
export function fileHashes(): HashOf {
  const known = new Map<string, Promise<string | undefined>>();
  return async (path, signal) => {
    const { mtimeMs, size } = (await stat(path).catch(() => undefined)) ?? {};
    const key = [mtimeMs, size, path].join(' ');
    const hash =
      known.get(key) ??
      hashSource({ path }, signal).catch(() => {
        if (signal?.aborted) known.delete(key);
        signal?.throwIfAborted();
        return undefined;
      });
    known.set(key, hash);
    return hash;
  };
}

/**
 * By which a later run of a nightly file knows again what an entry sent, whoever sent it: the bytes of its
 * files and suppression lists, and what its choices and the settings come to, but for the limits of safety
 * checks. Undefined if a file can't be read. Rejects with the signal's reason when aborted.
 */
export async function entryDigest(
  choices: Choices,
  identifierType: string | undefined,
  settings: UploadSettings,
  by: Caller,
  hashOf: HashOf,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { files, into, operation } = choices;
  if (operation === undefined) return undefined;
  const effective = effectiveChoices(choices, operation, identifierType, settings, by);
  const { keep } = effective;
  // Who was removed everywhere isn't there any more: that changes nothing.
  const suppress = effective.suppress?.filter(({ file }) => !isKeptOut({ path: file })) ?? [];
  const hashed = async ({ uri }: { uri: string }): Promise<string | undefined> =>
    hashOf(fileURLToPath(uri), signal);
  const fileHashes = await Promise.all(files.map(hashed));
  const listHashes = await Promise.all(suppress.map(({ file }) => hashed({ uri: file })));
  if ([...fileHashes, ...listHashes].includes(undefined)) return undefined;
  return sha256([
    ...[into?.segmentId, operation],
    pick(effective, COMPARED),
    keep !== undefined,
    // Without a kept file, the next update looks for the bytes where they were sent from.
    files.map(({ uri, columns, dialect }, index) => [
      ...[fileHashes[index], columns, dialect],
      operation === 'update' && keep === undefined && uri,
    ]),
    suppress.map(({ columns }, index) => [listHashes[index], columns]),
  ]);
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
