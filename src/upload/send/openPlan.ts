import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import type { ProblemSummary } from '../../api/apiTypes';
import { fileNamesOf } from '../../common/messageText';
import { filesRead } from '../fieldsRead';
import type { Job } from '../journal/job';
import type { Store } from '../journal/store';
import { supportedTypeOf } from '../plan/chooseColumn';
import { UploadError } from '../uploadError';
import type { StartWorker, WorkerClient } from '../worker/workerClient';

/** The number of chunks from which a second thread is worth starting. */
const MANY_CHUNKS = 6;

/**
 * Starts a worker with a job's plan open. `content`: of virtual files, by URI, in case this process
 * doesn't have it. Rejects with `file-changed` if a content is missing.
 */
export type OpenPlan = (
  job: Job,
  content?: ReadonlyMap<string, Uint8Array>,
) => Promise<WorkerClient>;

/** See `OpenPlan`. */
export async function openPlan(
  job: Job,
  content: ReadonlyMap<string, Uint8Array> | undefined,
  store: Store,
  startWorker: StartWorker,
): Promise<WorkerClient> {
  const { options, target, jobId, update, suppression } = job.stored;
  const files = filesRead(job.stored);
  const contents = files.map((file, index) =>
    file.path === undefined ? (content?.get(file.uri) ?? job.contents[index]) : undefined,
  );
  const missing = files.filter(
    (file, index) => file.path === undefined && contents[index] === undefined,
  );
  if (missing.length > 0) {
    throw new UploadError(
      'file-changed',
      t(
        'Resuming needs the content of {0}. Open it again and resume, or start over.',
        fileNamesOf(missing),
      ),
    );
  }
  const bits = await store.bits(jobId);
  const worker = startWorker(files);
  try {
    await worker.run<'open'>({
      task: 'open',
      job: {
        files,
        contents,
        chunks: job.chunks,
        bits,
        fields: job.fields,
        type: supportedTypeOf(target.identifierType),
        identifierType: target.identifierType,
        options,
        removedFormats: update?.formats,
        suppressed: suppression,
      },
    });
    return worker;
  } catch (error) {
    await worker.close();
    throw error;
  }
}

/**
 * The number of threads that build a job's bodies. One if the file has to be decoded from its
 * beginning, to decode it only once, or is virtual, to hold its content only once.
 */
export function builderCount({ stored, chunks }: Job): number {
  const isDirect = filesRead(stored).every(
    ({ path, dialect }) => path !== undefined && dialect.encoding === 'utf-8' && !dialect.gzip,
  );
  return isDirect && chunks.length >= MANY_CHUNKS ? Math.min(2, stored.options.concurrency) : 1;
}

/**
 * Whether the size or time of a file differs from the plan's, so that its bytes have to be checked.
 * Always true for a virtual file, which has neither.
 */
export async function looksChanged({ stored }: Job): Promise<boolean> {
  for (const file of filesRead(stored)) {
    if (file.path === undefined) return true;
    const stats = await fs.stat(file.path).catch(() => undefined);
    if (stats === undefined || stats.size !== file.size || stats.mtimeMs !== file.modifiedAt)
      return true;
  }
  return false;
}

/**
 * Whether every byte of a job's files is still the one that was checked. False where a file is
 * missing, and for virtual files, whose content isn't kept.
 */
export async function isUnchanged(job: Job, open: OpenPlan): Promise<boolean> {
  for (const { path, size } of job.stored.files) {
    const stats = path === undefined ? undefined : await fs.stat(path).catch(() => undefined);
    if (stats?.size !== size) return false;
  }
  const worker = await open(job);
  try {
    return (await worker.run<'findChanged'>({ task: 'findChanged' })) === null;
  } finally {
    await worker.close();
  }
}

/** A warning if a file's size changed after it was checked, as rows added since weren't sent. */
export async function fileChangedError({ stored }: Job): Promise<ProblemSummary | undefined> {
  for (const file of stored.files) {
    if (file.path === undefined) continue;
    const stats = await fs.stat(file.path).catch(() => undefined);
    if (stats?.size !== file.size)
      return {
        code: 'file-changed-since',
        type: 'unknown',
        title: t(
          '{0} changed during the upload. Only the version that was checked was sent. Upload it again to send the changes.',
          fileNamesOf([file]),
        ),
      };
  }
  return undefined;
}
