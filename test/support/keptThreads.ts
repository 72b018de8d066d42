import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { WorkerReply } from '../../src/upload/workerProtocol';

/** What a `describe` replaces. */
const Real = Worker;

/** A thread, and who is using it. */
interface Kept {
  thread: Worker;
  user: KeptWorker | undefined;
}

/** By the code and the data of a thread: those that wait for work. */
const idle = new Map<string, Kept[]>();

/**
 * A thread that the next one to need such a thread goes on with: starting one takes longer than
 * reading a small file. One that is ended in the middle of its work ends.
 */
class KeptWorker extends EventEmitter {
  readonly #idle: Kept[];
  readonly #kept: Kept;
  #unanswered = 0;
  #ended = false;

  constructor(path: string, options: WorkerOptions) {
    super();
    const key = JSON.stringify([path, options.workerData]);
    this.#idle = idle.get(key) ?? [];
    idle.set(key, this.#idle);
    this.#kept = this.#idle.pop() ?? start(path, options);
    this.#kept.user = this;
  }

  postMessage(message: unknown): void {
    this.#unanswered++;
    this.#kept.thread.postMessage(message);
  }

  receive(reply: WorkerReply): void {
    if ('ok' in reply) this.#unanswered--;
    this.emit('message', reply);
  }

  ref(): void {
    if (!this.#ended) this.#kept.thread.ref();
  }

  unref(): void {
    if (!this.#ended) this.#kept.thread.unref();
  }

  async terminate(): Promise<number> {
    if (this.#ended) return 0;
    this.unref();
    this.#ended = true;
    if (this.#unanswered > 0) return this.#kept.thread.terminate();
    this.#kept.user = undefined;
    this.#idle.push(this.#kept);
    this.emit('exit', 0);
    return 0;
  }
}

function start(path: string, options: WorkerOptions): Kept {
  const thread = new Real(path, options);
  const kept: Kept = { thread, user: undefined };
  thread.on('message', (reply: WorkerReply) => kept.user?.receive(reply));
  for (const event of ['error', 'exit'])
    thread.on(event, (what: unknown) => kept.user?.emit(event, what));
  return kept;
}

/** For a `describe` whose uploads are many. */
export function keepThreads(): void {
  before(() => keep(true));
  after(() => keep(false));
}

/** Whether those who start threads from now on get one that is idle, if there is one. */
export function keep(yes: boolean): void {
  const module = createRequire(__filename)('node:worker_threads') as { Worker: unknown };
  module.Worker = yes ? KeptWorker : Real;
}
