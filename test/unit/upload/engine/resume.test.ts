import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type * as threads from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { Sender } from '../../../../src/upload/contract';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { Progress } from '../../../../src/upload/jobTypes';
import { openJournalFile } from '../../../../src/upload/journal/journal';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { turns, waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';
import type { Fault } from '../support/sink';
import { slowDisk } from '../support/slowDisk';

describe('upload: stopping and going on', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const few = { chunkSize: 100, concurrency: 2 };

  async function planned(engine: UploadEngine, count: number, more = {}): Promise<string> {
    return (
      await engine.plan(
        [bench.file(csv(people(count)))],
        bench.target(),
        options({ ...few, ...more }),
      )
    ).jobId;
  }

  it('cancel sends nothing new, waits for answers in flight, and another process goes on', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 1000);
    bench.sink.latency = 60;
    const running = engine.run(jobId, bench.client());
    await waitUntil('4 requests arrive', () => bench.sink.arrived.length >= 4);
    await engine.cancel(jobId);
    const arrived = bench.sink.arrived.length;
    const { report } = await running;
    reportAddsUp(report);
    assert.equal(report.state, 'cancelled');
    assertHas(report, { unknown: 0, accepted: arrived * 100, calls: arrived });
    assert.ok(report.unsent > 0);
    await engine.dispose();
    assert.equal(bench.sink.arrived.length, arrived);

    const next = bench.engine();
    await next.refresh();
    const [job] = next.jobs();
    assert.deepEqual(
      {
        state: job.state,
        resumable: job.resumable,
        good: job.counts.good,
        accepted: job.progress.accepted,
      },
      { state: 'cancelled', resumable: true, good: 1000, accepted: report.accepted },
    );
    const second = await next.run(jobId, bench.client());
    reportAddsUp(second.report);
    assertHas(second.report, { state: 'finished', accepted: 1000, calls: 10 });
    assert.equal(bench.sink.received, 1000);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(1000)));
  });

  it('says from a stop to its end that it stops, and how many answers it waits for', async () => {
    for (const reason of ['cancelled', 'signedOut'] as const) {
      const engine = bench.engine();
      const client = bench.client();
      const jobId = await planned(engine, 1000, { concurrency: 3 });
      bench.sink.latency = 150;
      const seen: Progress[] = [];
      const running = engine.run(jobId, client, {
        onProgress: (progress) => seen.push(progress),
      });
      const before = bench.sink.arrived.length;
      await waitUntil('three more requests arrive', () => bench.sink.arrived.length === before + 3);
      seen.length = 0;
      const stopped =
        reason === 'cancelled' ? engine.cancel(jobId) : engine.stopForSignOut(bench.sink.url, 'id');
      await waitUntil('progress is reported', () => seen.length > 0);
      assert.deepEqual(
        [engine.job(jobId)?.progress.stopping, engine.job(jobId)?.progress.inFlight],
        [reason, 3],
      );
      assert.deepEqual(
        [seen.length, seen[0]?.stopping, bench.sink.arrived.length],
        [1, reason, before + 3],
        'told at once',
      );
      await Promise.all([stopped, running]);
      const over = seen.findIndex(({ stopping }) => stopping === undefined);
      assert.ok(
        over > 0 && seen.slice(0, over).every(({ stopping }) => stopping === reason),
        JSON.stringify(seen),
      );
      assert.ok(
        seen
          .slice(over)
          .every(
            ({ stopping, inFlight, sent }) =>
              stopping === undefined && inFlight === 0 && sent === 300,
          ),
        JSON.stringify(seen),
      );
      assert.equal(engine.job(jobId)?.progress.stopping, undefined);
    }
  });

  it('says so of a wait as well, and of an answer to emptying the list', async () => {
    const engine = bench.engine({ retryEvery: 60_000 });
    const jobId = await planned(engine, 300);
    bench.sink.fault = () => ({ cut: 'before' });
    const waiting = engine.run(jobId, bench.client(), { autoResume: true });
    await waitUntil('the upload pauses', () => engine.job(jobId)?.state === 'paused');
    const stopped = engine.cancel(jobId);
    assert.deepEqual(
      [engine.job(jobId)?.progress.stopping, engine.job(jobId)?.progress.wait],
      ['cancelled', undefined],
    );
    await Promise.all([stopped, waiting]);

    bench.sink.fault = () => undefined;
    bench.sink.latency = 150;
    const replacing = await planned(engine, 300, { operation: 'replace' });
    const running = engine.run(replacing, bench.client());
    await waitUntil('the clear arrives', () =>
      bench.sink.arrived.some(({ kind }) => kind === 'clear'),
    );
    const ending = engine.cancel(replacing);
    assert.deepEqual(
      [engine.job(replacing)?.progress.stopping, engine.job(replacing)?.progress.inFlight],
      ['cancelled', 1],
    );
    await Promise.all([ending, running]);
  });

  it('cancel counts what has no answer in time as unknown, and it is sent again later', async () => {
    const engine = bench.engine({ cancelWait: 50 });
    const jobId = await planned(engine, 500);
    bench.sink.fault = ({ number }) => (number >= 2 ? { stall: true, after: true } : undefined);
    const running = engine.run(jobId, bench.client());
    await waitUntil('4 requests arrive', () => bench.sink.arrived.length >= 4);
    await engine.cancel(jobId);
    const { report } = await running;
    reportAddsUp(report);
    assertHas(report, { state: 'cancelled', accepted: 200, unknown: 200, unsent: 100 });
    bench.sink.fault = () => undefined;
    const second = await engine.run(jobId, bench.client());
    reportAddsUp(second.report);
    assertHas(second.report, { state: 'finished', accepted: 500, unknown: 0 });
    assert.ok(second.report.warnings.some((warning) => warning.code === 'sent-again'));
  });

  /**
   * Waits for the API's limit or the next try, with one call behind it, until `stop` has ended it.
   */
  async function stoppedWhileWaiting(
    operation: 'add' | 'replace',
    answer: Fault,
    stop: (engine: UploadEngine, jobId: string) => Promise<void>,
  ) {
    const engine = bench.engine({ cancelWait: 60_000 });
    bench.sink.list(SEGMENT).add('old@example.com');
    const jobId = await planned(engine, 100, { operation, minKept: 0 });
    bench.sink.fault = () => answer;
    const running = engine.run(
      jobId,
      bench.client({
        baseDelay: 60_000,
        maxDelay: 60_000,
        limitDelay: 60_000,
        maxLimitDelay: 60_000,
      }),
    );
    // The job waits once the call has its answer.
    await waitUntil(
      'the first request is answered',
      () => bench.sink.arrived.length === 1 && bench.sink.inFlight === 0,
    );
    await stop(engine, jobId);
    return { engine, jobId, report: (await running).report };
  }

  const stops: [string, (engine: UploadEngine, jobId: string) => Promise<void>][] = [
    ['cancel', (engine, jobId) => engine.cancel(jobId)],
    ['signing out', (engine) => engine.stopForSignOut(bench.sink.url, 'id')],
    ['the end of the window', (engine) => engine.dispose()],
  ];
  for (const [name, stop] of stops) {
    for (const status of [429, 503]) {
      it(`${name} while a clear waits after a ${status} empties nothing any more`, async () => {
        const { report } = await stoppedWhileWaiting('replace', { status }, stop);
        reportAddsUp(report);
        assert.deepEqual(
          { sent: report.sent, calls: report.calls, requests: bench.sink.arrived.length },
          { sent: 0, calls: 1, requests: 1 },
        );
        assert.deepEqual(bench.sink.list(SEGMENT), new Set(['old@example.com']));
      });
    }
  }

  for (const [status, unknown] of [
    [429, 0],
    [503, 100],
  ] as const) {
    it(`cancel while a call waits after a ${status} does not send it again; ${unknown} may be in`, async () => {
      const { report } = await stoppedWhileWaiting('add', { status }, (engine, jobId) =>
        engine.cancel(jobId),
      );
      reportAddsUp(report);
      assert.deepEqual(
        {
          state: report.state,
          unknown: report.unknown,
          unsent: report.unsent,
          requests: bench.sink.arrived.length,
        },
        { state: 'cancelled', unknown: unknown, unsent: 100 - unknown, requests: 1 },
      );
    });
  }

  const atOnce: [string, string, (engine: UploadEngine, jobId: string) => Promise<void>][] = [
    ['cancel', 'cancelled', (engine, jobId) => engine.cancel(jobId)],
    ['signing out', 'paused', (engine) => engine.stopForSignOut(bench.sink.url, 'id')],
    ['a window that closes', 'interrupted', (engine) => engine.dispose()],
  ];
  for (const [name, state, stop] of atOnce) {
    it(`${name} right after the start is heard`, async () => {
      const engine = bench.engine();
      const jobId = await planned(engine, 100, { operation: 'replace', minKept: 0 });
      // Of the second one nothing but the disk knows, so that it has to be read first.
      for (const one of [engine, bench.engine()]) {
        const running = one.run(jobId, bench.client());
        await stop(one, jobId);
        reportAddsUp((await running).report);
        assert.deepEqual([one.job(jobId)?.state, one.job(jobId)?.resumable], [state, true]);
        assert.equal(bench.sink.arrived.length, 0);
      }
      assert.equal((await bench.engine().run(jobId, bench.client())).report.state, 'finished');
    });
  }

  it('a signal cancels as well, and before the start nothing is sent', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 100);
    const { report } = await engine.run(jobId, bench.client(), { signal: AbortSignal.abort() });
    reportAddsUp(report);
    assertHas(report, { state: 'cancelled', unsent: 100, calls: 0 });
    assert.equal(bench.sink.arrived.length, 0);
  });

  it('signing out pauses the uploads of that client only', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 1000);
    bench.sink.latency = 40;
    const running = engine.run(jobId, bench.client());
    await waitUntil('2 requests arrive', () => bench.sink.arrived.length >= 2);
    await engine.stopForSignOut(bench.sink.url, 'somebody else');
    assert.equal(engine.job(jobId)?.state, 'running');
    await engine.stopForSignOut(bench.sink.url, 'id');
    const { report } = await running;
    reportAddsUp(report);
    assert.deepEqual([report.state, report.error?.code], ['failed', 'signed-out']);
    const job = engine.job(jobId);
    assert.deepEqual(
      { state: job?.state, wait: job?.progress.wait, resumable: job?.resumable },
      { state: 'paused', wait: 'signedOut', resumable: true },
    );
    assert.equal((await engine.run(jobId, bench.client())).report.accepted, 1000);
  });

  it('a window that closes leaves an interrupted job', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 1000);
    bench.sink.latency = 40;
    const running = engine.run(jobId, bench.client());
    await waitUntil('2 requests arrive', () => bench.sink.arrived.length >= 2);
    await engine.dispose();
    reportAddsUp((await running).report);
    const next = bench.engine();
    await next.refresh();
    assert.deepEqual([next.job(jobId)?.state, next.job(jobId)?.resumable], ['interrupted', true]);
    assert.equal((await next.run(jobId, bench.client())).report.accepted, 1000);
    assert.equal(bench.sink.list(SEGMENT).size, 1000);
  });

  it('a job that was left to a person is marked so until it is run again, in every window', async () => {
    const [engine, other] = [bench.engine(), bench.engine()];
    const jobId = await planned(engine, 300);
    bench.sink.fault = ({ number }) => (number > 0 ? { status: 403 } : undefined);
    const skipped = async (): Promise<unknown[]> => {
      await other.refresh();
      return [engine, other].map((one) => one.job(jobId)?.skipped);
    };
    await engine.run(jobId, bench.client());
    assert.deepEqual(await skipped(), [undefined, undefined]);
    await engine.recordSkipped(jobId, 'other-session');
    assert.deepEqual(await skipped(), ['other-session', 'other-session']);
    await other.run(jobId, bench.client());
    await engine.refresh();
    assert.deepEqual(await skipped(), [undefined, undefined]);
    await other.recordSkipped(jobId, 'not-confirmed');
    await engine.refresh();
    assert.deepEqual(await skipped(), ['not-confirmed', 'not-confirmed']);
    bench.sink.fault = () => undefined;
    assert.equal((await engine.run(jobId, bench.client())).report.accepted, 300);
    assert.deepEqual(await skipped(), [undefined, undefined]);
  });

  it('a finished job is not resumed, a forgotten one is gone', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 100);
    await engine.run(jobId, bench.client());
    await assert.rejects(engine.run(jobId, bench.client()), { code: 'not-resumable' });
    await engine.discard(jobId);
    assert.deepEqual(engine.jobs(), []);
    assert.deepEqual(fs.readdirSync(join(bench.storage, 'jobs')), []);
    await assert.rejects(engine.run(jobId, bench.client()), { code: 'unknown-job' });
  });

  it('a job that another window finished is not sent again', async () => {
    const windows = [bench.engine(), bench.engine()];
    const jobId = await planned(windows[0], 100);
    await windows[1].refresh();
    await windows[0].run(jobId, bench.client());
    const end = windows[0].job(jobId);
    assert.deepEqual([end?.state, end?.resumable], ['finished', false]);
    for (const engine of windows) {
      await assert.rejects(engine.run(jobId, bench.client()), { code: 'not-resumable' });
      assert.equal(JSON.stringify(engine.job(jobId)), JSON.stringify(end));
    }
    assert.equal(bench.sink.arrived.length, 1);
  });

  it('a job that another window forgot is gone for this one too', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 100);
    await bench.engine().discard(jobId);
    await assert.rejects(engine.enlist([jobId]), { code: 'unknown-job' });
    await assert.rejects(engine.run(jobId, bench.client()), { code: 'unknown-job' });
  });

  it('says that a journal is broken, and lets it be forgotten', async () => {
    const jobId = await planned(bench.engine(), 100);
    const folder = join(bench.storage, 'jobs', jobId);
    fs.rmSync(join(folder, 'bits.bin'));
    const { report } = await bench.engine().run(jobId, bench.client());
    assert.deepEqual(
      { state: report.state, errorCode: report.error?.code, requests: bench.sink.arrived.length },
      { state: 'failed', errorCode: 'journal-broken', requests: 0 },
    );
    fs.writeFileSync(join(folder, 'chunks.json'), '[{"fi');
    const engine = bench.engine();
    await assert.rejects(engine.run(jobId, bench.client()), { code: 'journal-broken' });
    await engine.discard(jobId);
    assert.deepEqual(fs.readdirSync(join(bench.storage, 'jobs')), []);
  });

  it('shows a job whose plan did not reach the disk, with what its journal says', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 300, { operation: 'replace', minKept: 0 });
    bench.sink.fault = ({ number }) => (number === 2 ? { status: 403 } : undefined);
    const { report } = await engine.run(jobId, bench.client());
    await engine.dispose();
    const folder = join(bench.storage, 'jobs', jobId);
    for (const [file, hasTarget] of [
      ['chunks.json', true],
      ['job.json', false],
    ] as const) {
      fs.writeFileSync(join(folder, file), '');
      const next = bench.engine();
      await next.refresh();
      const [job] = next.jobs();
      assert.deepEqual(
        [next.jobs().length, job.state, job.error?.code, job.resumable, job.cleared],
        [1, 'failed', 'journal-broken', false, report.cleared],
      );
      assert.equal(job.target.segmentId === SEGMENT, hasTarget);
      assert.ok(Math.abs(Date.parse(job.plannedAt) - Date.now()) < 60_000);
      assert.deepEqual(next.job(jobId), job);
      await assert.rejects(next.run(jobId, bench.client()), { code: 'journal-broken' });
    }
    // What is well-formed and yet no job is none either.
    for (const [file, content] of [
      ['job.json', 'null'],
      ['chunks.json', 'null'],
      ['chunks.json', '{}'],
    ] as const) {
      fs.writeFileSync(join(folder, file), content);
      const next = bench.engine();
      await next.refresh();
      assert.deepEqual(
        next.jobs().map(({ error, cleared }) => [error?.code, cleared]),
        [['journal-broken', report.cleared]],
        `${file} ${content}`,
      );
    }
    // Also where nothing but the journal is left.
    for (const file of ['job.json', 'chunks.json', 'bits.bin', 'wanted'])
      fs.rmSync(join(folder, file), { force: true });
    const last = bench.engine();
    await last.refresh();
    assert.deepEqual(
      [last.jobs().map(({ jobId: id, operation }) => [id, operation])],
      [[[jobId, 'replace']]],
    );
    await last.discard(jobId);
    assert.deepEqual([last.jobs(), fs.readdirSync(join(bench.storage, 'jobs'))], [[], []]);
  });

  it('shows a job of another version, and leaves it alone', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 300);
    bench.sink.fault = ({ number }) => (number === 2 ? { status: 403 } : undefined);
    await engine.run(jobId, bench.client());
    await engine.dispose();
    const path = join(bench.storage, 'jobs', jobId, 'job.json');
    const text = fs.readFileSync(path, 'utf8').replace(/"version":\d+/, '"version":1');
    // So many are kept, and none that is so old.
    for (const n of Array.from({ length: 51 }, (_, i) => i)) {
      const folder = join(bench.storage, 'jobs', `${n + 1}-00000000`);
      fs.mkdirSync(folder);
      fs.writeFileSync(join(folder, 'job.json'), text);
    }
    fs.writeFileSync(path, text);
    const next = bench.engine();
    await next.refresh();
    const [job] = next.jobs();
    assert.deepEqual(
      [job.jobId, job.state, job.error?.code, job.resumable, job.calls],
      [jobId, 'failed', 'journal-broken', false, 0],
    );
    assert.ok(job.error?.message.includes(path));
    const before = bench.sink.arrived.length;
    await assert.rejects(next.run(jobId, bench.client()), { code: 'journal-broken' });
    await assert.rejects(next.planOf(jobId), { code: 'journal-broken' });
    assert.equal(bench.sink.arrived.length, before);
    await next.dispose();
    assert.equal(fs.readFileSync(path, 'utf8'), text);
    assert.equal(fs.readdirSync(join(bench.storage, 'jobs')).length, 52);
    await bench.engine().discard(jobId);
    assert.equal(fs.existsSync(path), false);
  });

  it('takes a folder of which nothing was sent or planned for no job', async () => {
    fs.mkdirSync(join(bench.storage, 'jobs', 'abc-00000000'), { recursive: true });
    const engine = bench.engine();
    await engine.refresh();
    assert.deepEqual(engine.jobs(), []);
    await assert.rejects(engine.run('abc-00000000', bench.client()), { code: 'unknown-job' });
  });

  it('reads a journal whose last line is torn', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 400);
    bench.sink.fault = ({ number }) => (number >= 2 ? { status: 403 } : undefined);
    await engine.run(jobId, bench.client());
    const journal = join(bench.storage, 'jobs', jobId, 'journal.ndjson');
    fs.appendFileSync(journal, '{"t":"sending","u":"2.giv');
    bench.sink.fault = () => undefined;
    const { report } = await bench.engine().run(jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual([report.state, report.accepted], ['finished', 400]);
    // What came after the torn line is read too.
    const next = bench.engine();
    await next.refresh();
    assert.deepEqual(
      [next.job(jobId)?.state, next.job(jobId)?.progress.accepted],
      ['finished', 400],
    );
  });

  it('stops before sending when the disk is full, and goes on when it is not', async () => {
    let left = 6;
    const full = async (path: string) => {
      const file = await openJournalFile(path);
      return {
        appendFile: async (data: string) => {
          if (left-- > 0) return file.appendFile(data);
          await file.appendFile(data.slice(0, 5));
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        },
        datasync: () => file.datasync(),
        close: () => file.close(),
      };
    };
    const engine = bench.engine({}, { openJournal: full });
    const jobId = await planned(engine, 1000, { concurrency: 1 });
    const { report } = await engine.run(jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual([report.state, report.error?.code], ['failed', 'journal-full']);
    // Whatever reached the server was in the journal before.
    const journal = fs.readFileSync(join(bench.storage, 'jobs', jobId, 'journal.ndjson'), 'utf8');
    assert.equal(bench.sink.arrived.length, journal.split('"t":"sending"').length - 1);
    // The disk says less than this process knows.
    await engine.refresh();
    assert.deepEqual(
      [engine.job(jobId)?.state, engine.job(jobId)?.error?.code, engine.job(jobId)?.resumable],
      ['failed', 'journal-full', true],
    );
    await engine.dispose();
    const next = bench.engine();
    await next.refresh();
    assert.deepEqual([next.job(jobId)?.state, next.job(jobId)?.resumable], ['interrupted', true]);
    const second = await next.run(jobId, bench.client());
    reportAddsUp(second.report);
    assert.deepEqual([second.report.state, second.report.accepted], ['finished', 1000]);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(1000)));
    // Once another one has gone on with it, the disk is right.
    await engine.refresh();
    assert.equal(engine.job(jobId)?.state, 'finished');
  });

  /** A job whose process ended after the last answer and before it wrote the end. */
  async function withoutEnd(): Promise<string> {
    const engine = bench.engine();
    const jobId = await planned(engine, 300);
    await engine.run(jobId, bench.client());
    await engine.dispose();
    const journal = join(bench.storage, 'jobs', jobId, 'journal.ndjson');
    const lines = fs.readFileSync(journal, 'utf8').split('\n');
    fs.writeFileSync(
      journal,
      lines
        .slice(
          0,
          lines.findIndex((line) => line.includes('"t":"end"')),
        )
        .map((line) => `${line}\n`)
        .join(''),
    );
    return jobId;
  }

  it('ends a job of which only the end is missing without a call, also without its file', async () => {
    const jobId = await withoutEnd();
    fs.rmSync(join(bench.folder, 'people.csv'));
    const engine = bench.engine();
    await engine.refresh();
    assert.deepEqual(
      {
        state: engine.job(jobId)?.state,
        resumable: engine.job(jobId)?.resumable,
        accepted: engine.job(jobId)?.progress.accepted,
      },
      { state: 'interrupted', resumable: true, accepted: 300 },
    );
    const { report } = await engine.run(jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual(
      {
        state: report.state,
        accepted: report.accepted,
        calls: report.calls,
        requests: bench.sink.arrived.length,
      },
      { state: 'finished', accepted: 300, calls: 3, requests: 3 },
    );
    assert.equal(engine.job(jobId)?.readings.at(-1)?.when, 'after');
    assert.equal(engine.job(jobId)?.resumable, false);
  });

  it('writes the end before the last reading, which can take its time', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 100);
    const client = bench.client();
    const journals: string[] = [];
    const sender: Sender = {
      amend: (...all) => client.amend(...all),
      clear: (...all) => client.clear(...all),
      statistics: (...all) => {
        journals.push(
          fs.readFileSync(join(bench.storage, 'jobs', jobId, 'journal.ndjson'), 'utf8'),
        );
        return client.statistics(...all);
      },
    };
    await engine.run(jobId, sender);
    assert.deepEqual(
      journals.map((text) => text.includes('"t":"end"')),
      [false, true],
    );
  });

  it('a cancel ends the looking into a file before a replace, and the tracing of samples', async () => {
    const engine = bench.engine();
    const content = csv(people(1000));
    const jobId = await planned(engine, 1000, { operation: 'replace' });
    // Of the same size, another one at its very end.
    bench.file(content.replace('person999', 'person998'));
    const stop = engine.onDidChange(
      () => engine.job(jobId)?.progress.phase === 'reading' && void engine.cancel(jobId),
    );
    const { report } = await engine.run(jobId, bench.client());
    stop();
    assert.deepEqual(
      { state: report.state, error: report.error, requests: bench.sink.arrived.length },
      { state: 'cancelled', error: undefined, requests: 0 },
    );

    const other = await planned(engine, 300);
    bench.sink.invalid = (value) => value === 'person7@example.com';
    const client = bench.client();
    let readings = 0;
    const sender: Sender = {
      amend: (...all) => client.amend(...all),
      clear: (...all) => client.clear(...all),
      statistics: (...all) => {
        if (++readings === 2) void engine.cancel(other);
        return client.statistics(...all);
      },
    };
    const result = await engine.run(other, sender);
    assert.deepEqual(
      {
        state: result.report.state,
        refused: result.report.refused,
        serverFindings: result.serverFindings,
      },
      { state: 'finished', refused: 1, serverFindings: [] },
    );
  });

  for (const [name, encode, bom] of [
    ['a packed file', (text) => gzipSync(text, { level: 1 }), ''],
    ['a file in UTF-16', (text) => Buffer.from(text, 'utf16le'), '\ufeff'],
  ] as [string, (text: string) => Buffer, string][]) {
    it(`a cancel does not wait for a body that is read anew from the beginning of ${name}`, async () => {
      // At least 30 blocks.
      const addresses = people(2_000);
      const good = addresses.length;
      const content = encode(
        `${bom}email,note\n${addresses.map((email) => `${email},${'x'.repeat(8_000)}\n`).join('')}`,
      );
      const { jobId } = await bench
        .engine()
        .plan(
          [bench.file(content)],
          bench.target(),
          options({ dedupe: false, chunkSize: good - 100, concurrency: 1 }),
        );
      bench.sink.fault = ({ number }) => (number >= 1 ? { status: 403 } : undefined);
      await bench.engine().run(jobId, bench.client());
      const sent = bench.sink.arrived.length;

      const { workerPath, blocks, stop } = slowDisk(bench.folder);
      const engine = bench.engine({ cancelWait: 50, workerPath });
      const running = engine.run(jobId, bench.client());
      await waitUntil('the upload sends', () => engine.job(jobId)?.progress.phase === 'sending');
      // Not before: Node aborts ("close before init") where a thread ends while it makes a Gunzip.
      const before = blocks();
      await waitUntil('the thread reads', () => blocks() > before + 1);
      stop();
      // Whoever waits for the disk now waits for ever.
      await engine.cancel(jobId);
      const { report } = await running;
      reportAddsUp(report);
      assert.deepEqual(
        {
          state: report.state,
          accepted: report.accepted,
          unsent: report.unsent,
          error: report.error,
          requests: bench.sink.arrived.length,
        },
        { state: 'cancelled', accepted: good - 100, unsent: 100, error: undefined, requests: sent },
      );
      bench.sink.fault = () => undefined;
      const other = bench.engine();
      assert.equal((await other.run(jobId, bench.client())).report.accepted, good);
    });
  }

  for (const [task, operation] of [
    ['findChanged', 'replace'],
    ['build', 'add'],
  ] as const) {
    it(`a cancel does not wait for a drive that does not answer (${task})`, async function () {
      if (process.platform === 'win32') this.skip();
      const jobId = await planned(bench.engine(), 300, { operation, minKept: 0 });
      // Whoever opens a pipe that nobody writes to waits, and so does who ends the thread.
      const pipe = join(bench.folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const workerPath = join(bench.folder, 'hangs.js');
      const hangs = (
        here: typeof threads,
        files: typeof fs,
        path: string,
        hanging: string,
      ): void => {
        here.parentPort?.on('message', ({ id, task: asked }: { id: number; task: string }) => {
          if (asked === hanging) files.open(path, 'r', () => undefined);
          else here.parentPort?.postMessage({ id, ok: true, result: null });
        });
      };
      fs.writeFileSync(
        workerPath,
        `(${hangs.toString()})(require('node:worker_threads'), require('node:fs'), ${JSON.stringify(pipe)}, ${JSON.stringify(task)})`,
      );
      const engine = bench.engine({ cancelWait: 50, workerPath });
      const running = engine.run(jobId, bench.client());
      await waitUntil(
        'the upload reads or sends',
        () =>
          engine.job(jobId)?.progress.phase === (task === 'findChanged' ? 'reading' : 'sending'),
      );
      await turns();
      const release = (): void => fs.closeSync(fs.openSync(pipe, 'r+'));
      const cancelling = engine.cancel(jobId);
      let isCancelled = false;
      void cancelling.then(() => (isCancelled = true));
      // Or a cancel that waits would keep the process from ending.
      await waitUntil('it is cancelled', () => isCancelled).finally(release);
      const { report } = await running;
      assert.deepEqual(
        {
          state: report.state,
          error: report.error,
          unsent: report.unsent,
          requests: bench.sink.arrived.length,
        },
        { state: 'cancelled', error: undefined, unsent: 300, requests: 0 },
      );
    });
  }

  const changes: [string, (path: string) => void][] = [
    ['replaced', (path) => fs.writeFileSync(path, csv(people(1000, 0, 'USER')))],
    ['truncated', (path) => fs.truncateSync(path, 12_000)],
    ['deleted', (path) => fs.rmSync(path)],
    ['changed in its header only', (path) => fs.writeFileSync(path, csv(people(1000), 'emall'))],
  ];
  for (const [name, change] of changes) {
    it(`sends nothing of a file that was ${name} before the start`, async () => {
      const engine = bench.engine();
      const jobId = await planned(engine, 1000);
      change(join(bench.folder, 'people.csv'));
      const { report } = await engine.run(jobId, bench.client());
      reportAddsUp(report);
      assert.deepEqual(
        {
          state: report.state,
          errorCode: report.error?.code,
          unsent: report.unsent,
          requests: bench.sink.arrived.length,
        },
        { state: 'failed', errorCode: 'file-changed', unsent: 1000, requests: 0 },
      );
    });

    if (name.includes('header')) continue;
    it(`stops when the file is ${name} during the upload, and goes on once it is as before`, async () => {
      const engine = bench.engine();
      const jobId = await planned(engine, 1000, { concurrency: 1 });
      const path = join(bench.folder, 'people.csv');
      const content = fs.readFileSync(path);
      bench.sink.fault = ({ number }) => {
        if (number === 2) change(path);
        return undefined;
      };
      const { report } = await engine.run(jobId, bench.client());
      reportAddsUp(report);
      assert.deepEqual([report.state, report.error?.code], ['failed', 'file-changed']);
      assert.ok(report.accepted >= 200 && report.unsent > 0);
      assert.ok([...bench.sink.list(SEGMENT)].every((one) => people(1000).includes(one)));
      bench.sink.fault = () => undefined;
      const second = await engine.run(jobId, bench.client());
      assert.deepEqual(
        [second.report.error?.code, second.report.accepted],
        ['file-changed', report.accepted],
      );
      fs.writeFileSync(path, content);
      const third = await engine.run(jobId, bench.client());
      reportAddsUp(third.report);
      assert.deepEqual([third.report.state, third.report.accepted], ['finished', 1000]);
      assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(1000)));
    });
  }

  it('takes a new time stamp alone for no change, and says when rows came in meanwhile', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, 500);
    const path = join(bench.folder, 'people.csv');
    fs.utimesSync(path, new Date(), new Date(Date.now() + 5000));
    bench.sink.fault = ({ number }) => {
      if (number === 1) fs.appendFileSync(path, 'late@example.com\n');
      return undefined;
    };
    const { report } = await engine.run(jobId, bench.client());
    assert.deepEqual([report.state, report.accepted], ['finished', 500]);
    assert.deepEqual(
      report.warnings.map((warning) => warning.code),
      ['file-changed-since'],
    );
  });

  it('asks for the content of a virtual file after a restart', async () => {
    const file = { uri: 'memfs:/x.csv', bytes: Buffer.from(csv(people(300))) };
    const engine = bench.engine();
    const { jobId } = await engine.plan([file], bench.target(), options(few));
    await engine.dispose();
    const next = bench.engine();
    assert.equal((await next.run(jobId, bench.client())).report.error?.code, 'file-changed');
    const other = await next.run(jobId, bench.client(), {
      content: new Map([[file.uri, Buffer.from(csv(people(300, 0, 'x')))]]),
    });
    assert.equal(other.report.error?.code, 'file-changed');
    const { report } = await next.run(jobId, bench.client(), {
      content: new Map([[file.uri, file.bytes]]),
    });
    assert.deepEqual([report.state, report.accepted], ['finished', 300]);
  });
});
