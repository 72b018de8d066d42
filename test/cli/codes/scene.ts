import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { endingOf, EXIT_CODES, type Signal } from '../../../src/cli/exitCodes';
import { Failure } from '../../../src/common/failure';
import type { Operation as Request } from '../../../src/sandbox/control';
import type { Report } from '../../../src/upload/jobTypes';
import type { StoredJob } from '../../../src/upload/journal/store';
import { wordsOf } from '../../docs/examples';
import { people } from '../../support/people';
import type { AccountsBench } from '../../unit/app/accounts/bench';
import type { DraftBench } from '../../unit/app/uploads/draftBench';
import { documentOf, type Ended, type Environment } from '../support/cli';
import type { World } from '../support/world';

/** How something failed. */
export interface Failed {
  exit: number;
  code: string;
  source?: string;
}

/** Options of an upload whose chunks are sent one after the other. */
export const IN_TURN = '--chunk-size 1 --concurrency 1 --max-wait 0s';
/** Of a fault that lasts. */
export const ALWAYS = 1_000_000;

/** Where a situation is made: `list.csv` has four people, and a segment ten others. */
export class Scene {
  id = '';
  /** The signals of its commands, and whether one listened to them. */
  signals = new EventEmitter();
  listened = false;

  constructor(
    readonly world: World,
    readonly bench: DraftBench,
    readonly accounts: AccountsBench,
  ) {}

  async open(): Promise<void> {
    this.id = await this.world.newSegment({ identifiers: people(10, 100) });
    this.csv(people(4));
    this.forgetListeners();
  }

  forgetListeners(): void {
    this.listened = false;
    this.signals = new EventEmitter().on('newListener', () => (this.listened = true));
  }

  get account(): string {
    return this.world.sandbox.accountId;
  }

  get control(): World['control'] {
    return this.world.control;
  }

  /** Runs a command line. In it, `$id` is the segment, and `$account` confirms. */
  run(line: string, env: Environment = {}, ...more: string[]): Promise<Ended> {
    const words = wordsOf(line.replaceAll('$id', this.id).replaceAll('$account', this.account));
    return this.world.run([...words, ...more], { env, signals: this.signals });
  }

  /** The same, with the result as JSON. */
  json(line: string, env?: Environment): Promise<Ended> {
    return this.run(line, env, '--json');
  }

  csv(rows: readonly string[], name = 'list.csv'): void {
    this.world.writeCsv(name, rows);
  }

  remove(...names: string[]): void {
    for (const name of names) fs.rmSync(path.join(this.world.folder, name));
  }

  fails(fault: '400' | '403' | '429' | '503', operation: Request, times = ALWAYS): void {
    this.control.addFaults({
      fault,
      operation,
      times,
      ...(fault === '429' && { retryAfter: 3600 }),
    });
  }

  /** The next response to an operation. */
  answers(operation: Request, body: object, more: { nth?: number; work?: false } = {}): void {
    const fault = { fault: 'malformedJson', operation, body: JSON.stringify(body) } as const;
    this.control.addFaults({ ...fault, ...more });
  }

  /** Criteo rejects some of the rows of the next request. */
  rejects(nbInvalidIdentifiers: number, nbValidIdentifiers: number): void {
    this.answers('addRemove', {
      data: { attributes: { nbValidIdentifiers, nbInvalidIdentifiers } },
    });
  }

  /** Adds a file to the segment. Returns the ID of the upload. */
  async add(file = 'list.csv'): Promise<string> {
    const ended = await this.json(`add ${file} --segment $id`);
    assert.equal(ended.code, 0, ended.stderr);
    return reportOf(ended).jobId;
  }

  /** Adds half of a file, and then has no permission. Returns the ID of the upload. */
  async addPart(): Promise<string> {
    this.control.resetCounts();
    this.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 3 });
    const ended = await this.json(`add list.csv --segment $id ${IN_TURN}`);
    assert.equal(ended.code, 4, ended.stderr);
    this.control.clearFaults();
    this.control.resetCounts();
    return reportOf(ended).jobId;
  }

  async resume(jobId: string | Promise<string>): Promise<Ended> {
    return this.json(`uploads resume ${await jobId} --max-wait 0s`);
  }

  /** A new segment takes the place of the one that is there. */
  async segment(...[segment]: Parameters<World['newSegment']>): Promise<void> {
    this.id = await this.world.newSegment(segment);
  }

  /** Changes the record of an upload on the disk. */
  editJob(jobId: string, change: (job: StoredJob) => Partial<StoredJob>): void {
    const file = path.join(this.world.stateFolder, 'jobs', jobId, 'job.json');
    const job = JSON.parse(fs.readFileSync(file, 'utf8')) as StoredJob;
    fs.writeFileSync(file, JSON.stringify({ ...job, ...change(job) }));
  }

  /** A signal arrives while the first request of an operation is under way. */
  async stops(signal: Signal, operation: Request, line: string): Promise<Ended> {
    this.world.gate.reset();
    const held = this.world.gate.hold(operation);
    const running = this.json(line);
    await held.reached;
    this.signals.emit(signal, signal);
    held.release();
    return running;
  }

  /** How many requests were made that change something. */
  get changes(): number {
    return (['addRemove', 'clear', 'delete'] as const).reduce(
      (sum, operation) => sum + this.world.gate.count(operation),
      0,
    );
  }
}

export function reportOf(ended: Ended): Report {
  return documentOf<{ report: Report }>(ended).report;
}

/** The error of a run; of a night, that of the first entry that isn’t done. */
export function errorOf(ended: Ended): { code: string; source?: string; message: string } {
  const { error, night } = documentOf<{
    error?: ReturnType<typeof errorOf>;
    night?: { entries: { outcome: string; error?: ReturnType<typeof errorOf> }[] };
  }>(ended);
  const bad = night?.entries.find(({ outcome }) => outcome !== 'finished');
  return error ?? bad?.error ?? { code: bad?.outcome ?? assert.fail(ended.stdout), message: '' };
}

/** What an exported function fails with. */
export async function failing(work: () => unknown): Promise<Failed> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return { ...failed(error), exit: EXIT_CODES[endingOf(error)] };
  }
  return assert.fail('nothing failed');
}

/** `exit`: what a run ends with that fails so. */
export function failed({ code, source }: { code: string; source?: string }, exit = 0): Failed {
  return { exit, code, source };
}
