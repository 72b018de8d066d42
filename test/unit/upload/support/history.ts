import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { ApiError } from '../../../../src/api/apiError';
import { UploadEngine } from '../../../../src/upload/engine';
import type { JobSummary } from '../../../../src/upload/jobTypes';
import { readJournal } from '../../../../src/upload/journal/journal';
import { UploadError } from '../../../../src/upload/uploadError';
import type { SourceFile } from '../../../../src/upload/uploadTypes';
import { Bench, options, WORKER } from './bench';
import {
  counts,
  FAIR,
  FAULT_NAMES,
  FAULTS,
  SUCCESSFUL,
  TOKEN_FAULTS,
  type Weather,
} from './faults';
import { hold, Model, OUTSIDE, SEARCH } from './model';
import { Random } from './random';
import type { Arrived, Fault } from './sink';
import { QUICKEST, Window, type Machine } from './window';

/** Long enough for a healthy server on a busy machine. */
const HEALTHY = { ...QUICKEST, maxTries: 5, stall: 30_000 };

const SEGMENTS = ['225702933721171456', '225702933721171457'];
/**
 * Part of every identifier, valid or not, and of nothing else: IDs have only letters and digits.
 */
const MARK = 'zq_7';

/** Error codes that are no failure of a run. */
const EXPECTED = new Set([
  'locked',
  'not-resumable',
  // What not-resumable is for a job that ended so; that it had to is checked in its summary.
  'superseded',
  'journal-full',
  'unknown-job',
  'list-changed',
  'cancelled',
]);

