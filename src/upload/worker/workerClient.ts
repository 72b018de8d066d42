import { Worker } from 'node:worker_threads';
import { t } from '@vscode/l10n';
import { folderOfPaths } from '../../common/fileName';
import { formatLanguage } from '../../common/format';
import { inHandUntil } from '../../common/later';
import { fileNamesOf } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import { UploadError } from '../uploadError';
import type {
  CheckProgress,
  WorkerFailure,
  WorkerReply,
  WorkerRequest,
  WorkerResults,
  WorkerTask,
} from '../workerProtocol';

type TaskKind = keyof WorkerResults;
export type TaskOf<K extends TaskKind> = Extract<WorkerTask, { task: K }>;

interface PendingTask {
  done: (result: WorkerResults[TaskKind]) => void;
  failed: (error: unknown) => void;
  onProgress?: (progress: CheckProgress) => void;
}

/** Starts a reading worker for files. */
export type StartWorker = (files: readonly { uri: string }[]) => WorkerClient;

/**
 * The main thread's side of a reading worker. Used for one job and ended with `close`, even in the
 * middle of its work.
 */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingTask>();
  #nextId = 1;
  #failure: UploadError | undefined;

  /** `l10n`: the localization bundle for the editor's language as JSON. */
  constructor(
    workerPath: string,
    l10n: string | undefined,
    private readonly files: readonly { uri: string }[],
  ) {
    this.#worker = new Worker(workerPath, {
      workerData: {
        ...{ l10n, language: formatLanguage(), folder: folderOfPaths() },
        columnOption: optionName('column'),
      },
      stderr: false,
      name: 'audience upload',
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply));
    this.#worker.on('error', (error) => this.#end(error.name));
    this.#worker.on('exit', () => this.#end('exit'));
    this.#worker.unref();
  }

  /**
   * Runs a task in the worker. Rejects with `UploadError`: its own codes, those of `CsvError`, or
   * `worker` if the thread ended.
   */
  run<K extends TaskKind>(
    task: TaskOf<K>,
    onProgress?: PendingTask['onProgress'],
  ): Promise<WorkerResults[K]> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    const result = new Promise<WorkerResults[K]>((resolve, reject) => {
      // The worker answers each kind of task with its own result: both sides use `WorkerResults`.
      this.#pending.set(id, {
        done: (result) => resolve(result as WorkerResults[K]),
        failed: reject,
        onProgress,
      });
      this.#worker.ref();
      this.#worker.postMessage({ id, ...task } as WorkerRequest);
    });
    return inHandUntil(result);
  }

  /**
   * Rejects pending tasks at once. Resolves when the thread has ended, which may have to wait for a
   * disk.
   */
  async close(): Promise<void> {
    this.#end('exit');
    await this.#worker.terminate();
  }

  #receive(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if ('progress' in reply) {
      pending.onProgress?.(reply.progress);
      return;
    }
    this.#pending.delete(reply.id);
    // The process may exit while no task is pending.
    if (this.#pending.size === 0) this.#worker.unref();
    if (reply.ok) pending.done(reply.result);
    else pending.failed(toUploadError(reply.error, this.files));
  }

  #end(name: string): void {
    this.#failure ??= new UploadError(
      'worker',
      t(
        'The thread reading {0} stopped unexpectedly ({1}). Try again. If it happens again, please report it.',
        fileNamesOf(this.files),
        name,
      ),
    );
    for (const pending of this.#pending.values()) pending.failed(this.#failure);
    this.#pending.clear();
  }
}

function toUploadError(
  { code, message, line, identifierType, file, name }: WorkerFailure,
  files: readonly { uri: string }[],
): UploadError {
  if (code === 'worker')
    return new UploadError(
      code,
      t(
        'An unexpected error occurred while reading {0} ({1}). Please report it.',
        fileNamesOf(files),
        name,
      ),
    );
  return new UploadError(code, message, { line, identifierType, file });
}
