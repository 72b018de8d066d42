import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { codeOf } from '../../common/codes/toolCodes';
import { Failure, withFileName } from '../../common/failure';
import { pick } from '../../common/records';
import { isGzip } from '../../csv/encoding';
import { columnName } from '../../csv/header';
import { examineSource, readStart } from '../../csv/source';
import { Fingerprinter } from '../../identifiers/fingerprints';
import { columnsRead } from '../fieldsRead';
import { isReadAs } from '../journal/listContents';
import type { ValidRows } from '../rows/validRows';
import { ListReader } from '../suppression/readLists';
import { findPrevious, type ComparedSource, type FoundFiles } from '../update/findPrevious';
import { UploadError } from '../uploadError';
import type { PlannedChunk, PlannedFile, SourceFile } from '../uploadTypes';
import type {
  CheckProgress,
  ComparedFiles,
  FoundSuppression,
  ValidatedFiles,
  ValidateTask,
} from '../workerProtocol';
import { RowDeduper } from './dedupe';
import {
  FIRST_MODE,
  ReadAgainError,
  type CompareMode,
  type DedupeJob,
  type Deduper,
  type DedupeResult,
} from './deduper';
import { DedupeThread } from './dedupeWorker';
import { FileReader } from './fileReader';
import { FileSet } from './fileSet';

const SMALL_FILE = 1024 * 1024;
/** Total size in bytes from which a second thread is worth starting. */
const TWO_THREADS = 8 * 1024 * 1024;
const MAX_EXPECTED = 20_000_000;

/**
 * Reads all files of a job once and decides for each row whether to send it; for an update, also
 * those it is compared with. Throws `UploadError` with the index of the file (previous files come
 * after the job's own, and others last), also for errors of `src/csv`; an abort throws the signal's reason. `onProgress` is called after each block; if the
 * files have to be read again, it starts from zero.
 */
export async function validateFiles(
  task: ValidateTask,
  signal: AbortSignal,
  onProgress: (progress: CheckProgress) => void,
): Promise<ValidatedFiles> {
  const { update } = task;
  const compared = update && (await findPrevious(update, task.files));
  const { previous = [], others = [] } = compared ?? {};
  const { expected, sizes } = await estimate(task.files, signal);
  const numbered = [...task.files, ...previous, ...others];
  const addSize = async (file: SourceFile): Promise<void> =>
    void sizes.push((await examineSource(file)).size);
  for (const file of [...others, ...previous])
    await namingFailedFile(
      file,
      numbered.indexOf(file),
      () => addSize(file),
      others.includes(file),
    );
  const fingerprinter = new Fingerprinter(task.key);
  const validateAll = async (mode: CompareMode): Promise<ValidatedFiles> => {
    const job: DedupeJob = {
      type: task.type,
      options: task.options,
      key: task.key,
      expectedRows: expected,
      mode,
      removedFormats: update?.formats,
      suppression: task.suppression,
    };
    const deduper = sum(sizes) >= TWO_THREADS ? new DedupeThread(job) : new RowDeduper(job);
    const report = (progress: CheckProgress): void =>
      onProgress({ ...progress, ...(others.length > 0 && { otherFiles: others.length }) });
    try {
      const lists = await readLists(task, fingerprinter, deduper, signal);
      const reader = new FileReader(task, sizes, deduper, signal, report, fingerprinter, lists);
      return await readAll(task.files, compared, reader, deduper, lists);
    } finally {
      await deduper.close();
    }
  };
  // Values are compared as they are in the files. Hashing each of them just for that would double the
  // cost, and only matters if files have hashes as well: then they are read again.
  for (let mode = FIRST_MODE; ;) {
    try {
      return await validateAll(mode);
    } catch (error) {
      if (!(error instanceof ReadAgainError)) throw error;
      mode = error.mode;
    }
  }
}

/** Reads the suppression lists, if there are any. */
async function readLists(
  { type, suppression }: ValidateTask,
  fingerprinter: Fingerprinter,
  deduper: Deduper,
  signal: AbortSignal,
): Promise<ListReader | undefined> {
  if (!suppression) return undefined;
  const take = (list: number, values: ValidRows): Promise<void> => deduper.addListed(list, values);
  const reader = new ListReader(type, fingerprinter, take, signal);
  for (const list of suppression.lists) await reader.read(list);
  return reader;
}

async function readAll(
  files: readonly SourceFile[],
  compared: FoundFiles | undefined,
  reader: FileReader,
  deduper: Deduper,
  lists: ListReader | undefined,
): Promise<ValidatedFiles> {
  const { previous = [], others = [] } = compared ?? {};
  const sent = new FileSet();
  for (const [index, file] of files.entries())
    await namingFailedFile(file, index, () => reader.read(file, 'new', sent));
  const numbered = [...files, ...previous, ...others];
  for (const file of others)
    await namingFailedFile(file, numbered.indexOf(file), () => readOther(file, reader), true);
  const before = new FileSet();
  const isAlike = ({ isSentNow, asSent }: ComparedSource): boolean =>
    isSentNow === true && asSent !== undefined && sent.files.some((one) => isReadAs(one, asSent));
  let again = 0;
  for (const file of previous.filter((one) => !isAlike(one))) {
    const { length } = before.chunks;
    await namingFailedFile(file, numbered.indexOf(file), () =>
      reader.read(file.asSent ? file : asNew(file, files, sent.files), 'previous', before),
    );
    if (file.isTried) again += peopleIn(before.chunks.slice(length));
  }
  const {
    validRows,
    distinct = validRows,
    columnWarnings,
    comparison,
    suppression,
    ...result
  } = await deduper.finish();
  return {
    ...result,
    files: sent.files,
    chunks: [...sent.chunks, ...before.chunks, ...(suppression?.chunks ?? [])],
    counts: { ...sent.counts(), good: validRows },
    findings: sent.findings,
    byRule: sent.byRule,
    columnWarnings: [...new Set([...sent.columnWarnings, ...columnWarnings])],
    distinct,
    update: comparison && compared && comparedFiles(compared, before, comparison, again),
    ...(suppression && lists && withSuppressed(result, suppression, lists, reader)),
  };
}

