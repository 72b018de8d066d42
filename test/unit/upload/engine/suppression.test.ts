import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { Report } from '../../../../src/upload/jobTypes';
import type { Plan, UploadOptions } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

/** Suppressed people are never sent, and an add or an update removes those of its files. */
describe('upload: people on a suppression list', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const listOf = (rows: readonly string[], name = 'opt-outs.csv'): { path: string } => ({
    path: bench.file(csv(rows), name).path ?? '',
  });
  const plan = (
    engine: UploadEngine,
    rows: readonly string[],
    more: Partial<UploadOptions> = {},
    name = 'people.csv',
  ): Promise<Plan> =>
    engine.plan(
      [bench.file(csv(rows), name)],
      bench.target(),
      options({ chunkSize: 100, concurrency: 1, ...more }),
    );
  const run = async (engine: UploadEngine, jobId: string): Promise<Report> => {
    const { report } = await engine.run(jobId, bench.client());
    reportAddsUp(report);
    return report;
  };
  const segment = (): Set<string> => bench.sink.list(SEGMENT);
  const sentTo = (kind: 'add' | 'remove'): string[] =>
    bench.sink.amendments
      .filter((one) => one.kind === kind)
      .flatMap(({ identifiers }) => identifiers);
  /** Lets the requests before this one through, and fails without permission from then on. */
  const failFrom = (first: number): void => {
    const from = bench.sink.arrived.length + first;
    bench.sink.fault = ({ number }) => (number >= from ? { status: 403 } : undefined);
  };

  it('are not added, and are removed in the end, whoever put them in', async () => {
    const suppressed = people(37);
    for (const person of [...suppressed, 'other@example.com']) segment().add(person);
    const engine = bench.engine();
    const suppress = [listOf([...suppressed, 'else@example.com'])];
    const { jobId, suppression } = await plan(engine, people(537), { suppress });
    assertHas(suppression, { people: 38, inFiles: 37, removed: 37 });
    const report = await run(engine, jobId);
    assertHas(report, { state: 'finished', suppressed: 37, sent: 500, accepted: 500 });
    const { removed } = report.suppression ?? {};
    assertHas(removed, { rows: 37, unsent: 0, refused: 0, unknown: 0 });
    assert.equal(report.removed, undefined);
    assert.deepEqual(segment(), new Set([...people(537).slice(37), 'other@example.com']));
    assert.equal(bench.sink.arrived.at(-1)?.kind, 'remove');
    assert.ok(sentTo('add').every((value) => !suppressed.includes(value)));
  });

  it('are all that an upload removes if no one else is in its file', async () => {
    for (const person of people(20)) segment().add(person);
    const engine = bench.engine();
    const suppress = [listOf(people(10))];
    const { jobId, good } = await plan(engine, people(10), { suppress, minKept: 0.5 });
    assert.equal(good, 0);
    assertHas(await run(engine, jobId), { state: 'finished', suppressed: 10, sent: 0 });
    assert.deepEqual(segment(), new Set(people(20).slice(10)));
    // But not if too few would be left.
    const second = await plan(engine, people(10), { suppress, minKept: 0.5 }, 'same.csv');
    bench.sink.figure = 15;
    assert.equal((await run(engine, second.jobId)).error?.code, 'min-kept');
  });

  it('are not removed by a replace, which clears', async () => {
    for (const person of people(10)) segment().add(person);
    const engine = bench.engine();
    const { jobId } = await plan(engine, people(100), {
      operation: 'replace',
      suppress: [listOf(people(10))],
    });
    const report = await run(engine, jobId);
    assertHas(report, { state: 'finished', suppressed: 10, sent: 90 });
    assert.equal(report.suppression?.removed.rows, 0);
    assert.deepEqual(segment(), new Set(people(100).slice(10)));
    assert.deepEqual(sentTo('remove'), []);
  });

  it('are apart from those who left an update’s file', async () => {
    const engine = bench.engine();
    const first = await plan(engine, people(300));
    await run(engine, first.jobId);
    const previous = bench.file(csv(people(300)), 'last.csv');
    // 5 have left; of those who stay, 6 are suppressed, and 2 of those who left.
    const suppressed = [...people(6), ...people(300).slice(-2)];
    const file = bench.file(csv(people(295)), 'people.csv');
    const { jobId } = await engine.plan(
      [file],
      bench.target(),
      options({ operation: 'update', suppress: [listOf(suppressed)], chunkSize: 100 }),
      { previous: [previous] },
    );
    const report = await run(engine, jobId);
    assertHas(report, { state: 'finished', suppressed: 6, sent: 289 });
    assertHas(report.removed, { rows: 3, unsent: 0 });
    assertHas(report.suppression?.removed, { rows: 8, unsent: 0 });
    assert.deepEqual(segment(), new Set(people(295).slice(6)));
  });

  it('stay in until everything is added, and resuming removes them', async () => {
    for (const person of people(10)) segment().add(person);
    const engine = bench.engine();
    const { jobId } = await plan(engine, people(310), { suppress: [listOf(people(10))] });
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('person150@example.com') ? { status: 400 } : undefined;
    const failed = await run(engine, jobId);
    assertHas(failed, { state: 'failed', accepted: 200, refused: 100 });
    assert.equal(failed.error?.code, 'adds-open');
    assertHas(failed.suppression?.removed, { rows: 10, sent: 0 });
    bench.sink.fault = () => undefined;
    assertHas(await run(engine, jobId), { state: 'finished', accepted: 300 });
    assert.deepEqual(segment(), new Set(people(310).slice(10)));
  });

  it('are found when an upload is resumed elsewhere, as long as the lists are the same', async () => {
    const list = listOf(people(10));
    const first = bench.engine();
    const { jobId } = await plan(first, people(510), { suppress: [list] });
    failFrom(2);
    assertHas(await run(first, jobId), { state: 'failed', accepted: 200 });
    await first.dispose();
    bench.sink.fault = () => undefined;
    const now = new Date();
    fs.utimesSync(list.path, now, now);
    const next = bench.engine();
    await next.refresh();
    assertHas(await run(next, jobId), { state: 'finished', accepted: 500 });
    assert.deepEqual(segment(), new Set(people(510).slice(10)));
  });

  it('may have changed before a run, or before it is resumed: then nothing is sent', async () => {
    const list = listOf(people(10));
    const engine = bench.engine();
    const ready = await plan(engine, people(510), { suppress: [list] });
    const begun = await plan(engine, people(510), { suppress: [list] });
    failFrom(2);
    await run(engine, begun.jobId);
    bench.sink.fault = () => undefined;
    // Of the same size and time: only its bytes tell.
    const { atime, mtime } = fs.statSync(list.path);
    const before = fs.readFileSync(list.path, 'utf8');
    fs.writeFileSync(list.path, before.replace('person3@', 'person4@'));
    fs.utimesSync(list.path, atime, mtime);
    const { length } = bench.sink.arrived;
    const resumed = await run(engine, begun.jobId);
    assertHas(resumed, { state: 'failed', accepted: 200 });
    assert.equal(resumed.error?.code, 'suppression-changed');
    fs.rmSync(list.path);
    assert.equal((await run(engine, ready.jobId)).error?.code, 'suppression-changed');
    assert.equal(bench.sink.arrived.length, length);
    // Put back as it was, it goes on, and the other would bring back whom it has removed.
    fs.writeFileSync(list.path, before);
    for (const { jobId } of [begun, ready]) assert.equal(engine.job(jobId)?.resumable, true);
    assertHas(await run(engine, begun.jobId), { state: 'finished', accepted: 500 });
    assert.equal((await run(engine, ready.jobId)).error?.code, 'superseded');
    assert.deepEqual(segment(), new Set(people(510).slice(10)));
  });

  it('may have changed during a pause', async () => {
    const list = listOf(people(10));
    const engine = bench.engine({ retryEvery: 10 });
    const { jobId } = await plan(engine, people(510), { suppress: [list] });
    const from = bench.sink.arrived.length + 2;
    let changed = 0;
    bench.sink.fault = ({ number }) => {
      if (number < from) return undefined;
      if (changed++ === 0) fs.appendFileSync(list.path, 'person400@example.com\n');
      return { cut: 'before' };
    };
    const { report } = await engine.run(jobId, bench.client(), { autoResume: true });
    assert.equal(report.error?.code, 'suppression-changed');
    assert.equal(report.accepted, 200);
    assert.ok(!segment().has('person400@example.com'));
  });

  it('are not brought back by an older upload that knows no list', async () => {
    const engine = bench.engine();
    const older = await plan(engine, people(510));
    failFrom(2);
    await run(engine, older.jobId);
    const planned = await plan(engine, people(510), {}, 'later.csv');
    bench.sink.fault = () => undefined;
    // One of those that the older one hasn't sent.
    const suppress = [listOf(people(510).slice(500))];
    await run(engine, (await plan(engine, people(510), { suppress }, 'new.csv')).jobId);
    const { length } = bench.sink.arrived;
    assert.equal((await run(engine, planned.jobId)).error?.code, 'suppression-changed');
    const resumed = await run(engine, older.jobId);
    assert.ok(['superseded', 'suppression-changed'].includes(resumed.error?.code ?? ''));
    assert.equal(bench.sink.arrived.length, length);
    // Planned anew, it is said that it lacks one.
    await assert.rejects(plan(engine, people(510)), { code: 'suppression-missing' });
    const allowed = await plan(engine, people(510), { allowed: ['suppression-missing'] });
    assertHas(await run(engine, allowed.jobId), { state: 'finished', accepted: 510 });
  });

  it('are in nothing that is kept', async () => {
    const engine = bench.engine();
    const suppress = [listOf(['hidden@example.com'])];
    await run(engine, (await plan(engine, ['hidden@example.com', 'a@b.de'], { suppress })).jobId);
    const kept = fs
      .readdirSync(bench.storage, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => fs.readFileSync(join(parentPath, name), 'latin1'));
    assert.ok(kept.some((text) => text.includes('opt-outs.csv')));
    for (const text of kept) assert.ok(!text.includes('hidden'));
  });

  it('are not sent when rejected rows are sent again to find them', async () => {
    const list = listOf(people(10));
    const engine = bench.engine();
    const { jobId } = await plan(engine, people(110), { suppress: [list] });
    bench.sink.invalid = (value) => value === 'person50@example.com';
    bench.sink.samples = 0;
    await run(engine, jobId);
    const { length } = bench.sink.arrived;
    // After two of its requests, then before it begins again.
    bench.sink.fault = ({ number }) => {
      if (number === length + 1) fs.appendFileSync(list.path, 'person60@example.com\n');
      return undefined;
    };
    for (let time = 0; time < 2; time++)
      await assert.rejects(engine.findRejected(jobId, bench.client()), {
        code: 'suppression-changed',
      });
    assert.equal(bench.sink.arrived.length, length + 2);
  });
});