/**
 * A random history of one or two segments, checked whenever nothing is running. `MODEL_TRACE=1`
 * prints its steps.
 */
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
  /** Number of requests until faults end, and whether all jobs are cancelled then. */
  #fairAt: number | undefined;
  #cancels = false;
  #trigger: { at: number; act: () => void } | undefined;
  #clock = 0;
  #clears = 0;
  #stores = 0;
  #storage = '';
  readonly #machine: Machine;
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
    this.#machine = {
      seed,
      url: '',
      model: this.#model,
      now: () => Date.now() + this.#clock,
      kill: () => this.#kill(),
      synced: new Map(),
      lastRun: new Map(),
      say: (what, more) => this.#say(what, more),
    };
  }

  async run(): Promise<void> {
    await this.#bench.start();
    this.#machine.url = this.#bench.sink.url;
    try {
      this.#prepare();
      const steps = this.#random.int(2, 7);
      for (let step = 0; step < steps; step++) {
        await this.#step();
        await this.#settle();
        await this.#check();
      }
      await this.#finishAll();
    } finally {
      for (const window of [...this.#windows, ...this.#gone]) await window.engine.dispose();
      await this.#bench.stop();
    }
  }

  #say(what: string, more: unknown = ''): void {
    if (this.trace) console.log(`  ${this.#model.log.length} ${what}`, more);
  }

  /** Whether the server rejects a value: some of all values, depending only on the text. */
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
    sink.onApplied = (call) =>
      this.#model.log.push({ what: 'applied', agent: call.agent ?? '', call });
    sink.tokenFault = () => {
      const random = Random.at(this.seed, 10_000 + sink.tokenCalls);
      this.#pass();
      return random.chance(this.#weather.token) ? random.pick(TOKEN_FAULTS) : undefined;
    };
    for (const segmentId of this.#segments)
      for (let i = this.#random.int(0, 6); i > 0; i--)
        sink.list(segmentId).add(`${MARK}old${i}@example.com`);
    for (let n = this.#random.int(2, 3); n > 0; n--)
      this.#contents.push({ name: `${n}.csv`, rows: this.#rows() });
    this.#newStorage();
    this.#openWindow();
  }

  /**
   * Valid rows from few people, so that files overlap, with repeated, blank and invalid ones among
   * them.
   */
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
    const window = new Window(this.#storage, this.#machine, this.#random.pick([5, 100]));
    this.#windows.push(window);
    return window;
  }

  /**
   * The machine stops with all windows: the next ones find what is on the disk now. Data that was
   * written but not flushed may be missing from the end. The old windows continue in the old
   * folder, disconnected from the server, until they notice.
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
        // A file was just renamed.
        if (tries > 20) throw error;
      }
    }
    fs.rmSync(join(storage, 'owners'), { recursive: true, force: true });
    if (random.chance(0.3)) this.#losePower(old, storage, random);
    this.#gone.push(...this.#windows.splice(0));
    // Also those that are closing.
    for (const window of this.#gone)
      if (window.storage === old && !window.dead.aborted) window.die();
  }

  #losePower(old: string, storage: string, random: Random): void {
    for (const [path, synced] of this.#machine.synced) {
      const copy = join(storage, path.slice(old.length));
      if (!path.startsWith(`${old}/`) || !fs.existsSync(copy)) continue;
      const { size } = fs.statSync(copy);
      if (size > synced) fs.truncateSync(copy, random.int(synced, size));
    }
  }

  #pass(): void {
    if (this.#fairAt !== undefined && --this.#fairAt <= 0) this.#endOfWeather();
  }

  /** What the server does with a request, and what else happens at that moment. */
  #arrive(call: Arrived): Fault | undefined {
    const agent = call.agent ?? '';
    const random = Random.at(this.seed, this.#arrivals);
    this.#pass();
    const name = random.chance(this.#weather.faults) ? random.pick(this.#weather.names) : undefined;
    let fault = name && (FAULTS[name](call) as Fault);
    // Some responses mask the values that they reject.
    if (name === undefined && call.kind !== 'clear' && this.#every > 0 && random.chance(0.2)) {
      const invalid = call.identifiers.filter((value) => this.#invalid(value)).length;
      fault = {
        status: 200,
        after: true,
        body: counts(
          call.identifiers.length - invalid,
          invalid,
          Array.from({ length: Math.min(invalid, 3) }, () => 'z***@example.com'),
        ),
      };
    }
    this.#say(
      'arrived',
      `${agent.slice(-11)} ${call.kind} ${call.identifiers.length}${name ? ` ${name}` : ''}`,
    );
    this.#model.log.push({
      what: 'arrived',
      agent,
      call,
      yes: SUCCESSFUL.has(name),
      size: this.#bench.sink.list(call.segmentId).size,
    });
    if (++this.#arrivals === this.#trigger?.at) {
      const { act } = this.#trigger;
      this.#trigger = undefined;
      act();
    }
    return fault;
  }

  get #window(): Window {
    return this.#windows.length === 0 ? this.#openWindow() : this.#random.pick(this.#windows);
  }

  /** Starts something in the background; only errors that an engine may report are no failure. */
  #begin(what: Promise<unknown>): void {
    this.#pending.push(
      what.catch((error: unknown) => {
        if (
          (error instanceof UploadError &&
            (EXPECTED.has(error.code) || error.operation !== undefined)) ||
          error instanceof ApiError
        )
          return;
        this.#failure ??= error;
      }),
    );
  }

  async #plan(window: Window): Promise<string | undefined> {
    const random = this.#random;
    const contents = random.chance(0.2)
      ? this.#contents.slice(0, 2)
      : [random.pick(this.#contents)];
    const operation = random.pick(['add', 'add', 'remove', 'replace', 'replace'] as const);
    const segmentId = random.pick(this.#segments);
    const hash = random.chance(0.15) ? random.pick(['sha256', 'md5'] as const) : 'none';
    const forms =
      operation === 'remove' ? random.pick(['given', 'given', 'hashed', 'all'] as const) : 'given';
    const dedupe = random.chance(0.85);
    const more = {
      operation,
      hash,
      forms,
      dedupe,
      chunkSize: random.int(1, 10),
      concurrency: random.int(1, 4),
      maxRefused: 1,
      minKept: random.chance(0.2) ? 0.7 : 0,
    } as const;
    const files: SourceFile[] = contents.map(({ name, rows }) =>
      this.#bench.file(`email\n${rows.join('\n')}\n`, name),
    );
    const target = { ...this.#bench.target(segmentId) };
    const plan = await window.engine
      .plan(
        files,
        target,
        options(more),
        random.chance(0.3) ? { sender: window.client(OUTSIDE) } : {},
      )
      .catch((error: unknown) => {
        if (error instanceof UploadError && EXPECTED.has(error.code)) return undefined;
        throw error;
      });
    if (plan === undefined) return undefined;
    const all = contents.flatMap(({ rows }) => rows);
    const valid = all.filter((row) => row.includes('@'));
    const rows = dedupe ? [...new Set(valid)] : valid;
    hold(
      plan.good === rows.length &&
        plan.blank + plan.invalid + plan.duplicates + plan.good === plan.rows,
      'the plan’s counts',
      { good: plan.good, expected: rows.length },
    );
    this.#model.jobs.set(plan.jobId, {
      plan,
      segmentId,
      rows,
      tries: 0,
      lost: [],
      unanswered: 0,
      silent: 0,
    });
    this.#say(
      'planned',
      `${plan.jobId.slice(-4)} ${JSON.stringify({ ...more, files: contents.map(({ name }) => name), good: plan.good, segment: segmentId.slice(-1) })}`,
    );
    return plan.jobId;
  }

  #start(window: Window, jobId: string): Promise<{ report: { state: string } }> {
    const minKept = this.#random.chance(0.7) ? 0 : undefined;
    this.#model.log.push({
      what: 'asked',
      jobId,
      minKept: minKept ?? this.#model.job(jobId).plan.options.minKept,
    });
    this.#say('start', jobId.slice(-4));
    return window.engine.run(jobId, window.sender(jobId), {
      autoResume: this.#random.chance(0.5),
      ...(minKept !== undefined && { minKept }),
    });
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
    this.#say('step', {
      weather: this.#weather,
      killIn: window.killIn,
      fullIn: window.fullIn,
      windows: this.#windows.length,
    });
    const known = [...this.#model.jobs.keys()];
    const what = random.next();
    if (known.length === 0 || what < 0.55) {
      const jobIds: (string | undefined)[] = [];
      for (let n = random.chance(0.25) ? 2 : 1; n > 0; n--) jobIds.push(await this.#plan(window));
      this.#setTrigger(jobIds[0]);
      for (const jobId of jobIds)
        if (jobId && random.chance(0.95)) this.#begin(this.#start(window, jobId));
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
    const names = random.chance(0.5) ? [random.pick(FAULT_NAMES)] : FAULT_NAMES;
    return {
      faults: random.pick([0.1, 0.3, 0.3, 0.7, 1]),
      names,
      token: random.pick([0, 0, 0.2, 0.5]),
    };
  }

  /** Lets something else happen during what starts now. */
  #setTrigger(jobId: string | undefined): void {
    const random = this.#random;
    if (jobId === undefined || random.chance(0.4)) return;
    const window = this.#window;
    const { segmentId } = this.#model.job(jobId);
    const other = random.pick([...this.#model.jobs.keys()]);
    const acts: [string, () => void][] = [
      ['cancel', () => this.#begin(window.engine.cancel(jobId))],
      ['sign-out', () => this.#begin(window.engine.stopForSignOut(this.#bench.sink.url, 'id'))],
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

  /** A clear by the command, which goes through the engine. */
  async #clear(window: Window, segmentId: string): Promise<void> {
    const agent = `${OUTSIDE}${this.#clears++}`;
    try {
      await window.engine.clearList(this.#bench.sink.url, segmentId, () => {
        this.#model.log.push(
          { what: 'outside', segmentId, agent },
          { what: 'noted', segmentId, agent },
        );
        this.#say('clear', segmentId.slice(-1));
        return window.client(agent).clear(segmentId, { signal: window.dead });
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.outcome !== 'notDone' || window.dead.aborted)
        throw error;
      // Certainly not done: no job may report that the list was cleared.
      const begun = this.#model.log.findIndex(
        (one) => one.what === 'outside' && one.agent === agent,
      );
      if (begun >= 0) this.#model.log[begun] = { what: 'noted', segmentId, agent };
      throw error;
    }
  }

  /** A clear by another machine, which this one is notified of. */
  async #rawClear(window: Window, segmentId: string): Promise<void> {
    const agent = `${OUTSIDE}${this.#clears++}`;
    this.#model.log.push({ what: 'outside', segmentId, agent });
    this.#say('raw clear', segmentId.slice(-1));
    await window
      .client(agent, HEALTHY)
      .clear(segmentId)
      .catch(() => undefined);
    // Notifies whichever window is left.
    let notified = window;
    do {
      if (!this.#windows.includes(notified)) notified = this.#window;
      await notified.engine.recordSegmentChanges(this.#bench.sink.url, [segmentId]);
    } while (notified.dead.aborted);
    this.#model.log.push({ what: 'noted', segmentId, agent });
  }

  async #search(window: Window, jobId: string): Promise<void> {
    this.#model.log.push({ what: 'asked', jobId });
    this.#say('search', jobId.slice(-4));
    await window.engine.findRejected(jobId, window.sender(jobId + SEARCH), { maxCalls: 8 });
  }

  /** Waits until nothing is running. */
  async #settle(): Promise<void> {
    // In case no request arrives.
    const end = setTimeout(() => this.#endOfWeather(), 1_000);
    while (this.#pending.length > 0) await Promise.all(this.#pending.splice(0));
    clearTimeout(end);
    this.#trigger = undefined;
    this.#fairAt = undefined;
    for (const one of this.#windows) Object.assign(one, { killIn: undefined, fullIn: undefined });
    for (const window of this.#gone.splice(0)) {
      await window.engine.dispose();
      if (window.storage !== this.#storage)
        fs.rmSync(window.storage, { recursive: true, force: true });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Ends the faults, or cancels, so that every job ends. */
  #endOfWeather(): void {
    this.#fairAt = undefined;
    this.#weather = FAIR;
    this.#say('fair weather');
    if (!this.#cancels) return;
    for (const { engine } of this.#windows)
      for (const { jobId } of engine.jobs()) this.#begin(engine.cancel(jobId));
  }

  async #check(): Promise<void> {
    const fresh = new UploadEngine({
      storageDir: this.#storage,
      workerPath: WORKER,
      now: () => Date.now() + this.#clock,
    });
    await fresh.refresh();
    for (const jobId of this.#model.jobs.keys()) {
      const summary = fresh.job(jobId);
      // Plans that weren't started are lost with their window.
      if (summary === undefined) continue;
      const path = join(this.#storage, 'jobs', jobId, 'journal.ndjson');
      const entries = await readJournal(path);
      try {
        this.#model.checkSummary(summary, entries);
        const ran = this.#machine.lastRun.get(jobId);
        if (ran && this.#windows.includes(ran))
          // What others made of its list is known to this window after its next look at the disk.
          this.#checkSame(
            ran.engine.job(jobId),
            summary,
            isOutdatedBy(summary) && this.#model.maybeChangedByOthers(jobId, entries),
          );
        this.#model.checkUnchanged(await fresh.planOf(jobId));
      } catch (error) {
        throw Object.assign(error as Error, {
          message: `${jobId.slice(-4)}: ${(error as Error).message}`,
        });
      }
    }
    this.#model.checkSearches();
    this.#checkDisk();
    for (const window of this.#windows) {
      await window.engine.refresh();
      for (const { jobId, error, state, resumable } of window.engine.jobs()) {
        const read = fresh.job(jobId);
        if (!read || !this.#model.jobs.has(jobId)) continue;
        if (this.#machine.lastRun.get(jobId) === window)
          this.#checkSame(window.engine.job(jobId), read);
        if (!isOutdatedBy(read)) continue;
        hold(
          error?.code === read.error?.code && state === read.state && !resumable,
          'a window doesn’t see that a job is outdated',
          { jobId: jobId.slice(-4), state, error },
        );
      }
    }
  }

  /**
   * The disk and the window that ran a job agree about it; with `lags`, but for what follows from
   * the state of its list.
   */
  #checkSame(live: JobSummary | undefined, read: JobSummary, lags = false): void {
    hold(live !== undefined, 'the window doesn’t know its job');
    // If it stopped before its first entry, only this window knows that it was started.
    const last = this.#model.log.findLast(
      (one) => (one.what === 'asked' || one.what === 'line') && one.jobId === live.jobId,
    );
    const begun = last?.what === 'line';
    const compared = ({
      target,
      files,
      counts,
      cleared,
      maybeCleared,
      calls,
      readings,
      state,
      error,
      resumable,
      checkedLongAgo,
      progress: { wait, ...progress },
      ...rest
    }: JobSummary) => ({
      target,
      files,
      counts,
      cleared,
      maybeCleared,
      calls,
      readings,
      ...(begun && { ...rest, progress }),
      ...(begun && !lags && { state, error, resumable, checkedLongAgo, wait }),
    });
    const [here, there] = [compared(live), compared(read)] as Record<string, unknown>[];
    const differ = [...new Set([...Object.keys(here), ...Object.keys(there)])].filter(
      (key) => JSON.stringify(here[key]) !== JSON.stringify(there[key]),
    );
    hold(
      differ.length === 0,
      'the disk says something else',
      differ.map((key) => [key, here[key], there[key]]),
    );
  }

  /** No identifier, plain or hashed, is on the disk. */
  #checkDisk(): void {
    const values = [MARK];
    for (const known of this.#model.jobs.values())
      if (known.plan.options.hash !== 'none')
        values.push(...this.#model.values(known, 'given').slice(0, 3));
    for (const entry of fs.readdirSync(this.#storage, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = fs.readFileSync(join(entry.parentPath, entry.name), 'latin1').toLowerCase();
      for (const value of values)
        hold(!content.includes(value), 'an identifier is on the disk', entry.name);
    }
  }

  /** With a healthy server, every resumable job finishes. */
  async #finishAll(): Promise<void> {
    this.#weather = FAIR;
    this.#bench.sink.latency = 0;
    const window = this.#window;
    await window.engine.refresh();
    for (const { jobId } of window.engine.jobs()) {
      const known = this.#model.job(jobId);
      // One of those before it may have superseded it.
      const { resumable, state, error } = window.engine.job(jobId) ?? assert.fail();
      if (!resumable) {
        const why =
          state === 'planned' ||
          state === 'finished' ||
          error?.code === 'list-emptied' ||
          error?.code === 'superseded' ||
          error?.code === 'nothing-to-send' ||
          error?.code === 'min-kept';
        hold(why, 'not resumable without a reason', { jobId: jobId.slice(-4), state, error });
        continue;
      }
      this.#say('resume', jobId.slice(-4));
      this.#model.log.push({ what: 'asked', jobId });
      const { report } = await window.engine.run(jobId, window.sender(jobId, HEALTHY), {
        minKept: 0,
      });
      if (report.error?.code !== 'list-emptied') {
        hold(report.state === 'finished', 'does not finish', {
          jobId: jobId.slice(-4),
          state: report.state,
          error: report.error,
        });
        const rejectable = this.#model
          .values(known, 'given')
          .filter((value) => this.#invalid(value)).length;
        hold(report.unsent === 0 && report.refused <= rejectable, 'leaves rows unsent', report);
        const { unchangedSince } = await window.engine.planOf(jobId);
        hold(
          !this.#model.isAlone(jobId) || unchangedSince !== undefined,
          'is sent, but not known to be',
          { jobId: jobId.slice(-4) },
        );
      }
      await this.#check();
    }
  }
}

function isOutdatedBy({ error }: JobSummary): boolean {
  return error?.code === 'superseded' || error?.code === 'list-emptied';
}
