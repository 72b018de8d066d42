import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import disk from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import type { Sender } from '../../../../src/upload/contract';
import type { Report } from '../../../../src/upload/jobTypes';
import { type AllowedRisk } from '../../../../src/upload/permissions';
import { UploadError } from '../../../../src/upload/uploadError';
import { type Plan, type UploadOptions } from '../../../../src/upload/uploadTypes';
import { WorkerClient } from '../../../../src/upload/worker/workerClient';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

const OTHER = '225702933721171457';
const ALL = people(60);

describe('upload: a file that is kept', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const list = (): Set<string> => bench.sink.list(SEGMENT);
  const kept = (name = 'kept.csv'): string => join(bench.folder, name);
  const copies = (): string[] =>
    fs.readdirSync(bench.folder).filter((name) => /\.(sending|copying)/.test(name));
  const nightOptions = (
    allowed: readonly AllowedRisk[] = [],
    more: Partial<UploadOptions> = {},
  ): UploadOptions =>
    options({
      operation: 'update',
      column: 0,
      chunkSize: 10,
      concurrency: 1,
      minKept: 0,
      keep: kept(),
      ...more,
      ...(more.operation !== 'replace' && {
        maxRemoved: 1,
        allowed,
      }),
    });

  interface Night {
    name?: string;
    allowed?: readonly AllowedRisk[];
    more?: Partial<UploadOptions>;
    segment?: string;
  }

  async function night(
    rows: readonly string[],
    { name = 'crm.csv', allowed, more, segment = SEGMENT }: Night = {},
  ): Promise<{ plan: Plan; report: Report }> {
    const engine = bench.engine();
    const file = bench.file(csv(rows), name);
    const given = nightOptions(allowed, more);
    const plan = await engine.plan([file], bench.target(segment), given);
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    await engine.dispose();
    return { plan, report };
  }

  it('is kept by a replace, too, so that the first update is a night like any other', async () => {
    list().add('stranger@example.org');
    const first = await night(ALL.slice(0, 40), { more: { operation: 'replace' } });
    assertHas(first.report, { state: 'finished' });
    assert.equal(fs.readFileSync(kept(), 'utf8'), csv(ALL.slice(0, 40)));
    const { report } = await night(ALL.slice(10, 50));
    assertHas(report.previous, { rows: 40, removed: 10 });
    assert.deepEqual(list(), new Set(ALL.slice(10, 50)));
  });

  it('belongs to one segment', async () => {
    await night(ALL.slice(0, 20));
    await assert.rejects(night(ALL.slice(0, 20), { segment: OTHER }), {
      code: 'bad-argument',
      message: /another segment/,
    });
    assert.equal(bench.sink.list(OTHER).size, 0);
  });

  it('is not copied where the file has changed since it was checked', async () => {
    const engine = bench.engine();
    const file = bench.file(csv(ALL), 'crm.csv');
    const plan = await engine.plan([file], bench.target(), nightOptions());
    // While the size of the list is read.
    bench.sink.statisticsFault = () => {
      bench.file(csv(ALL.slice(1)), 'crm.csv');
      return Promise.resolve(undefined);
    };
    const { report } = await engine.run(plan.jobId, bench.client({ stall: 300 }));
    assert.equal(report.error?.code, 'file-changed');
    assert.deepEqual(bench.sink.arrived, []);
    assert.deepEqual(copies(), []);
  });

  it('has no part in this: a replace whose file changed while the size was read clears nothing', async () => {
    list().add('stranger@example.org');
    const engine = bench.engine();
    const file = bench.file(csv(ALL), 'crm.csv');
    const replace = options({ operation: 'replace', column: 0, minKept: 0 });
    const plan = await engine.plan([file], bench.target(), replace);
    bench.sink.statisticsFault = () => {
      bench.file(csv(ALL.slice(1)), 'crm.csv');
      return Promise.resolve(undefined);
    };
    const { report } = await engine.run(plan.jobId, bench.client({ stall: 300 }));
    assert.equal(report.error?.code, 'file-changed');
    assert.deepEqual(list(), new Set(['stranger@example.org']));
  });

  it('is compared with as it is after another process has ended that began before', async () => {
    let isOver = false;
    const sender = {
      // While the files are read.
      statistics: async (...args: Parameters<Sender['statistics']>) => {
        if (!isOver) await night(ALL.slice(0, 40), { name: 'earlier.csv' });
        isOver = true;
        return bench.client().statistics(...args);
      },
    };
    const engine = bench.engine();
    const { jobId } = await engine.plan(
      [bench.file(csv(ALL.slice(10, 50)), 'crm.csv')],
      bench.target(),
      nightOptions(),
      { sender },
    );
    const { report } = await engine.run(jobId, bench.client());
    assertHas(report, { state: 'finished' });
    assertHas(report.previous, { rows: 40, removed: 10 });
    assert.deepEqual(list(), new Set(ALL.slice(10, 50)));
  });

  it('is looked for again where another process has ended before it is read', async () => {
    await night(ALL.slice(0, 40));
    let release = (): void => undefined;
    bench.sink.hold = () => new Promise<void>((resolve) => (release = resolve));
    const first = night(ALL.slice(5, 45), { name: 'earlier.csv' });
    await waitUntil('it sends', () => bench.sink.arrived.length === 5);
    bench.sink.hold = () => undefined;
    // Its copy was found beside the kept file, and has taken its place by the time it is read.
    const read = async (): Promise<never> => {
      release();
      await first;
      throw new UploadError('not-found', 'gone');
    };
    mock.method(WorkerClient.prototype, 'run', read, { times: 1 });
    const { report } = await night(ALL.slice(10, 50));
    assertHas(report, { state: 'finished' });
    assertHas(report.previous, { rows: 40, removed: 5 });
    assert.deepEqual(list(), new Set(ALL.slice(10, 50)));
  });

  it('leaves no copy, and no content on record, where nothing was sent', async () => {
    bench.sink.fault = () => ({ status: 400 });
    const { report } = await night(ALL.slice(0, 20));
    assertHas(report, { state: 'failed', accepted: 0, refused: 20 });
    assert.deepEqual(copies(), []);
    bench.sink.fault = () => undefined;
    const next = await night(ALL.slice(0, 20), {
      name: 'other.csv',
      more: { keep: kept('b.csv') },
    });
    assertHas(next.report, { state: 'finished', firstRun: true });
  });

  it('has one copy, whatever was cut off, until the upload is finished', async () => {
    await night(ALL.slice(0, 40));
    bench.sink.fault = ({ number }) => (number === 6 ? { status: 403 } : undefined);
    const { plan, report } = await night(ALL.slice(10, 50));
    assert.equal(report.state, 'failed');
    assert.deepEqual(copies(), ['kept.csv.sending']);
    bench.sink.fault = () => undefined;
    const engine = bench.engine();
    const resumed = await engine.run(plan.jobId, bench.client());
    assertHas(resumed.report, { state: 'finished' });
    assert.deepEqual(list(), new Set(ALL.slice(10, 50)));
    assert.deepEqual(copies(), []);
  });

  it('is no success where it can’t take its place, until a resume can put it there', async () => {
    const engine = bench.engine();
    const file = bench.file(csv(ALL.slice(0, 20)), 'crm.csv');
    const plan = await engine.plan([file], bench.target(), nightOptions());
    bench.sink.onApplied = () => fs.mkdirSync(kept(), { recursive: true });
    const { report } = await engine.run(plan.jobId, bench.client());
    assertHas(report, { state: 'failed', accepted: 20, unsent: 0 });
    assert.equal(report.error?.code, 'not-kept');
    assert.equal(engine.job(plan.jobId)?.resumable, true);
    bench.sink.onApplied = () => undefined;
    fs.rmdirSync(kept());
    const calls = bench.sink.arrived.length;
    const resumed = await engine.run(plan.jobId, bench.client());
    assertHas(resumed.report, { state: 'finished', accepted: 20 });
    assert.equal(bench.sink.arrived.length, calls, 'nothing is sent again');
    assert.equal(fs.readFileSync(kept(), 'utf8'), csv(ALL.slice(0, 20)));
    assert.deepEqual(copies(), []);
  });

  describe('by an update whose process dies', () => {
    const [BEFORE, TONIGHT, NEXT] = [ALL.slice(0, 40), ALL.slice(20), ALL.slice(10, 50)];
    const file = (path: string): string => fs.readFileSync(path, 'utf8');
    afterEach(() => mock.restoreAll());

    /** The night’s four adds and two removes are the requests 4 to 9. */
    for (const [place, at, open] of [
      ['before its adds', 4, 6],
      ['between them', 6, 4],
      ['before its removes', 8, 2],
      ['between those', 9, 1],
      ['before its end is in the record of the list', /\.list\.json$/, 0],
      ['before its file takes the place of the kept one', /kept\.csv$/, 0],
      ['before its end is in its journal', 'after the file', 0],
    ] as const)
      it(`${place}, and is resumed, or isn’t before the next night`, async () => {
        list().add('stranger@example.org');
        await night(BEFORE);
        const { arrived } = bench.sink;
        const engine = bench.engine();
        const source = bench.file(csv(TONIGHT), 'crm.csv');
        const { jobId } = await engine.plan([source], bench.target(), nightOptions());
        const dead = `${bench.folder}-dead`;
        let left: Set<string> | undefined;
        const die = (): void => {
          if (left) return;
          fs.cpSync(bench.folder, dead, { recursive: true, preserveTimestamps: true });
          fs.rmSync(join(dead, 'storage', 'owners'), { recursive: true });
          left = new Set(list());
        };
        bench.sink.fault = ({ number }) => {
          if (number === at) die();
          return undefined;
        };
        const { rename } = disk;
        mock.method(disk, 'rename', async (from: string, to: string) => {
          if (at instanceof RegExp && at.test(to) && arrived.length === 10) die();
          await rename(from, to);
          if (at === 'after the file' && to === kept()) die();
        });
        await engine.run(jobId, bench.client());
        await engine.dispose();
        bench.sink.fault = () => undefined;
        const back = (): void => {
          fs.rmSync(bench.folder, { recursive: true });
          fs.cpSync(dead, bench.folder, { recursive: true, preserveTimestamps: true });
          bench.sink.lists.set(SEGMENT, new Set(left));
        };
        try {
          for (const isResumed of [true, false]) {
            back();
            const calls = arrived.length;
            if (isResumed) {
              const next = bench.engine();
              assertHas((await next.run(jobId, bench.client())).report, { state: 'finished' });
              await next.dispose();
              assert.equal(arrived.length - calls, open);
              assert.deepEqual(list(), new Set(['stranger@example.org', ...TONIGHT]));
              assert.deepEqual([file(kept()), copies()], [csv(TONIGHT), []]);
            }
            assertHas((await night(NEXT)).report, { state: 'finished' });
            assert.deepEqual(list(), new Set(['stranger@example.org', ...NEXT]));
            assert.deepEqual([file(kept()), copies()], [csv(NEXT), []]);
          }
        } finally {
          fs.rmSync(dead, { recursive: true });
        }
      });
  });

  describe('and what is in the list', () => {
    const clear = async (work: () => Promise<void>): Promise<void> => {
      const engine = bench.engine();
      await engine.clearList(bench.sink.url, SEGMENT, work).catch(() => undefined);
    };

    it('begin anew with a clear that Criteo confirmed, and only with one', async () => {
      await night(ALL.slice(0, 40));
      fs.rmSync(kept());
      await clear(() => Promise.reject(new Error('the response is lost')));
      const stopped = await night(ALL.slice(10, 50));
      assert.equal(stopped.report.error?.code, 'previous-unknown');
      bench.sink.list(SEGMENT).clear();
      await clear(() => Promise.resolve());
      bench.file('email\nsomebody@example.org\n', 'kept.csv');
      const { report } = await night(ALL.slice(10, 50));
      assertHas(report, { state: 'finished', firstRun: true, afterClear: true });
      assert.deepEqual(list(), new Set(ALL.slice(10, 50)));
      assertHas((await night(ALL.slice(20, 60))).report.previous, { removed: 10 });
    });

    it('are no longer compared once an update was allowed without one of them', async () => {
      await night(ALL.slice(0, 20));
      fs.rmSync(kept());
      const stopped = await night(ALL.slice(5, 25));
      assert.equal(stopped.report.error?.code, 'previous-unknown');
      assert.match(
        stopped.report.error.message,
        /^Nothing was sent\. What an earlier upload .*: kept\.csv\./,
      );
      assert.deepEqual(bench.sink.arrived.length, 2);
      const engine = bench.engine();
      const [{ unknown, target }] = await engine.updates.stopped();
      assert.equal(target.segmentId, SEGMENT);
      assert.match(unknown[0].keptAt ?? '', /kept\.csv$/);
      const allowed = await night(ALL.slice(5, 25), { allowed: ['previous-unknown'] });
      assertHas(allowed.report, { state: 'finished', leftSince: allowed.report.finishedAt });
      assert.deepEqual(await engine.updates.stopped(), []);
      const since = await engine.updates.leftSince(bench.sink.url, SEGMENT);
      assert.ok(Math.abs((since ?? 0) - Date.parse(allowed.report.finishedAt)) < 1_000);
      const { report } = await night(ALL.slice(10, 30));
      assertHas(report, { state: 'finished', leftSince: undefined });
      // Those who left while nothing was known about them.
      assert.deepEqual(list(), new Set([...ALL.slice(0, 5), ...ALL.slice(10, 30)]));
    });

    it('are kept apart from another list, which is asked about once', async () => {
      await night(ALL.slice(0, 20));
      const shop = { name: 'shop.csv', more: { keep: kept('shop-kept.csv') } };
      const stopped = await night(ALL.slice(10, 40), shop);
      assert.equal(stopped.report.error?.code, 'other-list');
      const accepted = await night(ALL.slice(10, 40), { ...shop, allowed: ['other-list'] });
      assertHas(accepted.report, { state: 'finished' });
      assertHas((await night(ALL.slice(2, 22))).report, { state: 'finished' });
      assert.deepEqual(list(), new Set(ALL.slice(2, 40)));
      const { plan } = await night(ALL.slice(30, 50), shop);
      assert.equal(plan.update?.counts.shared, 12, 'who is in the other list stays');
      assert.deepEqual(list(), new Set([...ALL.slice(2, 22), ...ALL.slice(30, 50)]));
    });

    it('are read as they were sent, whatever column the next file is read in', async () => {
      const both = ALL.slice(0, 20).map((one, n) => `${one},work${n}@example.org`);
      const engine = bench.engine();
      const file = bench.file(`private,work\n${both.join('\n')}\n`, 'crm.csv');
      const send = async (column: string): Promise<Report> => {
        const plan = await engine.plan([file], bench.target(), nightOptions([], { column }));
        return (await engine.run(plan.jobId, bench.client())).report;
      };
      await send('private');
      const report = await send('work');
      assertHas(report, { state: 'finished' });
      assertHas(report.previous, { rows: 20, removed: 20 });
      assert.deepEqual(list(), new Set(ALL.slice(0, 20).map((_, n) => `work${n}@example.org`)));
    });
  });
});
