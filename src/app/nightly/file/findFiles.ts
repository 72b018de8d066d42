import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { Failure } from '../../../common/failure';
import { duration, wholeDuration } from '../../../common/format';
import { fileNameOf } from '../../../common/messageText';
import { milliseconds } from '../../uploads/choices/suppressionChoice';
import { nameAge, type NameAge } from '../../uploads/repeat/nextName';
import type { NightlyEntry } from './nightlyFile';

/** The files of an entry as they are tonight. */
export interface FoundFiles {
  /** Absolute paths. */
  readonly paths: readonly string[];
  /** The one of them, or the suppression list, that was changed within the last minute: until when to wait. */
  readonly wait?: { readonly path: string; readonly until: number };
}

/** A file that is still being written has changed within this time. */
const QUIET = 60_000;
/** A date in another time zone isn't ahead by more than that. */
const DAY = 86_400_000;

/**
 * The files of an entry: those that it names, and for `*` the newest one. `now`: milliseconds since 1970.
 * Rejects with `Failure` 'export-missing' if one isn't there or is too old, 'export-ambiguous' if it isn't
 * known which is the newest, and 'bad-argument' if one is a suppression list or there twice.
 */
export async function findFiles(
  { files, maxAge, choices }: Pick<NightlyEntry, 'files' | 'maxAge' | 'choices'>,
  now: number,
): Promise<FoundFiles> {
  const paths = await Promise.all(files.map((file) => findFile(file, maxAge, now)));
  const lists = (choices.suppress ?? []).map(({ file }) => fileURLToPath(file));
  const [real, realLists] = await Promise.all([paths, lists].map(realPaths));
  for (const [index, path] of real.entries()) {
    const name = fileNameOf(paths[index]);
    if (realLists.includes(path))
      throw new Failure(
        'bad-argument',
        t('{0} is a suppression list: no one in it is sent.', name),
      );
    if (real.indexOf(path) < index)
      throw new Failure('bad-argument', t('{0} is there twice. Delete one of them.', name));
  }
  const wait = await lastWait([...paths, ...lists], now);
  return { paths, ...(wait && { wait }) };
}

async function lastWait(paths: readonly string[], now: number): Promise<FoundFiles['wait']> {
  const waits = await Promise.all(
    paths.map(async (path) => ({ path, until: ((await modifiedAtOf(path)) ?? -Infinity) + QUIET })),
  );
  return (
    waits
      // A clock that is ahead by more is wrong, and waiting doesn't help.
      .filter(({ until }) => until > now && until <= now + 2 * QUIET)
      .sort((a, b) => b.until - a.until)
      .at(0)
  );
}

async function findFile(file: string, maxAge: string | undefined, now: number): Promise<string> {
  const isPattern = basename(file).includes('*');
  const path = isPattern ? await newestOf(file) : file;
  const modifiedAt = await modifiedAtOf(path);
  if (modifiedAt === undefined)
    throw new Failure('export-missing', t('{0} isn’t there.', fileNameOf(path)));
  const writtenAt = nameAge(basename(path))?.writtenAt ?? modifiedAt;
  const limit = maxAge === undefined ? Infinity : milliseconds(maxAge);
  if (now - writtenAt > limit)
    throw new Failure(
      'export-missing',
      isPattern
        ? t(
            'The newest file, {0}, is {1} old, the limit is {2}.',
            fileNameOf(path),
            duration(now - writtenAt),
            wholeDuration(limit),
          )
        : t(
            '{0} was written {1} ago, the limit is {2}.',
            fileNameOf(path),
            duration(now - writtenAt),
            wholeDuration(limit),
          ),
    );
  // It would be the newest for a long time, and never too old.
  if (isPattern && writtenAt - 2 * DAY > now)
    throw new Failure(
      'export-ambiguous',
      t(
        'The newest file, {0}, has a date that is yet to come. Rename or delete it.',
        fileNameOf(path),
      ),
    );
  return path;
}

/** The newest file that fits a path with `*` in its last part. */
async function newestOf(pattern: string): Promise<string> {
  const folder = dirname(pattern);
  const [start, end] = basename(pattern).normalize('NFC').split('*');
  const items = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const ages = items
    .filter((item) => !item.isDirectory())
    .map(({ name }) => ({ name, fits: name.normalize('NFC') }))
    .filter(
      ({ fits }) =>
        fits.length > start.length + end.length &&
        fits.startsWith(start) &&
        fits.endsWith(end) &&
        // As for a shell, files that are hidden.
        (start !== '' || !fits.startsWith('.')),
    )
    .map(({ name, fits }) => ({
      name,
      age: ageBetween(fits, start.length, fits.length - end.length),
    }));
  if (ages.length === 0)
    throw new Failure('export-missing', t('No file fits {0}.', fileNameOf(pattern)));
  const [first, ...others] = ages.sort((a, b) => compareAges(b.age, a.age));
  const path = (name: string): string => fileNameOf(join(folder, name));
  const unordered = ages.find(({ age }) => age === undefined);
  const second =
    others.find(({ age }) => age?.shape !== first.age?.shape) ??
    others.find(({ age }) => age?.order === first.age?.order);
  if (second)
    throw new Failure(
      'export-ambiguous',
      t(
        'It isn’t known which is newer: {0} or {1}. Names of exports may differ in one date (such as 2026-11-27) or number.',
        path(first.name),
        path(second.name),
      ),
    );
  if (unordered)
    throw new Failure(
      'export-ambiguous',
      t(
        '{0} has no date (such as 2026-11-27) or number in place of *, by which it could be the newest.',
        path(unordered.name),
      ),
    );
  return join(folder, first.name);
}

/** How new a name is, if what tells that is in a part of it. */
function ageBetween(name: string, from: number, to: number): NameAge | undefined {
  const age = nameAge(name);
  return age && age.to >= from && age.from < to ? age : undefined;
}

function compareAges(a: NameAge | undefined, b: NameAge | undefined): number {
  const [one = '', other = ''] = [a?.order, b?.order];
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

/** When a file was changed, in milliseconds since 1970; undefined if it isn't there. */
async function modifiedAtOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** Through links, as far as they lead anywhere. */
function realPaths(paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.map((path) => realpath(path).catch(() => path)));
}
