/**
 * Plans by what was read before, against plans for which files are read.
 *
 *    BATCH_SEEDS=2000 npx mocha out/test/unit/upload/makePlan/plansOfBatch.test.js   seeds 1 to 2,000
 *    BATCH_SEED=17 npx mocha out/test/unit/upload/makePlan/plansOfBatch.test.js      one of them
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { PlanControl } from '../../../../src/upload/contract';
import { SharedReads } from '../../../../src/upload/plan/sharedReads';
import type {
  ListReading,
  Plan,
  SourceFile,
  UploadOptions,
} from '../../../../src/upload/uploadTypes';
import { WorkerClient } from '../../../../src/upload/worker/workerClient';
import type { WorkerTask } from '../../../../src/upload/workerProtocol';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { draw, seeds } from '../../../support/tenth';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';
import { Random } from '../support/random';

const USUAL = 300;
/** A segment that got plain addresses from here: `hashed` removes those, too. */
const PLAIN_SEGMENT = '2';

const { BATCH_SEED, BATCH_SEEDS } = process.env;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const SPELLINGS: Record<string, readonly ((person: number) => string)[]> = {
  Email: [
    (person) => `p${person}@example.com`,
    (person) => `P${person}@Example.com`,
    (person) => md5(`p${person}@example.com`),
    (person) => sha256(`p${person}@example.com`),
    (person) => sha256(md5(`p${person}@example.com`)),
  ],
  UserIdentifier: [
    (person) => mobileId(person),
    (person) => mobileId(person).toUpperCase(),
    (person) => `k-cookie${person}`,
  ],
  CustomerId: [(person) => `Customer-${person}`, (person) => `customer-${person}`],
};
const INVALID: Record<string, string> = {
  Email: 'nobody',
  UserIdentifier: '00000000-0000-0000-0000-000000000000',
  CustomerId: 'null',
};
function mobileId(person: number): string {
  return sha256(`device ${person}`)
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

interface Generated {
  type: string;
  segmentId: string;
  options: UploadOptions;
  files: { rows: string[][]; columns: number[]; isVirtual: boolean }[];
}

function generate(random: Random): Generated {
  const type = random.pick(['Email', 'Email', 'UserIdentifier', 'CustomerId']);
  const operation = random.pick(['add', 'remove', 'replace'] as const);
  const hash =
    type === 'Email'
      ? random.pick(['none', 'none', 'sha256', 'md5', 'sha256ofMd5'] as const)
      : 'none';
  const forms =
    type === 'Email' && operation === 'remove'
      ? random.pick(['given', 'hashed', 'hashed', 'all'] as const)
      : 'given';
  // Some files have hashes where others don't.
  const inAll = SPELLINGS[type].filter(() => random.chance(0.5));
  const files = Array.from({ length: random.int(2, 4) }, () => {
    const spellings = random.chance(0.3) ? [random.pick(SPELLINGS[type])] : inAll;
    const columns = random.chance(0.25) ? [0, 1] : [0];
    const value = (): string => {
      if (random.chance(0.1)) return random.pick(['', ' ', INVALID[type]]);
      const spelling = random.pick(spellings.length > 0 ? spellings : SPELLINGS[type]);
      return spelling(random.int(0, 30));
    };
    const rows = Array.from({ length: random.int(0, 25) }, () => [value(), value()]);
    return { rows, columns, isVirtual: random.chance(0.2) };
  });
  return {
    type,
    segmentId: type === 'Email' && random.chance(0.3) ? PLAIN_SEGMENT : SEGMENT,
    options: options({
      operation,
      hash,
      forms,
      dedupe: random.chance(0.7),
      chunkSize: random.pick([2, 5, 9, 50_000]),
      maxRefused: 1,
      minKept: 0,
    }),
    files,
  };
}

/** Of a plan, that differs each time. */
const OWN = { jobId: '', plannedAt: 0, plannedBy: '' };

describe('upload: plans of a batch', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  async function check(seed: number): Promise<void> {
    const engine = bench.engine();
    const random = new Random(seed);
    const made = generate(random);
    const target = bench.target(made.segmentId, made.type);
    const files = made.files.map(({ rows, columns, isVirtual }, index): SourceFile => {
      const content = csv(
        rows.map((row) => row.join(',')),
        'one,two',
      );
      const name = `${seed}-${index}.csv`;
      const source = isVirtual
        ? { uri: `memfs:/${name}`, bytes: Buffer.from(content) }
        : bench.file(content, name);
      return { ...source, columns, dialect: { delimiter: ',', header: true } };
    });
    const maxRows = random.chance(0.2) ? random.int(0, 60) : 5000;
    const reads = new SharedReads(maxRows);
    const plan = (some: readonly SourceFile[], control = {}): Promise<Plan> =>
      engine.plan(some, target, made.options, control);
    const alone: Plan[] = [];
    for (const file of files) alone.push(await plan([file], { isCheck: true, reads }));
    for (const some of [files, files.slice(0, 1)]) {
      const [shared, own] = [await plan(some, { reads }), await plan(some)];
      assert.deepEqual({ ...shared, ...OWN }, { ...own, ...OWN });
    }
    // What was shared is as it was.
    assert.deepEqual(
      { ...(await plan([files[0]], { isCheck: true, reads })), ...OWN },
      { ...alone[0], ...OWN },
    );
  }

  it('are the same as if nothing had been read before', async function () {
    this.timeout(0);
    const engine = bench.engine();
    const { jobId } = await engine.plan(
      [bench.file(csv(people(1)))],
      bench.target(PLAIN_SEGMENT),
      options(),
    );
    await engine.run(jobId, bench.client());
    const chosen =
      BATCH_SEED !== undefined
        ? [Number(BATCH_SEED)]
        : BATCH_SEEDS !== undefined
          ? Array.from({ length: Number(BATCH_SEEDS) }, (_, i) => i + 1)
          : draw(seeds(USUAL), 15);
    for (const seed of chosen)
      await check(seed).catch((error: unknown) => {
        if (error instanceof Error) error.message = `BATCH_SEED=${seed}: ${error.message}`;
        throw error;
      });
  });

  describe('read nothing again', () => {
    const readings = countReadings();
    const parts = (): SourceFile[] => [
      bench.file(csv(people(10)), 'a.csv'),
      { uri: 'memfs:/b.csv', bytes: Buffer.from(csv(people(10, 5))) },
      bench.file(csv(people(10, 10)), 'c.csv'),
    ];

    it('of what was checked; nor do plans of single files, for any segment. Plans of several read once more', async () => {
      const engine = bench.engine();
      const reads = new SharedReads();
      const files = parts();
      const plan = (some: readonly SourceFile[], control: PlanControl = {}, segment = SEGMENT) =>
        engine.plan(some, bench.target(segment), options(), { reads, ...control });
      await Promise.all(files.map((file) => plan([file], { isCheck: true })));
      assert.deepEqual(readings.names.sort(), ['a.csv', 'b.csv', 'c.csv']);
      for (const segment of ['1', '2', '3'])
        assertHas(await plan(files.slice(0, 1), {}, segment), { good: 10 });
      assert.equal(readings.names.length, 3);
      const real = await plan(files);
      assertHas(real, { good: 20 });
      await plan(files, {}, '2');
      assert.deepEqual(readings.names.slice(3), ['a.csv b.csv c.csv']);
      // It can be sent, as can one of a file that was read for a check.
      for (const { jobId } of [real, await plan(files.slice(2))])
        assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
      assert.deepEqual([...bench.sink.list(SEGMENT)].sort(), people(20).sort());
      assert.equal(readings.names.length, 4);
    });
  });

  it('and their checks leave nothing on the disk but the key', async () => {
    const engine = bench.engine();
    const reads = new SharedReads();
    for (const name of ['a.csv', 'b.csv'])
      await engine.plan([bench.file(csv(people(10)), name)], bench.target(), options(), {
        ...{ reads, isCheck: true },
      });
    assert.deepEqual(fs.readdirSync(bench.storage), ['fingerprint.key']);
    assert.deepEqual(engine.jobs(), []);
  });

  it('ask for the size of a list once in an hour, and again if it couldn’t be read', async () => {
    let now = Date.parse('2026-07-01T12:00:00Z');
    const engine = bench.engine({ now: () => now });
    const reads = new SharedReads();
    const files = [bench.file(csv(people(10)), 'a.csv'), bench.file(csv(people(9)), 'b.csv')];
    const size = async (segment = SEGMENT, some = files): Promise<ListReading | undefined> =>
      (
        await engine.plan(some, bench.target(segment), options({ operation: 'remove' }), {
          reads,
          sender: bench.client(),
        })
      ).listReading;
    bench.sink.statisticsFault = async () => ({ status: 404 });
    const { failure, ...unread } = (await size()) ?? {};
    assert.deepEqual([unread, failure?.status], [{ at: now }, 404]);
    bench.sink.statisticsFault = undefined;
    bench.sink.figure = 7;
    const before = bench.sink.statisticsCalls;
    const reading = { at: ++now, identifiers: 7 };
    assert.deepEqual(await size(), reading);
    now += 3_599_999;
    bench.sink.figure = 8;
    assert.deepEqual(await Promise.all([size(), size(SEGMENT, files.slice(1))]), [
      reading,
      reading,
    ]);
    assert.equal(bench.sink.statisticsCalls, before + 1);
    assert.deepEqual(
      await Promise.all([size('2'), size('2')]),
      Array(2).fill({ at: now, identifiers: 8 }),
    );
    assert.equal(bench.sink.statisticsCalls, before + 2);
    now++;
    assert.deepEqual(await size(), { at: now, identifiers: 8 });
    assert.equal(bench.sink.statisticsCalls, before + 3);
  });
});

interface Readings {
  /** The names of the files of each. */
  names: string[];
}

/** What is read in each test. */
function countReadings(): Readings {
  const readings: Readings = { names: [] };
  const { run } = WorkerClient.prototype;
  before(() => {
    WorkerClient.prototype.run = async function (this: WorkerClient, ...given) {
      const task: WorkerTask = given[0];
      if (task.task === 'validate') {
        readings.names.push(task.job.files.map(({ uri }) => uri.replace(/^.*\//, '')).join(' '));
      }
      return run.apply(this, given);
    } as typeof run;
  });
  beforeEach(() => {
    readings.names = [];
  });
  after(() => void (WorkerClient.prototype.run = run));
  return readings;
}
