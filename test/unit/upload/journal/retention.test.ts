import assert from 'node:assert/strict';
import type { JobState } from '../../../../src/upload/jobTypes';
import { expiredJobs } from '../../../../src/upload/journal/retention';

const DAY = 24 * 3_600_000;
const NOW = 1_000 * DAY;

/** As many jobs, newest first, all of the same age. */
function jobs(count: number, state: JobState, days: number, resumable = false, elsewhere = false) {
  const plannedAt = new Date(NOW - days * DAY).toISOString();
  return Array.from({ length: count }, (_, i) => ({
    jobId: `${state}${i}`,
    state,
    plannedAt,
    resumable,
    elsewhere,
  }));
}

describe('upload: which jobs are not kept', () => {
  const yes = (): boolean => true;
  const no = (): boolean => false;

  it('plans that nobody will start, or has not for a week', () => {
    assert.deepEqual(expiredJobs(jobs(1, 'planned', 6), NOW, yes, no), []);
    assert.deepEqual(expiredJobs(jobs(1, 'planned', 8), NOW, yes, no), ['planned0']);
    assert.deepEqual(expiredJobs(jobs(1, 'planned', 0), NOW, no, no), ['planned0']);
  });

  it('finished ones beyond the newest fifty', () => {
    assert.deepEqual(expiredJobs(jobs(51, 'finished', 300), NOW, yes, yes), ['finished50']);
  });

  it('those that changed no list beyond the newest fifty, or after a week', () => {
    assert.deepEqual(expiredJobs(jobs(51, 'failed', 6), NOW, yes, no), ['failed50']);
    assert.deepEqual(expiredJobs(jobs(1, 'cancelled', 8), NOW, yes, no), ['cancelled0']);
  });

  it('those that left a list half done beyond the newest fifty, after ninety days', () => {
    assert.deepEqual(expiredJobs(jobs(51, 'failed', 89), NOW, yes, yes), []);
    assert.deepEqual(expiredJobs(jobs(51, 'failed', 91), NOW, yes, yes), ['failed50']);
    assert.deepEqual(expiredJobs(jobs(51, 'finished', 91, true), NOW, yes, yes), ['finished50']);
  });

  it('none that is under way, in whichever window', () => {
    const underWay = [
      ...jobs(60, 'running', 300),
      ...jobs(60, 'queued', 300),
      ...jobs(60, 'finished', 300, false, true),
    ];
    assert.deepEqual(expiredJobs(underWay, NOW, no, no), []);
  });
});
