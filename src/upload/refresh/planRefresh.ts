import { pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { fileNameOf } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import type { ValueFormat } from '../../identifiers/identifierTypes';
import { HASH_FORMATS } from '../hashFormats';
import { otherFiles, type ListState } from '../journal/listState';
import { UploadError } from '../uploadError';
import {
  DEFAULT_REFRESH,
  type KeptFile,
  type PlannedRefresh,
  type SourceFile,
  type UploadOptions,
} from '../uploadTypes';
import type { ComparedFiles, CompareTask } from '../workerProtocol';
import { copiesCutOff, isCopy, isThere, keptFileAt } from './keptFile';

/** What a refresh is compared with, and where its file is kept. */
export interface RefreshInput extends CompareTask {
  keep?: KeptFile;
}

/**
 * Determines what a refresh of `files` compares them with: the previous files (`given`, or else the
 * kept one), copies that were cut off beside them, and the other files of the list. Throws
 * `bad-argument` if there is nothing to compare with and nothing is kept for the next time, and
 * `previous-unknown` if the file that was kept is gone.
 */
export async function refreshInput(
  files: readonly SourceFile[],
  given: readonly SourceFile[] | undefined,
  options: UploadOptions,
  list: ListState | undefined,
): Promise<RefreshInput> {
  const { keep, removeShared, previousHash, allowed } = options.refresh ?? DEFAULT_REFRESH;
  if (keep !== undefined && (files.length > 1 || files[0].path === undefined))
    throw new UploadError(
      'bad-argument',
      t('“{0}” is for one file on this machine’s disk.', optionName('keep')),
    );
  const previous = await previousFiles(given, keep);
  if (keep !== undefined && previous.length === 0 && !allowed.includes('previous-unknown'))
    requireFirstRun(keep, list);
  const cutOff = keep === undefined ? [] : await copiesCutOff(keep);
  return {
    previous,
    others: removeShared
      ? []
      : otherFiles(list?.contents ?? [], [...files, ...previous]).filter(
          ({ path }) => path !== undefined,
        ),
    formats: removedFormats(list, previousHash, options.hash),
    ...(keep !== undefined && { keep: keptFileAt(keep, cutOff) }),
  };
}

/** Without the file that was kept, whoever left would stay for good, and no one would know. */
function requireFirstRun(keep: string, list: ListState | undefined): void {
  if (list?.contents?.some(({ path }) => path === keep) !== true) return;
  throw new UploadError(
    'previous-unknown',
    t(
      'Nothing was sent: {0}, which the last update of this segment kept, is gone, so it isn’t known who left. Put it back, or allow this ({1}): then no one is removed.',
      fileNameOf(keep),
      optionName('previousUnknown'),
    ),
  );
}

async function previousFiles(
  given: readonly SourceFile[] | undefined,
  keep: string | undefined,
): Promise<SourceFile[]> {
  const chosen = given ?? (keep === undefined ? undefined : [sourceAt(keep)]);
  if (chosen === undefined)
    throw new UploadError(
      'bad-argument',
      t(
        'An update needs the file of the last time ({0}), or where to keep this one for the next time ({1}).',
        optionName('previous'),
        optionName('keep'),
      ),
    );
  const all: SourceFile[] = [];
  for (const file of chosen) {
    // The first run has nothing to compare with.
    if (file.path === undefined || file.path !== keep || (await isThere(file.path))) all.push(file);
    if (file.path === undefined) continue;
    for (const path of await copiesCutOff(file.path)) all.push({ ...file, ...sourceAt(path) });
  }
  // Beside the kept file, too, if others are compared: they are gone once this job has finished.
  if (keep !== undefined && !chosen.some(({ path }) => path === keep))
    for (const path of await copiesCutOff(keep))
      all.push({ ...readingOf(chosen), ...sourceAt(path) });
  return all;
}

/** How a kept file was read: as the files that are compared with. */
function readingOf([file]: readonly SourceFile[]): Pick<SourceFile, 'columns' | 'dialect'> {
  return { columns: file?.columns, dialect: file?.dialect };
}

function sourceAt(path: string): SourceFile {
  return { uri: pathToFileURL(path).toString(), path };
}

/**
 * The formats in which identifiers were sent to the list from here since it was cleared, and in which
 * they are sent now; all if that isn't known.
 */
function removedFormats(
  list: ListState | undefined,
  previousHash: UploadOptions['hash'] | undefined,
  hash: UploadOptions['hash'],
): ValueFormat[] {
  const known = list ? list.formats : [];
  if (!known?.length) return [...HASH_FORMATS];
  const formats = new Set<ValueFormat>(known);
  for (const one of [previousHash, hash])
    if (one !== undefined) formats.add(one === 'none' ? 'plain' : one);
  return HASH_FORMATS.filter((format) => formats.has(format));
}

/** The part of a plan about who is removed. `list`: before it. */
export function plannedRefresh(
  { formats, keep }: RefreshInput,
  { files, counts, unchanged, identifiers, fingerprint, others, copies }: ComparedFiles,
  list: ListState | undefined,
): PlannedRefresh {
  const contents = list?.contents ?? [];
  const isKnown = (file: PlannedRefresh['files'][number]): boolean =>
    // A job that was cut off before its first request left a copy, and no one in the list.
    isCopy(file.path ?? '') ||
    contents.some(
      (one) =>
        one.uri === file.uri &&
        one.size === file.size &&
        // A copy that isn't kept yet has another time than its file.
        (one.copyOf !== undefined || one.modifiedAt === file.modifiedAt),
    );
  return {
    files,
    counts,
    unchanged,
    formats: [...formats],
    identifiers,
    sharedFiles: others.map((uri) => ({ uri })),
    isKnown:
      copies.length > 0 ||
      files.every(isKnown) ||
      contents.some((one) => haveSamePeople(one.fingerprint, fingerprint)),
    replaces: copies,
    listEpoch: list?.epoch ?? 0,
    listJobs: [...new Set(contents.map(({ jobId }) => jobId))],
    ...(keep && { keep }),
  };
}

/** Whether two fingerprints are of the same set of identifiers, however they were sent. */
function haveSamePeople(a: string, b: string): boolean {
  const peopleOf = (fingerprint: string): string => {
    const [type, , , mode, , distinct, sum] = fingerprint.split(':');
    return [type, mode, distinct, sum].join(':');
  };
  return peopleOf(a) === peopleOf(b);
}
