import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Patience } from '../../../../src/api/wire/patience';
import type { Choices } from '../../../../src/app/uploads/choices/choices';
import type { Upload } from '../../../../src/app/uploads/upload';
import type { JobState, Progress } from '../../../../src/upload/jobTypes';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { waitUntil } from '../../../support/waitUntil';
import { csv } from '../../upload/support/bench';
import { segment } from '../segments/segments';
import { draftBenchForEach, PERSON, refuses, SETTINGS } from './draftBench';

describe('an upload', () => {
  const bench = draftBenchForEach();

  const send = async (choices: Partial<Choices> = {}): Promise<Upload> => {
    const draft = bench.draft({ into: bench.into(), operation: 'add', ...choices }, PERSON);
    await draft.check();
    return draft.send('yes');
  };
  const stateOf = ({ job }: Upload): JobState | undefined => job?.state;
  /** Ten rows in ten calls, one after the other. */
  const slowly = (): void =>
    void (bench.settings = () => ({ ...SETTINGS, chunkSize: 1, concurrency: 1 }));

  it('is planned until it is run, and then has its report', async () => {
    const upload = await send();
    assert.deepEqual([stateOf(upload), upload.report], ['planned', undefined]);
    assert.equal(upload.account, bench.account);
    assert.equal(bench.sink.arrived.length, 0);
    const progress: Progress[] = [];
    const { report } = await upload.run({ onProgress: (now) => progress.push(now) });
    reportAddsUp(report);
    assert.deepEqual([report.state, report.sent, stateOf(upload)], ['finished', 10, 'finished']);
    assert.deepEqual(upload.report, report);
    assert.equal(progress.at(-1)?.callsDone, 1);
    assert.deepEqual(bench.sink.list('5'), new Set(people(10, 0, 'user')));
    assert.deepEqual(
      bench.recorded.map(({ account, report }) => ({ account, report })),
      [{ account: bench.account, report }],
    );
    await refuses(upload.run({}), 'not-resumable');
    assert.equal(bench.recorded.length, 1);
  });

  for (const how of ['cancel', 'signal'] as const)
    it(`is cancelled (${how}), and goes on with the rest when it is run again`, async () => {
      slowly();
      const upload = await send();
      const aborting = new AbortController();
      let stopping: Promise<void> | undefined;
      bench.sink.onApplied = ({ number }) => {
        if (number !== 3) return;
        if (how === 'cancel') stopping = upload.cancel();
        else aborting.abort();
      };
      const { report } = await upload.run({ signal: aborting.signal });
      await stopping;
      reportAddsUp(report);
      assert.deepEqual([report.state, report.sent, report.unsent], ['cancelled', 4, 6]);
      assert.deepEqual([stateOf(upload), upload.job?.resumable], ['cancelled', true]);
      const again = await upload.run({});
      reportAddsUp(again.report);
      assert.deepEqual([again.report.state, again.report.sent], ['finished', 10]);
      assert.equal(bench.sink.received, 10);
      assert.deepEqual(bench.sink.list('5'), new Set(people(10, 0, 'user')));
      assert.deepEqual(
        bench.recorded.map(({ report: { state } }) => state),
        ['cancelled', 'finished'],
      );
    });

  it('can be cancelled where nothing is under way, and nothing happens', async () => {
    const upload = await send();
    await upload.cancel();
    assert.equal(stateOf(upload), 'planned');
    assert.equal((await upload.run({})).report.state, 'finished');
    await upload.cancel();
    assert.equal(stateOf(upload), 'finished');
  });

  it('is deleted, unless it is under way, and the segment stays as it is', async () => {
    const upload = await send();
    let passOn = (): void => undefined;
    bench.sink.hold = () => new Promise((resolve) => (passOn = resolve));
    const running = upload.run({});
    await waitUntil('the first request arrives', () => bench.sink.arrived.length === 1);
    await refuses(upload.discard(), 'locked');
    passOn();
    await running;
    await upload.discard();
    assert.deepEqual([upload.job, upload.report], [undefined, undefined]);
    assert.deepEqual(bench.stored, []);
    assert.equal(bench.sink.list('5').size, 10);
    await refuses(upload.run({}), 'unknown-job');

    const unsent = await send({ files: [bench.chosen(csv(people(3, 0, 'user')), 'other.csv')] });
    await unsent.discard();
    assert.deepEqual([unsent.job, bench.stored], [undefined, []]);
  });

  it('reports only its own changes, and none after the listener is disposed', async () => {
    const first = await send();
    const second = await send({ into: bench.into('6') });
    const told: string[] = [];
    const listening = first.onDidChange(() => told.push('first'));
    second.onDidChange(() => told.push('second'));
    await second.run({});
    assert.ok(told.length > 0);
    assert.ok(!told.includes('first'));
    told.length = 0;
    await first.run({});
    assert.ok(told.length > 0);
    assert.ok(!told.includes('second'));
    told.length = 0;
    listening.dispose();
    await first.discard();
    assert.deepEqual(told, []);
  });

  it('does not begin once its account is signed out, and does when it is signed in again', async () => {
    const upload = await send();
    bench.isSignedIn = false;
    await refuses(upload.run({}), 'signed-out');
    assert.deepEqual([stateOf(upload), bench.sink.arrived.length], ['planned', 0]);
    assert.equal(bench.recorded.length, 0);
    bench.isSignedIn = true;
    // As it is signed in now: with another client.
    const now = bench.addAccount({ key: 'k', accountId: '77' }, [segment('5')]);
    const { report } = await upload.run({});
    assert.equal(report.state, 'finished');
    assert.equal(bench.recorded[0].account, now);
  });

  it('goes through the account it was made for, also when that is not shown any more', async () => {
    const upload = await send();
    const { account } = upload;
    bench.shown = [];
    assert.equal((await upload.run({})).report.accountId, '77');
    assert.equal(bench.recorded[0].account, account);
  });

  it('records what failed as well, for what went out before', async () => {
    slowly();
    const upload = await send();
    bench.sink.fault = ({ number }) => (number >= 2 ? { status: 403 } : undefined);
    const { report } = await upload.run({ autoResume: false });
    reportAddsUp(report);
    assert.deepEqual([report.state, report.sent], ['failed', 2]);
    assert.deepEqual(bench.recorded[0].report, report);
  });

  it('gives up when its longest wait is over, and can be run again', async () => {
    const upload = await send();
    bench.sink.fault = () => ({ status: 503 });
    const { report } = await upload.run({ autoResume: true, patience: new Patience(0) });
    assert.deepEqual([report.state, report.error?.status], ['failed', 503]);
    assert.equal(upload.job?.resumable, true);
  });

  it('records what the list had before a replace and after it', async () => {
    bench.fill('5', 12);
    const upload = await send({ operation: 'replace' });
    const { report } = await upload.run({});
    assert.notEqual(report.cleared, undefined);
    assert.deepEqual(
      bench.recorded[0].readings.map(({ when, numberOfIdentifiers }) => [
        when,
        numberOfIdentifiers,
      ]),
      [
        ['before', 12],
        ['after', 10],
      ],
    );
  });

  describe('that is opened by the id of its job', () => {
    it('is the same one, after a restart too: planned, begun, at its end', async () => {
      slowly();
      const { jobId } = await send();
      await bench.restart();
      const planned = bench.open(jobId, bench.account);
      assert.equal(planned.job, undefined);
      await bench.current.refresh();
      assert.equal(stateOf(planned), 'planned');

      bench.sink.onApplied = ({ number }) => {
        if (number === 3) void planned.cancel();
      };
      assert.equal((await planned.run({})).report.state, 'cancelled');
      await bench.restart();
      await bench.current.refresh();
      const begun = bench.open(jobId, bench.account);
      assert.deepEqual([stateOf(begun), begun.report?.sent], ['cancelled', 4]);
      const { report } = await begun.run({});
      reportAddsUp(report);
      assert.deepEqual([report.state, report.sent], ['finished', 10]);
      assert.equal(bench.sink.received, 10);

      await bench.restart();
      await bench.current.refresh();
      const ended = bench.open(jobId, bench.account);
      assert.deepEqual(ended.report, report);
      await ended.discard();
      assert.deepEqual([ended.job, bench.stored], [undefined, []]);
    });

    it('goes on where the window was closed while it ran', async () => {
      slowly();
      const upload = await send();
      let closing: Promise<void> | undefined;
      bench.sink.onApplied = ({ number }) => {
        if (number === 3) closing = bench.restart();
      };
      // A window that closes does not wait for the report.
      await Promise.allSettled([upload.run({})]);
      await closing;
      bench.sink.onApplied = () => undefined;
      await bench.current.refresh();
      const opened = bench.open(upload.jobId, bench.account);
      assert.deepEqual([stateOf(opened), opened.job?.resumable], ['interrupted', true]);
      const { report } = await opened.run({});
      assert.deepEqual([report.state, report.sent], ['finished', 10]);
      assert.deepEqual(bench.sink.list('5'), new Set(people(10, 0, 'user')));
    });

    it('needs the content of virtual files again, which a draft’s upload has', async () => {
      const uri = 'memfs:/people.csv';
      const bytes = Buffer.from(csv(people(10, 0, 'user')));
      bench.virtual.set(uri, bytes);
      const files = [{ uri }];
      const upload = await send({ files });
      await bench.restart();
      assert.equal((await upload.run({})).report.state, 'finished');

      const { jobId } = await send({ files, into: bench.into('6') });
      const written = fs
        .readdirSync(bench.storage, { recursive: true, encoding: 'utf8' })
        .map((name) => join(bench.storage, name))
        .filter((name) => fs.statSync(name).isFile())
        .map((name) => fs.readFileSync(name, 'latin1'));
      assert.ok(written.every((text) => !text.includes('@example.com')));
      await bench.restart();
      const without = await bench.open(jobId, bench.account).run({});
      assert.deepEqual([without.report.state, without.report.sent], ['failed', 0]);
      assert.equal(bench.sink.list('6').size, 0);
      const content = new Map([[uri, bytes]]);
      const { report } = await bench.open(jobId, bench.account, { content }).run({});
      assert.deepEqual([report.state, report.sent], ['finished', 10]);
      assert.deepEqual(bench.sink.list('6'), new Set(people(10, 0, 'user')));
    });
  });
});
