import { filesRead } from '../fieldsRead';
import { fileChangedError } from '../fileChanged';
import type { ChunkSlice } from '../journal/chunkSlices';
import type { Job } from '../journal/job';
import type { StopSignal } from '../stopSignal';
import type { Finding } from '../uploadTypes';
import type { WorkerClient } from '../worker/workerClient';
import { builderCount, looksChanged, type OpenPlan } from './openPlan';
import type { SendContext } from './sendChunks';

/**
 * Maximum number of values named by the API that are traced to their rows at the end of a run;
 * `findRejected` finds the rest.
 */
const MAX_SAMPLES = 10_000;

/** The worker threads that have a run's plan open: they build bodies and trace rows. */
export class PlanReaders {
  /** The first one also verifies and traces. */
  #workers: WorkerClient[] = [];
  #samples: { chunk: number; values: readonly string[] }[] = [];
  #samplesLeft = MAX_SAMPLES;

  /** `content`: of virtual files, by URI, in case this process doesn't have it. */
  constructor(
    private readonly job: Job,
    private readonly openPlan: OpenPlan,
    private readonly content: ReadonlyMap<string, Uint8Array> | undefined,
    private readonly stop: StopSignal,
  ) {}

  get count(): number {
    return this.#workers.length;
  }

  /**
   * Opens the plan, once. A replace verifies the whole file before it clears; otherwise the file is
   * verified only if its size or time changed.
   */
  async open(): Promise<void> {
    const { job } = this;
    if (this.count > 0) return;
    this.#workers.push(await this.openPlan(job, this.content));
    if (job.mustClear || (await looksChanged(job))) await this.verify();
    while (this.count < builderCount(job))
      this.#workers.push(await this.openPlan(job, this.content));
  }

  /** Rejects with `file-changed`. */
  async verify(): Promise<void> {
    const changed = await this.unlessStopped(() =>
      this.#workers[0].run<'findChanged'>({ task: 'findChanged' }),
    );
    if (typeof changed === 'number') throw fileChangedError(filesRead(this.job.stored)[changed]);
  }

  /**
   * Builds request bodies. Their memory is reused: waiting for the garbage collector to free
   * megabytes for each would take longer.
   */
  bodies(): Pick<SendContext, 'build' | 'reuse'> {
    const free: SharedArrayBuffer[] = [];
    let next = 0;
    return {
      build: (slice) =>
        this.#workers[next++ % this.count].run<'build'>({
          task: 'build',
          slice,
          memory: free.pop(),
        }),
      reuse: ({ buffer }) => free.push(buffer),
    };
  }

  /** Keeps values that the API named as invalid until the run ends: see `traceSamples`. */
  keepSamples(slice: ChunkSlice, samples: readonly string[]): void {
    if (slice.format !== 'given' || this.#samplesLeft === 0) return;
    const values = samples.slice(0, this.#samplesLeft);
    this.#samplesLeft -= values.length;
    this.#samples.push({ chunk: slice.chunk, values });
  }

  /** The rows of the kept samples. */
  async traceSamples(): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const { chunk, values } of this.#samples) {
      const rows = await this.#workers[0]
        ?.run<'trace'>({ task: 'trace', chunk, samples: values })
        .catch(() => []);
      findings.push(...(rows ?? []));
    }
    this.#samples = [];
    return findings;
  }

  /**
   * Does work whose reading a stop ends at once, by ending its threads: a file may be long, or on a
   * drive that doesn't respond. Undefined if stopped before.
   */
  async unlessStopped<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { soft } = this.stop;
    const close = (): void => void this.close();
    soft.addEventListener('abort', close, { once: true });
    try {
      return this.stop.requested ? undefined : await work();
    } finally {
      soft.removeEventListener('abort', close);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}
