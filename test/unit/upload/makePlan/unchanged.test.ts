import assert from 'node:assert/strict';
import { people } from '../../../support/people';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

describe('upload plan: what was sent before', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  it('says since when a file is unchanged, whatever the order of its rows, until something else changes the segment', async () => {
    const engine = bench.engine();
    const addresses = people(100);
    const first = await engine.plan([bench.file(csv(addresses))], bench.target(), options());
    assert.equal(first.unchangedSince, undefined);
    await engine.run(first.jobId, bench.client());
    const again = await engine.plan(
      [bench.file(csv([...addresses].reverse()))],
      bench.target(),
      options({ chunkSize: 7 }),
    );
    assert.equal(again.unchangedSince, again.previous?.finishedAt);
    assert.ok(again.unchangedSince);
    const other = async (content: string, more = {}, segment = SEGMENT) =>
      (await engine.plan([bench.file(content)], bench.target(segment), options(more)))
        .unchangedSince;
    assert.equal(await other(csv(people(101))), undefined);
    assert.equal(await other(csv(addresses), { operation: 'remove' }), undefined);
    assert.equal(await other(csv(addresses), {}, '2'), undefined);
    await engine.recordSegmentChanges(bench.sink.url, [SEGMENT]);
    assert.equal(await other(csv(addresses)), undefined);
  });

  it('does not say so once another upload began to change the segment, finished or not', async () => {
    const engine = bench.engine();
    const send = async (rows: string[], name: string) => {
      const { jobId } = await engine.plan(
        [bench.file(csv(rows), name)],
        bench.target(),
        options({ operation: 'replace', minKept: 0.7 }),
      );
      return { jobId, report: (await engine.run(jobId, bench.client())).report };
    };
    const since = async (): Promise<string | undefined> =>
      (
        await engine.plan(
          [bench.file(csv(people(100)), 'x.csv')],
          bench.target(),
          options({ operation: 'replace' }),
        )
      ).unchangedSince;
    assert.equal((await send(people(100), 'x.csv')).report.state, 'finished');
    bench.sink.fault = ({ kind }) => (kind === 'clear' ? undefined : { status: 403 });
    const cut = await send(people(100, 0, 'other'), 'y.csv');
    assert.deepEqual([cut.report.state, cut.report.cleared !== undefined], ['failed', true]);
    assert.equal(await since(), undefined);
    // What the list had before is still known where a replace would leave too little.
    bench.sink.fault = () => undefined;
    bench.sink.figure = 0;
    assert.equal((await send(people(60), 'z.csv')).report.error?.code, 'min-kept');
    assert.equal((await send(people(100), 'x.csv')).report.state, 'finished');
    assert.ok(await since());
  });

  for (const operation of ['add', 'replace'] as const) {
    it(`does not say so of an upload (${operation}) that another one came into the middle of`, async () => {
      const engine = bench.engine();
      const planned = (rows: string[], name: string, more: Parameters<typeof options>[0]) =>
        engine.plan(
          [bench.file(csv(rows), name)],
          bench.target(),
          options({ chunkSize: 50, concurrency: 1, minKept: 0, ...more }),
        );
      const { jobId } = await planned(people(100), 'x.csv', { operation });
      bench.sink.fault = ({ identifiers }) =>
        identifiers.includes('person50@example.com') ? { status: 403 } : undefined;
      assert.equal((await engine.run(jobId, bench.client())).report.accepted, 50);
      bench.sink.fault = () => undefined;
      const other = await planned(people(10, 0, 'more'), 'y.csv', { operation: 'add' });
      await engine.run(other.jobId, bench.client());
      assert.deepEqual(
        [(await engine.run(jobId, bench.client())).report.state, bench.sink.list(SEGMENT).size],
        ['finished', 110],
      );
      assert.equal((await engine.planOf(jobId)).unchangedSince, undefined);
      // Sent once more, all of it is.
      const whole = await planned(people(100), 'x.csv', { operation });
      await engine.run(whole.jobId, bench.client());
      assert.ok((await engine.planOf(jobId)).unchangedSince);
    });
  }

  it('notices that the last upload had another form', async () => {
    const engine = bench.engine();
    const hashed = await engine.plan(
      [bench.file(csv(people(10)))],
      bench.target(),
      options({ hash: 'sha256' }),
    );
    await engine.run(hashed.jobId, bench.client());
    assert.equal(
      (await engine.plan([bench.file(csv(people(10)))], bench.target(), options())).formBefore,
      'sha256',
    );
    assert.equal(
      (
        await engine.plan(
          [bench.file(csv(people(10)))],
          bench.target(),
          options({ hash: 'sha256' }),
        )
      ).formBefore,
      undefined,
    );
  });
});
