import * as assert from 'node:assert/strict';
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetailMediaClient } from '../../src/api/client';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { UploadEngine } from '../../src/upload/engine';
import { openJournalFile } from '../../src/upload/journal/journal';
import { DEFAULT_OPTIONS, type Operation, type Report } from '../../src/upload/uploadTypes';
import type { Task } from './support/child';
import { expectedEmails, makeCsv } from './support/expected';
import type { StepResult } from './support/fullDisk';

const ROWS = 2000;
/** A small disk in memory that this process alone sees; its root is nobody outside. */
const OWN_DISK = [
  '-Urm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=512k none "$STORAGE" && exec "$0" "$@"',
];
const FULL = '/dev/full';

describe('a disk without room for the journal', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let folder: string;
  let storage: string;
  let seed = 500;

  before(async () => {
    sandbox = await startSandbox({ switches: { rateLimit: 1_000_000, computation: 'immediate' } });
  });
  after(() => sandbox.close());
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'upload-disk-'));
    storage = join(folder, 'storage');
    fs.mkdirSync(storage);
    sandbox.control.resetCounts();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function material(): Promise<{ file: string; segmentId: string; expected: Set<string> }> {
    const csv = makeCsv(ROWS, ++seed);
    const file = join(folder, 'people.csv');
    fs.writeFileSync(file, csv);
    return {
      file,
      segmentId: (await sandbox.control.putSegment({ name: `Disk ${seed}` })).id,
      expected: expectedEmails(csv),
    };
  }

  const calls = (): number => sandbox.control.counts().operations.addRemove?.calls ?? 0;

  function addsUp(report: Report | undefined): asserts report is Report {
    assert.ok(report);
    assert.equal(
      report.rows,
      report.blank + report.invalid + report.duplicates + report.sent + report.unsent,
    );
    assert.equal(report.sent, report.accepted + report.refused + report.unknown);
  }

  async function isWhole(
    report: Report | undefined,
    segmentId: string,
    expected: Set<string>,
  ): Promise<void> {
    addsUp(report);
    assert.deepEqual(
      [report.state, report.accepted, report.unknown, report.unsent, report.error],
      ['finished', expected.size, 0, 0, undefined],
    );
    assert.deepEqual(new Set(await sandbox.control.list(segmentId)), expected);
  }

  describe('on a disk that fills up', () => {
    const children: ChildProcess[] = [];

    before(function () {
      const can = spawnSync('unshare', [...OWN_DISK, process.execPath, '-e', ''], {
        env: { ...process.env, STORAGE: tmpdir() },
      });
      if (can.status === 0) return;
      console.log(
        '      (not tried: this system lets nobody have a disk of their own without being root)',
      );
      this.skip();
    });
    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
    });

    /** Starts the process, and gives what it meets one after the other. */
    function withOwnDisk(
      file: string,
      segmentId: string,
      operation: Operation,
      fills: 'before' | 'midway',
    ): { met: () => Promise<StepResult>; goOn: () => void } {
      const { url, clientId, clientSecret, accountId } = sandbox;
      const task: Task = {
        storageDir: storage,
        url,
        clientId,
        clientSecret,
        accountId,
        segmentId,
        file,
        operation,
      };
      const child = fork(join(__dirname, 'support', 'fullDisk.js'), [JSON.stringify(task), fills], {
        execPath: 'unshare',
        execArgv: [...OWN_DISK, process.execPath],
        env: { ...process.env, STORAGE: storage },
      });
      children.push(child);
      const ended = once(child, 'exit').then(([code]) =>
        assert.fail(`the process ended by itself with ${code}`),
      );
      ended.catch(() => undefined);
      return {
        met: () =>
          Promise.race([once(child, 'message').then(([what]) => what as StepResult), ended]),
        goOn: () => void child.send('go on'),
      };
    }

    it('says so before a plan is made and before a call is sent, and begins when there is room', async () => {
      const { file, segmentId, expected } = await material();
      const { met, goOn } = withOwnDisk(file, segmentId, 'add', 'before');
      for (const step of ['planning', 'starting']) {
        const told = await met();
        assert.deepEqual([told.step, told.error?.code], [step, 'journal-full']);
        assert.match(told.error?.message ?? '', /disk is full.*Nothing was sent\. Free some space/);
        goOn();
      }
      assert.equal(calls(), 0);
      await isWhole((await met()).report, segmentId, expected);
      goOn();
    });

    it('stops in the midst of sending, nothing sent that is not recorded, and goes on when there is room', async () => {
      const { file, segmentId, expected } = await material();
      const { met, goOn } = withOwnDisk(file, segmentId, 'replace', 'midway');
      const { step, report, resumable, recorded } = await met();
      addsUp(report);
      assert.deepEqual(
        [step, report.state, report.error?.code, resumable],
        ['sending', 'failed', 'journal-full', true],
      );
      assert.match(report.error?.message ?? '', /disk is full.*Free some space and resume it/);
      assert.ok(report.accepted >= 100 && report.unsent > 0, JSON.stringify(report));
      assert.ok(
        recorded !== undefined && calls() <= recorded,
        `${calls()} calls, ${recorded} recorded`,
      );
      // What was sent without room for its answer is unknown, not unsent.
      const list = (await sandbox.control.list(segmentId)).length;
      assert.ok(
        list >= report.accepted && list <= report.accepted + report.unknown,
        `${list} in the list, ${JSON.stringify(report)}`,
      );
      goOn();
      await isWhole((await met()).report, segmentId, expected);
      goOn();
    });
  });

  it('is told when not even the first entry can be written, and the upload can be resumed', async function () {
    if (!fs.existsSync(FULL)) {
      console.log(`      (not tried: this system has no ${FULL})`);
      return this.skip();
    }
    const { file, segmentId, expected } = await material();
    const { url, clientId, clientSecret, accountId } = sandbox;
    let full = true;
    // Not by a link in the journal's place: it is read before it is written, and this file has no
    // end.
    const engine = new UploadEngine(
      { storageDir: storage, workerPath: join(__dirname, 'support', 'worker.js') },
      { openJournal: (path) => openJournalFile(full ? FULL : path) },
    );
    const client = new RetailMediaClient({
      baseUrl: url,
      version: '2026-07',
      clientId,
      clientSecret,
    });
    const { jobId } = await engine.plan(
      [{ uri: file, path: file }],
      { origin: url, clientId, accountId, segmentId, identifierType: 'Email' },
      { ...DEFAULT_OPTIONS, operation: 'add', chunkSize: 100 },
    );
    const { report } = await engine.start(jobId, client);
    addsUp(report);
    assert.deepEqual(
      [report.state, report.error?.code, report.sent, calls()],
      ['failed', 'journal-full', 0, 0],
    );
    // Also after another look at the disk, which knows nothing of it.
    await engine.refresh();
    const job = engine.job(jobId);
    assert.deepEqual(
      [job?.state, job?.error?.code, job?.resumable],
      ['failed', 'journal-full', true],
    );
    full = false;
    await isWhole((await engine.resume(jobId, client)).report, segmentId, expected);
    await engine.dispose();
  });
});
