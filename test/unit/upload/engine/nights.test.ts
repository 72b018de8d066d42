import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { HASHES, type Hash } from '../../../../src/identifiers/identifierTypes';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { Report } from '../../../../src/upload/jobTypes';
import { DEFAULT_REFRESH } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { DRAWN, seeds } from '../../../support/tenth';
import { benchForEach, csv, options, QUICK, SEGMENT } from '../support/bench';
import { Random } from '../support/random';
import type { Fault } from '../support/sink';
import { threadsInside } from '../support/threads';

const NIGHTS = 7;
const EVERYONE = people(120);
const STRANGERS = people(5, 0, 'stranger');

const digest = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');
const HASHED: Record<Hash, (text: string) => string> = {
  none: (text) => text,
  md5: (text) => digest('md5', text),
  sha256: (text) => digest('sha256', text),
  sha256ofMd5: (text) => digest('sha256', digest('md5', text)),
};

/** Faults after which a request is sent again, whether or not it took effect. */
const FAULTS: readonly Fault[] = [
  { status: 429 },
  { status: 503 },
  { status: 500, after: true },
  { cut: 'before' },
  { cut: 'after' },
];

/** A night that was cut off, as it was planned. */
interface Unfinished {
  jobId: string;
  file: Set<string>;
  hash: Hash;
  /** Who was in the kept files, and in another file of the list. */
  kept: Set<string>;
  others: Set<string>;
}

/** The night job of one list, over several nights, and what its list must have. */
class Nights {
  readonly #random: Random;
  /** By person: what the list has of them for sure, and what a night that was cut off may have added. */
  readonly #sure = new Map<string, Set<string>>();
  readonly #maybe = new Map<string, Set<string>>();
  /** In the kept file, and in copies that were cut off. */
  #kept = new Set<string>();
  /** In another file of the list, while it is there. */
  #others = new Set<string>();
  #unfinished: Unfinished | undefined;
  readonly told: string[] = [];

  constructor(
    private readonly bench: ReturnType<typeof benchForEach>,
    seed: number,
  ) {
    this.#random = new Random(seed);
    for (const one of STRANGERS) this.#list.add(one);
  }

