import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ApiError } from '../../../../src/api/errors';
import { RetailMediaClient } from '../../../../src/api/client';
import { systemClock } from '../../../../src/api/clock';
import type { Timing } from '../../../../src/api/options';
import { Pacing } from '../../../../src/api/pacing';
import type { SendOptions, Sender } from '../../../../src/upload/contract';
import { UploadEngine } from '../../../../src/upload/engine';
import { openJournalFile, readJournal, type Entry, type JournalFile } from '../../../../src/upload/journal';
import type { JobSummary, SourceFile } from '../../../../src/upload/types';
import { UploadError } from '../../../../src/upload/error';
import { Bench, options, WORKER } from './bench';
import { hold, Model, OUTSIDE, SEARCH } from './model';
import { Random } from './random';
import type { Arrived, Fault } from './sink';

/** All times are as short as they can be; a healthy server has all the time that a busy machine may need. */
const QUICKEST: Partial<Timing> = { baseDelay: 1, maxDelay: 3, limitDelay: 2, maxLimitDelay: 4, maxTries: 3, stall: 60 };
const HEALTHY: Partial<Timing> = { ...QUICKEST, maxTries: 5, stall: 30_000 };

const SEGMENTS = ['225702933721171456', '225702933721171457'];
/** Stands in every identifier and in every bad one, and nowhere else: an id may hold any letters and digits. */
const MARK = 'zq_7';

/** Ends of a run that say nothing wrong of it. */
const EXPECTED = new Set(['locked', 'not-resumable', 'journal-full', 'unknown-job', 'list-changed', 'cancelled']);

/** A call whose answer is not in the journal yet. */
interface Open {
  jobId: string;
  tries: number;
  settled: boolean;
}

/** One window: its engine, and what ends with it. */
interface Window {
  engine: UploadEngine;
  storage: string;
  death: AbortController;
  open: Set<Open>;
  /** Entries until it is killed in the middle of writing. */
  killIn?: number;
  /** Appends until its disk is full. */
  fullIn?: number;
}

/** What the server does of its own accord: how often a call fails, and how. */
interface Weather {
  faults: number;
  kinds: readonly Kind[];
  token: number;
}

const FAIR: Weather = { faults: 0, kinds: [], token: 0 };

const envelope = (code: string, title: string) => ({ errors: [{ code, title, traceId: 'trace-1' }] });
const counts = (valid?: number, invalid?: number, samples: string[] = []) => ({ data: { attributes: { nbValidIdentifiers: valid, nbInvalidIdentifiers: invalid, sampleInvalidIdentifiers: samples } } });

const KINDS = {
  cutBefore: () => ({ cut: 'before' }),
  cutAfter: () => ({ cut: 'after' }),
  stall: () => ({ stall: true }),
  stallAfter: () => ({ stall: true, after: true }),
  limit: () => ({ status: 429 }),
  bad: (call) => ({ status: 400, body: envelope('invalid', `Bad: ${call.identifiers[0]}`) }),
  locked: () => ({ status: 400, body: envelope('segment-locked', 'Locked') }),
  unprocessable: () => ({ status: 422, body: envelope('invalid', 'No') }),
  bare: () => ({ status: 400, body: null }),
  unauthorised: () => ({ status: 401, body: envelope('authorization-token-expired', 'Expired') }),
  forbidden: () => ({ status: 403, body: envelope('forbidden', 'No') }),
  notFound: () => ({ status: 404, body: envelope('segment-not-found', 'No') }),
  tooLarge: () => ({ status: 413 }),
  down: () => ({ status: 500, body: envelope('internal', 'Down') }),
  downAfter: () => ({ status: 500, body: envelope('internal', 'Down'), after: true }),
  gateway: () => ({ status: 503, page: true }),
  portal: () => ({ status: 200, page: true }),
  errorsAlone: () => ({ status: 200, body: { data: null, ...envelope('invalid', 'No') } }),
  noCounts: () => ({ status: 200, after: true, body: { data: { attributes: {} } } }),
  empty: (call) => (call.kind === 'clear' ? { status: 200, after: true, body: null } : { status: 200, after: true, body: counts() }),
  wrongCounts: (call) => ({ status: 200, after: true, body: counts(call.identifiers.length + 1, 1) }),
  garbled: () => ({ text: '{"data": {"attri' }),
} satisfies Record<string, (call: Arrived) => Fault>;
type Kind = keyof typeof KINDS;

