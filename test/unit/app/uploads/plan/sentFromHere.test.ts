import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import {
  changeOfPlan,
  sentBefore,
  sentFromHere,
  sizesOfJob,
  sizesOfPlan,
} from '../../../../../src/app/uploads/plan/sentFromHere';
import { factsOfPlan } from '../../../../../src/app/uploads/plan/sizeBefore';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import { segmentSize } from '../../../../../src/upload/segmentSize';
import type { Operation, Plan, UploadOptions } from '../../../../../src/upload/uploadTypes';
import { at, job } from '../page/jobs';
import { REMOVED, smallUpdatePlan } from '../update/smallUpdates';
import { plan } from './plans';

const TARGET = job().target;

/** An upload of 900 rows that began at that time and took a minute. */
function upload(jobId: string, time: string, changes: Parameters<typeof job>[0] = {}): JobSummary {
  const { report, ...more } = changes;
  return job({
    jobId,
    state: 'finished',
    startedAt: new Date(at(time)).toISOString(),
    fingerprint: jobId,
    readings: [{ when: 'before', at: at(time), numberOfIdentifiers: 0 }],
    ...more,
    report: {
      state: 'finished',
      finishedAt: new Date(at(time) + 60_000).toISOString(),
      ...{ rows: 900, sent: 900, accepted: 900, unsent: 0 },
      ...report,
    },
  });
}

/** `add +900 −0` for each. */
const changes = (...args: Parameters<typeof sentFromHere>): string[] =>
  sentFromHere(...args).map(({ operation, effect: { clears, least, added, removed }, content }) =>
    [
      operation,
      ...(clears ? ['clears'] : []),
      `${least}..`,
      `+${added}`,
      `−${removed.least}..${removed.most}`,
      ...(content && content.unsent + content.unanswered === 0 ? ['whole'] : []),
    ].join(' '),
  );

