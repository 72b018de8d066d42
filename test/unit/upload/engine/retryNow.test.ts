import assert from 'node:assert/strict';
import type { UploadEngine } from '../../../../src/upload/engine';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { turns, waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

describe('upload: trying again at once', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const once = () => bench.client({ maxTries: 1 });
  const planned = async (engine: UploadEngine): Promise<string> => {
    const files = [bench.file(csv(people(300)))];
    const { jobId } = await engine.plan(
      files,
      bench.target(),
      options({ chunkSize: 100, concurrency: 1 }),
    );
    return jobId;
  };
  const paused = (engine: UploadEngine, jobId: string, requests: number): Promise<void> =>
    waitUntil(
      'the job pauses',
      () => engine.job(jobId)?.state === 'paused' && bench.sink.arrived.length === requests,
    );

  it('ends a pause, as often as it is asked for, and sends what was left', async () => {
    const engine = bench.engine({ retryEvery: 3_600_000 });
    const jobId = await planned(engine);
    bench.sink.fault = ({ number }) => (number > 0 ? { cut: 'before' } : undefined);
    const running = engine.run(jobId, once(), { autoResume: true });
    await paused(engine, jobId, 2);
    engine.retryNow(jobId);
    await paused(engine, jobId, 3);
    bench.sink.fault = () => undefined;
    engine.retryNow(jobId);
    const { report } = await running;
    reportAddsUp(report);
    assertHas(report, { state: 'finished', accepted: 300 });
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(300)));
  });

  it('does nothing to a job that sends, has ended or isn’t there', async () => {
    const engine = bench.engine({ retryEvery: 3_600_000 });
    const jobId = await planned(engine);
    let passOn = (): void => undefined;
    bench.sink.hold = () => new Promise((resolve) => (passOn = resolve));
    bench.sink.fault = () => ({ status: 503 });
    const running = engine.run(jobId, once(), { autoResume: true });
    await waitUntil('a request is under way', () => bench.sink.arrived.length === 1);
    engine.retryNow(jobId);
    bench.sink.hold = () => undefined;
    passOn();
    // The pause that comes after that lasts.
    await paused(engine, jobId, 1);
    await turns();
    assertHas(engine.job(jobId), { state: 'paused' });
    assert.equal(bench.sink.arrived.length, 1);
    await engine.cancel(jobId);
    assert.equal((await running).report.state, 'cancelled');
    for (const id of [jobId, 'none']) engine.retryNow(id);
    assert.equal(bench.sink.arrived.length, 1);
  });
});
