import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import * as threads from 'node:worker_threads';

type Code = (
  require: (id: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  filename: string,
  folder: string,
) => void;

/**
 * Runs a worker's code in this thread, with the same messages: starting a thread takes longer than
 * reading a small file.
 */
class InlineWorker extends EventEmitter {
  static readonly codes = new Map<string, Code>();
  readonly #here: threads.MessagePort;
  #ended = false;

  constructor(path: string, { workerData }: threads.WorkerOptions = {}) {
    super();
    const { port1, port2 } = new threads.MessageChannel();
    this.#here = port1;
    port1.on('message', (message) => {
      if (!this.#ended) this.emit('message', message);
    });
    port1.unref();
    const require = createRequire(path);
    const module = { exports: {} };
    const own = {
      ...threads,
      parentPort: port2,
      workerData: workerData as unknown,
      isMainThread: false,
    };
    codeOf(path)(
      (id) => (/^(node:)?worker_threads$/.test(id) ? own : (require(id) as unknown)),
      module,
      module.exports,
      path,
      dirname(path),
    );
    port2.unref();
  }

  postMessage(message: unknown): void {
    if (!this.#ended) this.#here.postMessage(message);
  }

  ref(): void {
    this.#here.ref();
  }

  unref(): void {
    this.#here.unref();
  }

  async terminate(): Promise<number> {
    if (this.#ended) return 0;
    this.#ended = true;
    this.#here.close();
    await Promise.resolve();
    this.emit('exit', 0);
    return 0;
  }
}

function codeOf(path: string): Code {
  const code =
    InlineWorker.codes.get(path) ??
    (compileFunction(
      fs.readFileSync(path, 'utf8'),
      ['require', 'module', 'exports', '__filename', '__dirname'],
      { filename: path },
    ) as Code);
  InlineWorker.codes.set(path, code);
  return code;
}

/** For a `describe` that isn't about threads: workers run in this thread. */
export function threadsInside(): void {
  const module = createRequire(__filename)('node:worker_threads') as { Worker: unknown };
  const real = module.Worker;
  before(() => void (module.Worker = InlineWorker));
  after(() => void (module.Worker = real));
}
