import { parentPort, Worker } from 'node:worker_threads';
import type { RecordBatch } from '../csv/types';
import { ComparedBySent, Deciding, type DecideJob, type Decided, type DecidedFile, type Decider } from './deciding';
import type { GoodRows } from './goodRows';

type Message =
  | { tell: 'start'; offset: number; line: number }
  | { tell: 'take'; batch: RecordBatch; good: GoodRows }
  | { tell: 'endFile'; rows: number }
  | { tell: 'finish' };

type Answer = { taken: true } | { file: DecidedFile } | { all: Decided } | { failed: 'compared' | 'unexpected'; name: string };

/** Batches on their way: enough that no thread waits for the other, about 3 MB each. */
const AHEAD = 3;

/** Decides in a thread of its own, which runs the same bundle. Batches are copied: their memory is used again at once. */
export class DecidingThread implements Decider {
  readonly #thread: Worker;
  #onWay = 0;
  #failure: Error | undefined;
  /** What waits for an answer; one call at a time. */
  #waiting: { done: (answer: Answer) => void; failed: (error: Error) => void } | undefined;

  constructor(job: DecideJob) {
    this.#thread = new Worker(__filename, { workerData: { decide: job }, stderr: false, name: 'audience upload: decisions' });
    this.#thread.on('message', (answer: Answer) => this.#receive(answer));
    this.#thread.on('error', (error) => this.#fail(new Error(error.name)));
    this.#thread.on('exit', () => this.#fail(new Error('exit')));
  }

  startFile(offset: number, line: number): void {
    this.#tell({ tell: 'start', offset, line });
  }

  async take(batch: RecordBatch, good: GoodRows): Promise<void> {
    if (this.#failure) throw this.#failure;
    const message = { batch: copyOfBatch(batch), good: copyOfGood(good) };
    this.#onWay++;
    this.#tell({ tell: 'take', ...message }, [...memoryOf(message.batch), ...memoryOf(message.good)]);
    while (this.#onWay >= AHEAD) await this.#answer();
  }

  async endFile(rows: number): Promise<DecidedFile> {
    this.#tell({ tell: 'endFile', rows });
    for (;;) {
      const answer = await this.#answer();
      if ('file' in answer) return answer.file;
    }
  }

  async finish(): Promise<Decided> {
    this.#tell({ tell: 'finish' });
    for (;;) {
      const answer = await this.#answer();
      if ('all' in answer) return answer.all;
    }
  }

  async close(): Promise<void> {
    this.#thread.removeAllListeners('exit');
    await this.#thread.terminate();
  }

  #tell(message: Message, transfer: ArrayBuffer[] = []): void {
    this.#thread.postMessage(message, transfer);
  }

  #answer(): Promise<Answer> {
    return new Promise((done, failed) => {
      if (this.#failure) failed(this.#failure);
      else this.#waiting = { done, failed };
    });
  }

  #receive(answer: Answer): void {
    if ('failed' in answer) {
      this.#fail(answer.failed === 'compared' ? new ComparedBySent() : new Error(answer.name));
      return;
    }
    if ('taken' in answer) this.#onWay--;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done(answer);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.failed(this.#failure);
    this.#waiting = undefined;
  }
}

function copyOfBatch({ bytes, base, count, recordStart, recordEnd, fieldStart, fieldEnd, flags, line, lineStart }: RecordBatch): RecordBatch {
  return {
    // Not `slice`, which is no copy where it is a Buffer's.
    bytes: new Uint8Array(bytes.subarray(0, count > 0 ? recordEnd[count - 1] : 0)),
    base,
    count,
    recordStart: recordStart.slice(0, count),
    recordEnd: recordEnd.slice(0, count),
    fieldStart: fieldStart.slice(0, count),
    fieldEnd: fieldEnd.slice(0, count),
    flags: flags.slice(0, count),
    line: line.slice(0, count),
    lineStart: lineStart.slice(0, count),
  };
}

function copyOfGood({ count, records, rows, sizes, forms, values, ends }: GoodRows): GoodRows {
  return {
    count,
    records: records.slice(0, count),
    rows: rows.slice(0, count),
    sizes: sizes.slice(0, count),
    forms: forms.slice(0, count),
    values: values.slice(0, count > 0 ? ends[count - 1] : 0),
    ends: ends.slice(0, count),
  };
}

function memoryOf(columns: RecordBatch | GoodRows): ArrayBuffer[] {
  return (Object.values(columns) as unknown[]).flatMap((value) => (ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []));
}

/** The thread itself. */
export function decideInThread(job: DecideJob): void {
  const deciding = new Deciding(job);
  const answer = (message: Answer | undefined): void => {
    if (message !== undefined) parentPort?.postMessage(message);
  };
  let last = Promise.resolve();
  parentPort?.on('message', (message: Message) => {
    last = last
      .then(async () => answer(await perform(deciding, message)))
      .catch((error: unknown) => answer({ failed: error instanceof ComparedBySent ? 'compared' : 'unexpected', name: error instanceof Error ? error.name : typeof error }));
  });
}

/** Gives the answer, if there is one. */
async function perform(deciding: Deciding, message: Message): Promise<Answer | undefined> {
  switch (message.tell) {
    case 'start':
      deciding.startFile(message.offset, message.line);
      return undefined;
    case 'take':
      await deciding.take(message.batch, message.good);
      return { taken: true };
    case 'endFile':
      return { file: await deciding.endFile(message.rows) };
    case 'finish':
      return { all: await deciding.finish() };
  }
}
