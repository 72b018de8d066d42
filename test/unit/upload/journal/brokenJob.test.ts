import assert from 'node:assert/strict';
import { summarizeBrokenJob } from '../../../../src/upload/journal/brokenJob';
import type { Entry } from '../../../../src/upload/journal/journal';
import { assertHas } from '../../../support/assertHas';
import { options } from '../support/bench';
import { fileOf, storedJob } from '../support/plans';

const AT = Date.parse('2026-03-01T00:00:00Z');
const ID = `${AT.toString(36)}-01234567`;
const RUN: Entry = { t: 'run', at: AT + 1_000, owner: 'me' };
const CLEARING: Entry = { t: 'clearing', at: AT + 2_000 };

describe('summarizeBrokenJob', () => {
  it('says of what is left of an upload that it failed, and that nothing can resume it', () => {
    const summary = summarizeBrokenJob(ID, { entries: [RUN] });
    assertHas(summary, {
      jobId: ID,
      state: 'failed',
      operation: 'add',
      files: [],
      plannedAt: '2026-03-01T00:00:00.000Z',
      startedAt: '2026-03-01T00:00:01.000Z',
      resumable: false,
      elsewhere: false,
    });
    assert.equal(summary.error?.code, 'journal-broken');
    assert.ok(summary.error.message.includes(ID));
    assert.equal(summary.report, undefined);
  });

  it('shows segment, files and time of a plan that can still be read', () => {
    const job = storedJob(3, {
      jobId: ID,
      plannedAt: AT + 60_000,
      options: options({ operation: 'remove' }),
      files: [fileOf(3, { path: '/people.csv', size: 7 })],
    });
    const summary = summarizeBrokenJob(ID, { job, entries: [] });
    assertHas(summary, {
      target: job.target,
      operation: 'remove',
      files: [{ uri: 'file:///people.csv', size: 7 }],
      plannedAt: '2026-03-01T00:01:00.000Z',
      calls: 0,
    });
    assert.ok(!('startedAt' in summary));
  });

  it('says when a replace cleared the segment, or may have, also without its plan', () => {
    const of = (...entries: Entry[]): object => {
      const { operation, cleared, maybeCleared, calls } = summarizeBrokenJob(ID, {
        entries: [RUN, ...entries],
      });
      return { operation, cleared, maybeCleared, calls };
    };
    const [begun, ended] = ['2026-03-01T00:00:02.000Z', '2026-03-01T00:00:03.000Z'];
    const nothing = { operation: 'replace', cleared: undefined, maybeCleared: undefined };
    assert.deepEqual(of(CLEARING, { t: 'cleared', at: AT + 3_000, k: 2 }), {
      ...nothing,
      cleared: ended,
      calls: 2,
    });
    // Its process ended before the response.
    assert.deepEqual(of(CLEARING), { ...nothing, maybeCleared: begun, calls: 1 });
    assert.deepEqual(of(CLEARING, { t: 'uncleared', at: AT + 3_000, k: 3, lost: true }), {
      ...nothing,
      maybeCleared: begun,
      calls: 3,
    });
    assert.deepEqual(of(CLEARING, { t: 'uncleared', at: AT + 3_000, k: 1 }), {
      ...nothing,
      calls: 1,
    });
  });

  it('leaves out everything that cannot be told without the chunks', () => {
    const u = '0.given.0-3';
    const job = storedJob(3, { options: options({ operation: 'replace' }) });
    const { cleared, calls, progress, counts, error } = summarizeBrokenJob(ID, {
      job,
      entries: [
        RUN,
        { t: 'sending', u },
        { t: 'sent', u, a: 3, r: 0, x: 0, k: 1 },
        { t: 'searched', k: 5 },
        { t: 'end', at: AT + 4_000, state: 'finished' },
      ],
    });
    assert.deepEqual(
      { cleared, calls, accepted: progress.accepted, good: counts.good, error: error?.code },
      { cleared: undefined, calls: 0, accepted: 0, good: 0, error: 'journal-broken' },
    );
  });
});
