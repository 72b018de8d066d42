import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { UPLOAD_CHOICES, type Choices } from '../../uploads/choices/choices';
import { givenOf } from '../../uploads/choices/choiceTable';
import { LIMITS } from '../../uploads/choices/engineOptions';

/** The SHA-256 of a file's bytes; undefined if it can't be read. */
export type HashOf = (path: string) => Promise<string | undefined>;

/** What doesn't change what is sent, or has its bytes compared. */
const APART = new Set<string>([
  ...LIMITS,
  ...['confirm', 'keep', 'suppress', 'suppressMaxAge', 'requireSuppression'],
]);
const COMPARED = UPLOAD_CHOICES.filter((name) => !APART.has(name));

/** Hashes each file once, as long as it doesn't change. */
export function fileHashes(): HashOf {
  const known = new Map<string, Promise<string | undefined>>();
  return async (path) => {
    const { mtimeMs, size } = (await stat(path).catch(() => undefined)) ?? {};
    const key = [mtimeMs, size, path].join(' ');
    const hash = known.get(key) ?? hashOf(path).catch(() => undefined);
    known.set(key, hash);
    return hash;
  };
}

/**
 * By which a later run knows again what an entry sends: the bytes of its files and suppression lists, and
 * what was chosen, but for the limits of safety checks. Undefined if one of them can't be read.
 */
export async function entryDigest(choices: Choices, hashOf: HashOf): Promise<string | undefined> {
  const { files, suppress = [], keep, operation, into } = choices;
  const hashed = async ({ uri }: { uri: string }): Promise<string | undefined> =>
    hashOf(fileURLToPath(uri));
  const fileHashes = await Promise.all(files.map(hashed));
  const listHashes = await Promise.all(suppress.map(({ file }) => hashed({ uri: file })));
  if ([...fileHashes, ...listHashes].includes(undefined)) return undefined;
  return sha256([
    into?.segmentId,
    givenOf(choices, COMPARED),
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

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
