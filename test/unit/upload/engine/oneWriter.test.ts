import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { RateLimiter } from '../../../../src/api/rateLimiter';
import type { Report } from '../../../../src/upload/jobTypes';
import { openJournalFile, readJournal } from '../../../../src/upload/journal/journal';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { turns, waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT, supportScript } from '../support/bench';

const CHILD = supportScript('child.js');

type Message = { state?: string; report?: Report };

describe('upload: one writer a segment', function () {
  this.timeout(20_000);
  const children: ChildProcess[] = [];
  // Before the bench goes, which they work with.
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const bench = benchForEach();

  function window(jobId: string): {
    child: ChildProcess;
    said: (wanted: (message: Message) => boolean) => Promise<Message>;
  } {
    const child = fork(CHILD, [bench.storage, bench.sink.url, jobId], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    const said: Message[] = [];
    const waiting = new Set<() => void>();
    child.on('message', (message: Message) => {
      said.push(message);
      for (const look of waiting) look();
    });
    return {
      child,
      said: (wanted) =>
        new Promise((resolve) => {
          const look = (): void => {
            const found = said.find(wanted);
            if (found) resolve(found);
          };
          waiting.add(look);
          look();
        }),
    };
  }

  async function planned(
    name: string,
    count: number,
    more = {},
    segment = SEGMENT,
  ): Promise<string> {
    const engine = bench.engine();
    const { jobId } = await engine.plan(
      [bench.file(csv(people(count, 0, name)), `${name}.csv`)],
      bench.target(segment),
      options({ chunkSize: 100, concurrency: 1, ...more }),
    );
    return jobId;
  }

  it('queues a second upload in another process until the first is at its end', async () => {
    bench.sink.latency = 50;
    const first = window(await planned('a', 1000));
    await first.said(({ state }) => state === 'running');
    const second = window(await planned('b', 300, { operation: 'replace', minKept: 0 }));
    await second.said(({ state }) => state === 'queued');
    const { report } = await second.said((message) => message.report !== undefined);
    assert.equal(report?.state, 'finished');
    const clear = bench.sink.arrived.findIndex((call) => call.kind === 'clear');
    assert.equal(clear, 10);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(300, 0, 'b')));
  });

  it('does not make another segment wait', async () => {
    bench.sink.latency = 100;
    const engine = bench.engine();
    const first = engine.run(await planned('a', 1000), bench.client());
    const other = await engine.run(await planned('b', 100, {}, '2'), bench.client());
    assert.equal(other.report.state, 'finished');
    assert.ok(bench.sink.list(SEGMENT).size < 1000);
    await first;
  });

  it('shows a job of another process, and neither takes nor forgets it', async () => {
    bench.sink.latency = 50;
    const jobId = await planned('a', 1500);
    const first = window(jobId);
    await first.said(({ state }) => state === 'running');
    const engine = bench.engine();
    await engine.refresh();
    const job = engine.job(jobId);
    assertHas(job, { state: 'running', elsewhere: true, resumable: false });
    await assert.rejects(engine.discard(jobId), { code: 'locked' });
    await assert.rejects(engine.run(jobId, bench.client()), { code: 'locked' });
    assert.equal(
      (await first.said((message) => message.report !== undefined)).report?.state,
      'finished',
    );
  });

  it('takes over from a process that was killed: its job is interrupted, and goes on from disk', async () => {
    bench.sink.latency = 30;
    const jobId = await planned('a', 1000);
    const first = window(jobId);
    await waitUntil('4 requests arrive', () => bench.sink.arrived.length >= 4);
    first.child.kill('SIGKILL');
    await new Promise((resolve) => first.child.once('exit', resolve));
    const killed = Date.now();
    await waitUntil('time has passed since', () => Date.now() > killed);
    const engine = bench.engine();
    await engine.refresh();
    const job = engine.job(jobId);
    assertHas(job, { state: 'interrupted', elsewhere: false, resumable: true });
    // It ended when its process last said something, whenever it is looked at.
    const end = Date.parse(job?.report?.finishedAt ?? '');
    assert.ok(end >= Date.parse(job?.startedAt ?? '') && end <= killed, String(end - killed));
    const { report } = await engine.run(jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual([report.state, report.accepted], ['finished', 1000]);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(1000, 0, 'a')));
  });

  it('cancels a job that queues, and leaves the other alone', async () => {
    bench.sink.latency = 40;
    const engine = bench.engine();
    const first = engine.run(await planned('a', 800), bench.client());
    const waitingId = await planned('b', 100);
    const waiting = engine.run(waitingId, bench.client());
    await waitUntil('the upload queues', () => engine.job(waitingId)?.state === 'queued');
    assert.equal(engine.job(waitingId)?.progress.wait, 'queue');
    await engine.cancel(waitingId);
    const { report } = await waiting;
    assertHas(report, { state: 'cancelled', unsent: 100, calls: 0 });
    assert.equal((await first).report.state, 'finished');
  });

  it('keeps a job that queued in a process that was killed, and shows it to others while it queues', async () => {
    const engine = bench.engine();
    bench.sink.fault = ({ segmentId }) => (segmentId === SEGMENT ? { stall: true } : undefined);
    const held = engine.run(await planned('a', 100), bench.client());
    await waitUntil('a request arrives', () => bench.sink.arrived.length === 1);
    const jobId = await planned('b', 300);
    const other = window(jobId);
    await other.said(({ state }) => state === 'queued');
    const third = bench.engine();
    await third.refresh();
    const seen = third.job(jobId);
    assertHas(seen, { state: 'queued', elsewhere: true, resumable: false });
    await assert.rejects(third.discard(jobId), { code: 'locked' });
    other.child.kill('SIGKILL');
    await new Promise((resolve) => other.child.once('exit', resolve));
    await third.refresh();
    const left = third.job(jobId);
    assert.deepEqual(
      {
        state: left?.state,
        elsewhere: left?.elsewhere,
        resumable: left?.resumable,
        unsent: left?.report?.unsent,
      },
      { state: 'interrupted', elsewhere: false, resumable: true, unsent: 300 },
    );
    bench.sink.fault = () => undefined;
    await engine.dispose();
    await held;
    const { report } = await third.run(jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual([report.state, report.accepted], ['finished', 300]);
  });

  it('keeps jobs that were to be sent one after the other, and does not show them before', async () => {
    const engine = bench.engine();
    const [first, second, third] = [
      await planned('a', 100),
      await planned('b', 100),
      await planned('c', 100),
    ];
    const leave = await engine.enlist([first, second]);
    await engine.refresh();
    assert.deepEqual(
      [first, second].map((jobId) => engine.job(jobId)?.state),
      ['planned', 'planned'],
    );
    assert.equal((await engine.run(first, bench.client())).report.state, 'finished');
    await leave();
    const next = bench.engine();
    await next.refresh();
    for (const one of [engine, next]) {
      assert.deepEqual(
        [first, second, third].map((jobId) => [one.job(jobId)?.state, one.job(jobId)?.resumable]),
        [
          ['finished', false],
          ['interrupted', true],
          ['planned', false],
        ],
      );
    }
    assert.equal((await next.run(second, bench.client())).report.accepted, 100);
  });

  it('knows which jobs are sent together, in this process and the next', async () => {
    const engine = bench.engine();
    const [first, second, third, alone] = [
      await planned('a', 10),
      await planned('b', 10),
      await planned('c', 10),
      await planned('d', 10),
    ];
    const together = [first, second, third];
    const batches = (one: typeof engine): unknown[] =>
      [...together, alone].map((jobId) => one.job(jobId)?.batch);
    await engine.refresh();
    assert.deepEqual(batches(engine), [undefined, undefined, undefined, undefined]);
    const leave = await engine.enlist(together);
    const leaveAlone = await engine.enlist([alone]);
    assert.deepEqual(batches(engine), [together, together, together, undefined]);
    await engine.refresh();
    assert.deepEqual(batches(engine), [together, together, together, undefined], 'read again');
    // One is taken out, and the others go on.
    await leave([second]);
    assert.deepEqual(
      together.map((jobId) => engine.job(jobId)?.state),
      ['planned', 'interrupted', 'planned'],
    );
    await engine.run(first, bench.client());
    // Some of them again, such as what is left.
    await leave();
    await leaveAlone();
    await (
      await engine.enlist([second, third])
    )();
    const next = bench.engine();
    await next.refresh();
    for (const one of [engine, next])
      assert.deepEqual(batches(one), [together, together, together, undefined]);
  });

  it('takes what was cancelled in the queue for a plan again', async () => {
    bench.sink.latency = 40;
    const engine = bench.engine();
    const [firstId, waitingId] = [await planned('a', 800), await planned('b', 100)];
    const first = engine.run(firstId, bench.client());
    await waitUntil('the upload runs', () => engine.job(firstId)?.state === 'running');
    const waiting = engine.run(waitingId, bench.client());
    await waitUntil('the upload queues', () => engine.job(waitingId)?.state === 'queued');
    await engine.cancel(waitingId);
    await waiting;
    const next = bench.engine();
    await next.refresh();
    assert.equal(next.job(waitingId)?.state, 'planned');
    await engine.dispose();
    await first;
  });

  it('holds no job for queued that was signed out in the queue, or that a full disk kept from beginning', async () => {
    bench.sink.latency = 40;
    let full = false;
    const engine = bench.engine(
      {},
      {
        openJournal: (path) =>
          full
            ? Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' }))
            : openJournalFile(path),
      },
    );
    const [firstId, waitingId, fullId] = [
      await planned('a', 800),
      await planned('b', 100),
      await planned('c', 100),
    ];
    const first = engine.run(firstId, bench.client());
    await waitUntil('the upload runs', () => engine.job(firstId)?.state === 'running');
    const waiting = engine.run(waitingId, bench.client());
    await waitUntil('the upload queues', () => engine.job(waitingId)?.state === 'queued');
    await engine.stopForSignOut(bench.sink.url, 'id');
    await Promise.all([first, waiting]);
    full = true;
    await assert.rejects(engine.run(fullId, bench.client()), { code: 'journal-full' });
    const next = bench.engine();
    await next.refresh();
    for (const jobId of [waitingId, fullId]) {
      const job = next.job(jobId);
      assertHas(job, { state: 'interrupted', elsewhere: false, resumable: true });
    }
    assert.equal((await next.run(waitingId, bench.client())).report.accepted, 100);
  });

  describe('taken over from a window that is there all the same', () => {
    /**
     * Another window takes the job from one whose owner's file was taken away, with calls on the
     * wire.
     */
    async function takenOver(more: Partial<UploadOptions> = {}) {
      const [engine, other] = [bench.engine({ retryEvery: 10 }), bench.engine()];
      await engine.plan([bench.file(csv(people(1)), 'x.csv')], bench.target('2'), options());
      const [owner] = fs.readdirSync(join(bench.storage, 'owners'));
      const jobId = await planned('a', 3000, { concurrency: 4, ...more });
      const answers: (() => void)[] = [];
      let holds = true;
      bench.sink.hold = () =>
        holds && bench.sink.arrived.length > 8
          ? new Promise((resolve) => answers.push(resolve))
          : undefined;
      const first = engine.run(jobId, bench.client());
      await waitUntil('four requests are held', () => answers.length === 4);
      fs.rmSync(join(bench.storage, 'owners', owner));
      const second = other.run(jobId, bench.client());
      await waitUntil('13 requests arrive', () => bench.sink.arrived.length > 12);
      holds = false;
      for (const answer of answers) answer();
      return { engine, other, jobId, first: await first, second: await second };
    }

    const read = async (jobId: string) => {
      const fresh = bench.engine();
      await fresh.refresh();
      return fresh.job(jobId);
    };

    it('stops at once, and says so; the report is that of the one that went on, live and from the disk', async () => {
      const { engine, other, jobId, first, second } = await takenOver();
      assert.deepEqual([first.report.state, first.report.error?.code], ['failed', 'locked']);
      reportAddsUp(second.report);
      assertHas(second.report, {
        state: 'finished',
        accepted: 3000,
        calls: bench.sink.arrived.length,
      });
      // Those on the wire had no answer that counts.
      assert.match(
        second.report.warnings.find(({ code }) => code === 'sent-again')?.title ?? '',
        /: 4\./,
      );
      assert.equal(bench.sink.arrived.length, 34);
      assert.deepEqual((await read(jobId))?.report, second.report);
      assert.deepEqual(other.job(jobId)?.report, second.report);
      await engine.refresh();
      assert.deepEqual(engine.job(jobId)?.report, second.report);
    });

    it('writes no end of its own, and nothing that it writes late counts', async () => {
      const { jobId, second } = await takenOver();
      const path = join(bench.storage, 'jobs', jobId, 'journal.ndjson');
      const entries = await readJournal(path);
      assert.equal(entries.filter(({ t }) => t === 'end').length, 1);
      const runs = entries.flatMap((entry) => (entry.t === 'run' ? [entry.owner] : []));
      assert.equal(new Set(runs).size, 2);
      const late = [
        { at: 1, t: 'sending', u: '3.given.0-100', by: runs[0] },
        { at: 1, t: 'sent', u: '3.given.0-100', a: 1, r: 99, x: 0, k: 7, by: runs[0] },
        { at: 1, t: 'run', owner: runs[0], after: 'pause' },
        { at: 1, t: 'warning', warning: { code: 'late' }, by: runs[0] },
        {
          at: 1,
          t: 'end',
          state: 'failed',
          error: { code: 'locked', message: 'late' },
          by: runs[0],
        },
      ];
      fs.appendFileSync(path, late.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      const job = await read(jobId);
      assert.deepEqual([job?.state, job?.report], ['finished', second.report]);
    });

    it('is told by a journal whose first line is lost as by any other', async () => {
      const { jobId, second } = await takenOver();
      const path = join(bench.storage, 'jobs', jobId, 'journal.ndjson');
      const [run, ...lines] = fs.readFileSync(path, 'utf8').split('\n');
      const late = {
        at: 1,
        t: 'sent',
        u: '3.given.0-100',
        a: 1,
        r: 99,
        x: 0,
        k: 7,
        by: (JSON.parse(run) as { owner: string }).owner,
      };
      fs.writeFileSync(path, [...lines.slice(0, -1), JSON.stringify(late), ''].join('\n'));
      const report = (await read(jobId))?.report;
      assertHas(report, { state: 'finished', accepted: 3000, calls: second.report.calls });
    });

    for (const [what, operation, late] of [
      ['clears', 'replace', (number: number) => number === 0],
      ['sends', 'add', (number: number) => number === 1],
    ] as const) {
      it(`${what} nothing once more where a call of it waits for its next try`, async () => {
        const engine = bench.engine();
        const jobId = await planned('a', 300, { operation, minKept: 0 });
        bench.sink.fault = ({ number }) =>
          late(number) ? { status: 503, headers: { 'retry-after': '1' } } : undefined;
        const first = engine.run(jobId, bench.client({ maxWait: 10_000 }));
        await waitUntil('the request to delay arrives', () =>
          bench.sink.arrived.some(({ number }) => late(number)),
        );
        await turns();
        fs.rmSync(join(bench.storage, 'owners'), { recursive: true });
        // Another process knows nothing of the wait.
        const second = await bench.engine().run(jobId, bench.client({}, new RateLimiter()));
        assert.equal(second.report.state, 'finished');
        const arrived = bench.sink.arrived.length;
        const { report } = await first;
        assert.deepEqual(
          {
            state: report.state,
            errorCode: report.error?.code,
            requests: bench.sink.arrived.length,
            listSize: bench.sink.list(SEGMENT).size,
          },
          { state: 'failed', errorCode: 'locked', requests: arrived, listSize: 300 },
        );
        assert.deepEqual((await read(jobId))?.report, second.report);
      });
    }

    it('empties no list once more where its clear waits for its next try', async () => {
      const engine = bench.engine();
      bench.sink.fault = ({ number }) =>
        number === 0 ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
      const clearing = engine.clearList(bench.sink.url, SEGMENT, (may) =>
        bench.client({ maxWait: 10_000 }).clear(SEGMENT, may),
      );
      await waitUntil('a request arrives', () => bench.sink.arrived.length === 1);
      await turns();
      fs.rmSync(join(bench.storage, 'owners'), { recursive: true });
      const { report } = await bench
        .engine()
        .run(await planned('a', 300), bench.client({}, new RateLimiter()));
      await assert.rejects(clearing, { code: 'locked' });
      assert.deepEqual([report.state, bench.sink.list(SEGMENT).size], ['finished', 300]);
    });

    it('gives up while it waits for the network, without a word in the journal', async () => {
      const engine = bench.engine({ retryEvery: 1_000 });
      const jobId = await planned('a', 300);
      bench.sink.fault = ({ number }) => (number >= 1 ? { cut: 'before' } : undefined);
      const first = engine.run(jobId, bench.client(), { autoResume: true });
      await waitUntil('the upload pauses', () => engine.job(jobId)?.state === 'paused');
      fs.rmSync(join(bench.storage, 'owners'), { recursive: true });
      bench.sink.fault = () => undefined;
      const { report } = await bench.engine().run(jobId, bench.client());
      assert.deepEqual([report.state, report.accepted], ['finished', 300]);
      assert.equal((await first).report.error?.code, 'locked');
      assert.deepEqual((await read(jobId))?.report, report);
    });
  });
});
