import { parentPort, Worker } from 'node:worker_threads';
import type { RecordBatch } from '../../csv/csvTypes';
import type { ValidRows } from '../rows/validRows';
import { RowDeduper } from './dedupe';
import {
  ReadAgainError,
  type CompareMode,
  type DedupedFile,
  type DedupeJob,
  type Deduper,
  type DedupeResult,
  type FileSide,
} from './deduper';
import {
  bytesNeeded,
  copyOf,
  NO_RECORDS,
  pack,
  sizesOf,
  unpack,
  type SharedBatch,
} from './sharedBatch';

type DedupeRequest =
  | { tell: 'list'; list: number; packed: SharedBatch }
  | { tell: 'start'; offset: number; line: number; columns: readonly number[]; side: FileSide }
  | { tell: 'take'; packed: SharedBatch; others?: ValidRows }
  | { tell: 'endFile'; fields: number }
  | { tell: 'finish' };

type DedupeReply =
  | { taken: SharedArrayBuffer }
  | { file: DedupedFile }
  | { all: DedupeResult }
  /** `again`: see `ReadAgainError`. */
  | { failed: string; again?: CompareMode };

/** Batches in transit: enough that neither thread waits for the other, about 2 MB each. */
const MAX_IN_TRANSIT = 3;

/**
 * Removes duplicates in a thread of its own, which runs the same bundle. Batches are passed in
 * shared memory that is reused.
 */
export class DedupeThread implements Deduper {
  readonly #thread: Worker;
  readonly #free: SharedArrayBuffer[] = Array.from(
    { length: MAX_IN_TRANSIT },
    () => new SharedArrayBuffer(0),
  );
  #failure: Error | undefined;
  readonly #replies: Exclude<DedupeReply, { taken: unknown } | { failed: unknown }>[] = [];
  /** Wakes a waiting call after a reply or a failure. */
  #wake: () => void = () => undefined;

  constructor(job: DedupeJob) {
    this.#thread = new Worker(__filename, {
      workerData: { dedupe: job },
      stderr: false,
      name: 'audience upload: decisions',
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    this.#thread.on('message', (reply: DedupeReply) => this.#receive(reply));
    this.#thread.on('error', (error) => this.#fail(new Error(error.name)));
    this.#thread.on('exit', () => this.#fail(new Error('exit')));
  }

  async addListed(list: number, values: ValidRows): Promise<void> {
    this.#post({ tell: 'list', list, packed: await this.#pack(NO_RECORDS, values) });
  }

  startFile(offset: number, line: number, columns: readonly number[], side: FileSide): void {
    this.#post({ tell: 'start', offset, line, columns, side });
  }

  async addBatch(batch: RecordBatch, validRows: ValidRows, others?: ValidRows): Promise<void> {
    const packed = await this.#pack(batch, validRows);
    this.#post({ tell: 'take', packed, others: others && copyOf(others) });
  }

  /** Waits for memory that is free. */
  async #pack(batch: RecordBatch, validRows: ValidRows): Promise<SharedBatch> {
    const memory = await this.#next(this.#free);
    const sizes = sizesOf(batch, validRows);
    const needed = bytesNeeded(sizes);
    const target =
      memory.byteLength < needed ? new SharedArrayBuffer(Math.ceil(needed * 1.25)) : memory;
    return pack(target, sizes, batch, validRows);
  }

  async endFile(fields: number): Promise<DedupedFile> {
    this.#post({ tell: 'endFile', fields });
    const reply = await this.#next(this.#replies);
    if (!('file' in reply)) throw new Error('no file was ended');
    return reply.file;
  }

  async finish(): Promise<DedupeResult> {
    this.#post({ tell: 'finish' });
    const reply = await this.#next(this.#replies);
    if (!('all' in reply)) throw new Error('nothing was finished');
    return reply.all;
  }

  async close(): Promise<void> {
    this.#thread.removeAllListeners('exit');
    await this.#thread.terminate();
  }

  #post(message: DedupeRequest): void {
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

  #receive(reply: DedupeReply): void {
    if ('failed' in reply)
      this.#fail(reply.again ? new ReadAgainError(reply.again) : new Error(reply.failed));
    else if ('taken' in reply) this.#free.push(reply.taken);
    else this.#replies.push(reply);
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

/** The code that runs in the thread. */
export function runDedupeThread(job: DedupeJob): void {
  const deduper = new RowDeduper(job);
  const reply = (message: DedupeReply | undefined): void => {
    if (message !== undefined) parentPort?.postMessage(message);
  };
  let last = Promise.resolve();
  parentPort?.on('message', (message: DedupeRequest) => {
    last = last
      .then(async () => reply(await perform(deduper, message)))
      .catch((error: unknown) =>
        reply({
          failed: error instanceof Error ? error.name : typeof error,
          again: error instanceof ReadAgainError ? error.mode : undefined,
        }),
      );
  });
}

/** Performs a request and returns the reply, if there is one. */
async function perform(
  deduper: RowDeduper,
  message: DedupeRequest,
): Promise<DedupeReply | undefined> {
  switch (message.tell) {
    case 'list':
      await deduper.addListed(message.list, unpack(message.packed)[1]);
      return { taken: message.packed.memory };
    case 'start':
      deduper.startFile(message.offset, message.line, message.columns, message.side);
      return undefined;
    case 'take':
      await deduper.addBatch(...unpack(message.packed), message.others);
      return { taken: message.packed.memory };
    case 'endFile':
      return { file: await deduper.endFile(message.fields) };
    case 'finish':
      return { all: await deduper.finish() };
  }
}
