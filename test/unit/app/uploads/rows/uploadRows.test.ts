import assert from 'node:assert/strict';
import { countUnfinished, uploadRows } from '../../../../../src/app/uploads/rows/uploadRows';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import { job } from '../page/jobs';

type Changes = Parameters<typeof job>[0];

/** Given newest first. */
const rows = (...jobs: Changes[]): ReturnType<typeof uploadRows> =>
  uploadRows(jobs.map((changes, index) => job({ jobId: `j${index}`, ...changes })));
const stateOf = (changes: Changes): string => rows(changes)[0].state;
const together = (ids: string[], changes: Changes = {}): Changes[] =>
  ids.map((jobId) => ({ jobId, batch: ids, ...changes }));
const ids = (all: ReturnType<typeof uploadRows>): string[][] =>
  all.map(({ jobs }) => jobs.map(({ jobId }) => jobId));

describe('uploadRows', () => {
  it('say what each upload is doing, or how it ended', () => {
    const cleared = { operation: 'replace', cleared: '2026-11-25T09:52:00Z' } as const;
    const expected: [string, Changes][] = [
      ['running', {}],
      ['running', { progress: { wait: 'limit', stopping: 'cancelled' } }],
      ['paused', { progress: { wait: 'limit' } }],
      ['paused', { state: 'paused', progress: { wait: 'network' } }],
      ['paused', { state: 'paused', resumable: true, progress: { wait: 'signedOut' } }],
      ['waiting', { state: 'queued' }],
      ['waiting', { progress: { wait: 'queue' } }],
      ['waiting', { state: 'queued', elsewhere: true }],
      ['waiting', { state: 'planned', batch: ['j0', 'j1'] }],
      ['running', { elsewhere: true }],
      ['incomplete', { state: 'interrupted', resumable: true }],
      ['incomplete', { state: 'cancelled', resumable: true, ...cleared }],
      ['incomplete', { state: 'failed', resumable: true, ...cleared }],
      // Nothing can fill it any more: start over.
      ['failed', { state: 'failed', resumable: false, ...cleared }],
      ['cancelled', { state: 'cancelled', resumable: true }],
      ['failed', { state: 'failed', resumable: true }],
      ['done', { state: 'finished', report: { accepted: 5, sent: 5, unsent: 0 } }],
      ['partly', { state: 'finished', report: { accepted: 4, sent: 5, refused: 1 } }],
      ['partly', { state: 'finished', report: { accepted: 4, sent: 5, unknown: 1 } }],
    ];
    for (const [state, changes] of expected)
      assert.equal(stateOf(changes), state, JSON.stringify(changes));
    const unreadable: JobSummary = { ...job({ state: 'failed' }), report: undefined };
    assert.equal(uploadRows([unreadable])[0].state, 'unreadable');
  });

  it('have no plan that was never started', () => {
    assert.deepEqual(rows({ state: 'planned' }), []);
  });

  it('put what isn’t finished on top, and then the newest', () => {
    const done = { state: 'finished', report: { sent: 5, accepted: 5, unsent: 0 } } as const;
    const all = rows(
      done,
      { state: 'cancelled', resumable: true },
      { state: 'queued' },
      { state: 'failed', resumable: true },
      done,
      { state: 'failed' },
      { state: 'interrupted', resumable: true },
      { state: 'paused', progress: { wait: 'network' } },
      {},
    );
    assert.deepEqual(
      all.map(({ state }) => state),
      [
        'paused',
        'running',
        'failed',
        'incomplete',
        'waiting',
        'done',
        'cancelled',
        'done',
        'failed',
      ],
    );
    assert.deepEqual(ids(all).flat(), ['j7', 'j8', 'j3', 'j6', 'j2', 'j0', 'j1', 'j4', 'j5']);
    assert.equal(countUnfinished(all), 6, 'a cancelled one can be resumed');
  });

  it('are one for a file that was sent to several segments together', () => {
    const [a, b, c] = together(['a', 'b', 'c'], { state: 'finished', operation: 'remove' });
    assert.deepEqual(ids(rows(c, { jobId: 'x' }, a, b)), [['x'], ['a', 'b', 'c']]);
  });

  it('are apart for other files, another operation, and uploads of another time', () => {
    const [a, b, c] = together(['a', 'b', 'c'], { state: 'finished' });
    const other = { ...b, files: [{ uri: 'file:///work/other.csv', size: 1 }] };
    assert.deepEqual(ids(rows(a, other, c)), [['a', 'c'], ['b']]);
    assert.deepEqual(ids(rows(a, { ...b, operation: 'remove' })), [['a'], ['b']]);
    assert.deepEqual(ids(rows(a, { ...b, batch: ['b', 'z'] })), [['a'], ['b']]);
    assert.deepEqual(ids(rows(a)), [['a']], 'the records of the others were deleted');
  });

  it('say what needs attention most among several', () => {
    const stateOfAll = (...all: Changes[]): string =>
      rows(...together(all.map((_, n) => `${n}`)).map((one, n) => ({ ...one, ...all[n] })))[0]
        .state;
    const done = { state: 'finished', report: { sent: 5, accepted: 5, unsent: 0 } } as const;
    const waiting = { state: 'planned' } as const;
    assert.equal(stateOfAll(done, {}, waiting), 'running');
    assert.equal(stateOfAll(done, waiting), 'running', 'between two');
    assert.equal(stateOfAll(waiting, waiting), 'waiting');
    assert.equal(stateOfAll(done, { progress: { wait: 'network' } }, waiting), 'paused');
    const cutOff = { state: 'interrupted', resumable: true } as const;
    assert.equal(stateOfAll(done, { state: 'cancelled', resumable: true }, cutOff), 'incomplete');
    assert.equal(stateOfAll(done, { state: 'failed' }), 'failed');
    const partly = { state: 'finished', report: { refused: 1 } } as const;
    assert.equal(stateOfAll(done, partly, done), 'partly');
  });

  it('count several that belong together once', () => {
    const cut = together(['a', 'b'], { state: 'interrupted', resumable: true });
    assert.equal(countUnfinished(rows(...cut, { state: 'finished' })), 1);
    assert.equal(countUnfinished(rows()), 0);
  });
});
