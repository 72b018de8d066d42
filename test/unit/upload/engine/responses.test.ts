import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { ApiError } from '../../../../src/api/apiError';
import type { Sender } from '../../../../src/upload/contract';
import { assertHas } from '../../../support/assertHas';
import { WaitingClock } from '../../../support/clock/movedClock';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { turns, waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';
import type { Fault } from '../support/sink';

/** As long as one of LiveRamp's. */
const RAMP = `XY${'b'.repeat(47)}`;

describe('upload: what the API answers', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  /** Uploads `count` addresses in chunks of 100, one call at a time. */
  const upload = (count: number, timing = {}, more = {}) =>
    bench.upload(csv(people(count)), { chunkSize: 100, concurrency: 1, ...more }, { timing });

  it('counts a chunk that is answered 4xx as refused whole, and goes on', async () => {
    bench.sink.fault = ({ number }) =>
      number === 1
        ? { status: 400, body: { errors: [{ code: 'invalid', title: 'No', traceId: 't-1' }] } }
        : undefined;
    const { report } = await upload(350);
    assertHas(report, { state: 'failed', sent: 350, accepted: 250, refused: 100, calls: 4 });
    assert.equal(report.warnings[0].code, 'invalid');
  });

  /** As the guide's sample has it. */
  const TRACE = '0ab8cdc52e17ecfd1ba9e5d1dacd102a';

  it('keeps no word of the API’s prose in what fails an upload, on the disk or in the report', async () => {
    const body = {
      errors: [
        {
          code: 'invalid',
          title: 'Nobody of that name',
          detail: 'Dupont, A123 and 12345 are not known',
          traceId: TRACE,
        },
      ],
    };
    for (const [operation, fault] of [
      ['add', { status: 400, body }],
      ['add', { status: 500, body }],
      ['replace', { status: 500, body }],
    ] as const) {
      bench.sink.fault = () => fault;
      const { engine, plan, report } = await upload(50, { maxTries: 1 }, { operation });
      assert.deepEqual(
        { state: report.state, errorCode: report.error?.code, traceId: report.error?.traceId },
        { state: 'failed', errorCode: 'invalid', traceId: TRACE },
      );
      assert.doesNotMatch(report.error?.message ?? '', /Nobody|Dupont/);
      const journal = fs.readFileSync(
        join(bench.storage, 'jobs', plan.jobId, 'journal.ndjson'),
        'utf8',
      );
      for (const text of [journal, JSON.stringify([report, engine.job(plan.jobId)])])
        assert.doesNotMatch(text, /Dupont|A123|12345/);
    }
  });

  it('stops after three chunks refused whole when nothing was accepted', async () => {
    bench.sink.fault = () => ({
      status: 400,
      body: { errors: [{ code: 'invalid', title: 'No' }] },
    });
    const { report } = await upload(1000);
    assert.deepEqual(
      {
        state: report.state,
        refused: report.refused,
        unsent: report.unsent,
        calls: report.calls,
        errorCode: report.error?.code,
        errorStatus: report.error?.status,
      },
      {
        state: 'failed',
        refused: 300,
        unsent: 700,
        calls: 3,
        errorCode: 'invalid',
        errorStatus: 400,
      },
    );
  });

  it('fails when the only chunk was refused whole', async () => {
    bench.sink.fault = () => ({ status: 400 });
    const { report } = await upload(50);
    assertHas(report, { state: 'failed', refused: 50, unsent: 0 });
  });

  it('goes on past chunks refused whole where others are taken without a count', async () => {
    bench.sink.fault = ({ number }) =>
      number < 1 || number > 4 ? { status: 200, after: true, body: { data: {} } } : { status: 400 };
    const { report } = await upload(700);
    assertHas(report, { state: 'failed', refused: 400, unknown: 300 });
  });

  it('asks for less at once where the answer is too large to be read, also one that says no', async () => {
    for (const status of [200, 400]) {
      const warnings = [{ code: 'quite-long', title: 'x'.repeat(9 * 1024 * 1024) }];
      bench.sink.fault = ({ identifiers: { length } }) =>
        length > 50
          ? {
              status,
              after: status === 200,
              body: { data: {}, ...(status === 200 ? { warnings } : { errors: warnings }) },
            }
          : undefined;
      const { report } = await upload(100);
      assertHas(report, { state: 'finished', accepted: 100, refused: 0 }, String(status));
    }
  });

  it('stops at a 404: the segment is gone', async () => {
    bench.sink.fault = ({ number }) =>
      number === 1 ? { status: 404, body: { errors: [{ code: 'segment-not-found' }] } } : undefined;
    const { report } = await upload(400);
    assert.deepEqual(
      {
        state: report.state,
        accepted: report.accepted,
        refused: report.refused,
        unsent: report.unsent,
        errorCode: report.error?.code,
      },
      { state: 'failed', accepted: 100, refused: 100, unsent: 200, errorCode: 'segment-not-found' },
    );
  });

  it('leaves the chunk unsent on a 403 mid-way, and goes on from there when resumed', async () => {
    bench.sink.fault = ({ number }) =>
      number === 2
        ? { status: 403, body: { errors: [{ code: 'authorization-x', type: 'access-control' }] } }
        : undefined;
    const { engine, plan, report } = await upload(500);
    assert.deepEqual(
      {
        state: report.state,
        accepted: report.accepted,
        refused: report.refused,
        unsent: report.unsent,
        errorStatus: report.error?.status,
      },
      { state: 'failed', accepted: 200, refused: 0, unsent: 300, errorStatus: 403 },
    );
    assert.equal(engine.job(plan.jobId)?.resumable, true);
    const second = await engine.run(plan.jobId, bench.client());
    reportAddsUp(second.report);
    assertHas(second.report, { state: 'finished', accepted: 500, unknown: 0, calls: 6 });
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(500)));
  });

  it('halves a body that is too large, never sending the same again', async () => {
    bench.sink.fault = ({ identifiers }) => (identifiers.length > 30 ? { status: 413 } : undefined);
    const { report } = await upload(250, {}, { concurrency: 4 });
    assert.deepEqual([report.state, report.accepted], ['finished', 250]);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(250)));
    const bodies = bench.sink.amendments.map((call) => call.identifiers.join());
    assert.equal(new Set(bodies).size, bodies.length);
  });

  it('halves a body that a gateway’s page calls too large', async () => {
    bench.sink.fault = ({ identifiers }) =>
      identifiers.length > 60 ? { status: 413, page: true } : undefined;
    const { report } = await upload(200);
    assert.deepEqual([report.state, report.accepted], ['finished', 200]);
  });

  it('books no row as refused by the API for the no of somebody in between', async () => {
    for (const [status, body] of [
      [400, { message: 'blocked by policy' }],
      [451, undefined],
      [403, { error: 'Forbidden' }],
    ] as const) {
      bench.sink.fault = ({ number }) => (number > 0 ? { status, body: body ?? null } : undefined);
      const { engine, plan, report } = await upload(300);
      assert.deepEqual(
        { state: report.state, refused: report.refused, errorCode: report.error?.code },
        { state: 'failed', refused: 0, errorCode: 'proxy' },
        String(status),
      );
      assert.equal(engine.job(plan.jobId)?.resumable, true);
      bench.sink.arrived.length = 0;
    }
  });

  it('waits out a gateway that does not reach the API, as it does without a network', async () => {
    for (const status of [502, 503, 504]) {
      const engine = bench.engine({ retryEvery: 20 });
      const plan = await engine.plan(
        [bench.file(csv(people(200)))],
        bench.target(),
        options({ chunkSize: 100, concurrency: 1 }),
      );
      bench.sink.arrived.length = 0;
      bench.sink.fault = ({ number }) =>
        number >= 1 && number <= 4 ? { status, page: true } : undefined;
      const { report } = await engine.run(plan.jobId, bench.client(), { autoResume: true });
      reportAddsUp(report);
      assertHas(report, { state: 'finished', accepted: 200, unknown: 0 }, String(status));
    }
  });

  it('halves a body whose call stalls, and tells that it was sent again', async () => {
    bench.sink.fault = ({ identifiers }) =>
      identifiers.length > 1000 ? { stall: true, after: true } : undefined;
    const { report } = await upload(1600, { stall: 1_000, maxTries: 1 }, { chunkSize: 1600 });
    assertHas(report, { state: 'finished', accepted: 1600, unknown: 0, calls: 3 });
    assert.ok(report.warnings.some((warning) => warning.code === 'sent-again'));
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(1600)));
  });

  it('never sends a body a third time when it stalled twice', async () => {
    bench.sink.fault = ({ identifiers }) =>
      identifiers.length > 1000 ? { stall: true } : undefined;
    const { report } = await upload(1600, { stall: 1_000, maxTries: 5 }, { chunkSize: 1600 });
    assertHas(report, { state: 'finished', accepted: 1600, calls: 4 });
    assert.deepEqual(
      bench.sink.amendments.map((call) => call.identifiers.length),
      [1600, 1600, 800, 800],
    );
  });

  it('says unknown, with a warning, where counts do not add up to the chunk', async () => {
    bench.sink.fault = ({ number }) =>
      number === 0
        ? {
            status: 200,
            after: true,
            body: { data: { attributes: { nbValidIdentifiers: 7342, nbInvalidIdentifiers: 0 } } },
          }
        : undefined;
    const { report } = await upload(200);
    assertHas(report, { state: 'finished', accepted: 100, unknown: 100 });
    assert.deepEqual(
      report.warnings.map((warning) => warning.code),
      ['counts-do-not-add-up'],
    );
  });

  it('says unknown where the API gives no counts, and keeps its own warnings', async () => {
    bench.sink.fault = () => ({
      status: 200,
      after: true,
      body: { data: {}, warnings: [{ code: 'deprecated-field', title: 'Old' }] },
    });
    const { report } = await upload(50);
    assert.deepEqual([report.state, report.unknown], ['finished', 50]);
    assert.deepEqual(
      report.warnings.map((warning) => warning.code),
      ['deprecated-field', 'no-counts'],
    );
  });

  for (const cut of ['before', 'after'] as const) {
    it(`repeats a call that was cut ${cut} the work was done: no identifier twice in the counts`, async () => {
      bench.sink.fault = ({ number }) => (number === 1 ? { cut } : undefined);
      const { report } = await upload(300);
      assertHas(report, { state: 'finished', accepted: 300, unknown: 0, calls: 4 });
      assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(300)));
    });
  }

  it('says unknown of a call without an answer whose repeat is answered by an error under a status of success', async () => {
    bench.sink.fault = ({ number }) =>
      number === 0
        ? { cut: 'after' }
        : { status: 200, body: { errors: [{ code: 'invalid', title: 'No' }] } };
    const { report } = await upload(50);
    assertHas(report, { state: 'failed', unknown: 50, unsent: 0, refused: 0 });
  });

  it('fails, resumable, when the network stays away; what has no answer is unknown, then sent again', async () => {
    bench.sink.fault = ({ number }) => (number >= 1 ? { cut: 'after' } : undefined);
    const { engine, plan, report } = await upload(300);
    assertHas(report, { state: 'failed', accepted: 100, unknown: 100, unsent: 100 });
    bench.sink.fault = () => undefined;
    const second = await engine.run(plan.jobId, bench.client());
    reportAddsUp(second.report);
    assertHas(second.report, { state: 'finished', accepted: 300, unknown: 0 });
    assert.ok(second.report.warnings.some((warning) => warning.code === 'sent-again'));
  });

  it('counts no try that never left, and no resend of it', async () => {
    const engine = bench.engine({ retryEvery: 20 });
    const plan = await engine.plan(
      [bench.file(csv(people(200)))],
      bench.target(),
      options({ chunkSize: 100, concurrency: 1 }),
    );
    const client = bench.client({ maxTries: 1 });
    // The first try of the second chunk is lost, the next two find nobody, the last one is
    // answered.
    let call = 0;
    const nobody = new ApiError('nobody there', {
      kind: 'network',
      operation: 'addRemove',
      outcome: 'notDone',
      retryable: true,
    });
    bench.sink.fault = ({ number }) => (number === 1 ? { cut: 'before' } : undefined);
    const amend: Sender['amend'] = (...all) =>
      [3, 4].includes(++call) ? Promise.reject(nobody) : client.amend(...all);
    const sender: Sender = {
      amend,
      clear: (...all) => client.clear(...all),
      statistics: (...all) => client.statistics(...all),
    };
    const { report } = await engine.run(plan.jobId, sender, { autoResume: true });
    reportAddsUp(report);
    assert.deepEqual(
      {
        state: report.state,
        accepted: report.accepted,
        calls: report.calls,
        requests: bench.sink.arrived.length,
      },
      { state: 'finished', accepted: 200, calls: 3, requests: 3 },
    );
    assert.deepEqual(
      report.warnings.map(({ code, title }) => [code, /: 1\./.test(title ?? '')]),
      [['sent-again', true]],
    );
  });

  it('pauses and goes on by itself in a window', async () => {
    const engine = bench.engine({ retryEvery: 60 });
    const plan = await engine.plan(
      [bench.file(csv(people(300)))],
      bench.target(),
      options({ chunkSize: 100, concurrency: 1 }),
    );
    let paused = 0;
    engine.onDidChange((jobId) => {
      if (engine.job(jobId)?.state === 'paused') paused++;
    });
    bench.sink.fault = ({ number }) => (number >= 1 && number <= 7 ? { cut: 'before' } : undefined);
    const { report } = await engine.run(plan.jobId, bench.client(), { autoResume: true });
    reportAddsUp(report);
    assertHas(report, { state: 'finished', accepted: 300, error: undefined });
    assert.ok(paused > 0);
  });

  it('pauses a replace whose clear finds no network, and clears before it adds when it is back', async () => {
    const engine = bench.engine({ retryEvery: 60 });
    bench.sink.list(SEGMENT).add('old@example.com');
    const plan = await engine.plan(
      [bench.file(csv(people(200)))],
      bench.target(),
      options({ operation: 'replace', minKept: 0, chunkSize: 100, concurrency: 1 }),
    );
    bench.sink.fault = ({ number }) => (number < 7 ? { cut: 'before' } : undefined);
    const { report } = await engine.run(plan.jobId, bench.client(), { autoResume: true });
    reportAddsUp(report);
    assertHas(report, { state: 'finished', accepted: 200, calls: 10 });
    assert.deepEqual(
      bench.sink.arrived.map((call) => call.kind),
      [...Array<string>(8).fill('clear'), 'add', 'add'],
    );
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(200)));
  });

  it('pauses a replace whose clear is told to come back in a minute, and goes on when tried now', async () => {
    const engine = bench.engine();
    const plan = await engine.plan(
      [bench.file(csv(people(100)))],
      bench.target(),
      options({ operation: 'replace', minKept: 0 }),
    );
    bench.sink.fault = ({ number }) =>
      number === 0 ? { status: 503, headers: { 'retry-after': '60' } } : undefined;
    const client = bench.client({ maxWait: 300_000 });
    const running = engine.run(plan.jobId, client, { autoResume: true });
    await waitUntil('the upload pauses', () => engine.job(plan.jobId)?.state === 'paused');
    assert.equal(engine.job(plan.jobId)?.progress.wait, 'serverError');
    engine.retryNow(plan.jobId);
    assertHas((await running).report, { state: 'finished', accepted: 100 });
    assert.deepEqual(
      bench.sink.arrived.map((call) => call.kind),
      ['clear', 'clear', 'add'],
    );
  });

  /** One of three chunks is in, then the network is gone. */
  async function waitingForNetwork() {
    const engine = bench.engine();
    const plan = await engine.plan(
      [bench.file(csv(people(300)))],
      bench.target(),
      options({ chunkSize: 100, concurrency: 1 }),
    );
    bench.sink.fault = ({ number }) => (number >= 1 ? { cut: 'before' } : undefined);
    const running = engine.run(plan.jobId, bench.client(), { autoResume: true });
    await waitUntil('the upload pauses', () => engine.job(plan.jobId)?.state === 'paused');
    return { engine, plan, running };
  }

  for (const [name, fault, wait] of [
    ['the API’s limit', { status: 429 }, 'limit'],
    ['a connection that breaks', { cut: 'before' }, 'cutOff'],
    ['a connection that stands still', { stall: true }, 'noResponse'],
    ['trouble of the API’s own', { status: 500 }, 'serverError'],
    ['a gateway that does not reach the API', { status: 502, page: true }, 'noResponse'],
  ] as [string, Fault, string][]) {
    it(`says what a pause is for: ${name}`, async () => {
      const engine = bench.engine({ cancelWait: 10 });
      const plan = await engine.plan([bench.file(csv(people(100)))], bench.target(), options());
      bench.sink.fault = () => fault;
      const running = engine.run(plan.jobId, bench.client({ stall: 500, maxTries: 2 }), {
        autoResume: true,
      });
      await waitUntil('the upload pauses', () => engine.job(plan.jobId)?.state === 'paused');
      assert.equal(engine.job(plan.jobId)?.progress.wait, wait);
      await engine.cancel(plan.jobId);
      await running;
    });
  }

  for (const [status, retryAfter, wait, minutes] of [
    [429, 3600, 'limit', 5],
    [429, 301, 'limit', 5],
    [503, 3600, 'serverError', 5],
    [503, 240, 'serverError', 4],
  ] as const) {
    it(`sends nothing for as long as the API says, but for 5 minutes at most, and shows until when (${status}, ${retryAfter} s)`, async () => {
      const engine = bench.engine({ retryEvery: 20, cancelWait: 10 });
      const plan = await engine.plan(
        [bench.file(csv(people(1000)))],
        bench.target(),
        options({ chunkSize: 100 }),
      );
      const other = await engine.plan(
        [bench.file(csv(people(100, 0, 'x')), 'x.csv')],
        bench.target('2'),
        options(),
      );
      bench.sink.fault = ({ number }) =>
        number < 4 ? { status, headers: { 'retry-after': String(retryAfter) } } : undefined;
      const client = bench.client({ maxWait: 300_000 });
      const running = [engine.run(plan.jobId, client, { autoResume: true })];
      await waitUntil('the upload pauses', () => engine.job(plan.jobId)?.state === 'paused');
      const sent = bench.sink.arrived.length;
      // One for each call that was in flight.
      assert.ok(sent <= 4, String(sent));
      const { progress } = engine.job(plan.jobId) ?? {};
      const left = (progress?.waitUntil ?? 0) - Date.now();
      const ms = minutes * 60_000;
      assert.ok(
        progress?.wait === wait && left > ms - 10_000 && left <= ms,
        `${progress?.wait} ${left}`,
      );
      bench.sink.fault = () => undefined;
      // Another upload of the same application waits only for the limit.
      running.push(engine.run(other.jobId, client, { autoResume: true }));
      if (status === 429) {
        await waitUntil('the upload pauses', () => engine.job(other.jobId)?.state === 'paused');
        const theirs = engine.job(other.jobId)?.progress;
        assert.ok(theirs?.wait === 'limit' && (theirs.waitUntil ?? 0) > Date.now() + 290_000);
      } else await running[1];
      await turns();
      assert.equal(bench.sink.arrived.length, sent + (status === 429 ? 0 : 1));
      for (const jobId of [plan.jobId, other.jobId]) await engine.cancel(jobId);
      const ends = await Promise.all(running);
      assert.deepEqual(
        ends.map(({ report }) => report.state),
        ['cancelled', status === 429 ? 'cancelled' : 'finished'],
      );
    });
  }

  it('waits with a replace whose list cannot be read yet because the API says when to ask again', async () => {
    const engine = bench.engine({ retryEvery: 20 });
    const plan = await engine.plan(
      [bench.file(csv(people(100)))],
      bench.target(),
      options({ operation: 'replace' }),
    );
    const client = bench.client({ maxWait: 100 });
    let stands = true;
    const clock = new WaitingClock(() => stands);
    clock.start();
    const began = clock.now;
    try {
      client.rateLimiter.pause(60_000);
      const running = engine.run(plan.jobId, client, { autoResume: true });
      await waitUntil('the upload pauses', () => engine.job(plan.jobId)?.state === 'paused');
      assert.equal(bench.sink.arrived.length, 0);
      stands = false;
      const { report } = await running;
      assert.ok(clock.now - began >= 60_000);
      reportAddsUp(report);
      assert.deepEqual(
        { state: report.state, accepted: report.accepted, requests: bench.sink.arrived.length },
        { state: 'finished', accepted: 100, requests: 2 },
      );
    } finally {
      clock.stop();
    }
  });

  it('shows a wait for the limit that was on before it began', async () => {
    const engine = bench.engine();
    const plan = await engine.plan(
      [bench.file(csv(people(100)))],
      bench.target(),
      options({ operation: 'replace', minKept: 0 }),
    );
    const client = bench.client();
    const goesOn = Date.now() + 60_000;
    client.rateLimiter.pause(60_000);
    const other = new AbortController();
    const waiting = client
      .statistics('1', SEGMENT, { signal: other.signal })
      .catch(() => undefined);
    await waitUntil(
      'the client waits for the limit',
      () => client.rateLimiter.waiting !== undefined,
    );
    const running = engine.run(plan.jobId, client, { rateLimiter: client.rateLimiter });
    await waitUntil(
      'the upload waits for the limit',
      () => engine.job(plan.jobId)?.progress.wait === 'limit',
    );
    const end = engine.job(plan.jobId)?.progress.waitUntil ?? 0;
    // One clock is of whole milliseconds, the other is not.
    assert.ok(Math.abs(end - goesOn) < 1_000, `${end - goesOn} ms after it ends`);
    await engine.cancel(plan.jobId);
    other.abort();
    await Promise.all([running, waiting]);
  });

  it('tries again after 60 s, and is cancelled at once while it waits', async () => {
    const { engine, plan, running } = await waitingForNetwork();
    const end = engine.job(plan.jobId)?.progress.waitUntil ?? 0;
    const wait = end - Date.now();
    assert.ok(wait > 40_000 && wait <= 60_000, String(wait));
    await engine.cancel(plan.jobId);
    const { report } = await running;
    reportAddsUp(report);
    assertHas(report, { state: 'cancelled', accepted: 100, error: undefined });
  });

  it('is interrupted when its process ends while it waits, and goes on in the next one', async () => {
    const { engine, plan, running } = await waitingForNetwork();
    await engine.dispose();
    await running;
    bench.sink.fault = () => undefined;
    const next = bench.engine();
    await next.refresh();
    assert.deepEqual(
      [next.job(plan.jobId)?.state, next.job(plan.jobId)?.resumable],
      ['interrupted', true],
    );
    const { report } = await next.run(plan.jobId, bench.client());
    assertHas(report, { state: 'finished', accepted: 300, unknown: 0 });
  });

  for (const [name, fault] of [
    ['as the API says it', { status: 503 }],
    ['empty', { status: 503, body: null }],
    ['as a page', { status: 503, page: true }],
  ] as [string, Fault][]) {
    for (const operation of ['add', 'replace'] as const) {
      it(`waits out 503 ${name}, and goes on by itself (${operation})`, async () => {
        const engine = bench.engine({ retryEvery: 20 });
        bench.sink.list(SEGMENT).add('old@example.com');
        const plan = await engine.plan(
          [bench.file(csv(people(300)))],
          bench.target(),
          options({ operation, minKept: 0, chunkSize: 100, concurrency: 1 }),
        );
        // The bounded tries of one call are three.
        bench.sink.fault = ({ number }) => (number < 5 ? fault : undefined);
        const { report } = await engine.run(plan.jobId, bench.client(), { autoResume: true });
        reportAddsUp(report);
        assertHas(report, { state: 'finished', accepted: 300, unknown: 0, error: undefined });
        assert.equal(report.calls, bench.sink.arrived.length);
        assert.equal(bench.sink.list(SEGMENT).size, operation === 'add' ? 301 : 300);
      });
    }
  }

  it('tries more and more rarely where the API answers with trouble alone', async () => {
    // Of a clock that stands still, it tells exactly how long it waits.
    const at = Date.now();
    const engine = bench.engine({ retryEvery: 100, cancelWait: 10, now: () => at });
    const plan = await engine.plan(
      [bench.file(csv(people(300)))],
      bench.target(),
      options({ chunkSize: 100, concurrency: 1 }),
    );
    const clock = new WaitingClock(() => false);
    const told: number[] = [];
    const waits: number[] = [];
    let [pausedAt, paused] = [0, false];
    engine.onDidChange((jobId) => {
      const job = engine.job(jobId);
      const now = job?.state === 'paused';
      if (now && !paused) {
        pausedAt = clock.now;
        told.push((job.progress.waitUntil ?? 0) - at);
      }
      if (paused && !now) waits.push(clock.now - pausedAt);
      paused = now;
    });
    // A call that gets through makes it hopeful again.
    bench.sink.fault = ({ number }) => (number === 9 ? undefined : { status: 500 });
    clock.start();
    try {
      const running = engine.run(plan.jobId, bench.client(), { autoResume: true });
      await waitUntil('five waits', () => waits.length >= 5);
      await engine.cancel(plan.jobId);
      await running;
    } finally {
      clock.stop();
    }
    assert.deepEqual(told.slice(0, 5), [100, 200, 400, 100, 200]);
    for (const [wait, ms] of told.slice(0, 5).entries())
      assert.ok(waits[wait] >= ms - 5, waits.join());
  });

  it('fails on answers that cannot be read, and on trouble that is not said to pass, without pausing', async () => {
    const engine = bench.engine({ retryEvery: 60_000 });
    for (const fault of [{ status: 501 }, { text: '{"data": {"attri' }]) {
      bench.sink.fault = () => fault;
      const plan = await engine.plan(
        [bench.file(csv(people(200)))],
        bench.target(),
        options({ chunkSize: 100, concurrency: 1 }),
      );
      const { report } = await engine.run(plan.jobId, bench.client(), { autoResume: true });
      reportAddsUp(report);
      assertHas(report, { state: 'failed', accepted: 0, unknown: 100, unsent: 100 });
    }
  });

  it('waits out a burst of 429', async () => {
    bench.sink.fault = ({ number }) => (number === 1 || number === 2 ? { status: 429 } : undefined);
    const { report } = await upload(300);
    assertHas(report, { state: 'finished', accepted: 300, calls: 5 });
  });

  it('traces the values that the server names back to their rows', async () => {
    bench.sink.invalid = (value) =>
      value === 'person150@example.com' || value === 'person7@example.com';
    const { report, serverFindings, unnamed } = await upload(300);
    assert.deepEqual([report.accepted, report.refused], [298, 2]);
    assert.deepEqual(
      serverFindings
        .map(({ rule, row, place }) => [rule, row, place.line, place.startColumn, place.endColumn])
        .sort(),
      [
        ['refused-by-api', 150, 151, 0, 21],
        ['refused-by-api', 7, 8, 0, 19],
      ],
    );
    assert.deepEqual(unnamed, []);
  });

  it('traces a name in other letters, and one that was hashed before sending', async () => {
    const engine = bench.engine();
    const plan = await engine.plan(
      [bench.file(csv(['b@example.com', ' Person1@Example.com']))],
      bench.target(),
      options({ hash: 'md5' }),
    );
    const hash = createHash('md5').update('person1@example.com').digest('hex');
    for (const sample of [
      'PERSON1@EXAMPLE.COM',
      ' Person1@Example.com',
      hash,
      hash.toUpperCase(),
    ]) {
      const found = await engine.traceSamples(plan.jobId, 0, [sample]);
      assert.deepEqual(
        found.map((finding) => finding.row),
        [1],
        sample === hash ? 'the hash' : 'the address',
      );
    }
    assert.deepEqual(await engine.traceSamples(plan.jobId, 0, ['c@example.com']), []);
  });

  for (const [identifierType, rows, sample, named] of [
    ['CustomerId', ['AB1', 'ab1', 'Ab1'], 'AB1', [0]],
    ['CustomerId', ['AB1', 'ab1', 'Ab1'], ' ab1 ', [1]],
    ['IdentityLink', [RAMP, RAMP.toUpperCase()], RAMP, [0]],
    ['UserIdentifier', ['k-Abc', 'K-ABC'], 'k-Abc', [0]],
    [
      'UserIdentifier',
      ['6D92078A-8246-4BA4-AE5B-76104861E7DC', '7d92078a-8246-4ba4-ae5b-76104861e7dc'],
      '6d92078a-8246-4ba4-ae5b-76104861e7dc',
      [0],
    ],
  ] as [string, string[], string, number[]][]) {
    it(`traces a named ${identifierType} to its own row: ${sample} of ${rows.join(', ')}`, async () => {
      bench.sink.invalid = (value) => value === rows[named[0]];
      bench.sink.fault = () => ({
        status: 200,
        after: true,
        body: {
          data: {
            nbValidIdentifiers: rows.length - 1,
            nbInvalidIdentifiers: 1,
            sampleInvalidIdentifiers: [sample],
          },
        },
      });
      const engine = bench.engine();
      const plan = await engine.plan(
        [bench.file(csv(rows, 'id'))],
        bench.target(SEGMENT, identifierType),
        options({ column: 0 }),
      );
      const { report, serverFindings } = await engine.run(plan.jobId, bench.client());
      assert.deepEqual([report.refused, serverFindings.map(({ row }) => row)], [1, named]);
    });
  }

  it('finds all refused rows by halves where the server names only some', async () => {
    const refused = [3, 40, 41, 160].map((i) => `person${i}@example.com`);
    bench.sink.invalid = (value) => refused.includes(value);
    bench.sink.samples = 1;
    const { engine, plan, report, serverFindings, unnamed } = await upload(200);
    assert.equal(report.refused, 4);
    assert.equal(serverFindings.length, 2);
    assert.deepEqual(unnamed, [{ chunk: 0, refused: 3, named: 1 }]);
    const before = bench.sink.arrived.length;
    const { findings, calls, left } = await engine.findRejected(plan.jobId, bench.client());
    assert.equal(calls, bench.sink.arrived.length - before);
    assert.ok(calls <= 20, String(calls));
    assert.equal(left, 0);
    assert.deepEqual(
      [...serverFindings, ...findings].map((finding) => finding.row).sort((a, b) => a - b),
      [3, 40, 41, 160],
    );
    const short = await upload(200);
    const few = await short.engine.findRejected(short.plan.jobId, bench.client(), { maxCalls: 1 });
    assert.equal(few.calls, 1);
    // Those that the upload found are not left.
    assert.equal(few.left, 4 - short.serverFindings.length - few.findings.length);
  });

  it('knows as unnamed what it did not find, whatever the API named: more than it traces, in other words, or before a restart', async () => {
    bench.sink.samples = 100_000;
    bench.sink.invalid = (value) => Number(/\d+/.exec(value)?.[0]) % 2 === 0;
    const {
      engine,
      plan: { jobId },
      report,
      serverFindings,
      unnamed,
    } = await upload(40_000, {}, { chunkSize: 10_000 });
    assert.deepEqual([report.refused, serverFindings.length], [20_000, 10_000]);
    assert.deepEqual(
      unnamed,
      [2, 3].map((chunk) => ({ chunk, refused: 5000, named: 0 })),
    );
    const { findings, calls, left } = await engine.findRejected(jobId, bench.client());
    assert.deepEqual([findings.length, left], [10_000, 0]);
    assert.ok(calls > 0 && calls <= 6, String(calls));
    assert.deepEqual(await engine.findRejected(jobId, bench.client()), {
      findings: [],
      calls: 0,
      left: 0,
    });
  });

  it('traces the first ten thousand of one answer that names twice as many', async () => {
    bench.sink.samples = 100_000;
    bench.sink.invalid = (value) => !value.startsWith('person1');
    const { report, serverFindings, unnamed } = await upload(30_000, {}, { chunkSize: 30_000 });
    assert.deepEqual([report.refused > 15_000, serverFindings.length], [true, 10_000]);
    assert.deepEqual(unnamed, [{ chunk: 0, refused: report.refused, named: 10_000 }]);
  });

  it('finds again after a restart what nothing on the disk may tell', async () => {
    bench.sink.invalid = (value) => /person[1-5]@/.test(value);
    const {
      engine,
      plan: { jobId },
      report,
    } = await upload(100);
    assert.equal(report.refused, 5);
    await engine.dispose();
    const next = bench.engine();
    const { findings, calls, left } = await next.findRejected(jobId, bench.client());
    assert.deepEqual([findings.map(({ row }) => row).sort(), left], [[1, 2, 3, 4, 5], 0]);
    assert.ok(calls > 0);
  });

  it('finds rows that the API names by samples that it masked itself', async () => {
    bench.sink.invalid = (value) => value === 'person7@example.com';
    bench.sink.fault = ({ identifiers }) => {
      const bad = identifiers.filter(bench.sink.invalid).length;
      return {
        status: 200,
        after: true,
        body: {
          data: {
            nbValidIdentifiers: identifiers.length - bad,
            nbInvalidIdentifiers: bad,
            sampleInvalidIdentifiers: Array<string>(bad).fill('u***7@…'),
          },
        },
      };
    };
    const {
      engine,
      plan: { jobId },
      serverFindings,
      unnamed,
    } = await upload(64);
    assert.deepEqual([serverFindings, unnamed], [[], [{ chunk: 0, refused: 1, named: 0 }]]);
    const { findings, left } = await engine.findRejected(jobId, bench.client());
    assert.deepEqual([findings.map(({ row }) => row), left], [[7], 0]);
  });

  it('sends no row again to find refused ones once something else changed the list', async () => {
    bench.sink.invalid = (value) => /person[1-4]@/.test(value);
    bench.sink.samples = 1;
    const { engine, plan } = await upload(50);
    await upload(50, {}, { operation: 'remove', minKept: 0 });
    const calls = bench.sink.arrived.length;
    await assert.rejects(engine.findRejected(plan.jobId, bench.client()), { code: 'list-changed' });
    assert.deepEqual([bench.sink.arrived.length, bench.sink.list(SEGMENT).size], [calls, 0]);
  });

  it('sends no row again either that another upload took out before this one went on', async () => {
    bench.sink.invalid = (value) => /person[1-4]@/.test(value);
    bench.sink.samples = 1;
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('person100@example.com') ? { status: 403 } : undefined;
    const {
      engine,
      plan: { jobId },
    } = await upload(200);
    bench.sink.fault = () => undefined;
    // A removal that finished would have superseded it.
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('person50@example.com') ? { status: 403 } : undefined;
    await upload(100, {}, { operation: 'remove', minKept: 0, chunkSize: 50 });
    bench.sink.fault = () => undefined;
    bench.file(csv(people(200)));
    await engine.refresh();
    assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
    const calls = bench.sink.arrived.length;
    await assert.rejects(engine.findRejected(jobId, bench.client()), { code: 'list-changed' });
    assert.deepEqual([bench.sink.arrived.length, bench.sink.list(SEGMENT).size], [calls, 150]);
  });
});
