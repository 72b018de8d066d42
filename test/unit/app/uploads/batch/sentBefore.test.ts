import assert from 'node:assert/strict';
import { findSentBefore } from '../../../../../src/app/uploads/batch/sentBefore';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import type { Operation } from '../../../../../src/upload/uploadTypes';
import { at, job } from '../page/jobs';

const FILE = { uri: 'file:///work/big-1m.csv', size: 1, modifiedAt: at('09:00:00') };
const INTO = {
  origin: 'https://api.criteo.com',
  segmentId: '2',
  operation: 'add' as Operation,
};
const sent = (changes: Parameters<typeof job>[0] = {}): JobSummary =>
  job({
    state: 'finished',
    operation: 'add',
    report: { sent: 10, accepted: 10, unsent: 0 },
    ...changes,
  });
const found = (jobs: JobSummary[], file: Partial<typeof FILE> = {}): string | undefined =>
  findSentBefore(jobs, { ...FILE, ...file }, INTO)?.jobId;

describe('an upload of the same file before', () => {
  it('is the newest one to this segment, with its time', () => {
    const newest = sent({ jobId: 'new' });
    const older = sent({ jobId: 'old', startedAt: '2026-11-25T09:10:00Z' });
    assert.deepEqual(findSentBefore([newest, older], FILE, INTO), {
      jobId: 'new',
      at: at('09:52:00'),
    });
    assert.equal(found([]), undefined);
  });

  it('is none with another operation, to another segment, or to another API', () => {
    const { target } = sent();
    assert.equal(found([sent({ operation: 'remove' })]), undefined);
    assert.equal(found([sent({ target: { ...target, segmentId: '3' } })]), undefined);
    assert.equal(found([sent({ target: { ...target, origin: 'http://127.0.0.1' } })]), undefined);
  });

  it('is none of another file, or of a file that has changed since', () => {
    assert.equal(found([sent()], { uri: 'file:///work/other.csv' }), undefined);
    assert.equal(found([sent()], { size: 2 }), undefined);
    assert.equal(found([sent()], { modifiedAt: at('09:52:01') }), undefined);
    assert.equal(found([sent()], { modifiedAt: undefined }), undefined, 'of an unknown time');
    assert.equal(found([sent()], { modifiedAt: at('09:52:00') }), 'j');
  });

  it('is none that sent nothing or never began', () => {
    const none = { sent: 0, accepted: 0, unsent: 10 };
    assert.equal(found([sent({ report: none })]), undefined);
    assert.equal(found([{ ...sent(), report: undefined }]), undefined);
    assert.equal(found([sent({ startedAt: undefined })]), undefined);
    const cleared = { ...none, cleared: '2026-11-25T09:52:10Z' };
    assert.equal(found([sent({ report: cleared }), sent({ jobId: 'old' })]), 'j');
  });
});
