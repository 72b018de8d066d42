import type { Waiting } from '../plan/sharedReads';
import type { WorkerResults } from '../workerProtocol';
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
