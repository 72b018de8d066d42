import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import { ApiError } from '../../../../src/api/apiError';
import type { UploadEngine } from '../../../../src/upload/engine';
import { openJournalFile, type OpenJournal } from '../../../../src/upload/journal/journal';
import { Store } from '../../../../src/upload/journal/store';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

/**
 * A list that is emptied under an upload: the rest is not sent into it, and nobody says that all of
 * it is in.
 */
describe('upload: a list that is emptied', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const planned = async (
    engine: UploadEngine,
    rows = people(1000),
    more: Partial<UploadOptions> = {},
    name = 'people.csv',
  ) =>
    (
      await engine.plan(
        [bench.file(csv(rows), name)],
        bench.target(),
        options({ chunkSize: 100, concurrency: 1, minKept: 0, ...more }),
      )
    ).jobId;

  /** Past the engine, as a clear on another machine would be that this one hears of. */
  async function emptied(engine: UploadEngine): Promise<void> {
    await bench.client().clear(SEGMENT);
    await engine.recordSegmentChanges(bench.sink.url, [SEGMENT]);
  }

  for (const operation of ['add', 'replace'] as const) {
    it(`${operation}: while it is paused for the network, does not go on`, async () => {
      const engine = bench.engine({ retryEvery: 1_000 });
      const jobId = await planned(engine, people(1000), { operation });
      const first = operation === 'replace' ? 6 : 5;
      bench.sink.fault = ({ number }) => (number >= first ? { cut: 'before' } : undefined);
      const running = engine.run(jobId, bench.client(), { autoResume: true });
      await waitUntil('the upload pauses', () => engine.job(jobId)?.state === 'paused');
      bench.sink.fault = () => undefined;
      await emptied(bench.engine());
      const { report } = await running;
      reportAddsUp(report);
      assert.deepEqual(
        { state: report.state, errorCode: report.error?.code, accepted: report.accepted },
        { state: 'failed', errorCode: 'list-emptied', accepted: 500 },
      );
      assert.equal(bench.sink.list(SEGMENT).size, 0);
    });
  }

  it('while it runs, stops, and the next plan is no repetition', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine);
    bench.sink.latency = 20;
    const running = engine.run(jobId, bench.client());
    await waitUntil('5 requests arrive', () => bench.sink.arrived.length >= 5);
    await emptied(engine);
    const { report } = await running;
    assert.deepEqual([report.state, report.error?.code], ['failed', 'list-emptied']);
    assert.ok(report.unsent > 0);
    assert.equal((await engine.planOf(await planned(engine))).unchangedSince, undefined);
  });

  it('during its last call, is not called finished', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(100));
    bench.sink.latency = 200;
    const running = engine.run(jobId, bench.client());
    await waitUntil('a request arrives', () => bench.sink.arrived.length === 1);
    await engine.recordSegmentChanges(bench.sink.url, [SEGMENT]);
    const { report } = await running;
    assert.deepEqual(
      { state: report.state, errorCode: report.error?.code, accepted: report.accepted },
      { state: 'failed', errorCode: 'list-emptied', accepted: 100 },
    );
    assert.equal(engine.job(jobId)?.resumable, false);
    await assert.rejects(engine.run(jobId, bench.client()), { code: 'not-resumable' });
  });

  it('while its end is written down, makes the next plan no repetition', async () => {
    const openJournal: OpenJournal = async (path) => {
      const file = await openJournalFile(path);
      return {
        appendFile: async (data) => {
          await file.appendFile(data);
          if (data.includes('"t":"end"')) await emptied(engine);
        },
        datasync: () => file.datasync(),
        close: () => file.close(),
      };
    };
    const engine = bench.engine({}, { openJournal });
    const jobId = await planned(engine, people(100));
    assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
    assert.equal((await engine.planOf(jobId)).unchangedSince, undefined);
  });

  /** 500 of 1,000 are in. */
  async function halfWay(engine: UploadEngine): Promise<string> {
    const jobId = await planned(engine);
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('person500@example.com') ? { status: 403 } : undefined;
    assert.equal((await engine.run(jobId, bench.client())).report.accepted, 500);
    bench.sink.fault = () => undefined;
    return jobId;
  }

  it('is not held for emptied by a replace whose clear surely was not done, also where an earlier one of it had no answer', async () => {
    const engine = bench.engine();
    const other = await planned(engine, people(50, 0, 'new'), { operation: 'replace' }, 'new.csv');
    bench.sink.fault = () => ({ status: 500 });
    assert.notEqual((await engine.run(other, bench.client())).report.maybeCleared, undefined);
    const jobId = await halfWay(engine);
    bench.sink.fault = () => ({ status: 403 });
    assert.equal((await engine.run(other, bench.client())).report.calls, 4);
    bench.sink.fault = () => undefined;
    assert.deepEqual(
      [(await engine.run(jobId, bench.client())).report.state, bench.sink.list(SEGMENT).size],
      ['finished', 1000],
    );
  });

  it('stays so where a clear that was not done took its time over it', async () => {
    const engine = bench.engine();
    const jobId = await halfWay(engine);
    const refused = new ApiError('no', {
      kind: 'permission',
      operation: 'clear',
      outcome: 'notDone',
      retryable: false,
    });
    const clearing = engine.clearList(bench.sink.url, SEGMENT, async () => {
      await emptied(bench.engine());
      throw refused;
    });
    await assert.rejects(clearing, refused);
    assert.equal((await engine.run(jobId, bench.client())).report.error?.code, 'list-emptied');
  });

  it('whose clear had no answer is not emptied again once another upload filled it', async () => {
    const engine = bench.engine({ cancelWait: 20 });
    const jobId = await planned(engine, people(100), { operation: 'replace' });
    bench.sink.fault = () => ({ stall: true });
    const running = engine.run(jobId, bench.client());
    await waitUntil('a request arrives', () => bench.sink.arrived.length === 1);
    await engine.cancel(jobId);
    await running;
    bench.sink.fault = () => undefined;
    await engine.run(
      await planned(engine, people(50, 0, 'new'), { operation: 'replace' }, 'new.csv'),
      bench.client(),
    );
    const { report } = await engine.run(jobId, bench.client());
    assert.deepEqual([report.state, report.error?.code], ['failed', 'list-emptied']);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(50, 0, 'new')));
  });

  it('is not held against an upload of which nothing was taken: it is superseded', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(100));
    bench.sink.fault = () => ({ status: 400 });
    await engine.run(jobId, bench.client());
    bench.sink.fault = () => undefined;
    assert.equal(engine.job(jobId)?.resumable, true);
    await emptied(engine);
    const calls = bench.sink.arrived.length;
    const { report } = await engine.run(jobId, bench.client());
    assert.deepEqual([report.error?.code, report.accepted], ['superseded', 0]);
    assert.equal(bench.sink.arrived.length, calls, 'nothing is sent into the cleared list');
  });

  it('is not held against an upload that had not begun', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(100));
    await emptied(engine);
    assert.equal((await engine.run(jobId, bench.client())).report.accepted, 100);
  });

  it('is not held against one by a clock that was set back', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(300));
    bench.sink.fault = ({ number }) => (number === 1 ? { status: 403 } : undefined);
    await engine.run(jobId, bench.client());
    bench.sink.fault = () => undefined;
    const earlier = bench.engine({ now: () => Date.now() - 3_600_000 });
    await emptied(earlier);
    assert.equal((await engine.run(jobId, bench.client())).report.error?.code, 'list-emptied');
  });

  describe('by a clear from here', () => {
    it('waits for nobody: an upload under way is told first', async () => {
      const engine = bench.engine();
      const jobId = await planned(engine);
      bench.sink.fault = ({ number }) => (number >= 2 ? { cut: 'before' } : undefined);
      const running = engine.run(jobId, bench.client(), { autoResume: true });
      await waitUntil('the upload pauses', () => engine.job(jobId)?.state === 'paused');
      for (const window of [engine, bench.engine()]) {
        assert.throws(() => window.assertNotBusy(bench.sink.url, SEGMENT), { code: 'locked' });
        await assert.rejects(
          window.clearList(bench.sink.url, SEGMENT, () => bench.client().clear(SEGMENT)),
          { code: 'locked' },
        );
      }
      assert.equal(bench.sink.list(SEGMENT).size, 200);
      await engine.cancel(jobId);
      await running;
      engine.assertNotBusy(bench.sink.url, SEGMENT);
    });

    for (const [outcome, code] of [
      ['notDone', undefined],
      ['unknown', 'list-emptied'],
    ] as const) {
      it(`that failed (${outcome}) ${code ? 'counts' : 'counts for nothing'}`, async () => {
        const engine = bench.engine();
        const jobId = await planned(engine, people(300));
        bench.sink.fault = ({ number }) => (number === 1 ? { status: 403 } : undefined);
        await engine.run(jobId, bench.client());
        bench.sink.fault = () => undefined;
        const failure = new ApiError('no', {
          kind: 'api',
          operation: 'clear',
          outcome,
          retryable: false,
        });
        await assert.rejects(
          engine.clearList(bench.sink.url, SEGMENT, () => Promise.reject(failure)),
          failure,
        );
        assert.equal((await engine.run(jobId, bench.client())).report.error?.code, code);
      });
    }

    it('takes "unchanged since" away, and an upload that queues for it begins after it', async () => {
      const engine = bench.engine();
      await engine.run(await planned(engine, people(100)), bench.client());
      assert.notEqual(
        (await engine.planOf(await planned(engine, people(100)))).unchangedSince,
        undefined,
      );
      const next = await planned(engine, people(100));
      let done: (() => void) | undefined;
      const clearing = engine.clearList(bench.sink.url, SEGMENT, () =>
        new Promise<void>((resolve) => (done = resolve)).then(() => bench.client().clear(SEGMENT)),
      );
      await waitUntil('the clear is requested', () => done !== undefined);
      const running = engine.run(next, bench.client());
      await waitUntil('the upload queues', () => engine.job(next)?.state === 'queued');
      done?.();
      await clearing;
      assert.equal((await running).report.state, 'finished');
      assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(100)));
      assert.equal(bench.sink.arrived.at(-1)?.kind, 'add');
    });
  });

  describe('by the upload itself, whose journal lacks a line', () => {
    for (const operation of ['add', 'replace'] as const) {
      it(`${operation}: goes on to the whole list, whichever line it is`, async () => {
        const engine = bench.engine();
        // The list was emptied before, so that not to know when is not the same as never.
        await emptied(engine);
        await engine.run(
          await planned(engine, people(1), { operation: 'replace' }, 'before.csv'),
          bench.client(),
        );
        bench.sink.lists.clear();
        const before = bench.sink.arrived.length;
        const jobId = await planned(engine, people(600), { operation });
        bench.sink.fault = ({ number }) => (number === before + 4 ? { status: 403 } : undefined);
        await engine.run(jobId, bench.client());
        await engine.dispose();
        const path = join(bench.storage, 'jobs', jobId, 'journal.ndjson');
        const lines = fs.readFileSync(path, 'utf8').trim().split('\n');
        const [state, list] = [
          fs.readdirSync(join(bench.storage, 'segments')),
          new Set(bench.sink.list(SEGMENT)),
        ];
        assert.ok(lines.length >= 12 && state.length > 0);
        const kept = state.map(
          (name) => [name, fs.readFileSync(join(bench.storage, 'segments', name))] as const,
        );
        for (let torn = 0; torn < lines.length; torn++) {
          fs.writeFileSync(
            path,
            `${lines.map((line, index) => (index === torn ? line.slice(0, line.length / 2) : line)).join('\n')}\n`,
          );
          for (const [name, content] of kept)
            fs.writeFileSync(join(bench.storage, 'segments', name), content);
          bench.sink.lists.set(SEGMENT, new Set(list));
          bench.sink.fault = () => undefined;
          const clears = bench.sink.arrived.filter(({ kind }) => kind === 'clear').length;
          const next = bench.engine();
          const { report } = await next.run(jobId, bench.client());
          reportAddsUp(report);
          assert.deepEqual([report.state, report.accepted], ['finished', 600], lines[torn]);
          assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(600)), lines[torn]);
          assert.equal(
            bench.sink.arrived.filter(({ kind }) => kind === 'clear').length,
            clears,
            lines[torn],
          );
          assert.equal(report.cleared !== undefined, operation === 'replace');
          await next.dispose();
        }
      });
    }
  });

  it('is recorded for many segments with one reading of the uploads', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine);
    const { report } = await engine.run(jobId, bench.client());
    assert.equal(report.state, 'finished');
    const load = mock.method(Store.prototype, 'load');
    const others = Array.from({ length: 100 }, (_, n) => `other ${n}`);
    await engine.recordSegmentChanges(bench.sink.url, [...others, SEGMENT]);
    load.mock.restore();
    assert.equal(load.mock.callCount(), 1);
    const again = await engine.plan([bench.file(csv(people(1000)))], bench.target(), options({}));
    assert.equal(again.unchangedSince, undefined, 'the list is not the uploaded one any more');
  });
});
