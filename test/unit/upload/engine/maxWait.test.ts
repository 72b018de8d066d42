import assert from 'node:assert/strict';
import { Patience } from '../../../../src/api/wire/patience';
import type { RunControl } from '../../../../src/upload/contract';
import type { UploadEngine } from '../../../../src/upload/engine';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

describe('upload: the longest wait', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  async function planned(engine: UploadEngine, count: number, prefix?: string): Promise<string> {
    const plan = await engine.plan(
      [bench.file(csv(people(count, 0, prefix)), `${prefix ?? 'people'}.csv`)],
      bench.target(),
      options({ chunkSize: 100, concurrency: 1 }),
    );
    return plan.jobId;
  }
  const once = () => bench.client({ maxTries: 1 });
  const waiting = (longest: number): RunControl => ({
    autoResume: true,
    patience: new Patience(longest),
  });

  it('ends a run without a network as one that doesn’t wait: failed, and to be resumed', async () => {
    const engine = bench.engine({ retryEvery: 20 });
    const jobId = await planned(engine, 300);
    bench.sink.fault = ({ number }) => (number > 0 ? { cut: 'before' } : undefined);
    const { report } = await engine.run(jobId, once(), waiting(150));
    reportAddsUp(report);
    assertHas(report, { state: 'failed', accepted: 100 });
    assert.deepEqual([report.error?.code, report.error?.system], ['network', 'ECONNRESET']);
    assert.ok(bench.sink.arrived.length > 2, 'it has tried again');
    assertHas(engine.job(jobId), { state: 'failed', resumable: true });
    bench.sink.fault = () => undefined;
    const resumed = await engine.run(jobId, once(), waiting(150));
    assertHas(resumed.report, { state: 'finished', accepted: 300 });
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(300)));
  });

  it('begins anew with each answered request', async () => {
    const engine = bench.engine({ retryEvery: 100 });
    const jobId = await planned(engine, 500);
    // Pauses of half a second altogether, each followed by an answer.
    bench.sink.fault = ({ number }) => (number % 2 === 0 ? { status: 503 } : undefined);
    const control = waiting(200);
    const client = bench.client({ maxTries: 1 }, undefined, undefined, control.patience);
    const { report } = await engine.run(jobId, client, control);
    reportAddsUp(report);
    assertHas(report, { state: 'finished', accepted: 500, calls: 10 });
  });

  it('shortens the last pause for a try at its end', async () => {
    const engine = bench.engine({ retryEvery: 60_000 });
    const jobId = await planned(engine, 100);
    bench.sink.fault = () => ({ status: 503 });
    const failed = await engine.run(jobId, once(), waiting(100));
    assert.deepEqual([failed.report.state, failed.report.error?.status], ['failed', 503]);
    assert.equal(bench.sink.arrived.length, 2);
    bench.sink.fault = ({ number }) => (number === 2 ? { status: 503 } : undefined);
    assert.equal((await engine.run(jobId, once(), waiting(100))).report.state, 'finished');
  });

  it('ends the run at once when the API asks for a longer one', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 300);
    bench.sink.fault = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    const states = new Set<string | undefined>();
    engine.onDidChange(() => states.add(engine.job(jobId)?.state));
    const { report } = await engine.run(jobId, bench.client(), waiting(1_800_000));
    reportAddsUp(report);
    assert.deepEqual([report.state, report.error?.status], ['failed', 429]);
    assert.equal(bench.sink.arrived.length, 1);
    assert.ok(!states.has('paused'));
    assert.equal(engine.job(jobId)?.resumable, true);
  });

  it('ends a job in the queue for its segment, which can be resumed', async () => {
    const engine = bench.engine();
    const [firstId, jobId] = [await planned(engine, 100, 'a'), await planned(engine, 100, 'b')];
    let passOn = (): void => undefined;
    bench.sink.hold = () => new Promise((resolve) => (passOn = resolve));
    const first = engine.run(firstId, once());
    await waitUntil('the first upload sends', () => bench.sink.arrived.length === 1);
    await assert.rejects(engine.run(jobId, once(), waiting(100)), { code: 'locked' });
    assert.equal(engine.job(firstId)?.state, 'running');
    const next = bench.engine();
    await next.refresh();
    for (const window of [engine, next])
      assertHas(window.job(jobId), {
        state: 'interrupted',
        elsewhere: false,
        resumable: true,
        calls: 0,
      });
    assert.equal(bench.sink.arrived.length, 1);
    bench.sink.hold = () => undefined;
    passOn();
    assert.equal((await first).report.state, 'finished');
    assert.equal((await engine.run(jobId, once())).report.state, 'finished');
  });

  it('is none without “autoResume”: a failed run ends as ever, a queued one waits for its turn', async () => {
    const engine = bench.engine();
    const [firstId, jobId] = [await planned(engine, 100, 'a'), await planned(engine, 100, 'b')];
    let passOn = (): void => undefined;
    bench.sink.hold = () => new Promise((resolve) => (passOn = resolve));
    const first = engine.run(firstId, once());
    await waitUntil('the first upload sends', () => bench.sink.arrived.length === 1);
    const second = engine.run(jobId, once(), { patience: new Patience(0) });
    await waitUntil('the second one queues', () => engine.job(jobId)?.state === 'queued');
    bench.sink.hold = () => undefined;
    bench.sink.fault = ({ number }) => (number > 0 ? { status: 503 } : undefined);
    passOn();
    await first;
    assert.equal((await second).report.error?.status, 503);
    assert.equal(bench.sink.arrived.length, 2);
  });
});
