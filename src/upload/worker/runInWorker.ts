import { t } from '@vscode/l10n';
import { fileNamesOf } from '../../common/messageText';
import { NO_PROGRESS, type Progress } from '../jobTypes';
import type { Waiting } from '../plan/sharedReads';
import { UploadError } from '../uploadError';
import type { CheckProgress, WorkerResults } from '../workerProtocol';
import type { StartWorker, TaskOf } from './workerClient';

/** Runs a task in a worker of its own, and ends both if the signal is aborted. */
export async function runInWorker<K extends keyof WorkerResults>(
  startWorker: StartWorker,
  files: readonly { uri: string }[],
  task: TaskOf<K>,
  { signal, onProgress }: Waiting,
): Promise<WorkerResults[K]> {
  signal?.throwIfAborted();
  const worker = startWorker(files);
  const stop = (): void => void worker.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await worker.run<K>(task, onProgress);
  } finally {
    signal?.removeEventListener('abort', stop);
    // The thread's memory, with all the fingerprints, is freed with it.
    await worker.close();
  }
}

/** Says that a check was cancelled, whatever `work` was rejected with because of it. */
export async function orCancelled<T>(
  files: readonly { uri: string }[],
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new UploadError(
      'cancelled',
      t('Checking {0} was cancelled. Nothing was sent.', fileNamesOf(files)),
    );
  }
}

/** How far a check is, as progress of an upload. */
export function checkProgress(read: CheckProgress): Progress {
  return { ...NO_PROGRESS, phase: 'reading', rowsRead: read.checked.rows, ...read };
}
