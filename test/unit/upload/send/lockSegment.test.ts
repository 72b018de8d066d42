import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job, type JobActivity } from '../../../../src/upload/journal/job';
import { Locks } from '../../../../src/upload/journal/locks';
import { Processes } from '../../../../src/upload/journal/processes';
import { lockSegment } from '../../../../src/upload/send/lockSegment';
import { StopSignal } from '../../../../src/upload/stopSignal';
import { standing } from '../../../support/clock/standingClock';
import { turns, waitUntil } from '../../../support/waitUntil';
import { chunkOf, storedJob } from '../support/plans';

const OTHER = 'abd-01234567';

describe('lockSegment', () => {
  let folder: string;
  let stop: StopSignal;
  let all: Processes[];
  let here: Locks;
  let there: Locks;
  let shown: JobActivity[];
  const job = new Job({ job: storedJob(1), chunks: [chunkOf(1)], entries: [] });
  const { jobId, target } = job.stored;
  const show = (activity: JobActivity): void => {
    shown.push(activity);
    job.activity = activity;
  };
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'lock-segment-'));
    stop = new StopSignal();
    all = [new Processes(folder), new Processes(folder)];
    [here, there] = all.map((processes) => new Locks(folder, processes));
    shown = [];
    job.activity = undefined;
  });
  afterEach(() => {
    stop.done();
    for (const processes of all) processes.unregister();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('locks a free segment at once, without a queue', async () => {
    const lock = await lockSegment(job, here, stop, show);
    assert.ok(lock?.isHeld);
    assert.equal(there.holder(target.origin, target.segmentId)?.jobId, jobId);
    assert.deepEqual(shown, []);
  });

  it('queues behind another upload, says so once, and follows it', async () => {
    const first = there.acquire(target.origin, target.segmentId, OTHER);
    let tries = 0;
    const acquire = here.acquire.bind(here);
    here.acquire = (...args) => (tries++, acquire(...args));
    const locked = lockSegment(job, here, stop, show);
    await waitUntil('it has tried again', () => tries > 1);
    assert.ok(first?.isHeld);
    first.release();
    assert.ok((await locked)?.isHeld);
    assert.deepEqual(shown, [{ state: 'queued', phase: 'waiting', wait: 'queue' }]);
  });

  it(
    'rejects with locked when the segment isn’t free after the longest wait, having tried until then',
    standing(async (move) => {
      const first = there.acquire(target.origin, target.segmentId, OTHER);
      const tries: number[] = [];
      const acquire = here.acquire.bind(here);
      let at = 0;
      here.acquire = (...args) => (tries.push(at), acquire(...args));
      const rejected = assert.rejects(lockSegment(job, here, stop, show, 300), {
        code: 'locked',
        message: /another upload to the same segment/,
      });
      for (const ms of [250, 50]) {
        await turns();
        at += ms;
        move(ms);
      }
      await rejected;
      assert.deepEqual(tries, [0, 250, 300]);
      assert.deepEqual(shown, [{ state: 'queued', phase: 'waiting', wait: 'queue' }]);
      assert.ok(first?.isHeld);
      await assert.rejects(lockSegment(job, here, stop, show, 0), { code: 'locked' });
      first.release();
      assert.ok((await lockSegment(job, here, stop, show, 0))?.isHeld, 'no wait is needed');
    }),
  );

  it('leaves the queue without a lock when it is cancelled', async () => {
    const first = there.acquire(target.origin, target.segmentId, OTHER);
    const locked = lockSegment(job, here, stop, show);
    await waitUntil('it queues', () => shown.length > 0);
    stop.request('cancelled', 60_000);
    assert.equal(await locked, undefined);
    assert.ok(first?.isHeld);
  });

  it('rejects with locked where another window runs this very upload', async () => {
    there.acquire(target.origin, target.segmentId, jobId);
    await assert.rejects(lockSegment(job, here, stop, show), { code: 'locked' });
    assert.deepEqual(shown, []);
  });
});
