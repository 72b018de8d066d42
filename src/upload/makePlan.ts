import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { READING_TIMEOUT } from '../api/options';
import { storedFailureOf } from '../common/failure';
import { optionValue } from '../common/optionNames';
import { compact } from '../common/records';
import { couldBeData } from '../csv/header';
import type { PlanControl } from './contract';
import { filesRead } from './fieldsRead';
import { countSentByFormat, hasFormatChanged, HASH_FORMATS, mainFormat } from './hashFormats';
import { slicesOf } from './journal/chunkSlices';
import type { ListedContent } from './journal/listContents';
import { olderFileError } from './journal/outdated';
import { iso } from './journal/report';
import type { Store, StoredJob } from './journal/store';
import { supportedTypeOf } from './plan/chooseColumn';
import type { Reading, Waiting } from './plan/sharedReads';
import { checkOptions } from './safetyChecks';
import { givenLists, plannedSuppression, suppressTask } from './suppression/planSuppression';
import { isKeptOut as isListOfKeptOut } from './suppression/suppressionTypes';
import { keptFileAt } from './update/keptFile';
import { notSentReason } from './update/notSent';
import { compareTask, plannedUpdate, removedFormats } from './update/planUpdate';
import { usedPermissions } from './update/updateRisks';
import { UploadError } from './uploadError';
import {
  type Finding,
  type LastUpload,
  type ListReading,
  type Plan,
  type PlannedChunk,
  type PlannedFile,
  type SourceFile,
  type Target,
  type UploadOptions,
} from './uploadTypes';
import { checkProgress, orCancelled, runInWorker } from './worker/runInWorker';
import type { StartWorker } from './worker/workerClient';
import type { ValidatedFiles, ValidateTask } from './workerProtocol';

/** How long the plan of an add waits for the list's size, in milliseconds. */
const MAX_WAIT_FOR_ADD = 3_000;

interface PlanResult {
  job: StoredJob;
  chunks: PlannedChunk[];
  findings: Finding[];
  fields: ValidatedFiles['fields'];
  /** The content of virtual files, by index as in `filesRead`. */
  contents: (Uint8Array | undefined)[];
}

/** What a plan is made with. `sent`: the files that uploads on record sent to the segment. */
interface PlanServices {
  store: Store;
  owner: string;
  startReader: StartWorker;
  sent: readonly PlannedFile[];
  now: () => number;
  /** See `EngineOptions`. */
  isKeptOut?: (removal: string) => Promise<boolean>;
}

/**
 * Checks the files, and stores the plan on disk unless it is a check. `owner`: see `StoredJob.plannedBy`. Rejects like
 * `Uploads.plan`.
 */
