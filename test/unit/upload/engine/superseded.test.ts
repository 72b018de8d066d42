import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { JobSummary } from '../../../../src/upload/jobTypes';
import { Store } from '../../../../src/upload/journal/store';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';
import { updateOf } from '../support/plans';

/** An unfinished upload whose list a later replace, update, clear or removal has changed. */
describe('upload: one that is superseded', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const planned = async (
    engine: UploadEngine,
    rows: readonly string[],
    more: Partial<UploadOptions> = {},
    { name = 'people.csv', segment = SEGMENT } = {},
  ): Promise<string> =>
    (
      await engine.plan(
        [bench.file(csv(rows), name)],
        bench.target(segment),
        options({ chunkSize: 100, concurrency: 1, minKept: 0, ...more }),
      )
    ).jobId;

  /** Sends 300 of 500, unless fewer are to be accepted, then fails without permission. */
  async function partly(engine: UploadEngine, accepted = 300): Promise<string> {
    const jobId = await planned(engine, people(500));
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes(`person${accepted}@example.com`) ? { status: 403 } : undefined;
    assert.equal((await engine.run(jobId, bench.client())).report.accepted, accepted);
    bench.sink.fault = () => undefined;
    assert.equal(engine.job(jobId)?.resumable, true);
    return jobId;
  }

  const finish = async (
    engine: UploadEngine,
    operation: UploadOptions['operation'],
    segment = SEGMENT,
  ): Promise<void> => {
    const target = { name: `${operation}.csv`, segment };
    const jobId = await planned(engine, people(50, 0, 'other'), { operation }, target);
    assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
  };

  /** As the engine records it: an update isn't sent here. */
  async function finishUpdate(engine: UploadEngine): Promise<void> {
    const store = new Store(bench.storage);
    const jobId = await planned(engine, people(50, 0, 'new'), {}, { name: 'new.csv' });
    const { job } = await store.load(jobId);
    const update = {
      ...job,
      options: options({ operation: 'update' }),
      update: updateOf({ files: job.files }),
    };
    await store.lists.recordChange(bench.sink.url, SEGMENT, update);
    await store.lists.recordFinish(bench.sink.url, SEGMENT, update, 1);
  }

  const shown = (engine: UploadEngine, jobId: string): (string | boolean | undefined)[] => {
    const { state, resumable, error } = engine.job(jobId) ?? assert.fail();
    return [state, resumable, error?.code];
  };

  for (const [operation, code] of [
    ['remove', 'superseded'],
    ['replace', 'list-emptied'],
  ] as const)
    it(`by a ${operation} that finished here shows it at once, and sends nothing more`, async () => {
      const engine = bench.engine();
      const jobId = await partly(engine);
      const before = engine.job(jobId);
      const told: string[] = [];
      engine.onDidChange((id) => told.push(id));
      await finish(engine, operation);
      assert.ok(told.includes(jobId), 'nobody has to ask');
      assert.deepEqual(shown(engine, jobId), ['failed', false, code]);
      assert.deepEqual(engine.job(jobId)?.report, before?.report, 'its own report stays');
      const calls = bench.sink.arrived.length;
      const { report } = await engine.run(jobId, bench.client());
      reportAddsUp(report);
      assert.deepEqual([report.state, report.error?.code, report.accepted], ['failed', code, 300]);
      assert.equal(bench.sink.arrived.length, calls);
      assert.deepEqual(shown(engine, jobId), ['failed', false, code]);
      await assert.rejects(engine.run(jobId, bench.client()), {
        code: code === 'superseded' ? code : 'not-resumable',
      });
    });

  it('by what finished in another process shows it after the next look at the disk', async () => {
    const engine = bench.engine();
    const jobId = await partly(engine);
    await finish(bench.engine(), 'remove');
    assert.equal(engine.job(jobId)?.resumable, true);
    await engine.refresh();
    assert.deepEqual(shown(engine, jobId), ['failed', false, 'superseded']);
    const later = bench.engine();
    await later.refresh();
    assert.deepEqual(shown(later, jobId), ['failed', false, 'superseded']);
  });

  it('by an update that finished, and not already while that one is sending', async () => {
    const engine = bench.engine();
    const jobId = await partly(engine);
    await finishUpdate(engine);
    await engine.refresh();
    assert.deepEqual(shown(engine, jobId), ['failed', false, 'superseded']);
    const { report } = await engine.run(jobId, bench.client());
    assert.equal(report.error?.code, 'superseded');
  });

  it('by Clear Segment, at once', async () => {
    const engine = bench.engine();
    const jobId = await partly(engine);
    await engine.clearList(bench.sink.url, SEGMENT, () => bench.client().clear(SEGMENT));
    assert.deepEqual(shown(engine, jobId), ['failed', false, 'list-emptied']);
  });

  it('is not one after an add, nor by what happens to another segment', async () => {
    const engine = bench.engine();
    const jobId = await partly(engine);
    await finish(engine, 'add');
    await finish(engine, 'remove', '225702933721171457');
    assert.deepEqual(shown(engine, jobId).slice(0, 2), ['failed', true]);
    assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
    assert.equal(bench.sink.list(SEGMENT).size, 550);
  });

  it('is not one that never began, nor one that was checked afterwards', async () => {
    const engine = bench.engine();
    const before = await planned(engine, people(100));
    await finish(engine, 'remove');
    const after = await planned(engine, people(100, 100), {}, { name: 'after.csv' });
    for (const jobId of [before, after])
      assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
  });

  it('is not what it itself finished: a removal sends again what was rejected', async () => {
    const engine = bench.engine();
    await finish(engine, 'add');
    const jobId = await planned(engine, people(200), { operation: 'remove' });
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('person100@example.com') ? { status: 400 } : undefined;
    for (let run = 0; run < 2; run++) {
      const { report } = await engine.run(jobId, bench.client());
      assert.deepEqual([report.state, report.refused], ['failed', 100]);
      assert.equal(engine.job(jobId)?.resumable, true);
    }
    bench.sink.fault = () => undefined;
    const { report } = await engine.run(jobId, bench.client());
    assert.deepEqual([report.state, report.refused], ['finished', 0]);
  });

  it('keeps how it ended: cancelled, or failed with what was rejected', async () => {
    const engine = bench.engine();
    const cancelled = await planned(engine, people(500));
    bench.sink.latency = 20;
    const running = engine.run(cancelled, bench.client());
    await waitUntil('requests arrive', () => bench.sink.arrived.length >= 2);
    await engine.cancel(cancelled);
    await running;
    bench.sink.latency = 0;
    const rejected = await planned(engine, people(200, 500), {}, { name: 'rejected.csv' });
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('person600@example.com') ? { status: 400 } : undefined;
    await engine.run(rejected, bench.client());
    bench.sink.fault = () => undefined;
    assert.deepEqual(shown(engine, cancelled), ['cancelled', true, undefined]);
    assert.deepEqual(shown(engine, rejected), ['failed', true, 'api']);
    await finish(engine, 'remove');
    assert.deepEqual(shown(engine, cancelled), ['cancelled', false, 'superseded']);
    assert.deepEqual(shown(engine, rejected), ['failed', false, 'superseded']);
  });

  it('is called failed where its process is gone', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(500));
    bench.sink.latency = 20;
    const running = engine.run(jobId, bench.client());
    await waitUntil('requests arrive', () => bench.sink.arrived.length >= 2);
    await engine.dispose();
    await running;
    bench.sink.latency = 0;
    const next = bench.engine();
    await next.refresh();
    assert.deepEqual(shown(next, jobId).slice(0, 2), ['interrupted', true]);
    await finish(next, 'remove');
    assert.deepEqual(shown(next, jobId), ['failed', false, 'superseded']);
  });

  it('has sent everything, and lacks only its end: it is not finished over a later one', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(100));
    await engine.run(jobId, bench.client());
    await engine.dispose();
    const path = join(bench.storage, 'jobs', jobId, 'journal.ndjson');
    const lines = fs.readFileSync(path, 'utf8').trim().split('\n');
    fs.writeFileSync(path, `${lines.filter((line) => !line.includes('"t":"end"')).join('\n')}\n`);
    const next = bench.engine();
    await finish(next, 'remove');
    await next.refresh();
    assert.deepEqual(shown(next, jobId), ['failed', false, 'superseded']);
    const last = await next.planOf(jobId);
    assert.equal((await next.run(jobId, bench.client())).report.error?.code, 'superseded');
    assert.deepEqual((await next.planOf(jobId)).previous, last.previous);
  });

  it('is none while its own run holds the segment', async () => {
    const engine = bench.engine({ retryEvery: 1_000 });
    const jobId = await planned(engine, people(500));
    bench.sink.fault = ({ number }) => (number >= 3 ? { cut: 'before' } : undefined);
    const running = engine.run(jobId, bench.client(), { autoResume: true });
    await waitUntil('the upload pauses', () => engine.job(jobId)?.state === 'paused');
    await finishUpdate(bench.engine());
    await engine.refresh();
    const other = bench.engine();
    await other.refresh();
    const summary = (one: UploadEngine): JobSummary => one.job(jobId) ?? assert.fail();
    assert.equal(summary(engine).state, 'paused');
    assert.notEqual(summary(engine).error?.code, 'superseded');
    assert.equal(summary(other).elsewhere, true);
    assert.notEqual(summary(other).error?.code, 'superseded');
    bench.sink.fault = () => undefined;
    assert.equal((await running).report.state, 'finished');
  });

  it('is an update that was planned before, with nothing sent', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(100));
    const path = join(bench.storage, 'jobs', jobId, 'job.json');
    const job = JSON.parse(fs.readFileSync(path, 'utf8')) as object;
    fs.writeFileSync(path, JSON.stringify({ ...job, update: updateOf({ listEpoch: 0 }) }));
    await engine.dispose();
    const next = bench.engine();
    await finish(next, 'remove');
    const calls = bench.sink.arrived.length;
    const { report } = await next.run(jobId, bench.client());
    assert.deepEqual([report.error?.code, report.sent], ['superseded', 0]);
    assert.equal(bench.sink.arrived.length, calls);
    assert.deepEqual(shown(next, jobId), ['failed', false, 'superseded']);
  });

  it('records what a list contains before the first request', async () => {
    const engine = bench.engine();
    await partly(engine);
    const store = new Store(bench.storage);
    const list = async () => (await store.lists.state(bench.sink.url, SEGMENT)) ?? assert.fail();
    assert.deepEqual((await list()).formats, ['plain']);
    const jobId = await planned(
      engine,
      people(100),
      { operation: 'replace', hash: 'sha256' },
      { name: 'new.csv' },
    );
    bench.sink.fault = ({ kind }) => (kind === 'clear' ? { status: 403 } : undefined);
    await engine.run(jobId, bench.client());
    assert.deepEqual((await list()).formats, ['plain'], 'it was not cleared');
    bench.sink.fault = ({ kind }) => (kind === 'clear' ? undefined : { status: 403 });
    await engine.run(jobId, bench.client());
    const { formats, contents } = await list();
    assert.deepEqual(formats, ['sha256'], 'before anything was answered');
    assert.deepEqual(
      contents?.map(({ jobId: by }) => by),
      [jobId],
    );
  });
});

/** By the engine's clock, not the file's. */
describe('upload: one that was checked more than 24 hours ago', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  it('says so as long as it can be resumed', async () => {
    const now = Date.now();
    const engine = bench.engine({ now: () => now });
    const { jobId } = await engine.plan([bench.file(csv(people(10)))], bench.target(), options());
    bench.sink.fault = () => ({ status: 403 });
    await engine.run(jobId, bench.client());
    bench.sink.fault = () => undefined;
    const isOld = async (hours: number): Promise<boolean | undefined> => {
      const later = bench.engine({ now: () => now + hours * 3_600_000 });
      await later.refresh();
      return later.job(jobId)?.checkedLongAgo;
    };
    assert.deepEqual(
      [await isOld(23), await isOld(24), await isOld(25)],
      [undefined, undefined, true],
    );
    const later = bench.engine({ now: () => now + 25 * 3_600_000 });
    assert.equal((await later.run(jobId, bench.client())).report.state, 'finished');
    assert.equal(await isOld(25), undefined);
  });
});
