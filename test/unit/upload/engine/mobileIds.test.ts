import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Report } from '../../../../src/upload/jobTypes';
import { type Plan, type SourceFile, type UploadOptions } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

describe('upload: mobile IDs', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const ids = Array.from({ length: 50 }, () => randomUUID());
  const upper = ids.map((id) => id.toUpperCase());
  const mixed = ids.map((id) => id.slice(0, 18) + id.slice(18).toUpperCase());
  /** A cookie ID: other letter case is another person. */
  const cookie = 'k-AbCdEf';

  const list = (): Set<string> => bench.sink.list(SEGMENT);

  async function upload(
    rows: readonly string[],
    more: Partial<UploadOptions>,
    previous?: readonly SourceFile[],
  ): Promise<{ plan: Plan; report: Report; file: SourceFile }> {
    const engine = bench.engine();
    const file = bench.file(csv(rows, 'maid'), `${more.operation ?? 'add'}.csv`);
    const plan = await engine.plan(
      [file],
      bench.target(SEGMENT, 'UserIdentifier'),
      options({ column: 0, chunkSize: 20, minKept: 0, ...more }),
      { previous },
    );
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    return { plan, report, file };
  }
  const update = (rows: readonly string[], previous: SourceFile) =>
    upload(
      rows,
      {
        operation: 'update',
        maxRemoved: 1,
        allowed: ['previous-unknown'],
      },
      [previous],
    );

  it('are added as they are written', async () => {
    const rows = [ids[0], upper[1], mixed[2], cookie];
    await upload(rows, {});
    assert.deepEqual(list(), new Set(rows));
  });

  for (const [name, written] of [
    ['lower case', ids],
    ['upper case', upper],
    ['mixed case', mixed],
  ] as const) {
    it(`are removed as written, in lower and in upper case: ${name}`, async () => {
      for (const one of [...ids, ...upper, ...written, 'k-abcdef', cookie]) list().add(one);
      const { plan, report } = await upload([...written, cookie], { operation: 'remove' });
      assert.deepEqual(list(), new Set(['k-abcdef']));
      assertHas(report, {
        state: 'finished',
        sent: 51,
        accepted: 51,
        unsent: 0,
        calls: plan.calls,
      });
      assertHas(plan, { distinct: 51, good: 51 });
      const sizes = bench.sink.arrived.map(({ identifiers }) => identifiers.length);
      assert.ok(
        sizes.every((size) => size <= 20),
        'a request has no more than any other',
      );
    });

    it(`of those who left are removed in each spelling: ${name}`, async () => {
      const { file } = await upload([...written, cookie], {});
      for (const one of [...ids, ...upper, 'k-abcdef']) list().add(one);
      const { plan, report } = await update(
        [...written.slice(5)].map((id) => id.toLowerCase()),
        file,
      );
      for (const one of [...ids.slice(0, 5), ...upper.slice(0, 5), ...written.slice(0, 5), cookie])
        assert.ok(!list().has(one), one);
      for (const one of [...ids.slice(5), 'k-abcdef']) assert.ok(list().has(one), one);
      assertHas(plan.update, { identifiers: 6, unchanged: 45 });
      assertHas(report, { state: 'finished', calls: plan.calls });
      assertHas(report.removed, { rows: 6, sent: 6, accepted: 6, unsent: 0 });
    });
  }

  it('of an add that is undone are removed in each spelling', async () => {
    const { plan } = await upload(upper, {});
    for (const one of ids) list().add(one);
    await upload(upper, { operation: 'remove', undoes: plan.jobId });
    assert.deepEqual(list(), new Set());
  });

  it('aren’t removed while a spelling isn’t, and are removed again where only one was', async () => {
    for (const one of [...ids, ...upper]) list().add(one);
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes(upper[0]) ? { status: 400 } : undefined;
    const { plan, report } = await upload(ids, { operation: 'remove' });
    assertHas(report, { state: 'failed', accepted: 50, unsent: 0 });
    bench.sink.fault = () => undefined;
    const resumed = await bench.engine().run(plan.jobId, bench.client());
    assertHas(resumed.report, { state: 'finished', accepted: 50 });
    assert.deepEqual(list(), new Set());
  });

  it('of people who left aren’t removed while a spelling isn’t: the upload can be resumed', async () => {
    const { file } = await upload(ids, {});
    for (const one of upper) list().add(one);
    bench.sink.fault = ({ kind, identifiers }) =>
      kind === 'remove' && identifiers.includes(upper[0]) ? { status: 400 } : undefined;
    const engine = bench.engine();
    const plan = await engine.plan(
      [bench.file(csv(ids.slice(2), 'maid'), 'now.csv')],
      bench.target(SEGMENT, 'UserIdentifier'),
      options({
        operation: 'update',
        column: 0,
        minKept: 0,
        allowed: ['previous-unknown'],
      }),
      { previous: [file] },
    );
    const { report } = await engine.run(plan.jobId, bench.client());
    assertHas(report, { state: 'failed' });
    assertHas(report.removed, { accepted: 2 });
    assertHas(report.sides.left, { people: 2, rejected: 2, done: 0 });
    bench.sink.fault = () => undefined;
    assertHas((await engine.run(plan.jobId, bench.client())).report, { state: 'finished' });
    assert.deepEqual(
      [ids[0], ids[1], upper[0], upper[1]].filter((one) => list().has(one)),
      [],
    );
  });
});