export async function makePlan(
  files: readonly SourceFile[],
  target: Target,
  given: UploadOptions,
  control: PlanControl,
  services: PlanServices,
): Promise<PlanResult> {
  const { store, owner, startReader: startWorker, sent, now, isKeptOut } = services;
  checkOptions(given, target.identifierType);
  if (files.length === 0)
    throw new UploadError('bad-argument', t('There is no file to upload. Specify at least one.'));
  const { origin, segmentId } = target;
  const options: UploadOptions =
    given.forms === 'hashed' && (await holdsPlain(store, origin, segmentId))
      ? { ...given, forms: 'all' }
      : given;
  const isUpdate = options.operation === 'update';
  const contents = isUpdate ? await store.lists.contents(origin, segmentId) : [];
  const keep =
    options.keep === undefined
      ? undefined
      : await keptFileAt(
          options.keep,
          files,
          async (path) => (await store.lists.jobKeepingAt(path, origin, segmentId)) !== undefined,
        );
  const list = await store.lists.state(origin, segmentId);
  // What others have sent may be there in any format.
  const formats = list?.isSinceClear ? removedFormats(list, options.hash) : [...HASH_FORMATS];
  const lists = await givenLists(options, list?.suppression ?? [], now());
  const update = isUpdate
    ? compareTask(control.previous, options, keep, list, contents)
    : undefined;
  const type = supportedTypeOf(target.identifierType);
  const reading = Promise.all([
    store
      // What was read for a check of a batch may be that of its plan.
      .fingerprintKey(!control.isCheck || control.reads !== undefined)
      .then((key) => {
        const suppression = lists && suppressTask(lists, options, formats, list?.formats);
        return readFiles({ files, type, options, key, update, suppression }, startWorker, control);
      }),
    listSize(target, options, control, now),
  ]);
  // Where an upload that keeps a file has begun or ended since `contents` were read, its file isn't
  // where it was, or is one that they don't have.
  await reading.catch(() => undefined);
  const isMoved = async (): Promise<boolean> =>
    !isDeepStrictEqual(kept(await store.lists.contents(origin, segmentId)), kept(contents));
  if (update && (await isMoved())) return makePlan(files, target, given, control, services);
  const [result, listReading] = await reading;
  const keepsOut = result.suppression?.lists.some((one) => isListOfKeptOut(one) && !one.failure);
  const older = await olderFileError(
    result.files,
    options,
    list,
    async (removal) => keepsOut === true && (await isKeptOut?.(removal)) === true,
  );
  if (older) throw older;
  const isTogether = options.removal !== undefined && options.operation === 'remove';
  const chunks = isTogether
    ? result.chunks.map((chunk) => ({ ...chunk, together: true as const }))
    : result.chunks;
  const before = await store.lists.lastUpload(origin, segmentId);
  const plannedAt = now();
  const job = compact<StoredJob>({
    jobId: store.newId(plannedAt),
    plannedAt,
    plannedBy: owner,
    target,
    options: storableOptions(options, files, result.files),
    files: result.files,
    ...result.counts,
    byRule: result.byRule,
    byForm: result.byForm,
    columnWarnings: result.columnWarnings,
    distinct: result.distinct,
    calls: slicesOf(chunks).length + (options.operation === 'replace' ? 1 : 0),
    fingerprint: result.fingerprint,
    listEpoch: list?.epoch ?? 0,
    listReading,
    before,
    update:
      update &&
      result.update &&
      plannedUpdate(update, result.update, list, result.fingerprint, type),
    suppression:
      lists &&
      result.suppression &&
      plannedSuppression(lists, result.suppression, formats, {
        distinct: result.distinct,
        previous: result.update?.counts,
      }),
    keep,
  });
  const { notSent, files: previous = [] } = job.update ?? {};
  const notSentBecause = notSentReason(notSent, previous, sent, contents);
  if (job.update && notSentBecause) job.update.notSentBecause = notSentBecause;
  const allowed = job.update ? usedPermissions(job, options) : [];
  if (job.update && allowed.length > 0) job.update.allowed = allowed;
  if (!control.isCheck) await store.create(job, chunks, result.bits);
  return {
    job,
    chunks,
    findings: result.findings,
    fields: result.fields,
    contents: contentsOf(filesRead(result), [...files, ...(control.previous ?? [])]),
  };
}

function kept(contents: readonly ListedContent[]): ListedContent[] {
  return contents.filter(({ keep }) => keep !== undefined);
}

/**
 * Whether plain addresses were sent to a list from here since it was cleared, so that sending them again
 * to remove them tells Criteo nothing new.
 */
async function holdsPlain({ lists }: Store, origin: string, segmentId: string): Promise<boolean> {
  return (await lists.state(origin, segmentId))?.formats.includes('plain') === true;
}

/** The content of virtual files among those that were read. */
function contentsOf(
  read: readonly PlannedFile[],
  sources: readonly SourceFile[],
): (Uint8Array | undefined)[] {
  return read.map(({ uri, path }) =>
    path === undefined ? sources.find((source) => source.uri === uri)?.bytes : undefined,
  );
}

