import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../../src/upload/jobTypes';
import type { Plan, UploadOptions } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

describe('upload: an update of an entry of a nightly file, for which no previous file is chosen', function () {
  this.timeout(20_000);
  const bench = benchForEach();
  const ALL = people(40);
  const list = (): string[] => [...bench.sink.list(SEGMENT)].sort();
  const remove = (name: string): void => fs.rmSync(join(bench.folder, name));

  async function night(
    rows: readonly string[],
    name: string,
    more: Partial<UploadOptions> = {},
  ): Promise<{ plan: Plan; report: Report }> {
    const engine = bench.engine();
    const own = options({
      ...{ operation: 'update', column: 0, minKept: 0, maxRemoved: 1, entry: name },
      ...more,
    });
    const plan = await engine.plan([bench.file(csv(rows), name)], bench.target(), own, {
      previous: own.operation === 'update' ? [] : undefined,
    });
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    await engine.dispose();
    return { plan, report };
  }

  const sentEntry = async (): Promise<string | undefined> =>
    (await bench.engine().sentEntry({ origin: bench.target().origin, segmentId: SEGMENT }))?.digest;

  const stops = async (rows: readonly string[], name: string): Promise<void> => {
    const [before, entry] = [list(), await sentEntry()];
    bench.sink.arrived.length = 0;
    const { report } = await night(rows, name);
    assert.equal(report.error?.code, 'previous-unknown');
    assert.deepEqual([bench.sink.arrived.length, list()], [0, before]);
    assert.equal(await sentEntry(), entry);
  };

  it('removes nobody at first, and then who is in the file on record only', async () => {
    bench.sink.list(SEGMENT).add('stranger@example.com');
    const first = await night(ALL.slice(0, 20), 'crm-2026-11-25.csv');
    assertHas(first.plan.update, { isKnown: true, found: [] });
    assertHas(first.report, { state: 'finished', removed: { ...first.report.removed, rows: 0 } });
    assert.equal(await sentEntry(), 'crm-2026-11-25.csv');
    const second = await night(ALL.slice(5, 25), 'crm-2026-11-26.csv');
    assertHas(second.report, { state: 'finished', unchanged: 15 });
    assertHas(second.report.removed, { rows: 5 });
    // Only with the last one: what came before isn't in the segment any more.
    remove('crm-2026-11-25.csv');
    const third = await night(ALL.slice(10, 30), 'crm-2026-11-27.csv');
    assertHas(third.report.removed, { rows: 5 });
    assert.deepEqual(list(), [...ALL.slice(10, 30), 'stranger@example.com'].sort());
    assert.equal(await sentEntry(), 'crm-2026-11-27.csv');
  });

  it('sends nothing where the file on record is gone, has another name, or other people', async () => {
    await night(ALL.slice(0, 20), 'crm-2026-11-25.csv');
    bench.file(csv(ALL.slice(0, 19)), 'crm-2026-11-25.csv');
    await stops(ALL.slice(5, 25), 'crm-2026-11-26.csv');
    remove('crm-2026-11-25.csv');
    await stops(ALL.slice(5, 25), 'crm-2026-11-26.csv');
    bench.file(csv(ALL.slice(0, 20)), 'crm-2026-11-24.csv');
    await stops(ALL.slice(5, 25), 'crm-2026-11-26.csv');
    bench.file(csv(ALL.slice(0, 20)), 'crm-2026-11-25.csv');
    await night(ALL.slice(5, 25), 'crm-2026-11-26.csv');
    assert.deepEqual(list(), ALL.slice(5, 25).sort());
  });

  it('leaves in whom an add by hand has put there, and compares with nothing after a clear', async () => {
    await night(ALL.slice(0, 20), 'crm-2026-11-25.csv');
    await night(ALL.slice(0, 2), 'hand.csv', { operation: 'add', entry: undefined });
    assert.equal(await sentEntry(), 'crm-2026-11-25.csv');
    const { report } = await night(ALL.slice(5, 25), 'crm-2026-11-26.csv');
    assertHas(report.previous, { shared: 2, removed: 3 });
    assert.deepEqual(list(), [...ALL.slice(0, 2), ...ALL.slice(5, 25)].sort());
    const engine = bench.engine();
    await engine.clearList(bench.sink.url, SEGMENT, () => bench.client().clear(SEGMENT));
    await engine.dispose();
    assert.equal(await sentEntry(), undefined);
    remove('crm-2026-11-26.csv');
    const after = await night(ALL.slice(8, 28), 'crm-2026-11-27.csv');
    assertHas(after.report.removed, { rows: 0 });
    assert.deepEqual(list(), ALL.slice(8, 28).sort());
  });
});
