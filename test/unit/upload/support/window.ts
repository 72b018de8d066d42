import * as fs from 'node:fs';
import { basename, dirname } from 'node:path';
import { ApiError } from '../../../../src/api/apiError';
import { RetailMediaClient } from '../../../../src/api/client';
import { systemClock } from '../../../../src/api/clock';
import type { RequestOptions, Timing } from '../../../../src/api/options';
import { RateLimiter } from '../../../../src/api/rateLimiter';
import type { Sender } from '../../../../src/upload/contract';
import { UploadEngine } from '../../../../src/upload/engine';
import {
  openJournalFile,
  type Entry,
  type JournalFile,
} from '../../../../src/upload/journal/journal';
import { WORKER } from './bench';
import { SEARCH, type Model } from './model';
import { Random } from './random';

/** What all windows of a history share. */
export interface Machine {
  seed: number;
  url: string;
  model: Model;
  now: () => number;
  /** The machine stops: see `Window.die`. */
  kill: () => void;
  /** Bytes of each journal that are certainly on the disk. */
  synced: Map<string, number>;
  /** The window that ran a job last, if it could record everything. */
  lastRun: Map<string, Window>;
  say: (what: string, more?: unknown) => void;
}

/** The shortest possible delays. */
export const QUICKEST: Partial<Timing> = {
  baseDelay: 1,
  maxDelay: 3,
  limitDelay: 2,
  maxLimitDelay: 4,
  maxTries: 3,
  stall: 60,
};

/** A request whose response isn't in the journal yet. */
interface Open {
  jobId: string;
  tries: number;
  settled: boolean;
}

/** A window: an engine whose journal and requests are observed, and stop when it is killed. */
export class Window {
  readonly engine: UploadEngine;
  /** Number of appends until it is killed during one. */
  killIn: number | undefined;
  /** Number of appends until its disk is full. */
  fullIn: number | undefined;
  readonly #death = new AbortController();
  readonly #open = new Set<Open>();

  constructor(
    readonly storage: string,
    private readonly machine: Machine,
    cancelWait: number,
  ) {
    const seams = { openJournal: (path: string) => this.#openJournal(path) };
    this.engine = new UploadEngine(
      { storageDir: storage, workerPath: WORKER, now: machine.now, retryEvery: 3, cancelWait },
      seams,
    );
  }

  get dead(): AbortSignal {
    return this.#death.signal;
  }

  /** From now on it writes nothing and sends no requests. */
  die(): void {
    this.#death.abort();
    for (const jobId of this.machine.model.jobs.keys()) this.#disconnect(jobId);
  }

  /**
   * Writes what the engine appends until the window is killed or its disk is full, and records it
   * in the model.
   */
  async #openJournal(path: string): Promise<JournalFile> {
    const { machine } = this;
    const jobId = basename(dirname(path));
    const file = await openJournalFile(path);
    const random = Random.at(machine.seed, 20_000 + machine.model.log.length);
    const flushing: Entry[] = [];
    const torn = (data: string): string => data.slice(0, random.int(0, data.length));
    const fail = (code: string): never => {
      throw Object.assign(new Error(code), { code });
    };
    // The complete lines of a torn append are written, too.
    const write = async (data: string): Promise<void> => {
      const entries = entriesOf(data);
      // A search by another window makes this window's state outdated.
      if (entries.some(({ t }) => t === 'run')) machine.lastRun.set(jobId, this);
      else if (machine.lastRun.get(jobId) !== this) machine.lastRun.delete(jobId);
      for (const entry of entries) {
        machine.model.log.push({ what: 'line', jobId, entry });
        machine.say(
          'line',
          `${jobId.slice(-4)} ${JSON.stringify({ ...entry, at: undefined, reading: undefined, ...('error' in entry && { error: entry.error?.code }) })}`,
        );
      }
      await file.appendFile(data);
      flushing.push(...entries);
    };
    return {
      appendFile: async (data) => {
        if (this.dead.aborted) fail('EIO');
        if (this.killIn !== undefined && --this.killIn <= 0) {
          await write(torn(data));
          machine.say('killed while writing', jobId.slice(-4));
          machine.kill();
          fail('EIO');
        }
        if (this.fullIn !== undefined && --this.fullIn <= 0) {
          await write(torn(data));
          machine.say('full disk', jobId.slice(-4));
          this.#disconnect(jobId);
          fail('ENOSPC');
        }
        await write(data);
        if (this.dead.aborted) fail('EIO');
      },
      datasync: async () => {
        await file.datasync();
        machine.synced.set(path, fs.statSync(path).size);
        for (const entry of flushing.splice(0)) this.#close(jobId, entry);
      },
      close: () => file.close(),
    };
  }

