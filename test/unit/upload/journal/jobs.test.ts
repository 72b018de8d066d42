import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { UploadEngine } from '../../../../src/upload/engine';
import { people } from '../../../support/people';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

describe('Jobs', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  it('keeps every plan that is new, however many there are, and none that nobody started for a week', async () => {
    let now = Date.parse('2026-03-01T00:00:00Z');
    const engine = bench.engine({ now: () => now });
    const one = async (): Promise<string> =>
      (await engine.plan([bench.file(csv(people(1)))], bench.target(), options())).jobId;
    const first = await one();
    for (let more = 0; more < 25; more++) await one();
    assert.equal((await engine.run(first, bench.client())).report.state, 'finished');
    now += 8 * 24 * 3_600_000;
    const last = await one();
    assert.deepEqual(
      engine
        .jobs()
        .map(({ jobId }) => jobId)
        .sort(),
      [first, last].sort(),
    );
    assert.equal(fs.readdirSync(join(bench.storage, 'jobs')).length, 2);
  });

  it('has none that is deleted while it is read again', async () => {
    const engine = bench.engine();
    for (let round = 0; round < 20; round++) {
      const { jobId } = await engine.plan([bench.file(csv(people(1)))], bench.target(), options());
      await Promise.all([engine.refresh(), engine.refresh(), engine.discard(jobId)]);
      assert.deepEqual(engine.jobs(), []);
    }
  });

  it('keeps no plan whose window is gone, unless it was to be sent', async () => {
    const plan = async (engine: UploadEngine): Promise<string> =>
      (await engine.plan([bench.file(csv(people(1)))], bench.target(), options())).jobId;
    const [left, other] = [bench.engine(), bench.engine()];
    const [, wanted] = [await plan(left), await plan(left)];
    const theirs = await plan(other);
    await left.enlist([wanted]);
    await left.dispose();
    const engine = bench.engine();
    await engine.refresh();
    const last = await plan(engine);
    assert.deepEqual(
      engine
        .jobs()
        .map(({ jobId }) => jobId)
        .sort(),
      [wanted, theirs, last].sort(),
    );
    assert.equal(engine.job(wanted)?.state, 'interrupted');
    assert.equal(fs.readdirSync(join(bench.storage, 'jobs')).length, 3);
  });

  describe('of jobs that came to a bad end', () => {
    const DAY = 24 * 3_600_000;
    let now = 0;
    let engine: UploadEngine;
    beforeEach(() => {
      now = Date.parse('2026-03-01T00:00:00Z');
      engine = bench.engine({ now: () => now });
    });

    /** Plans and starts a file of which `bad` rows are no addresses; what becomes of it. */
    async function tried(good: number, bad: number): Promise<string> {
      now += 60_000;
      const rows = [...people(good), ...Array.from({ length: bad }, (_, i) => `nobody-${i}`)];
      const { jobId } = await engine.plan(
        [bench.file(csv(rows))],
        bench.target(),
        options({ chunkSize: 2, concurrency: 1 }),
      );
      await engine.run(jobId, bench.client());
      return jobId;
    }
    const kept = (): string[] => engine.jobs().map(({ jobId }) => jobId);
    const folders = (): string[] => fs.readdirSync(join(bench.storage, 'jobs'));

    it('keeps the newest fifty that changed no list, for a week', async () => {
      const [first, ...more] = [await tried(3, 2), await tried(3, 2), await tried(3, 2)];
      assert.equal(engine.job(first)?.state, 'failed');
      now += 4 * DAY;
      // Those that another window left count as well.
      await engine.dispose();
      engine = bench.engine({ now: () => now });
      await engine.refresh();
      for (let i = 0; i < 55; i++) more.push(await tried(3, 2));
      assert.deepEqual(kept(), more.slice(-51).reverse());
      assert.equal(folders().length, 51);
      now += 6 * DAY;
      const last = await tried(3, 2);
      assert.equal(kept().length, 51);
      now += 2 * DAY;
      const newest = await tried(3, 2);
      assert.deepEqual(kept(), [newest, last]);
      assert.equal(folders().length, 2);
    });

    it('keeps one that is begun again and waits its turn, in whichever window', async () => {
      const jobId = await tried(3, 2);
      const first = await engine.plan(
        [bench.file(csv(people(3, 0, 'first')), 'first.csv')],
        bench.target(),
        options(),
      );
      now += 8 * DAY;
      const [here, there] = [bench.engine({ now: () => now }), bench.engine({ now: () => now })];
      for (const window of [here, there]) await window.refresh();
      let end = (): void => undefined;
      bench.sink.hold = ({ number }) =>
        number === 0 ? new Promise((resolve) => (end = resolve)) : undefined;
      const before = engine.run(first.jobId, bench.client());
      await waitUntil('a request arrives', () => bench.sink.arrived.length === 1);
      const waiting = there.run(jobId, bench.client(), { maxRefused: 1 });
      await waitUntil('the upload queues', () => there.job(jobId)?.state === 'queued');
      // Each forgets old jobs then.
      for (const window of [here, there, engine])
        await window.plan([bench.file(csv(people(1)), 'more.csv')], bench.target(), options());
      end();
      assert.equal((await before).report.state, 'finished');
      assert.deepEqual(
        [(await waiting).report.state, bench.sink.list(SEGMENT).size],
        ['finished', 6],
      );
    });

    it('keeps those that left a list half done for ninety days, and the newest fifty for longer', async () => {
      bench.sink.fault = ({ identifiers }) =>
        identifiers.includes('person2@example.com') ? { status: 403 } : undefined;
      const left: string[] = [];
      for (let i = 0; i < 52; i++) left.push(await tried(3, 0));
      assert.deepEqual(
        {
          state: engine.job(left[0])?.state,
          resumable: engine.job(left[0])?.resumable,
          accepted: engine.job(left[0])?.report?.accepted,
        },
        { state: 'failed', resumable: true, accepted: 2 },
      );
      now += 89 * DAY;
      await tried(3, 2);
      assert.deepEqual(kept().length, 53);
      now += 2 * DAY;
      const newest = await tried(3, 2);
      // Of the one before, nothing was in any list, and it is two days old.
      assert.deepEqual(kept().filter((jobId) => !left.includes(jobId)).length, 2);
      assert.deepEqual(kept()[0], newest);
      assert.deepEqual(
        kept().filter((jobId) => left.includes(jobId)),
        left.slice(2).reverse(),
      );
      bench.sink.fault = () => undefined;
      bench.file(csv(people(3)));
      assert.equal((await engine.run(left[2], bench.client())).report.accepted, 3);
    });
  });

  it('keeps what another window began, cut off and left behind after it was read here as a plan', async () => {
    const [left, engine] = [bench.engine(), bench.engine()];
    const { jobId } = await left.plan(
      [bench.file(csv(people(200)))],
      bench.target(),
      options({ operation: 'replace', chunkSize: 100, concurrency: 1 }),
    );
    await engine.refresh();
    bench.sink.fault = ({ number }) => (number === 2 ? { status: 403 } : undefined);
    assert.equal((await left.run(jobId, bench.client())).report.state, 'failed');
    await left.dispose();
    await engine.plan([bench.file(csv(people(1)), 'x.csv')], bench.target(), options());
    assert.deepEqual([engine.job(jobId)?.state, engine.job(jobId)?.resumable], ['failed', true]);
    assert.equal((await engine.run(jobId, bench.client())).report.accepted, 200);
  });
});