/**
 * What is added by suppressed people. The bits of whom to remove come after those of all files, from the
 * next whole byte on: see `BodyBuilder`.
 */
function withSuppressed(
  { bits, fields }: Pick<ValidatedFiles, 'bits' | 'fields'>,
  { chunks: _, fields: removed, bits: ofRemoved, ...found }: FoundSuppression,
  { lists, isAnyUnread }: ListReader,
  { compared, types }: FileReader,
): Pick<ValidatedFiles, 'bits' | 'fields' | 'suppression'> {
  const all = new Uint8Array(bits.length + ofRemoved.length);
  all.set(bits);
  all.set(ofRemoved, bits.length);
  return {
    bits: all,
    fields: [...fields, ...removed],
    suppression: {
      ...found,
      lists: lists.map((list, index) => ({
        ...list,
        ...found.lists[index],
        ...(list.failure && { people: 0 }),
      })),
      isPartlyCompared: found.isPartlyCompared || isAnyUnread,
      compared: [...compared],
      types: [...types],
    },
  };
}

function peopleIn(chunks: readonly PlannedChunk[]): number {
  return chunks.reduce((sum, { identifiers, people = identifiers }) => sum + people, 0);
}

/** Reads a file whose people stay. Throws `UploadError` if it would keep no one. */
async function readOther(file: ComparedSource, reader: FileReader): Promise<void> {
  const set = new FileSet();
  await reader.read(file, 'other', set);
  // As it was sent, it had valid rows, or nobody in it is in the list.
  if (file.asSent === undefined && set.fields === set.blank + set.invalid)
    throw new UploadError('other-file', t('None of its rows is valid.'));
}

/**
 * How a previous file that wasn't sent as it is now is read: by the names of the columns that were
 * chosen for the new files, and otherwise as they are.
 */
function asNew(
  file: ComparedSource,
  files: readonly SourceFile[],
  read: readonly PlannedFile[],
): ComparedSource {
  const shared = <T>(values: readonly T[]): T | undefined =>
    values.every((value) => isDeepStrictEqual(value, values[0])) ? values[0] : undefined;
  const columns = shared(
    read.map((one) =>
      one.isColumnChosen
        ? columnsRead(one).map((column) => columnName(one.columns, column))
        : undefined,
    ),
  );
  const dialect = shared(files.map((one) => one.dialect));
  return {
    ...file,
    columns: file.columns ?? columns,
    dialect: file.dialect ?? dialect,
  };
}

/** What an update was compared with, and who of them left. */
function comparedFiles(
  found: FoundFiles,
  before: FileSet,
  comparison: NonNullable<DedupeResult['comparison']>,
  again: number,
): ComparedFiles {
  const { files } = before;
  return {
    ...pick(found, ['sharedRemoved', 'notSent', 'unknown', 'asked', 'isCleared', 'unread']),
    ...pick(comparison, ['identifiers', 'fingerprint', 'removedByForm', 'stillOtherwise']),
    files,
    counts: {
      ...before.counts(),
      ...pick(comparison, ['duplicates', 'still', 'notComparable', 'shared', 'removed']),
      ...(again > 0 && { again }),
    },
    unchanged: comparison.still,
    others: found.others.map(({ uri }) => uri),
    found: found.found.filter((one) => files.some(({ uri }) => uri === one)),
  };
}

/**
 * Estimates the number of rows from the sizes of the files and of their first records (0 if unknown
 * or irrelevant), and returns the size of each file in bytes.
 */
async function estimate(
  files: readonly SourceFile[],
  signal: AbortSignal,
): Promise<{ expected: number; sizes: number[] }> {
  let expected = 0;
  const sizes: number[] = [];
  for (const [index, file] of files.entries()) {
    await namingFailedFile(file, index, async () => {
      const { size } = await examineSource(file);
      sizes.push(size);
      if (size < SMALL_FILE) return;
      const start = await readStart(file, SMALL_FILE, false, signal);
      // Fields with line breaks make this too high: unused memory does no harm up to a point.
      const lines = start.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
      if (!isGzip(start))
        expected += Math.floor((size / SMALL_FILE) * lines) * (file.columns?.length ?? 1);
    });
  }
  return { expected: Math.min(expected, MAX_EXPECTED), sizes };
}

/**
 * Adds the file's name and index to a failure of `work`. `otherFile`: it is another file of the list,
 * and so is the failure, whatever happened: see `otherFileError`.
 */
export async function namingFailedFile(
  file: SourceFile,
  index: number,
  work: () => Promise<void>,
  otherFile = false,
): Promise<void> {
  try {
    await withFileName(file, work);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, line } = error;
    const { identifierType } = error instanceof UploadError ? error : {};
    const code = otherFile && !error.cancelled ? 'other-file' : codeOf(error);
    throw new UploadError(code, message, { line, identifierType, file: index });
  }
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all + size, 0);
}