/** These did the work and say so: what a success is to the engine. */
const YES = new Set<Kind>(['noCounts', 'empty', 'wrongCounts']);

const TOKEN_FAULTS = [
  { status: 400, body: { error: 'invalid_request' } },
  { status: 401, body: { error: 'invalid_client' } },
  { status: 404, body: null },
  { status: 413, body: null },
  { status: 503, body: {} },
] as const;

/** A random history of one or two segments, checked wherever all stands still. `MODEL_TRACE=1` tells it step by step. */
export class History {
  readonly #bench = new Bench();
  readonly #random: Random;
  readonly #model: Model;
  readonly #contents: { name: string; rows: string[] }[] = [];
  readonly #segments: readonly string[];
  readonly #every: number;
  #windows: Window[] = [];
  readonly #gone: Window[] = [];
  #pending: Promise<unknown>[] = [];
  #failure: unknown;
  #weather = FAIR;
  #arrivals = 0;
  /** Calls of any kind after which the weather is fair, and whether all is cancelled then. */
  #fairAt: number | undefined;
  #cancels = false;
  #trigger: { at: number; act: () => void } | undefined;
  #clock = 0;
  #clears = 0;
  #stores = 0;
  #storage = '';
  /** Bytes of each journal that are surely on the disk. */
  readonly #synced = new Map<string, number>();
  /** The window that knows best what a job did, if it could write it down. */
  readonly #lastRun = new Map<string, Window>();

