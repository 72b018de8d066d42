import * as assert from 'node:assert/strict';
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetailMediaClient } from '../../src/api/client';
import type { Sandbox } from '../../src/sandbox/server';
import { UploadEngine } from '../../src/upload/engine';
import type { Report } from '../../src/upload/jobTypes';
import { openJournalFile } from '../../src/upload/journal/journal';
import { DEFAULT_OPTIONS, type Operation } from '../../src/upload/uploadTypes';
import { reportAddsUp, reportIsWhole } from '../support/reportAddsUp';
import { startSandbox } from '../support/sandboxes';
import type { Task } from './support/child';
import { expectedEmails, makeCsv } from './support/expected';
import type { StepResult } from './support/fullDisk';

const ROWS = 2000;
/** Mounts a small in-memory disk that only this process sees; it isn't root outside. */
const OWN_DISK = [
  '-Urm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=512k none "$STORAGE" && exec "$0" "$@"',
];
const FULL = '/dev/full';

describe('a disk without space for the journal', function () {
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

  const requestCount = (): number => sandbox.control.counts().operations.addRemove?.calls ?? 0;

  async function isWhole(
    report: Report | undefined,
    segmentId: string,
    expected: Set<string>,
  ): Promise<void> {
    reportIsWhole(report, expected.size);
    assert.deepEqual(new Set(await sandbox.control.list(segmentId)), expected);
  }

  describe('that fills up', () => {
    const children: ChildProcess[] = [];

    before(function () {
      const can = spawnSync('unshare', [...OWN_DISK, process.execPath, '-e', ''], {
        env: { ...process.env, STORAGE: tmpdir() },
      });
      if (can.status === 0) return;
      console.log('      (skipped: on this system, only root can mount a disk)');
      this.skip();
    });
    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
    });

    /** Starts the process; `nextStep` resolves with each of its steps in turn. */
    function withOwnDisk(
      file: string,
      segmentId: string,
      operation: Operation,
      fills: 'before' | 'midway',
    ): { nextStep: () => Promise<StepResult>; proceed: () => void } {
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
        assert.fail(`the process exited with ${code}`),
      );
      ended.catch(() => undefined);
      return {
        nextStep: () =>
          Promise.race([once(child, 'message').then(([what]) => what as StepResult), ended]),
        proceed: () => void child.send('continue'),
      };
    }

    it('is reported before planning and before the first request, and the upload starts once there is space', async () => {
      const { file, segmentId, expected } = await material();
      const { nextStep, proceed } = withOwnDisk(file, segmentId, 'add', 'before');
      for (const expectedStep of ['planning', 'starting']) {
        const { step, error } = await nextStep();
        assert.deepEqual([step, error?.code], [expectedStep, 'journal-full']);
        assert.match(error?.message ?? '', /disk is full.*Nothing was sent\. Free some space/);
        proceed();
      }
      assert.equal(requestCount(), 0);
      await isWhole((await nextStep()).report, segmentId, expected);
      proceed();
    });

    it('stops an upload midway, which sends nothing that isn’t recorded, and resumes once there is space', async () => {
      const { file, segmentId, expected } = await material();
      const { nextStep, proceed } = withOwnDisk(file, segmentId, 'replace', 'midway');
      const { step, report, resumable, recorded } = await nextStep();
      reportAddsUp(report);
      assert.deepEqual(
        [step, report.state, report.error?.code, resumable],
        ['sending', 'failed', 'journal-full', true],
      );
      assert.match(report.error?.message ?? '', /disk is full.*Free some space and resume it/);
      assert.ok(report.accepted >= 100 && report.unsent > 0, JSON.stringify(report));
      assert.ok(
        recorded !== undefined && requestCount() <= recorded,
        `${requestCount()} requests, ${recorded} recorded`,
      );
      // Rows sent without space to record the response are unknown, not unsent.
      const list = (await sandbox.control.list(segmentId)).length;
      assert.ok(
        list >= report.accepted && list <= report.accepted + report.unknown,
        `the segment has ${list} identifiers, ${JSON.stringify(report)}`,
      );
      proceed();
      await isWhole((await nextStep()).report, segmentId, expected);
      proceed();
    });
  });

  it('is reported if not even the first entry can be written, and the upload can be resumed', async function () {
    if (!fs.existsSync(FULL)) {
      console.log(`      (skipped: this system has no ${FULL})`);
      return this.skip();
    }
    const { file, segmentId, expected } = await material();
    const { url, clientId, clientSecret, accountId } = sandbox;
    let full = true;
    // A link in place of the journal wouldn't do: the journal is read first, and this file is
    // endless.
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
    const { report } = await engine.run(jobId, client);
    reportAddsUp(report);
    assert.deepEqual(
      [report.state, report.error?.code, report.sent, requestCount()],
      ['failed', 'journal-full', 0, 0],
    );
    // Still so after the disk, which has no record of it, is read again.
    await engine.refresh();
    const job = engine.job(jobId);
    assert.deepEqual(
      [job?.state, job?.error?.code, job?.resumable],
      ['failed', 'journal-full', true],
    );
    full = false;
    await isWhole((await engine.run(jobId, client)).report, segmentId, expected);
    await engine.dispose();
  });
});
