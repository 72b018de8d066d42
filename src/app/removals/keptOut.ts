import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KeyedQueue } from '../../common/keyedQueue';
import { createPrivateFileSync, isMissing, makePrivateFolder } from '../../common/privateFiles';
import { openSource } from '../../csv/source';
import type { Uploads } from '../../upload/contract';
import type { KeepOutTask, KeptOutLines } from '../../upload/people/peopleTypes';
import { KEPT_OUT } from '../../upload/suppression/suppressionTypes';
import type { SourceFile } from '../../upload/uploadTypes';
import { gitState } from '../uploads/plan/gitState';
import { notWritten, writeParts } from '../writeParts';
import { keptOutPath } from './keptOutList';
import { otherPeople } from './removalFailure';

/** The age in milliseconds from which what was being written belongs to no process any more. */
const LEFT_BEHIND = 60_000;
const CHANGED = new Error('changed');

/** The people who were added to the list, in figures: see `KeptOutLines`. */
export interface KeptOut extends Omit<KeptOutLines, 'lines' | 'fingerprint'> {
  /** Absolute path of the list. */
  path: string;
}

const queue = new KeyedQueue();

/** `areThey`: whether a fingerprint, as `ReadPeople` has it, is of the people that the files have to have. */
interface About extends Pick<KeepOutTask, 'columns' | 'date' | 'reference'> {
  areThey?: (fingerprint: string) => boolean;
}

/**
 * Adds the people of files to the suppression list that this tool owns in a state folder, readable by this
 * user only: SHA-256 of emails (or the hash that is given), and other identifiers as they are. No identifier
 * is in it twice. Rejects with `UploadError` as `Uploads.keepOut`, and with `Failure` 'not-written',
 * and 'file-changed' if they have other people; then the list is as it was.
 */
export function addToKeptOut(
  engine: Pick<Uploads, 'keepOut'>,
  folder: string,
  files: readonly SourceFile[],
  { areThey = () => true, ...about }: About,
): Promise<KeptOut> {
  const path = keptOutPath(folder);
  return queue.run(path, async () => {
    try {
      await makePrivateFolder(folder);
      await removeLeftBehind(folder);
      return await addPeople(engine, { ...about, files, list: path }, areThey);
    } catch (error) {
      throw notWritten(pathToFileURL(path).href, error);
    }
  });
}

async function addPeople(
  engine: Pick<Uploads, 'keepOut'>,
  task: Parameters<Uploads['keepOut']>[0],
  areThey: (fingerprint: string) => boolean,
): Promise<KeptOut> {
  const { list: path } = task;
  for (;;) {
    const version = await versionOf(path);
    const { lines, fingerprint, ...figures } = await engine.keepOut(task);
    if (!areThey(fingerprint)) throw otherPeople(task.files);
    try {
      if (lines !== '') await append(path, lines, version);
      return { path, ...figures };
    } catch (error) {
      // Another process has added people.
      if (error !== CHANGED) throw error;
    }
  }
}

/** Writes the list with more lines. Throws `CHANGED` if it isn't the one any more that was read. */
async function append(path: string, lines: string, version: string | undefined): Promise<void> {
  // Who has the state folder in a repository must not commit it.
  if ((await gitState(path)) === 'not-ignored')
    createPrivateFileSync(join(dirname(path), '.gitignore'), '*\n');
  const parts = async function* (): AsyncGenerator<Uint8Array> {
    if (version !== undefined)
      yield* (await openSource(path)).createReadStream() as AsyncIterable<Uint8Array>;
    yield Buffer.from(lines);
  };
  const place = async (temporary: string): Promise<void> => {
    if ((await versionOf(path)) !== version) throw CHANGED;
    await fs.rename(temporary, path);
  };
  await writeParts({ uri: pathToFileURL(path).href, path, place }, parts(), {});
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeMs } = await fs.stat(path);
    return [ino, size, mtimeMs].join();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What a process that was killed has written of it. */
async function removeLeftBehind(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    if (!name.startsWith(KEPT_OUT) || !name.endsWith('.part')) continue;
    const path = join(folder, name);
    const { mtimeMs } = await fs.stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > LEFT_BEHIND) await fs.rm(path, { force: true });
  }
}
