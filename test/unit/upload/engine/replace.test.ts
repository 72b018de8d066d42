import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import type { RetailMediaClient } from '../../../../src/api/client';
import type { Sender } from '../../../../src/upload/contract';
import type { UploadEngine } from '../../../../src/upload/engine';
import { OPERATIONS, type UploadOptions } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

describe('upload: replace, and what stops a job before any call', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const run = (content: string, more: Partial<UploadOptions> = {}, control = {}) =>
    bench.upload(
      content,
      { operation: 'replace', column: 0, chunkSize: 100, concurrency: 2, ...more },
      { control },
    );

  it('empties the list first, then adds', async () => {
    bench.sink.list(SEGMENT).add('old@example.com');
    const { report } = await run(csv(people(300)));
    assertHas(report, { state: 'finished', accepted: 300, calls: 4 });
    assert.ok(report.cleared);
    assert.deepEqual(
      bench.sink.arrived.map((call) => call.kind),
      ['clear', 'add', 'add', 'add'],
    );
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(300)));
  });

  it('adds nothing before the clear is answered, and repeats the clear while nothing was added', async () => {
    bench.sink.fault = ({ number }) => (number < 2 ? { cut: 'after' } : undefined);
    const { report } = await run(csv(people(100)));
    assert.deepEqual([report.state, report.calls], ['finished', 4]);
    assert.deepEqual(
      bench.sink.arrived.map((call) => call.kind),
      ['clear', 'clear', 'clear', 'add'],
    );
  });

  /** A clear that the server does and does not answer, in an upload that is then ended. */
  async function clearWithoutAnswer(stop: 'cancel' | 'dispose') {
    const engine = bench.engine({ cancelWait: 50 });
    bench.sink.list(SEGMENT).add('old@example.com');
    const { jobId } = await engine.plan(
      [bench.file(csv(people(100)))],
      bench.target(),
      options({ operation: 'replace', minKept: 0 }),
    );
    bench.sink.fault = () => ({ stall: true, after: true });
    const running = engine.run(jobId, bench.client());
    await waitUntil('a request arrives', () => bench.sink.arrived.length === 1);
    await (stop === 'cancel' ? engine.cancel(jobId) : engine.dispose());
    return { jobId, report: (await running).report };
  }

  for (const stop of ['cancel', 'dispose'] as const) {
    it(`tells that the list may be empty when the answer to the clear is lost by a ${stop}, and clears again before it adds`, async () => {
      const { jobId, report } = await clearWithoutAnswer(stop);
      assertHas(report, { sent: 0, calls: 1, cleared: undefined });
      assert.ok(report.maybeCleared && report.maybeCleared <= report.finishedAt);
      assert.deepEqual(
        report.warnings.map(({ code }) => code),
        ['clear-unknown'],
      );
      bench.sink.fault = () => undefined;
      const next = bench.engine();
      await next.refresh();
      assert.equal(next.job(jobId)?.maybeCleared, report.maybeCleared);
      const second = (await next.run(jobId, bench.client())).report;
      assertHas(second, { state: 'finished', maybeCleared: undefined, warnings: [] });
      assert.ok(second.cleared);
      assert.deepEqual(
        bench.sink.arrived.map((call) => call.kind),
        ['clear', 'clear', 'add'],
      );
    });
  }

  it('tells the same after a process that ended during the clear', async () => {
    const engine = bench.engine();
    const { jobId } = await engine.plan(
      [bench.file(csv(people(100)))],
      bench.target(),
      options({ operation: 'replace' }),
    );
    const entries = [
      { t: 'run', at: 1, owner: 'dead' },
      { t: 'clearing', at: 2 },
    ];
    fs.appendFileSync(
      join(bench.storage, 'jobs', jobId, 'journal.ndjson'),
      entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    );
    await engine.refresh();
    const job = engine.job(jobId);
    assertHas(job, {
      state: 'interrupted',
      calls: 1,
      cleared: undefined,
      maybeCleared: new Date(2).toISOString(),
    });
  });

  it('tells the same where a repeat is answered by an error under a status of success', async () => {
    bench.sink.fault = ({ number }) =>
      number === 0
        ? { cut: 'after' }
        : { status: 200, body: { errors: [{ code: 'invalid', title: 'No' }] } };
    const { report } = await run(csv(people(50)));
    assert.deepEqual(
      {
        state: report.state,
        errorCode: report.error?.code,
        calls: report.calls,
        cleared: report.cleared,
      },
      { state: 'failed', errorCode: 'invalid', calls: 2, cleared: undefined },
    );
    assert.ok(report.maybeCleared);
  });

  it('says nothing of the kind of a clear that was surely not done', async () => {
    bench.sink.fault = () => ({
      status: 403,
      body: { errors: [{ code: 'x', type: 'access-control' }] },
    });
    const { report } = await run(csv(people(100)));
    assert.deepEqual([report.maybeCleared, report.warnings], [undefined, []]);
  });

  it('empties nothing once another window took over its segment', async () => {
    const engine = bench.engine();
    const { jobId } = await engine.plan(
      [bench.file(csv(people(100)))],
      bench.target(),
      options({ operation: 'replace' }),
    );
    const client = bench.client();
    const sender: Sender = {
      amend: (...all) => client.amend(...all),
      clear: (...all) => client.clear(...all),
      // The last call before the clear.
      statistics: async (...all) => {
        for (const name of fs.readdirSync(join(bench.storage, 'locks')))
          fs.rmSync(join(bench.storage, 'locks', name));
        return client.statistics(...all);
      },
    };
    const { report } = await engine.run(jobId, sender);
    assert.deepEqual(
      { state: report.state, errorCode: report.error?.code, requests: bench.sink.arrived.length },
      { state: 'failed', errorCode: 'locked', requests: 0 },
    );
  });

  it('adds nothing when the clear is refused', async () => {
    bench.sink.list(SEGMENT).add('old@example.com');
    bench.sink.fault = () => ({
      status: 403,
      body: { errors: [{ code: 'x', type: 'access-control' }] },
    });
    const { report } = await run(csv(people(100)));
    assert.deepEqual(
      {
        state: report.state,
        operation: report.error?.operation,
        unsent: report.unsent,
        cleared: report.cleared,
        calls: report.calls,
      },
      { state: 'failed', operation: 'clear', unsent: 100, cleared: undefined, calls: 1 },
    );
    assert.equal(bench.sink.amendments.length, 0);
  });

  it('does not clear again when it goes on, and the report still says when it did', async () => {
    bench.sink.fault = ({ number }) => (number === 3 ? { status: 403 } : undefined);
    const {
      engine,
      plan: { jobId },
      report,
    } = await run(csv(people(400)), { concurrency: 1 });
    assert.deepEqual([report.state, report.accepted], ['failed', 200]);
    assert.equal(engine.job(jobId)?.cleared, report.cleared);
    await engine.dispose();
    const next = bench.engine();
    const second = await next.run(jobId, bench.client());
    assertHas(second.report, { state: 'finished', cleared: report.cleared, accepted: 400 });
    assert.equal(bench.sink.arrived.filter((call) => call.kind === 'clear').length, 1);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(400)));
  });

  const between: [string, (engine: UploadEngine) => Promise<void>][] = [
    [
      'another replace',
      async (engine) =>
        void (await engine.run(
          await planned(engine, people(300, 0, 'new'), 'new.csv', 'replace'),
          bench.client(),
        )),
    ],
    [
      'a replace that was not finished',
      async (engine) => {
        const jobId = await planned(engine, people(300, 0, 'new'), 'new.csv', 'replace');
        bench.sink.fault = ({ kind }) => (kind === 'add' ? { status: 403 } : undefined);
        await engine.run(jobId, bench.client());
        bench.sink.fault = () => undefined;
      },
    ],
    [
      'a clear by hand',
      async (engine) => {
        await bench.client().clear(SEGMENT);
        await engine.recordSegmentChanges(bench.sink.url, [SEGMENT]);
      },
    ],
  ];
  async function planned(
    engine: UploadEngine,
    rows: string[],
    name: string,
    operation: UploadOptions['operation'],
  ): Promise<string> {
    return (
      await engine.plan(
        [bench.file(csv(rows), name)],
        bench.target(),
        options({ operation, chunkSize: 100, concurrency: 1, minKept: 0 }),
      )
    ).jobId;
  }
  for (const operation of ['add', 'replace'] as const) {
    for (const [name, change] of between) {
      it(`${operation}: sends no rest into a list that ${name} emptied since`, async () => {
        const first = bench.engine();
        const jobId = await planned(first, people(400), 'old.csv', operation);
        bench.sink.fault = ({ number }) => (number === 2 ? { status: 403 } : undefined);
        assert.equal((await first.run(jobId, bench.client())).report.error?.status, 403);
        // In another window, to which nothing but the disk tells of the first.
        await change(bench.engine());
        const [list, calls] = [new Set(bench.sink.list(SEGMENT)), bench.sink.arrived.length];
        const { report } = await first.run(jobId, bench.client());
        assert.deepEqual([report.state, report.error?.code], ['failed', 'list-emptied']);
        assert.deepEqual([bench.sink.list(SEGMENT), bench.sink.arrived.length], [list, calls]);
      });
    }
  }

  it('goes on after a replace whose clear was refused, and after an add', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, people(400), 'old.csv', 'replace');
    bench.sink.fault = ({ number }) => (number === 2 ? { status: 403 } : undefined);
    await engine.run(jobId, bench.client());
    bench.sink.fault = ({ kind }) => (kind === 'clear' ? { status: 403 } : undefined);
    await engine.run(
      await planned(engine, people(300, 0, 'new'), 'new.csv', 'replace'),
      bench.client(),
    );
    await engine.run(
      await planned(engine, people(10, 0, 'more'), 'more.csv', 'add'),
      bench.client(),
    );
    assert.equal((await engine.run(jobId, bench.client())).report.state, 'finished');
    assert.deepEqual(bench.sink.list(SEGMENT), new Set([...people(400), ...people(10, 0, 'more')]));
  });

  for (const [what, holds] of [
    ['its size was waited for', (client: RetailMediaClient) => client.rateLimiter.pause(2_000)],
    [
      'the clear was waited for',
      () => (bench.sink.fault = ({ number }) => (number < 3 ? { status: 503 } : undefined)),
    ],
  ] as [string, (client: RetailMediaClient) => void][]) {
    it(`makes sure of the file again where ${what} before it clears`, async () => {
      const engine = bench.engine({ retryEvery: 1_000 });
      bench.sink.list(SEGMENT).add('old@example.com');
      const plan = await engine.plan(
        [bench.file(csv(people(300)))],
        bench.target(),
        options({ operation: 'replace', minKept: 0, chunkSize: 100 }),
      );
      const client = bench.client({ maxWait: 100 });
      holds(client);
      const running = engine.run(plan.jobId, client, { autoResume: true });
      await waitUntil('the upload pauses', () => engine.job(plan.jobId)?.state === 'paused');
      const { length } = bench.sink.arrived;
      bench.file(csv(people(300, 0, 'changed')));
      const { report } = await running;
      assert.deepEqual(
        [
          report.state,
          report.error?.code,
          bench.sink.arrived.length,
          [...bench.sink.list(SEGMENT)],
        ],
        ['failed', 'file-changed', length, ['old@example.com']],
      );
    });
  }

  it('makes sure of the whole file before it clears', async () => {
    const engine = bench.engine();
    const content = csv(people(500));
    const plan = await engine.plan(
      [bench.file(content)],
      bench.target(),
      options({ operation: 'replace', chunkSize: 100 }),
    );
    bench.file(content.replace('person499', 'person498'));
    const { report } = await engine.run(plan.jobId, bench.client());
    assert.deepEqual(
      { state: report.state, errorCode: report.error?.code, requests: bench.sink.arrived.length },
      { state: 'failed', errorCode: 'file-changed', requests: 0 },
    );
  });

  const nothing: [string, string][] = [
    ['a header only', 'email\n'],
    ['blank lines only', 'email\n\n\n'],
  ];
  for (const operation of ['replace', 'add', 'remove'] as const) {
    for (const [name, content] of nothing) {
      it(`${operation}: no call for a file with ${name}`, async () => {
        const { report } = await run(content, { operation, maxRefused: 1 });
        assert.deepEqual(
          {
            state: report.state,
            errorCode: report.error?.code,
            calls: report.calls,
            requests: bench.sink.arrived.length,
          },
          { state: 'failed', errorCode: 'nothing-to-send', calls: 0, requests: 0 },
        );
      });
    }

    it(`${operation}: no call when more rows are bad than allowed, also not for all of them`, async () => {
      const {
        engine,
        plan: { jobId },
        report,
      } = await run(csv([...people(89), ...Array<string>(11).fill('x y@example.com')]), {
        operation,
      });
      assert.deepEqual(
        {
          state: report.state,
          errorCode: report.error?.code,
          unsent: report.unsent,
          requests: bench.sink.arrived.length,
        },
        { state: 'failed', errorCode: 'too-many-refused', unsent: 89, requests: 0 },
      );
      assert.equal(engine.job(jobId)?.resumable, false);
      await assert.rejects(engine.run(jobId, bench.client()), {
        code: 'too-many-refused',
        message:
          /^Nothing was sent\. Too many rows .*: 11 of 100; .* The upload can’t be resumed: start over\.$/,
      });
      const second = await engine.run(jobId, bench.client(), { maxRefused: 0.2 });
      assert.deepEqual([second.report.state, second.report.accepted], ['finished', 89]);
      const none = await run(csv(['a', 'b']), { operation, maxRefused: 1 });
      assert.deepEqual([none.report.error?.code], ['nothing-to-send']);
    });
  }

  it('sends when exactly as many are bad as allowed', async () => {
    const { report } = await run(
      csv([...people(90), ...Array<string>(10).fill('x y@example.com')]),
      { operation: 'add' },
    );
    assertHas(report, { state: 'finished', accepted: 90, invalid: 10 });
  });

  it('keeps what the last reading says, unless told otherwise', async () => {
    bench.sink.figure = 1000;
    const {
      engine,
      plan: { jobId },
      report,
    } = await run(csv(people(699)));
    assert.deepEqual(
      { state: report.state, errorCode: report.error?.code, requests: bench.sink.arrived.length },
      { state: 'failed', errorCode: 'min-kept', requests: 0 },
    );
    const second = await engine.run(jobId, bench.client(), { minKept: 0.5 });
    assert.equal(second.report.state, 'finished');
  });

  it('does not go by a replace that another upload came after, finished or not', async () => {
    assert.equal((await run(csv(people(10)))).report.state, 'finished');
    bench.sink.fault = ({ identifiers }) =>
      identifiers.includes('new100@example.com') ? { status: 403 } : undefined;
    const { report } = await bench.upload(csv(people(200, 0, 'new')), {
      operation: 'add',
      chunkSize: 100,
      concurrency: 1,
    });
    assert.deepEqual([report.state, bench.sink.list(SEGMENT).size], ['failed', 110]);
    bench.sink.fault = () => undefined;
    assert.equal((await run(csv(people(10)))).report.error?.code, 'min-kept');
    bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
    assert.equal((await run(csv(people(10)))).report.error?.code, 'size-unknown');
    assert.equal(bench.sink.list(SEGMENT).size, 110);
  });

  it('keeps what came in since, where an earlier run perhaps emptied the list', async () => {
    bench.sink.fault = ({ kind }) => (kind === 'clear' ? { status: 500 } : undefined);
    const {
      engine,
      plan: { jobId },
      report,
    } = await run(csv(people(10)));
    assert.deepEqual([report.state, report.maybeCleared !== undefined], ['failed', true]);
    bench.sink.fault = () => undefined;
    await bench.upload(csv(people(100, 0, 'new')), { operation: 'add' });
    bench.file(csv(people(10)));
    assert.equal((await engine.run(jobId, bench.client())).report.error?.code, 'min-kept');
    assert.equal(bench.sink.list(SEGMENT).size, 100);
    // The segment may be empty because of it.
    assert.equal(engine.job(jobId)?.resumable, true);
    assert.equal(
      (await engine.run(jobId, bench.client(), { minKept: 0 })).report.state,
      'finished',
    );
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(10)));
  });

  it('keeps what the last upload put there although the reading does not know it yet', async () => {
    bench.sink.figure = 0;
    assert.equal((await run(csv(people(1000)), { operation: 'add' })).report.state, 'finished');
    assert.equal((await run(csv(people(699)))).report.error?.code, 'min-kept');
    bench.sink.figure = 1000;
    assert.equal((await run(csv(people(700)))).report.state, 'finished');
    // The reading still tells of the thousand: what was replaced since is known better here.
    assert.equal((await run(csv(people(500)))).report.state, 'finished');
  });

  it('goes by a reading that moved after a replace: something else has filled the list', async () => {
    bench.sink.figure = 10;
    const first = await run(csv(people(10)), { minKept: 0 });
    assert.equal(first.report.state, 'finished');
    for (const one of people(100, 0, 'elsewhere')) bench.sink.list(SEGMENT).add(one);
    bench.sink.figure = 110;
    const { report } = await run(csv(people(11)));
    assert.equal(report.error?.code, 'min-kept');
    assert.equal(bench.sink.list(SEGMENT).size, 110);
  });

  it('goes by the reading again once another upload began to fill what was replaced', async () => {
    assert.equal((await run(csv(people(10)))).report.state, 'finished');
    bench.sink.fault = ({ number }) => (number >= 4 ? { status: 403 } : undefined);
    assert.equal(
      (await run(csv(people(500, 0, 'new')), { operation: 'add', concurrency: 1 })).report.state,
      'failed',
    );
    bench.sink.fault = () => undefined;
    assert.equal(bench.sink.list(SEGMENT).size, 210);
    assert.equal((await run(csv(people(10)))).report.error?.code, 'min-kept');
    bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
    assert.equal((await run(csv(people(10)))).report.error?.code, 'size-unknown');
  });

  describe('of a list whose size is not known', () => {
    const unreadable: [string, (() => Promise<{ status: number } | undefined>) | undefined][] = [
      ['statistics fail', () => Promise.resolve({ status: 503 })],
      ['statistics never answer', () => Promise.resolve(undefined)],
      ['statistics are forbidden', () => Promise.resolve({ status: 403 })],
    ];
    for (const [name, fault] of unreadable) {
      it(`stops before it empties anything: ${name}`, async () => {
        for (const one of people(5000, 0, 'old')) bench.sink.list(SEGMENT).add(one);
        bench.sink.statisticsFault = fault;
        const upload = (more: Partial<UploadOptions> = {}) =>
          bench.upload(
            csv(people(10)),
            { operation: 'replace', ...more },
            { timing: { stall: 500, maxTries: 2 } },
          );
        const { engine, plan, report } = await upload();
        assert.deepEqual(
          {
            state: report.state,
            errorCode: report.error?.code,
            requests: bench.sink.arrived.length,
            listSize: bench.sink.list(SEGMENT).size,
          },
          { state: 'failed', errorCode: 'size-unknown', requests: 0, listSize: 5000 },
        );
        assert.equal(engine.job(plan.jobId)?.resumable, true);
        // Once it can be read it is the size that counts.
        bench.sink.statisticsFault = undefined;
        assert.equal((await engine.run(plan.jobId, bench.client())).report.error?.code, 'min-kept');
        assert.equal(engine.job(plan.jobId)?.resumable, false);
        bench.sink.statisticsFault = fault;
        assert.equal((await upload({ minKept: 0 })).report.state, 'finished');
      });
    }

    it('stops where only an add from here is known: the list has at least that', async () => {
      assert.equal((await run(csv(people(10)), { operation: 'add' })).report.state, 'finished');
      bench.sink.statisticsFault = () => Promise.resolve({ status: 503 });
      assert.equal((await run(csv(people(10, 0, 'new')))).report.error?.code, 'size-unknown');
      assert.equal((await run(csv(people(6, 0, 'new')))).report.error?.code, 'min-kept');
    });

    it('goes by what was read while the file was checked, and by the caller’s figure after that', async () => {
      const engine = bench.engine();
      const replace = async (sender = bench.client()) =>
        engine.plan(
          [bench.file(csv(people(80)))],
          bench.target(),
          options({ operation: 'replace' }),
          { sender },
        );
      bench.sink.figure = 100;
      const plan = await replace();
      assert.equal(plan.listReading?.identifiers, 100);
      assert.ok(Math.abs((plan.listReading?.at ?? 0) - Date.now()) < 10_000);
      bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
      const unread = await replace();
      assert.deepEqual([unread.listReading && 'identifiers' in unread.listReading], [false]);
      assert.equal(
        (await engine.run(unread.jobId, bench.client())).report.error?.code,
        'size-unknown',
      );
      assert.equal(
        (
          await engine.run(unread.jobId, bench.client(), {
            lastKnown: { identifiers: 1000, at: 0 },
          })
        ).report.error?.code,
        'min-kept',
      );
      assert.equal((await engine.run(plan.jobId, bench.client())).report.state, 'finished');
    });

    it('keeps with a plan what the last upload was then, and with its upload what it sent', async () => {
      const add = { operation: 'add' } as const;
      const { report } = await run(csv(people(10)), add);
      const engine = bench.engine();
      await engine.refresh();
      const [first] = engine.jobs();
      const plan = await engine.plan(
        [bench.file(csv(people(20)))],
        bench.target(),
        options({ ...add, dedupe: false }),
      );
      await engine.run(plan.jobId, bench.client());
      await engine.dispose();
      const next = bench.engine();
      await next.refresh();
      const { previous, before } = await next.planOf(plan.jobId);
      assert.deepEqual([previous?.jobId, before?.jobId], [plan.jobId, report.jobId]);
      assert.deepEqual(before, plan.previous);
      const kept = next.job(plan.jobId);
      assert.deepEqual([kept?.fingerprint, kept?.sendsDuplicates], [plan.fingerprint, true]);
      assert.deepEqual(
        [first.fingerprint === plan.fingerprint, first.sendsDuplicates],
        [false, undefined],
      );
    });

    it('is not unknown because the reading had to wait for the API’s limit', async () => {
      bench.sink.figure = 5000;
      const client = bench.client();
      const engine = bench.engine();
      const plan = await engine.plan(
        [bench.file(csv(people(10)))],
        bench.target(),
        options({ operation: 'replace' }),
      );
      client.rateLimiter.pause(300);
      const given: unknown[] = [];
      const sender: Sender = {
        amend: (...all) => client.amend(...all),
        clear: (...all) => client.clear(...all),
        statistics: (account, segment, more) => {
          given.push(more?.timeout);
          return client.statistics(account, segment, { ...more, timeout: 250 });
        },
      };
      const { report } = await engine.run(plan.jobId, sender, {
        rateLimiter: client.rateLimiter,
      });
      assert.deepEqual(
        { errorCode: report.error?.code, statisticsCalls: bench.sink.statisticsCalls, given },
        { errorCode: 'min-kept', statisticsCalls: 1, given: [10_000] },
      );
    });

    it('is not known by a reading of an earlier run, or of a plan from before the last computation', async () => {
      let now = Date.now();
      const engine = bench.engine({ now: () => now });
      bench.sink.figure = 100;
      const plan = await engine.plan(
        [bench.file(csv(people(80)))],
        bench.target(),
        options({ operation: 'replace' }),
        { sender: bench.client() },
      );
      bench.sink.fault = () => ({ status: 403 });
      assert.equal((await engine.run(plan.jobId, bench.client())).report.error?.status, 403);
      bench.sink.fault = () => undefined;
      bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
      now += 13 * 3_600_000;
      assert.equal(
        (await engine.run(plan.jobId, bench.client())).report.error?.code,
        'size-unknown',
      );
    });

    for (const operation of OPERATIONS) {
      it(`is asked for once while the files of one ${operation} are checked`, async () => {
        bench.sink.figure = 100;
        const files = [bench.file(csv(people(8))), bench.file(csv(people(9)), 'more.csv')];
        const plan = (sender?: Sender) =>
          bench
            .engine()
            .plan(files, bench.target(), options({ operation }), { sender, previous: [] });
        assert.equal((await plan()).listReading, undefined);
        const { listReading } = await plan(bench.client());
        assert.deepEqual([listReading?.identifiers, bench.sink.statisticsCalls], [100, 1]);
        bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
        const unread = (await plan(bench.client())).listReading;
        assert.deepEqual(unread && Object.keys(unread), ['at', 'failure']);
        assert.equal(unread?.failure?.status, 403);
      });
    }

    it('is waited for up to 3 s for an add, which is then planned without it', async () => {
      bench.sink.statisticsFault = () => Promise.resolve(undefined);
      const sender = bench.client({ stall: 60_000 });
      const after = AbortSignal.timeout.bind(AbortSignal);
      // Over when the request is there.
      const over = new AbortController();
      const limits = mock.method(AbortSignal, 'timeout', (ms: number) =>
        ms === 3_000 ? over.signal : after(ms),
      );
      try {
        const planning = bench
          .engine()
          .plan([bench.file(csv(people(8)))], bench.target(), options(), { sender });
        await waitUntil('its size is asked for', () => bench.sink.statisticsCalls > 0);
        over.abort(new DOMException('Three seconds are over.', 'TimeoutError'));
        const plan = await planning;
        assert.deepEqual(Object.keys(plan.listReading ?? {}), ['at']);
      } finally {
        limits.mock.restore();
      }
    });
  });

  it('counts distinct identifiers for it, duplicates or not', async () => {
    bench.sink.figure = 100;
    const { report } = await run(csv([...people(60), ...people(60)]), { dedupe: false });
    assert.equal(report.error?.code, 'min-kept');
  });
});
