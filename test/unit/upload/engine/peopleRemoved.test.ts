import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { SourceFile, UploadOptions } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

/** What was planned before people were removed from every segment would bring them back. */
describe('upload: a removal from every segment', function () {
  this.timeout(20_000);
  const bench = benchForEach();
  const REMOVAL = 'R-20261201-060000-0001';

  const planned = async (
    engine: UploadEngine,
    rows: readonly string[],
    more: Partial<UploadOptions> = {},
    segment = SEGMENT,
  ): Promise<string> =>
    (
      await engine.plan(
        [bench.file(csv(rows), `${rows.length}.csv`)],
        bench.target(segment),
        options({ chunkSize: 100, concurrency: 1, minKept: 0, ...more }),
      )
    ).jobId;

  const remove = async (engine: UploadEngine, removal: string | undefined): Promise<string> => {
    const jobId = await planned(engine, people(5), { operation: 'remove', removal });
    assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
    return jobId;
  };

  const codeAfter = async (engine: UploadEngine, jobId: string): Promise<string | undefined> =>
    (await engine.run(jobId, bench.client())).report.error?.code;

  /** Sends 300 of 500, then fails without permission. */
  async function interrupted(engine: UploadEngine): Promise<string> {
    const jobId = await planned(engine, people(500));
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('person300@example.com') ? { status: 403 } : undefined;
    await engine.run(jobId, bench.client());
    bench.sink.fault = () => undefined;
    assert.equal(engine.job(jobId)?.resumable, true);
    return jobId;
  }

  it('supersedes an Add that was interrupted, at once, in whichever process', async () => {
    const engine = bench.engine();
    const jobId = await interrupted(engine);
    await remove(bench.engine(), REMOVAL);
    await engine.refresh();
    const { resumable, error } = engine.job(jobId) ?? assert.fail();
    assert.deepEqual([resumable, error?.code], [false, 'people-removed']);
    const sent = bench.sink.arrived.length;
    assert.equal(await codeAfter(engine, jobId), 'people-removed');
    assert.equal(bench.sink.arrived.length, sent, 'nothing more is sent');
  });

  it('supersedes an Add that was only planned, which another removal does not', async () => {
    const engine = bench.engine();
    const first = await planned(engine, people(10));
    const second = await planned(engine, people(11));
    await remove(engine, undefined);
    assert.equal(await codeAfter(engine, first), undefined);
    await remove(engine, REMOVAL);
    const sent = bench.sink.arrived.length;
    assert.equal(await codeAfter(engine, second), 'people-removed');
    assert.equal(bench.sink.arrived.length, sent);
  });

  it('supersedes as soon as it begins, whatever becomes of it', async () => {
    const engine = bench.engine();
    const add = await planned(engine, people(10));
    const removal = await planned(engine, people(5), { operation: 'remove', removal: REMOVAL });
    bench.sink.fault = () => ({ status: 403 });
    assert.equal((await engine.run(removal, bench.client())).report.state, 'failed');
    bench.sink.fault = () => undefined;
    assert.equal(await codeAfter(engine, add), 'people-removed');
  });

  it('leaves alone what is planned afterwards, what removes, and other segments', async () => {
    const engine = bench.engine();
    const removes = await planned(engine, people(7), { operation: 'remove' });
    const other = await planned(engine, people(10), {}, '5');
    await remove(engine, REMOVAL);
    const later = await planned(engine, people(11));
    for (const jobId of [removes, other, later])
      assert.equal(await codeAfter(engine, jobId), undefined);
  });

  it('supersedes nothing where it adds people, to a segment that keeps them out', async () => {
    const engine = bench.engine();
    const optOuts = await planned(engine, people(10));
    const added = await planned(engine, people(5), { operation: 'add', removal: REMOVAL });
    for (const jobId of [added, optOuts]) assert.equal(await codeAfter(engine, jobId), undefined);
  });

  it('stops a file that was written before, unless its people are kept out', async () => {
    const keptOut = new Set<string>();
    const engine = bench.engine({ isKeptOut: async (removal) => keptOut.has(removal) });
    const [older, newer] = [people(8), people(9)].map((rows) =>
      bench.file(csv(rows), `${rows.length}.csv`),
    );
    const [before, after] = [Date.now() - 1_000, Date.now() + 1_000].map((at) => new Date(at));
    const plan = (files: SourceFile[], more: Partial<UploadOptions> = {}): Promise<unknown> =>
      engine.plan(files, bench.target(), options({ minKept: 0, ...more }));
    const stops = (files: SourceFile[], more?: Partial<UploadOptions>): Promise<void> =>
      assert.rejects(plan(files, more), { code: 'people-removed' });
    for (const [{ path = '' }, at] of [
      [older, before],
      [newer, after],
    ] as const)
      fs.utimesSync(path, at, at);
    await remove(engine, REMOVAL);
    await stops([older]);
    await stops([newer, older], { operation: 'replace' });
    await plan([newer]);
    await plan([older], { operation: 'remove' });
    await plan([older], { operation: 'add', removal: REMOVAL });
    keptOut.add(REMOVAL);
    // The list isn't used.
    await stops([older]);
    const list = bench.file(csv(people(5)), 'kept-out.csv');
    const suppress = [{ path: list.path ?? '', columns: ['email'] }];
    await plan([older], { suppress });
    keptOut.clear();
    await stops([older], { suppress });
    // Those of an earlier removal of others stay removed.
    keptOut.add('R-20261202-060000-0002');
    const other = await planned(engine, people(6), {
      operation: 'remove',
      removal: 'R-20261202-060000-0002',
    });
    await engine.run(other, bench.client());
    await stops([older], { suppress });
    keptOut.add(REMOVAL);
    await plan([older], { suppress });
  });

  it('stops it after a clear, too, without any record of an upload', async () => {
    const engine = bench.engine();
    const older = bench.file(csv(people(8)), 'older.csv');
    fs.utimesSync(older.path ?? '', new Date(0), new Date(0));
    await engine.discard(await remove(engine, REMOVAL));
    await engine.clearList(bench.target().origin, SEGMENT, async () => undefined);
    await assert.rejects(engine.plan([older], bench.target(), options()), {
      code: 'people-removed',
    });
  });

  it('is in no list of uploads, and takes no reading', async () => {
    const engine = bench.engine();
    const before = bench.sink.statisticsCalls;
    const jobId = await remove(engine, REMOVAL);
    assert.deepEqual(engine.jobs(), []);
    assert.deepEqual(
      engine.jobs(REMOVAL).map((job) => job.jobId),
      [jobId],
    );
    assert.equal(bench.sink.statisticsCalls, before);
  });

  it('runs in one process at a time', () => {
    const [one, two] = [bench.engine(), bench.engine()];
    const hold = one.holdRemoval(REMOVAL);
    assert.ok(hold?.isHeld);
    assert.equal(two.holdRemoval(REMOVAL), undefined);
    hold.release();
    two.holdRemoval(REMOVAL)?.release();
  });
});
