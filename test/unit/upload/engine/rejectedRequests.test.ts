import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { UploadEngine } from '../../../../src/upload/engine';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { share } from '../../../support/tenth';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';
import type { Fault } from '../support/sink';

/** A failure is a verdict on rows only where those rows were sent, and no verdict is for ever. */
describe('upload: what counts as a verdict of the API', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const upload = (count: number, timing = {}, more = {}) =>
    bench.upload(csv(people(count)), { chunkSize: 100, concurrency: 1, ...more }, { timing });
  const plan = (engine: UploadEngine, count: number) =>
    engine.plan(
      [bench.file(csv(people(count)))],
      bench.target(),
      options({ chunkSize: 100, concurrency: 1 }),
    );
  const journalOf = (jobId: string) =>
    fs
      .readFileSync(join(bench.storage, 'jobs', jobId, 'journal.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { t: string; k?: number });

  describe('a token that is not to be had', () => {
    const faults: [string, { status: number; body?: unknown }][] = [
      ['400 invalid_request', { status: 400, body: { error: 'invalid_request' } }],
      ['400 temporarily_unavailable', { status: 400, body: { error: 'temporarily_unavailable' } }],
      ['422 in the API’s envelope', { status: 422, body: { errors: [{ code: 'invalid' }] } }],
      ['404', { status: 404, body: null }],
      ['413', { status: 413, body: null }],
    ];
    for (const [name, fault] of faults) {
      it(`mid-way (${name}): what was not sent is unsent, and goes out on the next run`, async () => {
        bench.sink.tokenLife = 0.001;
        bench.sink.tokenFault = () => (bench.sink.arrived.length >= 9 ? fault : undefined);
        const {
          engine,
          plan: { jobId },
          report,
        } = await upload(2000);
        assertHas(report, {
          state: 'failed',
          accepted: 900,
          refused: 0,
          unknown: 0,
          unsent: 1100,
          calls: 9,
        });
        assert.equal(report.error?.operation, 'token');
        assert.equal(engine.job(jobId)?.resumable, true);
        for (const { t, k } of journalOf(jobId))
          if (['rejected', 'unknown', 'split'].includes(t)) assert.ok((k ?? 0) > 0, t);
        assert.equal(journalOf(jobId).filter(({ t }) => t === 'split').length, 0);
        bench.sink.tokenFault = () => undefined;
        const second = (await engine.run(jobId, bench.client())).report;
        reportAddsUp(second);
        assertHas(second, { state: 'finished', accepted: 2000, calls: 20 });
        assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(2000)));
      });
    }

    it('from the first call on: nothing is sent or judged', async () => {
      bench.sink.tokenFault = () => ({ status: 400, body: { error: 'invalid_request' } });
      const {
        engine,
        plan: { jobId },
        report,
      } = await upload(2000);
      assertHas(report, { state: 'failed', refused: 0, unsent: 2000, calls: 0 });
      bench.sink.tokenFault = () => undefined;
      const second = (await engine.run(jobId, bench.client())).report;
      assertHas(second, { state: 'finished', accepted: 2000, refused: 0 });
    });

    it('for a while (503) is waited out, as no network is', async () => {
      const engine = bench.engine({ retryEvery: 20 });
      bench.sink.tokenLife = 0.001;
      const { jobId } = await plan(engine, 300);
      let left = 10;
      bench.sink.tokenFault = () =>
        bench.sink.arrived.length >= 1 && left-- > 0 ? { status: 503, body: {} } : undefined;
      const { report } = await engine.run(jobId, bench.client(), { autoResume: true });
      reportAddsUp(report);
      assertHas(report, { state: 'finished', accepted: 300, calls: 3 });
    });
  });

  describe('a call that was rejected as a whole', () => {
    const locked: Fault = {
      status: 400,
      body: { errors: [{ code: 'segment-locked', title: 'Locked' }] },
    };

    it('goes out again on the next run', async () => {
      bench.sink.fault = ({ number }) => (number >= 2 && number <= 4 ? locked : undefined);
      const {
        engine,
        plan: { jobId },
        report,
      } = await upload(1000);
      assertHas(report, { state: 'failed', accepted: 700, refused: 300, calls: 10 });
      assert.equal(engine.job(jobId)?.resumable, true);
      const second = (await engine.run(jobId, bench.client())).report;
      reportAddsUp(second);
      assertHas(second, { state: 'finished', accepted: 1000, refused: 0, calls: 13 });
      assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(1000)));
      assert.equal(engine.job(jobId)?.resumable, false);
      await assert.rejects(engine.run(jobId, bench.client()), { code: 'not-resumable' });
    });

    it('goes out again in another process, which sends nothing else', async () => {
      bench.sink.fault = ({ number }) => (number % 2 === 1 ? locked : undefined);
      const {
        engine,
        plan: { jobId },
        report,
      } = await upload(1000);
      assertHas(report, { state: 'failed', accepted: 500, refused: 500 });
      await engine.dispose();
      bench.sink.fault = () => undefined;
      const next = bench.engine();
      await next.refresh();
      assert.deepEqual([next.job(jobId)?.state, next.job(jobId)?.resumable], ['failed', true]);
      const { report: second } = await next.run(jobId, bench.client());
      assert.deepEqual(
        { state: second.state, accepted: second.accepted, received: bench.sink.received },
        { state: 'finished', accepted: 1000, received: 1500 },
      );
    });

    it('is not tried again by a run that goes on after a pause', async () => {
      const engine = bench.engine({ retryEvery: 20 });
      const { jobId } = await plan(engine, 400);
      bench.sink.fault = ({ number }) =>
        number === 1 ? locked : number >= 2 && number <= 7 ? { cut: 'before' } : undefined;
      const { report } = await engine.run(jobId, bench.client(), { autoResume: true });
      reportAddsUp(report);
      assertHas(report, { state: 'failed', accepted: 300, refused: 100 });
    });

    it('keeps the same content from counting as unchanged', async () => {
      bench.sink.fault = ({ number }) => (number % 2 === 1 ? locked : undefined);
      const { engine, report } = await upload(1000);
      assert.equal(report.state, 'failed');
      assert.equal((await plan(engine, 1000)).unchangedSince, undefined);
      bench.sink.fault = () => undefined;
      await upload(1000);
      assert.notEqual((await plan(bench.engine(), 1000)).unchangedSince, undefined);
    });

    for (const status of [404, 405, 415]) {
      it(`with ${status}, the last one: fails, and can be resumed`, async () => {
        bench.sink.fault = ({ number }) =>
          number === 2 ? { status, body: { errors: [{ code: 'x-y' }] } } : undefined;
        const {
          engine,
          plan: { jobId },
          report,
        } = await upload(300);
        assert.deepEqual(
          {
            state: report.state,
            accepted: report.accepted,
            refused: report.refused,
            resumable: engine.job(jobId)?.resumable,
          },
          { state: 'failed', accepted: 200, refused: 100, resumable: true },
        );
        assert.deepEqual((await engine.run(jobId, bench.client())).report.accepted, 300);
      });
    }

    it('of which the end was not written fails again with the API’s word, and is not finished with nothing', async () => {
      bench.sink.fault = () => locked;
      const {
        engine,
        plan: { jobId },
      } = await upload(100);
      await engine.dispose();
      const path = join(bench.storage, 'jobs', jobId, 'journal.ndjson');
      const lines = fs.readFileSync(path, 'utf8').split('\n');
      fs.writeFileSync(
        path,
        `${lines
          .slice(
            0,
            lines.findIndex((line) => line.includes('"t":"end"')),
          )
          .join('\n')}\n`,
      );
      const next = bench.engine();
      await next.refresh();
      assert.deepEqual([next.job(jobId)?.state, next.job(jobId)?.resumable], ['interrupted', true]);
      const { report } = await next.run(jobId, bench.client());
      assert.deepEqual(
        {
          state: report.state,
          refused: report.refused,
          calls: report.calls,
          errorCode: report.error?.code,
        },
        { state: 'failed', refused: 100, calls: 2, errorCode: 'segment-locked' },
      );
      bench.sink.fault = () => undefined;
      assert.deepEqual((await next.run(jobId, bench.client())).report.accepted, 100);
    });

    it('as a repeat of one whose answer was lost is unknown, not refused: it may be in', async () => {
      bench.sink.fault = ({ number }) =>
        number === 1 ? { cut: 'after' } : number === 2 ? locked : undefined;
      const {
        engine,
        plan: { jobId },
        report,
      } = await upload(300);
      assert.deepEqual(
        {
          state: report.state,
          accepted: report.accepted,
          unknown: report.unknown,
          refused: report.refused,
          listSize: bench.sink.list(SEGMENT).size,
        },
        { state: 'failed', accepted: 200, unknown: 100, refused: 0, listSize: 300 },
      );
      assert.equal((await plan(bench.engine(), 300)).unchangedSince, undefined);
      const second = (await engine.run(jobId, bench.client())).report;
      assertHas(second, { state: 'finished', accepted: 300, unknown: 0 });
    });

    it('in another run than the one in which its answer was lost is unknown as well', async () => {
      bench.sink.fault = ({ number }) => (number >= 1 ? { cut: 'after' } : undefined);
      const {
        engine,
        plan: { jobId },
        report,
      } = await upload(200, { maxTries: 1 });
      assert.deepEqual([report.state, report.unknown], ['failed', 100]);
      bench.sink.fault = () => locked;
      const second = (await engine.run(jobId, bench.client())).report;
      reportAddsUp(second);
      assertHas(second, { state: 'failed', accepted: 100, unknown: 100, refused: 0 });
    });

    it('is forgotten by a run whose calls were all answered, even where no row was taken', async () => {
      bench.sink.invalid = () => true;
      bench.sink.fault = () => locked;
      const {
        engine,
        plan: { jobId },
        report,
      } = await upload(100);
      assert.deepEqual([report.state, report.error?.code], ['failed', 'segment-locked']);
      bench.sink.fault = () => undefined;
      const { report: second } = await engine.run(jobId, bench.client());
      reportAddsUp(second);
      assert.deepEqual(
        {
          state: second.state,
          refused: second.refused,
          error: second.error,
          resumable: engine.job(jobId)?.resumable,
        },
        { state: 'finished', refused: 100, error: undefined, resumable: false },
      );
    });

    it('under a status of success, with errors and no data, stops nothing but itself', async () => {
      bench.sink.fault = ({ number }) =>
        number === 1
          ? { status: 200, body: { data: null, errors: [{ code: 'invalid', title: 'No' }] } }
          : undefined;
      const {
        engine,
        plan: { jobId },
        report,
      } = await upload(400);
      assertHas(report, { state: 'failed', accepted: 300, refused: 100 });
      assert.deepEqual((await engine.run(jobId, bench.client())).report.accepted, 400);
    });
  });

  it('an answer of thousands of warnings neither ends an upload nor fills its journal', async () => {
    const many = share(50_000);
    const warnings = Array.from({ length: many }, (_, i) => ({
      code: `field-${'abc'[i % 3]}-is-old`,
      title: `person${i} is odd`,
    }));
    bench.sink.fault = ({ identifiers: { length } }) => ({
      status: 200,
      after: true,
      body: {
        data: { attributes: { nbValidIdentifiers: length, nbInvalidIdentifiers: 0 } },
        warnings,
      },
    });
    const {
      plan: { jobId },
      report,
    } = await upload(300);
    assert.deepEqual(
      { state: report.state, accepted: report.accepted, warnings: report.warnings.length },
      { state: 'finished', accepted: 300, warnings: 3 },
    );
    assert.equal(
      report.warnings.reduce((sum, { count = 1 }) => sum + count, 0),
      3 * many,
    );
    assert.ok(fs.statSync(join(bench.storage, 'jobs', jobId, 'journal.ndjson')).size < 20_000);
  });

  it('is heard while it waits: a cancel in a pause for a token keeps all of it', async () => {
    const engine = bench.engine();
    const { jobId } = await plan(engine, 300);
    bench.sink.tokenFault = () => ({ status: 503, body: {} });
    const running = engine.run(jobId, bench.client(), { autoResume: true });
    await waitUntil('the upload pauses', () => engine.job(jobId)?.state === 'paused');
    await engine.cancel(jobId);
    const { report } = await running;
    assertHas(report, { state: 'cancelled', unsent: 300, calls: 0 });
  });
});
