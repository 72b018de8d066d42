/**
 * The reading thread: takes file bytes and returns plans and complete request bodies. Never sends
 * anything, because its copy of `http` doesn't know the editor's proxy.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { config } from '@vscode/l10n';
import { codeOf } from '../../common/codes/toolCodes';
import { Failure, withFileName } from '../../common/failure';
import { configureFilePaths } from '../../common/fileName';
import { configureFormat } from '../../common/format';
import { configureOptionNames } from '../../common/optionNames';
import { BodyBuilder } from '../body/buildBody';
import { keepOut } from '../people/keepOut';
import { readPeople } from '../people/readPeople';
import type { DedupeJob } from '../plan/deduper';
import { runDedupeThread } from '../plan/dedupeWorker';
import { validateFiles } from '../plan/validateFiles';
import { UploadError } from '../uploadError';
import type {
  CheckProgress,
  WorkerFailure,
  WorkerReply,
  WorkerRequest,
  WorkerResults,
  WorkerTask,
} from '../workerProtocol';

const PROGRESS_EVERY = 200;

const port = parentPort;
const { l10n, language, folder, columnOption, dedupe } = workerData as {
  l10n?: string;
  language?: string;
  /** See `configureFilePaths`. */
  folder?: string;
  /** What messages call the argument `column`. */
  columnOption?: string;
  dedupe?: DedupeJob;
};
if (l10n !== undefined) config({ contents: l10n });
if (language !== undefined) configureFormat(language);
if (folder !== undefined) configureFilePaths(folder);
if (columnOption !== undefined)
  configureOptionNames((name) => (name === 'column' ? columnOption : name));

let builder: BodyBuilder | undefined;

function requireBuilder(): BodyBuilder {
  if (builder === undefined) throw new Error('no plan is open');
  return builder;
}

function forChunk<T>(chunk: number, work: (bodyBuilder: BodyBuilder) => Promise<T>): Promise<T> {
  const bodyBuilder = requireBuilder();
  return withFileName(bodyBuilder.fileOf(chunk), () => work(bodyBuilder));
}

async function perform(id: number, task: WorkerTask): Promise<WorkerResults[keyof WorkerResults]> {
  switch (task.task) {
    case 'validate':
      // A stop ends the thread, so no signal is needed.
      return validateFiles(task.job, new AbortController().signal, throttledProgress(id));
    case 'people':
      return readPeople(task.job, new AbortController().signal, throttledProgress(id));
    case 'keepOut':
      return keepOut(task.job, new AbortController().signal);
    case 'open':
      await builder?.close();
      builder = new BodyBuilder(task.job);
      return null;
    case 'build':
      return forChunk(task.slice.chunk, (bodyBuilder) =>
        bodyBuilder.build(task.slice, task.memory),
      );
    case 'findChanged':
      return requireBuilder().findChanged();
    case 'trace':
      return forChunk(task.chunk, (bodyBuilder) => bodyBuilder.trace(task.chunk, task.samples));
    case 'locate':
      return forChunk(task.slice.chunk, (bodyBuilder) => bodyBuilder.locate(task.slice));
  }
}

function throttledProgress(id: number): (progress: CheckProgress) => void {
  let next = 0;
  return (progress) => {
    const now = Date.now();
    if (now < next) return;
    next = now + PROGRESS_EVERY;
    reply({ id, progress });
  };
}

function reply(message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function transferList(result: WorkerResults[keyof WorkerResults]): ArrayBuffer[] {
  if (result === null || typeof result !== 'object') return [];
  return 'bits' in result ? [result.bits.buffer] : [];
}

/**
 * Passes on only messages that are known to contain no data; those of other errors may quote it.
 */
function toWorkerFailure(error: unknown): WorkerFailure {
  if (error instanceof Failure) {
    const { name, message, line } = error;
    const { identifierType, file } = error instanceof UploadError ? error : {};
    return { name, code: codeOf(error), message, line, identifierType, file };
  }
  return { name: error instanceof Error ? error.name : typeof error, code: 'worker', message: '' };
}

// One task at a time: a builder has one position in each file.
let last: Promise<void> = Promise.resolve();
if (dedupe) runDedupeThread(dedupe);
else
  port?.on('message', ({ id, ...task }: WorkerRequest) => {
    last = last.then(async () => {
      try {
        const result = await perform(id, task);
        reply({ id, ok: true, result }, transferList(result));
      } catch (error) {
        reply({ id, ok: false, error: toWorkerFailure(error) });
      }
    });
  });