describe('what was sent to a segment from here', () => {
  it('is what its uploads changed or may have, oldest first', () => {
    const other = { target: { ...TARGET, segmentId: '3' } };
    const part = { sent: 600, accepted: 500, refused: 20, unknown: 80, unsent: 300 };
    const jobs = [
      upload('f', '09:50:00', {
        operation: 'update',
        report: { unchanged: 860, removed: REMOVED },
      }),
      upload('e', '09:40:00', { operation: 'replace', report: part }),
      upload('d', '09:30:00', {
        operation: 'replace',
        cleared: '2026-11-25T09:30:00Z',
        state: 'failed',
        report: part,
      }),
      upload('c', '09:20:00', { ...other }),
      upload('b', '09:10:00', { operation: 'remove', undoes: 'a', report: part }),
      upload('a', '09:00:00', {}),
      upload('0', '08:00:00', { report: { sent: 0, accepted: 0, unsent: 900 } }),
    ];
    assert.deepEqual(changes(jobs, [], TARGET), [
      'add 900.. +900 −0..0 whole',
      'remove 0.. +0 −0..580',
      'replace clears 500.. +580 −0..0',
      'replace 500.. +580 −0..Infinity',
      'update 900.. +40 −85..170 whole',
    ]);
  });

  it('counts of rows that may be sent twice what is certain', () => {
    const one = (more: Parameters<typeof upload>[2]) =>
      changes([upload('a', '09:00:00', more)], [], TARGET);
    assert.deepEqual(one({ sendsDuplicates: true }), ['add 0.. +900 −0..0 whole']);
    const cleared = { code: 'list-emptied', message: '', source: 'tool' as const };
    assert.deepEqual(one({ state: 'failed', error: { ...cleared, operation: 'upload' } }), [
      'add 0.. +900 −0..0',
    ]);
    const forms = [{ form: 'md5' as const, sent: 900, accepted: 890, refused: 4, unknown: 6 }];
    assert.deepEqual(one({ operation: 'remove', report: { forms } }), ['remove 0.. +0 −0..1796']);
  });

  it('is in the history where there is no record any more', () => {
    const entries: HistoryEntry[] = [
      { kind: 'upload', at: at('08:01:00'), operation: 'add', accepted: 5, jobId: 'gone' },
      { kind: 'clear', at: at('08:30:00') },
      { kind: 'upload', at: at('09:01:00'), operation: 'add', accepted: 900, jobId: 'a' },
    ];
    const jobs = [upload('b', '09:10:00'), upload('a', '09:00:00')];
    const all = ['add 5.. +5 −0..0', 'clear clears 0.. +0 −0..0', 'add 900.. +900 −0..0 whole'];
    assert.deepEqual(changes(jobs, entries, TARGET), [...all, 'add 900.. +900 −0..0 whole']);
    assert.deepEqual(changes(jobs, entries, TARGET, at('09:05:00')), all, 'by then');
  });

  it('counts what was sent while a Replace was interrupted on top of it', () => {
    const replace = upload('r', '09:00:00', {
      operation: 'replace',
      cleared: '2026-11-25T09:00:01Z',
      report: { finishedAt: '2026-11-25T09:20:00Z' },
    });
    const jobs = [upload('a', '09:10:00'), replace];
    const read = { identifiers: 5000, at: at('08:30:00') };
    const { atLeast, atMost, pending } = segmentSize(
      { earlier: read, now: at('09:30:00') },
      sentFromHere(jobs, [], TARGET),
    );
    assert.deepEqual([atLeast, atMost], [900, 1800]);
    assert.deepEqual([pending.from?.atMost, pending.added], [900, 900]);
    const sizes = sizesOfJob(
      { job: replace, readings: [read], sentBefore: sentBefore(replace, jobs, []) },
      false,
    );
    assert.deepEqual([sizes.before.atMost, sizes.after], [0, { atLeast: 900, atMost: 1800 }]);
  });

  it('counts for the report of an upload what was sent while it, or the other, was interrupted', () => {
    const long = upload('a', '09:00:00', { report: { finishedAt: '2026-11-25T09:20:00Z' } });
    const jobs = [upload('c', '09:30:00'), upload('b', '09:10:00'), long];
    const readings = [{ identifiers: 5000, at: at('08:30:00') }];
    const after = (one: JobSummary) =>
      sizesOfJob({ job: one, readings, sentBefore: sentBefore(one, jobs, []) }, false).after;
    assert.deepEqual(
      jobs.map((one) => after(one).atMost),
      [2700, 1800, 1800],
    );
  });

  it('may be missing where something was removed while it was interrupted', () => {
    const long = upload('a', '09:00:00', { report: { finishedAt: '2026-11-25T09:20:00Z' } });
    const removal = upload('b', '09:10:00', { operation: 'remove' });
    const { atLeast } = segmentSize(
      { now: at('09:30:00') },
      sentFromHere([removal, long], [], TARGET),
    );
    assert.equal(atLeast, 0);
  });

  it('is sent once more if a reading is smaller than what it must have had', () => {
    const old = upload('o', '09:00:00', {
      startedAt: '2026-10-01T09:00:00Z',
      report: { finishedAt: '2026-10-01T09:01:00Z' },
    });
    const now = at('09:50:00');
    const planned = plan({ good: 900, distinct: 900, fingerprint: 'o' }, { operation: 'add' });
    const sizes = (identifiers: number) =>
      sizesOfPlan({
        plan: planned,
        reading: { identifiers, at: at('06:00:00') },
        now,
        sent: sentFromHere([old], [], TARGET),
      });
    assert.deepEqual(sizes(300).after, { atLeast: 900, atMost: 1200 });
    assert.deepEqual(sizes(300).change, { clears: false, added: 900, removed: 0 });
    assert.deepEqual(sizes(5000).after, { atLeast: 5000, atMost: 5000 });
    assert.equal(sizes(5000).change.thereSince, Date.parse('2026-10-01T09:01:00Z'));
  });

  it('is of the last upload at least what was accepted', () => {
    const now = at('09:50:00');
    const previous = {
      ...{ jobId: 'z', finishedAt: '2026-11-25T08:10:00Z', operation: 'add' as const },
      ...{ distinct: 900, accepted: 700, complete: false, fingerprint: 'f', byForm: {} },
    };
    const planned = sizesOfPlan({
      plan: plan({ good: 100, distinct: 100, previous }, { operation: 'add' }),
      reading: { identifiers: 0, at: at('08:00:00') },
      now,
    });
    assert.equal(planned.before.atLeast, 700);
  });

  it('makes the size after an upload a range: of an undo, what it had before the other, or less', () => {
    const now = at('09:52:00');
    const read = { identifiers: 5000, at: at('09:51:00') };
    const done = [upload('a', '09:30:00')];
    const after = (
      operation: Operation,
      changed: Partial<Plan> = {},
      more: Partial<UploadOptions> = {},
    ): number[] => {
      const planned = plan({ good: 600, distinct: 600, ...changed }, { operation, ...more });
      const { atLeast, atMost } = segmentSize(factsOfPlan({ plan: planned, reading: read, now }), [
        ...sentFromHere(done, [], TARGET),
        changeOfPlan(planned, now),
      ]);
      return [atLeast, atMost];
    };
    assert.deepEqual(after('add'), [5000, 6500]);
    assert.deepEqual(after('add', { fingerprint: 'a' }), [5000, 5900], 'sent before');
    assert.deepEqual(after('replace'), [600, 600]);
    assert.deepEqual(after('remove', { byForm: { plain: 600 } }), [4400, 5900]);
    const undo = { distinct: 900, good: 900 };
    assert.deepEqual(after('remove', undo, { undoes: 'a' }), [4100, 5000]);
    const { update } = smallUpdatePlan();
    assert.deepEqual(after('update', { good: 940, distinct: 940, update }), [4830, 5855]);
  });
});