  get #list(): Set<string> {
    return this.bench.sink.list(SEGMENT);
  }

  #formsOf(person: string, forms: Map<string, Set<string>>): Set<string> {
    const known = forms.get(person) ?? new Set();
    forms.set(person, known);
    return known;
  }

  /** Another file is added to the list, or goes away. */
  async changeOthers(): Promise<void> {
    const path = join(this.bench.folder, 'newsletter.csv');
    if (this.#others.size > 0) {
      fs.rmSync(path);
      this.#others = new Set();
      return;
    }
    const rows = this.#draw();
    const hash = this.#random.pick(HASHES);
    const engine = this.bench.engine();
    const file = this.bench.file(csv([...rows]), 'newsletter.csv');
    const plan = await engine.plan([file], this.bench.target(), options({ hash, column: 0 }));
    const { report } = await engine.start(plan.jobId, this.bench.client());
    assert.equal(report.state, 'finished');
    this.#others = rows;
    for (const one of rows) this.#formsOf(one, this.#sure).add(HASHED[hash](one));
    this.told.push(`newsletter of ${rows.size} as ${hash}`);
  }

  #draw(): Set<string> {
    const ratio = 0.2 + 0.7 * this.#random.next();
    return new Set(EVERYONE.filter(() => this.#random.chance(ratio)));
  }

  async night(n: number, isCut: boolean): Promise<void> {
    const file = this.#draw();
    if (file.size === 0) return;
    const hash = this.#random.pick(HASHES);
    const engine = this.bench.engine({ retryEvery: 3 });
    const name = this.#random.chance(0.5) ? 'export.csv' : `export-${n}.csv`;
    const keep = join(this.bench.folder, 'kept.csv');
    const plan = await engine.plan(
      [this.bench.file(csv([...file]), name)],
      this.bench.target(),
      options({
        operation: 'refresh',
        column: 0,
        hash,
        chunkSize: 10,
        concurrency: 2,
        minKept: 0,
        // Every previous file is one that was sent from here.
        keep,
        refresh: { ...DEFAULT_REFRESH, maxRemoved: 1 },
      }),
    );
    this.told.push(`${name} of ${file.size} as ${hash}${isCut ? ', cut off' : ''}`);
    const night = { jobId: plan.jobId, file, hash, kept: this.#kept, others: this.#others };
    await this.#run(engine, night, isCut ? this.#random.int(1, 12) : undefined);
  }

  /** The night after the one that was cut off goes on with it instead. */
  async resume(): Promise<void> {
    if (this.#unfinished === undefined) return;
    this.told.push('resumed');
    await this.#run(this.bench.engine({ retryEvery: 3 }), this.#unfinished, undefined);
  }

  async #run(engine: UploadEngine, night: Unfinished, cutAt: number | undefined): Promise<void> {
    const { sink } = this.bench;
    const both = [...night.file].filter(
      (one) => night.kept.has(one) && this.#formsOf(one, this.#sure).size > 0,
    );
    let requests = 0;
    let disposed: Promise<void> | undefined;
    sink.onApplied = () => {
      for (const one of both)
        assert.ok(
          [...Object.values(HASHED)].some((hashed) => this.#list.has(hashed(one))),
          `somebody in both files was missing: ${this.told.join('; ')}`,
        );
    };
    sink.fault = () => {
      if (++requests === cutAt) disposed = engine.dispose();
      return this.#random.chance(0.2) ? this.#random.pick(FAULTS) : undefined;
    };
    await engine.refresh();
    const { report } = await engine.resume(
      night.jobId,
      this.bench.client({ ...QUICK, maxTries: 5 }),
      {
        autoResume: true,
      },
    );
    await disposed;
    await engine.dispose();
    sink.fault = () => undefined;
    sink.onApplied = () => undefined;
    reportAddsUp(report);
    if (report.state === 'finished') this.#finished(report, night);
    else this.#cutOff(report, night);
  }

  #cutOff(report: Report, night: Unfinished): void {
    const { file, hash } = night;
    if (report.error?.code === 'superseded') {
      this.told.push('superseded');
      this.#unfinished = undefined;
      return;
    }
    for (const one of file) this.#formsOf(one, this.#maybe).add(HASHED[hash](one));
    // It may have begun to remove.
    for (const one of leavers(night)) {
      for (const form of this.#formsOf(one, this.#sure)) this.#formsOf(one, this.#maybe).add(form);
      this.#sure.delete(one);
    }
    this.#unfinished = night;
    this.#kept = new Set([...this.#kept, ...file]);
  }

  #finished(report: Report, night: Unfinished): void {
    const { file, hash } = night;
    this.#unfinished = undefined;
    for (const one of file) this.#formsOf(one, this.#sure).add(HASHED[hash](one));
    for (const one of leavers(night)) {
      this.#sure.delete(one);
      this.#maybe.delete(one);
    }
    this.#kept = file;
    const told = `${this.told.join('; ')} ${JSON.stringify(report)}`;
    for (const forms of this.#sure.values())
      for (const form of forms) assert.ok(this.#list.has(form), `missing: ${told}`);
    for (const one of STRANGERS) assert.ok(this.#list.has(one), told);
    const allowed = new Set(
      [...STRANGERS].concat(
        ...[this.#sure, this.#maybe].flatMap((all) => [...all.values()].map((one) => [...one])),
      ),
    );
    for (const one of this.#list) assert.ok(allowed.has(one), `left, and still there: ${told}`);
  }
}

function leavers({ kept, file, others }: Unfinished): string[] {
  return [...kept].filter((one) => !file.has(one) && !others.has(one));
}

describe('upload: nights of a refresh that keeps its file', function () {
  this.timeout(60_000);
  threadsInside();
  const bench = benchForEach();

  for (const seed of seeds(40))
    it(`leave the list with the file, and remove no one else (seed ${seed}, ${DRAWN})`, async () => {
      const random = new Random(seed);
      const nights = new Nights(bench, seed + 1000);
      for (let n = 0; n < NIGHTS; n++) {
        if (random.chance(0.3)) await nights.changeOthers();
        if (random.chance(0.3)) await nights.resume();
        await nights.night(n, random.chance(0.4));
      }
      await nights.night(NIGHTS, false);
    });
});