  /** Closes the requests whose responses this entry records. */
  #close(jobId: string, entry: Entry): void {
    if (!('k' in entry)) return;
    for (const call of this.#open) {
      if (
        call.jobId !== jobId ||
        !call.settled ||
        (entry.t !== 'searched' && call.tries !== entry.k)
      )
        continue;
      this.#open.delete(call);
      if (entry.t !== 'searched') return;
    }
  }

  /** A job's open requests will have no response in the journal. */
  #disconnect(jobId: string): void {
    const { model, lastRun } = this.machine;
    if (lastRun.get(jobId) === this) lastRun.delete(jobId);
    model.log.push({ what: 'broke', jobId });
    const known = model.job(jobId);
    known.unanswered += known.plan.options.concurrency + 1;
    for (const call of this.#open) {
      if (call.jobId !== jobId) continue;
      this.#open.delete(call);
      known.lost.push(call);
    }
  }

  /** `agent`: a job's ID, followed by `SEARCH` for its search, or one of no job. */
  client(agent: string, timing = QUICKEST): RetailMediaClient {
    const known = this.machine.model.jobs.get(agent.replace(SEARCH, ''));
    return new RetailMediaClient({
      baseUrl: this.machine.url,
      version: '2026-07',
      clientId: 'id',
      clientSecret: 'secret',
      userAgent: agent,
      timing,
      rateLimiter: new RateLimiter(systemClock, 1_000_000),
      log: ({ operation, status }) => {
        if (known && status === undefined && (operation === 'addRemove' || operation === 'clear'))
          known.silent++;
      },
    });
  }

  /** Sends a job's requests: counts them, and sends no more once the window is dead. */
  sender(agent: string, timing = QUICKEST): Sender {
    const client = this.client(agent, timing);
    const jobId = agent.replace(SEARCH, '');
    const known = this.machine.model.job(jobId);
    const counted = async <T>(
      operation: 'addRemove' | 'clear',
      given: RequestOptions | undefined,
      make: (options: RequestOptions) => Promise<T>,
    ): Promise<T> => {
      if (this.dead.aborted)
        throw new ApiError('dead', {
          kind: 'cancelled',
          operation,
          outcome: 'notDone',
          retryable: false,
        });
      const call: Open = { jobId, tries: 0, settled: false };
      this.#open.add(call);
      const onTry = (): void => {
        call.tries++;
        known.tries++;
        given?.onTry?.();
      };
      try {
        return await make({
          ...given,
          signal: given?.signal ? AbortSignal.any([given.signal, this.dead]) : this.dead,
          onTry,
        });
      } finally {
        call.settled = true;
      }
    };
    return {
      amend: (segmentId, body, given) =>
        counted('addRemove', given, (all) => client.amend(segmentId, body, all)),
      clear: (segmentId, given) => counted('clear', given, (all) => client.clear(segmentId, all)),
      statistics: (accountId, segmentId, given) => client.statistics(accountId, segmentId, given),
    };
  }
}

/** The complete lines of a journal's text; the last one may be torn. */
function entriesOf(data: string): Entry[] {
  return data.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Entry];
    } catch {
      return [];
    }
  });
}