  constructor(
    private readonly seed: number,
    private readonly trace = process.env.MODEL_TRACE !== undefined,
  ) {
    this.#random = new Random(seed);
    this.#segments = SEGMENTS.slice(0, this.#random.chance(0.3) ? 2 : 1);
    this.#every = this.#random.pick([0, 0, 5, 3]);
    this.#model = new Model(
      (value) => this.#invalid(value),
      (segmentId) => this.#bench.sink.list(segmentId),
    );
  }

  async run(): Promise<void> {
    await this.#bench.start();
    try {
      this.#prepare();
      const steps = this.#random.int(2, 7);
      for (let step = 0; step < steps; step++) {
        await this.#step();
        await this.#settle();
        await this.#check();
      }
      await this.#goOn();
    } finally {
      for (const window of [...this.#windows, ...this.#gone]) await window.engine.dispose();
      await this.#bench.stop();
    }
  }

  #say(what: string, more: unknown = ''): void {
    if (this.trace) console.log(`  ${this.#model.log.length} ${what}`, more);
  }

  /** What the server takes for no identifier: a part of all, told by the text alone. */
  #invalid(value: string): boolean {
    if (this.#every === 0) return false;
    let sum = this.seed;
    for (let i = 0; i < value.length; i++) sum = (Math.imul(sum, 31) + value.charCodeAt(i)) >>> 0;
    return (sum >>> 3) % this.#every === 0;
  }

  #prepare(): void {
    const { sink } = this.#bench;
    sink.invalid = (value) => this.#invalid(value);
    sink.samples = this.#random.pick([0, 1, 2, 100]);
    sink.tokenLife = this.#random.pick([900, 0.001]);
    sink.fault = (call) => this.#arrive(call);
    sink.onApplied = (call) => this.#model.log.push({ what: 'applied', agent: call.agent ?? '', call });
    sink.tokenFault = () => {
      const random = Random.at(this.seed, 10_000 + sink.tokenCalls);
      this.#pass();
      return random.chance(this.#weather.token) ? random.pick(TOKEN_FAULTS) : undefined;
    };
    for (const segmentId of this.#segments) for (let i = this.#random.int(0, 6); i > 0; i--) sink.list(segmentId).add(`${MARK}old${i}@example.com`);
    for (let n = this.#random.int(2, 3); n > 0; n--) this.#contents.push({ name: `${n}.csv`, rows: this.#rows() });
    this.#newStorage();
    this.#openWindow();
  }

  /** Good rows from few people, so that files have some in common; repeated, blank and bad ones among them. */
  #rows(): string[] {
    const random = this.#random;
    const rows: string[] = [];
    const size = random.pick([3, 12, 12, 30]);
    for (let i = random.int(1, size); i > 0; i--) {
      const kind = random.next();
      if (kind < 0.06) rows.push('');
      else if (kind < 0.12) rows.push(`${MARK}-nobody`);
      else rows.push(`${MARK}p${random.int(1, size * 2)}@example.com`);
    }
    if (!rows.some((row) => row.includes('@'))) rows.push(`${MARK}p1@example.com`);
    return rows;
  }

  #newStorage(): string {
    this.#storage = join(this.#bench.folder, `storage${this.#stores++}`);
    return this.#storage;
  }

  #openWindow(): Window {
    const storage = this.#storage;
    const window: Window = { storage, death: new AbortController(), open: new Set(), engine: undefined as unknown as UploadEngine };
    window.engine = new UploadEngine(
      { storageDir: storage, workerPath: WORKER, now: () => Date.now() + this.#clock, retryEvery: 3, cancelWait: this.#random.pick([5, 100]) },
      { openJournal: (path) => this.#openJournal(window, path) },
    );
    this.#windows.push(window);
    return window;
  }

  /** Writes as the engine says until the window is killed or its disk is full; tells the model what is written. */
  async #openJournal(window: Window, path: string): Promise<JournalFile> {
    const jobId = basename(dirname(path));
    const file = await openJournalFile(path);
    const random = Random.at(this.seed, 20_000 + this.#model.log.length);
    const flushing: Entry[] = [];
    const refuse = (code: string): never => {
      throw Object.assign(new Error(code), { code });
    };
    // Also of what is torn the lines before the tear are there.
    const write = async (data: string): Promise<void> => {
      const entries = entriesOf(data);
      this.#lastRun.set(jobId, window);
      for (const entry of entries) this.#model.log.push({ what: 'line', jobId, entry });
      for (const entry of entries) this.#say('line', `${jobId.slice(-4)} ${JSON.stringify({ ...entry, at: undefined, reading: undefined, error: (entry as { error?: { code: string } }).error?.code })}`);
      await file.appendFile(data);
      flushing.push(...entries);
    };
    const torn = (data: string): string => data.slice(0, random.int(0, data.length));
    return {
      appendFile: async (data) => {
        if (window.death.signal.aborted) refuse('EIO');
        if (window.killIn !== undefined && --window.killIn <= 0) {
          const part = torn(data);
          await write(part);
          this.#say('killed while it writes', `${part.length} of ${data.length}`);
          this.#kill();
          refuse('EIO');
        }
        if (window.fullIn !== undefined && --window.fullIn <= 0) {
          await write(torn(data));
          this.#say('full disk', jobId.slice(-4));
          this.#broke(window, jobId);
          refuse('ENOSPC');
        }
        await write(data);
        if (window.death.signal.aborted) refuse('EIO');
      },
      datasync: async () => {
        await file.datasync();
        this.#synced.set(path, fs.statSync(path).size);
        this.#close(window, jobId, flushing.splice(0));
      },
      close: () => file.close(),
    };
  }

  /** Calls whose answers these entries are. */
  #close({ open }: Window, jobId: string, entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (!('k' in entry)) continue;
      for (const call of open) {
        if (call.jobId !== jobId || !call.settled || (entry.t !== 'searched' && call.tries !== entry.k)) continue;
        open.delete(call);
        if (entry.t !== 'searched') break;
      }
    }
  }

  /** Notes what is lost of a job's calls by a crash or a full disk. */
  #broke(window: Window, jobId: string): void {
    const { open } = window;
    if (this.#lastRun.get(jobId) === window) this.#lastRun.delete(jobId);
    this.#model.log.push({ what: 'broke', jobId });
    const known = this.#model.job(jobId);
    known.unanswered += known.plan.options.concurrency + 1;
    for (const call of open) {
      if (call.jobId !== jobId) continue;
      open.delete(call);
      known.lost.push(call);
    }
  }

  /**
   * The machine stops, with all windows: what is on the disk now is what the next ones find. What was written and not flushed may be
   * missing from its end. The windows that were go on in the old folder, cut off from the server, until they have noticed.
   */
  #kill(): void {
    const random = Random.at(this.seed, 30_000 + this.#model.log.length);
    const old = this.#storage;
    const storage = this.#newStorage();
    for (let tries = 0; ; tries++) {
      try {
        if (fs.existsSync(old)) fs.cpSync(old, storage, { recursive: true });
        break;
      } catch (error) {
        // A file that was just renamed.
        if (tries > 20) throw error;
      }
    }
    fs.rmSync(join(storage, 'owners'), { recursive: true, force: true });
    if (random.chance(0.3)) this.#losePower(old, storage, random);
    this.#gone.push(...this.#windows.splice(0));
    // Also those that are just closing.
    for (const window of this.#gone.filter((one) => one.storage === old && !one.death.signal.aborted)) {
      window.death.abort();
      for (const jobId of this.#model.jobs.keys()) this.#broke(window, jobId);
    }
  }

  #losePower(old: string, storage: string, random: Random): void {
    for (const [path, synced] of this.#synced) {
      const copy = join(storage, path.slice(old.length));
      if (!path.startsWith(`${old}/`) || !fs.existsSync(copy)) continue;
      const { size } = fs.statSync(copy);
      if (size > synced) fs.truncateSync(copy, random.int(synced, size));
    }
  }

  #pass(): void {
    if (this.#fairAt !== undefined && --this.#fairAt <= 0) this.#endOfWeather();
  }

  /** What the server does with a call, and what happens in that moment. */
  #arrive(call: Arrived): Fault | undefined {
    const agent = call.agent ?? '';
    const random = Random.at(this.seed, this.#arrivals);
    this.#pass();
    const kind = random.chance(this.#weather.faults) ? random.pick(this.#weather.kinds) : undefined;
    let fault = kind && (KINDS[kind](call) as Fault);
    // Some name what they refuse as nobody can read it.
    if (kind === undefined && call.kind !== 'clear' && this.#every > 0 && random.chance(0.2)) {
      const invalid = call.identifiers.filter((value) => this.#invalid(value)).length;
      fault = { status: 200, after: true, body: counts(call.identifiers.length - invalid, invalid, Array.from({ length: Math.min(invalid, 3) }, () => 'z***@example.com')) };
    }
    this.#say('arrived', `${agent.slice(-11)} ${call.kind} ${call.identifiers.length}${kind ? ` ${kind}` : ''}`);
    this.#model.log.push({ what: 'arrived', agent, call, yes: kind === undefined || YES.has(kind), size: this.#bench.sink.list(call.segmentId).size });
    if (++this.#arrivals === this.#trigger?.at) {
      const { act } = this.#trigger;
      this.#trigger = undefined;
      act();
    }
    return fault;
  }

  #client(agent: string, timing: Partial<Timing>): RetailMediaClient {
    const known = this.#model.jobs.get(agent.replace(SEARCH, ''));
    return new RetailMediaClient({
      baseUrl: this.#bench.sink.url,
      version: '2026-07',
      clientId: 'id',
      clientSecret: 'secret',
      userAgent: agent,
      timing,
      pacing: new Pacing(systemClock, 1_000_000),
      log: ({ operation, status }) => {
        if (known && status === undefined && (operation === 'addRemove' || operation === 'clear')) known.silent++;
      },
    });
  }

  /** The calls of a job in a window: counted, and none any more once the window is dead. */
  #sender(window: Window, agent: string, timing = QUICKEST): Sender {
    const client = this.#client(agent, timing);
    const jobId = agent.replace(SEARCH, '');
    const known = this.#model.job(jobId);
    const counted = async <T>(operation: 'addRemove' | 'clear', given: SendOptions | undefined, make: (options: SendOptions) => Promise<T>): Promise<T> => {
      if (window.death.signal.aborted) throw new ApiError('dead', { kind: 'cancelled', operation, outcome: 'notDone', retryable: false });
      const call: Open = { jobId, tries: 0, settled: false };
      window.open.add(call);
      try {
        const signal = given?.signal ? AbortSignal.any([given.signal, window.death.signal]) : window.death.signal;
        return await make({
          ...given,
          signal,
          onTry: () => {
            call.tries++;
            known.tries++;
            given?.onTry?.();
          },
        });
      } finally {
        call.settled = true;
      }
    };
    return {
      amend: (segmentId, body, given) => counted('addRemove', given, (all) => client.amend(segmentId, body, all)),
      clear: (segmentId, given) => counted('clear', given, (all) => client.clear(segmentId, all)),
      statistics: (accountId, segmentId, given) => client.statistics(accountId, segmentId, given),
    };
  }

  get #window(): Window {
    return this.#windows.length === 0 ? this.#openWindow() : this.#random.pick(this.#windows);
  }

  /** Something that goes on by itself; only what an engine may say is no failure. */
  #begin(what: Promise<unknown>): void {
    this.#pending.push(
      what.catch((error: unknown) => {
        if ((error instanceof UploadError && (EXPECTED.has(error.code) || error.operation !== undefined)) || error instanceof ApiError) return;
        this.#failure ??= error;
      }),
    );
  }

  async #plan(window: Window): Promise<string | undefined> {
    const random = this.#random;
    const contents = random.chance(0.2) ? this.#contents.slice(0, 2) : [random.pick(this.#contents)];
    const operation = random.pick(['add', 'add', 'remove', 'replace', 'replace'] as const);
    const segmentId = random.pick(this.#segments);
    const hash = random.chance(0.15) ? random.pick(['sha256', 'md5'] as const) : 'none';
    const forms = operation === 'remove' && random.chance(0.3) ? 'all' : 'given';
    const dedupe = random.chance(0.85);
    const more = { operation, hash, forms, dedupe, chunkSize: random.int(1, 10), concurrency: random.int(1, 4), maxRefused: 1, minKept: random.chance(0.2) ? 0.7 : 0 } as const;
    const files: SourceFile[] = contents.map(({ name, rows }) => this.#bench.file(`email\n${rows.join('\n')}\n`, name));
    const target = { ...this.#bench.target(segmentId) };
    const plan = await window.engine.plan(files, target, options(more), random.chance(0.3) ? { sender: this.#client(OUTSIDE, QUICKEST) } : {}).catch((error: unknown) => {
      if (error instanceof UploadError && EXPECTED.has(error.code)) return undefined;
      throw error;
    });
    if (plan === undefined) return undefined;
    const all = contents.flatMap(({ rows }) => rows);
    const good = all.filter((row) => row.includes('@'));
    const rows = dedupe ? [...new Set(good)] : good;
    hold(plan.good === rows.length && plan.blank + plan.invalid + plan.duplicates + plan.good === plan.rows, 'the plan’s counts', { good: plan.good, expected: rows.length });
    this.#model.jobs.set(plan.jobId, { plan, segmentId, rows, tries: 0, lost: [], unanswered: 0, silent: 0 });
    this.#say('planned', `${plan.jobId.slice(-4)} ${JSON.stringify({ ...more, files: contents.map(({ name }) => name), good: plan.good, segment: segmentId.slice(-1) })}`);
    return plan.jobId;
  }

  #start(window: Window, jobId: string, timing = QUICKEST): Promise<{ report: { state: string } }> {
    const minKept = this.#random.chance(0.7) ? 0 : undefined;
    this.#model.log.push({ what: 'asked', jobId, minKept: minKept ?? this.#model.job(jobId).plan.options.minKept });
    this.#say('start', jobId.slice(-4));
    return window.engine.start(jobId, this.#sender(window, jobId, timing), { autoResume: this.#random.chance(0.5), ...(minKept !== undefined && { minKept }) });
  }

  async #step(): Promise<void> {
    const random = this.#random;
    this.#clock += random.chance(0.1) ? random.pick([-3, -1, 1, 5]) * 3_600_000 : 0;
    if (random.chance(0.15)) this.#openWindow();
    this.#weather = this.#newWeather();
    this.#fairAt = random.int(1, 40);
    this.#cancels = random.chance(0.3);
    this.#bench.sink.latency = random.chance(0.4) ? 3 : 0;
    const window = this.#window;
    window.killIn = random.chance(0.15) ? random.int(1, 12) : undefined;
    window.fullIn = random.chance(0.08) ? random.int(1, 8) : undefined;
    this.#say('step', { weather: this.#weather, killIn: window.killIn, fullIn: window.fullIn, windows: this.#windows.length });
    const known = [...this.#model.jobs.keys()];
    const what = random.next();
    if (known.length === 0 || what < 0.55) {
      const jobIds: (string | undefined)[] = [];
      for (let n = random.chance(0.25) ? 2 : 1; n > 0; n--) jobIds.push(await this.#plan(window));
      this.#setTrigger(jobIds[0]);
      for (const jobId of jobIds) if (jobId && random.chance(0.95)) this.#begin(this.#start(window, jobId));
    } else if (what < 0.8) {
      const jobId = random.pick(known);
      this.#setTrigger(jobId);
      this.#begin(this.#start(window, jobId));
    } else if (what < 0.87) this.#begin(this.#clear(window, random.pick(this.#segments)));
    else if (what < 0.93) this.#begin(this.#rawClear(window, random.pick(this.#segments)));
    else if (what < 0.97) this.#begin(this.#search(window, random.pick(known)));
    else this.#kill();
  }

  #newWeather(): Weather {
    const random = this.#random;
    if (random.chance(0.25)) return FAIR;
    const all = Object.keys(KINDS) as Kind[];
    const kinds = random.chance(0.5) ? [random.pick(all)] : all;
    return { faults: random.pick([0.1, 0.3, 0.3, 0.7, 1]), kinds, token: random.pick([0, 0, 0.2, 0.5]) };
  }

  /** In the middle of what begins now, something else. */
  #setTrigger(jobId: string | undefined): void {
    const random = this.#random;
    if (jobId === undefined || random.chance(0.4)) return;
    const window = this.#window;
    const { segmentId } = this.#model.job(jobId);
    const other = random.pick([...this.#model.jobs.keys()]);
    const acts: [string, () => void][] = [
      ['cancel', () => this.#begin(window.engine.cancel(jobId))],
      ['sign-out', () => this.#begin(window.engine.signedOut(this.#bench.sink.url, 'id'))],
      ['dispose', () => this.#dispose(window)],
      ['kill', () => this.#kill()],
      ['raw clear', () => this.#begin(this.#rawClear(window, segmentId))],
      ['clear', () => this.#begin(this.#clear(window, segmentId))],
      ['other', () => this.#windows.includes(window) && this.#begin(this.#start(window, other))],
      ['search', () => this.#begin(this.#search(window, jobId))],
    ];
    const [name, act] = random.pick(acts);
    this.#trigger = {
      at: this.#arrivals + random.int(1, 6),
      act: () => {
        this.#say('trigger', name);
        act();
      },
    };
  }

  #dispose(window: Window): void {
    this.#windows = this.#windows.filter((one) => one !== window);
    this.#gone.push(window);
    this.#begin(window.engine.dispose());
  }

  /** By the command: in the product it goes through the engine. */
  async #clear(window: Window, segmentId: string): Promise<void> {
    const agent = `${OUTSIDE}${this.#clears++}`;
    try {
      await window.engine.emptyList(this.#bench.sink.url, segmentId, () => {
        this.#model.log.push({ what: 'outside', segmentId, agent }, { what: 'noted', segmentId, agent });
        this.#say('clear', segmentId.slice(-1));
        return this.#client(agent, QUICKEST).clear(segmentId, { signal: window.death.signal });
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.outcome !== 'notDone' || window.death.signal.aborted) throw error;
      // Surely not done: nobody may say that the list was emptied.
      const begun = this.#model.log.findIndex((one) => one.what === 'outside' && one.agent === agent);
      if (begun >= 0) this.#model.log[begun] = { what: 'noted', segmentId, agent };
      throw error;
    }
  }

  /** As one on another machine, of which this one hears. */
  async #rawClear(window: Window, segmentId: string): Promise<void> {
    const agent = `${OUTSIDE}${this.#clears++}`;
    this.#model.log.push({ what: 'outside', segmentId, agent });
    this.#say('raw clear', segmentId.slice(-1));
    await this.#client(agent, HEALTHY).clear(segmentId).catch(() => undefined);
    // By whichever window is left.
    let hears = window;
    do {
      if (!this.#windows.includes(hears)) hears = this.#window;
      await hears.engine.segmentChanged(this.#bench.sink.url, segmentId);
    } while (hears.death.signal.aborted);
    this.#model.log.push({ what: 'noted', segmentId, agent });
  }

  async #search(window: Window, jobId: string): Promise<void> {
    this.#model.log.push({ what: 'asked', jobId });
    this.#say('search', jobId.slice(-4));
    await window.engine.findRefused(jobId, this.#sender(window, jobId + SEARCH), { maxCalls: 8 });
  }

  /** Waits until nothing goes on any more. */
  async #settle(): Promise<void> {
    // Where nothing arrives at all.
    const end = setTimeout(() => this.#endOfWeather(), 1_000);
    while (this.#pending.length > 0) await Promise.all(this.#pending.splice(0));
    clearTimeout(end);
    this.#trigger = undefined;
    this.#fairAt = undefined;
    for (const one of this.#windows) Object.assign(one, { killIn: undefined, fullIn: undefined });
    for (const window of this.#gone.splice(0)) {
      await window.engine.dispose();
      if (window.storage !== this.#storage) fs.rmSync(window.storage, { recursive: true, force: true });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** What goes on for ever in this weather comes to its end by a better one, or by a cancel. */
  #endOfWeather(): void {
    this.#fairAt = undefined;
    this.#weather = FAIR;
    this.#say('fair weather');
    if (!this.#cancels) return;
    for (const { engine } of this.#windows) for (const { jobId } of engine.jobs()) this.#begin(engine.cancel(jobId));
  }

  async #check(): Promise<void> {
    const fresh = new UploadEngine({ storageDir: this.#storage, workerPath: WORKER, now: () => Date.now() + this.#clock });
    await fresh.refresh();
    for (const jobId of this.#model.jobs.keys()) {
      const summary = fresh.job(jobId);
      // What was planned by a window that is gone is gone with it.
      if (summary === undefined) continue;
      const path = join(this.#storage, 'jobs', jobId, 'journal.ndjson');
      const entries = await readJournal(path);
      try {
        this.#model.checkSummary(summary, entries);
        const ran = this.#lastRun.get(jobId);
        if (ran && this.#windows.includes(ran)) this.#checkSame(ran.engine.job(jobId), summary);
        this.#model.checkUnchanged(await fresh.planOf(jobId));
      } catch (error) {
        throw Object.assign(error as Error, { message: `${jobId.slice(-4)}: ${(error as Error).message}` });
      }
    }
    this.#model.checkSearches();
    this.#checkDisk();
    for (const window of this.#windows) await window.engine.refresh();
  }

  /** What the disk says of a job is what the window said that worked on it. */
  #checkSame(live: JobSummary | undefined, read: JobSummary): void {
    hold(live !== undefined, 'the window does not know its job');
    // Not begun: that it was asked for, and cancelled, only this window tells.
    const begun = live.startedAt !== undefined;
    const told = ({ target, files, counts, cleared, maybeCleared, calls, readings, ...rest }: JobSummary) => ({ target, files, counts, cleared, maybeCleared, calls, readings, ...(begun && rest) });
    const [here, there] = [told(live), told(read)] as Record<string, unknown>[];
    const differ = [...new Set([...Object.keys(here), ...Object.keys(there)])].filter((key) => JSON.stringify(here[key]) !== JSON.stringify(there[key]));
    hold(differ.length === 0, 'the disk says something else', differ.map((key) => [key, here[key], there[key]]));
  }

  /** No identifier, whole or hashed, is on the disk. */
  #checkDisk(): void {
    const values = [MARK];
    for (const known of this.#model.jobs.values()) if (known.plan.options.hash !== 'none') values.push(...this.#model.values(known, 'given').slice(0, 3));
    for (const entry of fs.readdirSync(this.#storage, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = fs.readFileSync(join(entry.parentPath, entry.name), 'latin1').toLowerCase();
      for (const value of values) hold(!content.includes(value), 'an identifier is on the disk', entry.name);
    }
  }

  /** With a healthy server all that can be resumed comes to its end. */
  async #goOn(): Promise<void> {
    this.#weather = FAIR;
    this.#bench.sink.latency = 0;
    const window = this.#window;
    await window.engine.refresh();
    for (const { jobId, resumable, state, error } of window.engine.jobs()) {
      const known = this.#model.job(jobId);
      if (!resumable) {
        const why = state === 'planned' || state === 'finished' || error?.code === 'list-emptied' || error?.code === 'nothing-to-send';
        hold(why, 'not resumable, and nobody knows why', { jobId: jobId.slice(-4), state, error });
        continue;
      }
      this.#say('go on', jobId.slice(-4));
      this.#model.log.push({ what: 'asked', jobId });
      const { report } = await window.engine.resume(jobId, this.#sender(window, jobId, HEALTHY), { minKept: 0 });
      if (report.error?.code !== 'list-emptied') {
        hold(report.state === 'finished', 'does not finish', { jobId: jobId.slice(-4), state: report.state, error: report.error });
        const refused = this.#model.values(known, 'given').filter((value) => this.#invalid(value)).length;
        hold(report.unsent === 0 && report.refused <= refused, 'leaves something', report);
        const { unchangedSince } = await window.engine.planOf(jobId);
        hold(!this.#model.isAlone(jobId) || unchangedSince !== undefined, 'is sent, and not known to be', { jobId: jobId.slice(-4) });
      }
      await this.#check();
    }
  }
}

/** The whole lines of a text for a journal; the last one may be torn. */
function entriesOf(data: string): Entry[] {
  return data.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Entry];
    } catch {
      return [];
    }
  });
}