/** The size of the list, once for all plans of a batch: see `readListSize`. */
function listSize(
  target: Target,
  options: UploadOptions,
  control: PlanControl,
  now: () => number,
): Promise<ListReading | undefined> {
  const { reads, sender } = control;
  const read = (): Promise<ListReading | undefined> => readListSize(target, options, control, now);
  if (!reads || !sender) return read();
  return reads.size(JSON.stringify([target.origin, target.segmentId]), now(), read);
}

/**
 * The current size of the list, read while the files are checked; undefined without a sender. An
 * add is planned without it rather than later, since nothing depends on it.
 */
async function readListSize(
  { accountId, segmentId }: Target,
  { operation, minKept }: UploadOptions,
  { sender, signal }: PlanControl,
  now: () => number,
): Promise<ListReading | undefined> {
  if (sender === undefined) return undefined;
  // Unlike a timeout, this also ends waiting for the API's limit.
  const deadline = operation === 'add' ? AbortSignal.timeout(MAX_WAIT_FOR_ADD) : undefined;
  const signals = [signal, deadline].filter((one) => one !== undefined);
  return sender
    .statistics(accountId, segmentId, {
      signal: AbortSignal.any(signals),
      timeout: READING_TIMEOUT,
      waits: operation !== 'add' && minKept > 0,
    })
    .then(
      ({ numberOfIdentifiers: identifiers }) => compact({ at: now(), identifiers }),
      (error: unknown) => compact({ at: now(), failure: storedFailureOf(error) }),
    );
}

/**
 * A column name that may be personal data is replaced by the column's number in the first file that
 * uses it.
 */
function storableOptions(
  options: UploadOptions,
  files: readonly SourceFile[],
  planned: readonly PlannedFile[],
): UploadOptions {
  if (typeof options.column !== 'string' || !couldBeData(options.column)) return options;
  return { ...options, column: planned.find((_, i) => files[i].columns === undefined)?.column };
}

/** What is in the files of a task: of a batch, as far as that isn't known from its other plans. */
async function readFiles(
  task: ValidateTask,
  startWorker: StartWorker,
  { signal, onProgress, reads }: PlanControl,
): Promise<ValidatedFiles> {
  const waiting: Waiting = {
    signal,
    onProgress: (read) => onProgress?.(checkProgress(read)),
  };
  const inWorker: Reading = (job, own) =>
    runInWorker<'validate'>(startWorker, job.files, { task: 'validate', job }, own);
  try {
    return await orCancelled(task.files, signal, () =>
      // What an update is compared with may be elsewhere each time.
      !reads || task.update ? inWorker(task, waiting) : reads.files(task, waiting, inWorker),
    );
  } catch (error) {
    throw error instanceof UploadError && error.code === 'other-file'
      ? otherFileError(error)
      : error;
  }
}

/** Says why another file of the list is read, and what to do. Threads don't know how options are named. */
function otherFileError(error: UploadError): UploadError {
  return error.withMessage(
    t(
      '{0} An earlier upload added this file to the segment, so its people stay, and the update reads it. Put it back as it was, or remove its people, too ({1}).',
      error.message,
      optionValue('allow', 'remove-shared'),
    ),
  );
}

/** The plan for callers, compared with the last upload to the segment from here. */
export function toPlan(
  { job, chunks, findings }: Pick<PlanResult, 'job' | 'chunks' | 'findings'>,
  last: LastUpload | undefined,
): Plan {
  const byFormat = countSentByFormat(job);
  const isSame =
    last?.fingerprint === job.fingerprint &&
    last.operation === job.options.operation &&
    !last.changedSince &&
    last.complete &&
    !job.update?.identifiers &&
    !job.suppression?.removed;
  return compact<Plan>({
    ...job,
    chunks,
    findings,
    previous: last,
    unchangedSince: last && isSame ? iso(Date.parse(last.finishedAt)) : undefined,
    formBefore:
      last && hasFormatChanged(last.byForm, byFormat) ? mainFormat(last.byForm) : undefined,
  });
}
