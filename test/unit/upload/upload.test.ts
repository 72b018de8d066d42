import * as assert from 'node:assert/strict';
import { addsUp, Bench, csv, emails, options } from './support/bench';

describe('upload: a file into a segment', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.start();
  });
  afterEach(() => bench.stop());

  it('adds exactly the distinct good values, and the report adds up', async () => {
    const engine = bench.engine();
    const rows = [...emails(2500), '', 'nobody', ' USER3@Example.com ', 'user4@example.com', 'a b@example.com'];
    const plan = await engine.plan([bench.file(csv(rows))], bench.target(), options({ chunkSize: 1000 }));
    assert.deepEqual(
      [plan.rows, plan.blank, plan.invalid, plan.duplicates, plan.good, plan.distinct, plan.chunks.length, plan.calls],
      [2505, 1, 2, 2, 2500, 2500, 3, 3],
    );
    assert.equal(bench.sink.arrived.length, 0);
    const { report } = await engine.start(plan.jobId, bench.client());
    addsUp(report);
    assert.deepEqual([report.state, report.sent, report.accepted, report.calls, report.unsent], ['finished', 2500, 2500, 3, 0]);
    assert.deepEqual(bench.sink.list('225702933721171456'), new Set(emails(2500)));
    assert.equal(bench.sink.received, 2500);
    assert.equal(bench.sink.amendments[0].identifierType, 'Email');
  });
});
