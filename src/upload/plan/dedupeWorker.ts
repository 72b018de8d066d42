import { parentPort, Worker } from 'node:worker_threads';
import type { RecordBatch } from '../../csv/csvTypes';
import {
  CompareAsSentError,
  RowDeduper,
  type DedupedFile,
  type DedupeJob,
  type Deduper,
  type DedupeResult,
} from './dedupe';
import { bytesNeeded, pack, sizesOf, unpack, type SharedBatch } from './sharedBatch';
import type { ValidRows } from './validRows';

type Message =
  | { tell: 'start'; offset: number; line: number }
  | { tell: 'take'; packed: SharedBatch }
  | { tell: 'endFile'; rows: number }
  | { tell: 'finish' };

type Answer =
  | { taken: SharedArrayBuffer }
  | { file: DedupedFile }
  | { all: DedupeResult }
  | { failed: 'compared' | 'unexpected'; name: string };

/** Batches in transit: enough that neither thread waits for the other, about 2 MB each. */
const AHEAD = 3;

/**
 * Removes duplicates in a thread of its own, which runs the same bundle. Batches are passed in
 * shared memory that is reused.
 */
export class DedupeThread implements Deduper {
  readonly #thread: Worker;
  readonly #free: SharedArrayBuffer[] = Array.from(
    { length: AHEAD },
    () => new SharedArrayBuffer(0),
  );
  #failure: Error | undefined;
  readonly #answers: Exclude<Answer, { taken: unknown } | { failed: unknown }>[] = [];
  /** Wakes a waiting call after a reply or a failure. */
  #wake: () => void = () => undefined;

  constructor(job: DedupeJob) {
    this.#thread = new Worker(__filename, {
      workerData: { dedupe: job },
      stderr: false,
      name: 'audience upload: decisions',
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    this.#thread.on('message', (answer: Answer) => this.#receive(answer));
    this.#thread.on('error', (error) => this.#fail(new Error(error.name)));
    this.#thread.on('exit', () => this.#fail(new Error('exit')));
  }

  startFile(offset: number, line: number): void {
    this.#tell({ tell: 'start', offset, line });
  }

  async addBatch(batch: RecordBatch, good: ValidRows): Promise<void> {
    const memory = await this.#next(this.#free);
    const sizes = sizesOf(batch, good);
    const needed = bytesNeeded(sizes);
    const large =
      memory.byteLength < needed ? new SharedArrayBuffer(Math.ceil(needed * 1.25)) : memory;
    this.#tell({ tell: 'take', packed: pack(large, sizes, batch, good) });
  }

  async endFile(rows: number): Promise<DedupedFile> {
    this.#tell({ tell: 'endFile', rows });
    const answer = await this.#next(this.#answers);
    if (!('file' in answer)) throw new Error('no file was ended');
    return answer.file;
  }

  async finish(): Promise<DedupeResult> {
    this.#tell({ tell: 'finish' });
    const answer = await this.#next(this.#answers);
    if (!('all' in answer)) throw new Error('nothing was finished');
    return answer.all;
  }

  async close(): Promise<void> {
    this.#thread.removeAllListeners('exit');
    await this.#thread.terminate();
  }

  #tell(message: Message): void {
    this.#thread.postMessage(message);
  }

  /**
   * The first item of a list, once there is one. Rejects with the failure that ended the thread.
   */
  async #next<T>(list: T[]): Promise<T> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const first = list.shift();
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #receive(answer: Answer): void {
    if ('failed' in answer)
      this.#fail(answer.failed === 'compared' ? new CompareAsSentError() : new Error(answer.name));
    else if ('taken' in answer) this.#free.push(answer.taken);
    else this.#answers.push(answer);
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

/** The code that runs in the thread. */
export function runDedupeThread(job: DedupeJob): void {
  const deciding = new RowDeduper(job);
  const answer = (message: Answer | undefined): void => {
    if (message !== undefined) parentPort?.postMessage(message);
  };
  let last = Promise.resolve();
  parentPort?.on('message', (message: Message) => {
    last = last
      .then(async () => answer(await perform(deciding, message)))
      .catch((error: unknown) =>
        answer({
          failed: error instanceof CompareAsSentError ? 'compared' : 'unexpected',
          name: error instanceof Error ? error.name : typeof error,
        }),
      );
  });
}

/** Performs a request and returns the reply, if there is one. */
async function perform(deciding: RowDeduper, message: Message): Promise<Answer | undefined> {
  switch (message.tell) {
    case 'start':
      deciding.startFile(message.offset, message.line);
      return undefined;
    case 'take':
      await deciding.addBatch(...unpack(message.packed));
      return { taken: message.packed.memory };
    case 'endFile':
      return { file: await deciding.endFile(message.rows) };
    case 'finish':
      return { all: await deciding.finish() };
  }
}
