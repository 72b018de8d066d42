import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SentUploads } from '../../../../../src/app/uploads/plan/sentUploads';
import { Emitter } from '../../../../../src/common/events';
import type { Uploads } from '../../../../../src/upload/contract';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import { waitUntil } from '../../../../support/waitUntil';
import { account } from '../../segments/segments';

const owner = account({});

/** An add that was accepted as a whole. */
function job(jobId: string, segmentId: string, accepted: number): JobSummary {
  const finishedAt = new Date(1000).toISOString();
  return {
    ...{ jobId, operation: 'add', state: 'finished', startedAt: finishedAt, plannedAt: finishedAt },
    counts: { good: accepted },
    target: { origin: owner.origin, segmentId },
    report: { finishedAt, accepted, unknown: 0, sent: accepted, calls: 1 },
  } as JobSummary;
}

describe('what was sent to the segments of a view', () => {
  let jobs: JobSummary[];
  let asked: number;
  const changed = new Emitter<string>();
  const refreshed = new Emitter<void>();
  let sent: SentUploads;
  let repaints: number;
  let reads: number;
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sent-uploads-'));
    reads = 0;
    jobs = [job('a', '1', 5), job('b', '2', 7), job('c', '1', 9)];
    asked = 0;
    const engine = {
      jobs: () => (asked++, jobs),
      job: (id: string) => jobs.find(({ jobId }) => jobId === id),
    } as unknown as Uploads;
    repaints = 0;
    sent = new SentUploads(
      {
        ...{ ifMade: engine, onDidChange: changed.event, onDidRefresh: refreshed.event },
        refresh: async () => (reads++, refreshed.fire(), true),
      },
      folder,
      () => repaints++,
    );
  });
  afterEach(() => {
    sent.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const to = (segmentId: string): number[] =>
    sent.to(owner, segmentId, []).map((change) => change.sent);

  it('is found by segment, and the records are looked through once for all', () => {
    assert.deepEqual(to('1'), [5, 9]);
    assert.deepEqual(to('2'), [7]);
    for (let row = 0; row < 10_000; row++) assert.deepEqual(to(`x${row}`), []);
    assert.equal(asked, 1);
    assert.deepEqual(sent.to(account({}, { origin: 'https://other.example' }), '1', []), []);
  });

  it('has what its history says and no record does', () => {
    const entries = [
      { at: 2000, kind: 'upload' as const, operation: 'add' as const, accepted: 3, jobId: 'gone' },
      { at: 1000, kind: 'upload' as const, operation: 'add' as const, accepted: 5, jobId: 'a' },
    ];
    assert.deepEqual(
      sent.to(owner, '1', entries).map((change) => change.sent),
      [5, 9, 3],
    );
  });

  it('follows what another process sends, by its lock on disk, also if it is killed', async () => {
    assert.deepEqual(to('1'), [5, 9]);
    const lock = path.join(folder, 'locks', 'segment.1');
    fs.mkdirSync(path.dirname(lock));
    await waitUntil('the folder is seen', () => reads > 0);
    jobs = [...jobs, job('terminal', '1', 3)];
    reads = 0;
    fs.writeFileSync(lock, 'x');
    await waitUntil('the records are read', () => reads > 0);
    assert.deepEqual(to('1'), [5, 9, 3]);
    assert.ok(repaints > 0);
  });

  it('follows uploads that end or whose record is deleted, and what was read from disk', () => {
    to('1');
    jobs = [...jobs, { ...job('d', '1', 1), report: undefined }];
    changed.fire('d');
    to('1');
    assert.deepEqual([asked, repaints], [1, 0], 'it is under way');
    jobs = [...jobs.slice(0, 3), job('d', '1', 1)];
    changed.fire('d');
    assert.deepEqual(to('1'), [5, 9, 1]);
    jobs = jobs.slice(1);
    changed.fire('a');
    assert.equal(repaints, 2, 'the row of its segment is drawn again at once');
    assert.deepEqual(to('1'), [9, 1]);
    jobs = [];
    refreshed.fire();
    assert.deepEqual(to('1'), []);
  });
});
