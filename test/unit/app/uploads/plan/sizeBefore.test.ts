import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { limitsOf } from '../../../../../src/app/uploads/choices';
import { jobView } from '../../../../../src/app/uploads/page/jobPageFacts';
import { jobSizeSection } from '../../../../../src/app/uploads/page/jobSize';
import { draftSizeSection } from '../../../../../src/app/uploads/page/sizeChange';
import {
  changeOfPlan,
  sentFromHere,
  sizeBefore,
  sizeBeforeJob,
} from '../../../../../src/app/uploads/plan/sizeBefore';
import { configureFormat } from '../../../../../src/common/format';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import { segmentSize } from '../../../../../src/upload/segmentSize';
import type { Operation, Plan, UploadOptions } from '../../../../../src/upload/uploadTypes';
import { at, job, NAMES } from '../page/jobs';
import { REMOVED, smallUpdatePlan } from '../update/smallUpdates';
import { plan, view } from './plans';

const TARGET = job().target;

/** An upload of 900 rows that began at that time and took a minute. */
function upload(jobId: string, time: string, changes: Parameters<typeof job>[0] = {}): JobSummary {
  const { report, ...more } = changes;
  return job({
    jobId,
    state: 'finished',
    startedAt: new Date(at(time)).toISOString(),
    distinct: 900,
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
  sentFromHere(...args).changes.map(
    ({ operation, effect: { clears, least, added, removed }, content }) =>
      [
        operation,
        ...(clears ? ['clears'] : []),
        `${least}..`,
        `+${added}`,
        `−${removed.least}..${removed.most}`,
        ...(content === undefined ? [] : ['whole']),
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
      'remove 0.. +0 −500..580',
      'replace clears 500.. +580 −0..0',
      'replace 500.. +580 −0..Infinity',
      'update 900.. +40 −85..170 whole',
    ]);
  });

  it('counts of rows that may be sent twice what is certain', () => {
    const one = (more: Parameters<typeof upload>[2]) =>
      changes([upload('a', '09:00:00', more)], [], TARGET);
    assert.deepEqual(one({ distinct: 700 }), ['add 700.. +900 −0..0 whole']);
    assert.deepEqual(one({ distinct: undefined }), ['add 0.. +900 −0..0 whole']);
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
    assert.deepEqual(changes(jobs, entries, TARGET, jobs[0]), all, 'before that upload');
  });
});

describe('the size of a segment before an upload', () => {
  before(() => configureFormat('en', 'UTC'));

  const earlier = upload('a', '09:30:00');
  const update = upload('b', '09:52:00', {
    operation: 'update',
    report: {
      ...{ rows: 940, sent: 940, accepted: 940, unchanged: 900 },
      removed: { ...REMOVED, rows: 0 },
    },
  });
  const NOW = at('09:52:00');

  it('is the same in its plan and its report, with what Criteo hasn’t computed', () => {
    const listReading = { at: NOW, identifiers: 0 };
    const { counts } = smallUpdatePlan().update ?? {};
    const planned = smallUpdatePlan(
      { identifiers: 0, ...(counts && { counts: { ...counts, removed: 0 } }) },
      {
        listReading,
        previous: {
          ...{ jobId: 'a', operation: 'add', distinct: 900, accepted: 900 },
          ...{ finishedAt: '2026-11-25T09:31:00Z', sizeBefore: 0, fingerprint: 'a', byForm: {} },
        },
      },
    );
    const before = draftSizeSection(
      { step: { kind: 'checking' }, choices: { files: [] }, limits: limitsOf({}), now: NOW },
      view({ plan: planned, reading: listReading, now: NOW }),
    );
    const reported = jobSizeSection(
      jobView({
        ...{ job: update, plan: planned, requests: [], names: NAMES, readings: [], unnamed: 0 },
        sent: sentFromHere([update, earlier], [], TARGET, update),
        now: at('09:53:00'),
      }),
    );
    for (const size of [before, reported])
      assert.deepEqual([size?.before, size?.qualifier, size?.after], ['900', 'about', '940']);
  });

  it('has a range by all that was sent, and is known if it was read for the upload', () => {
    const sent = sentFromHere([update, earlier], [], TARGET, update);
    const { known, atLeast, atMost, read, pending } = sizeBeforeJob(update, undefined, sent);
    assert.deepEqual(
      [known, atLeast, atMost, read, pending],
      [true, 900, 900, { identifiers: 0, at: NOW }, { added: 900, removed: 0 }],
    );
    const unread = sizeBeforeJob({ ...update, readings: [] }, undefined, sent);
    assert.deepEqual([unread.known, unread.atLeast, unread.atMost], [false, 900, Infinity]);
    const reading = { identifiers: 5000, at: at('09:51:00') };
    const of = (more: Parameters<typeof view>[0]) => {
      const size = sizeBefore(view({ sent: sent.changes, now: NOW, ...more }));
      return [size.known, size.atLeast, size.atMost];
    };
    assert.deepEqual(of({ reading }), [false, 5000, 5900]);
    assert.deepEqual(of({ plan: plan({ listReading: reading }), reading }), [true, 5000, 5900]);
  });

  it('and after it is a range, too: of an undo, what it had before the upload, or less', () => {
    const read = { identifiers: 5000, at: at('09:51:00') };
    const after = (
      operation: Operation,
      done: JobSummary[],
      changed: Partial<Plan> = {},
      more: Partial<UploadOptions> = {},
    ): number[] => {
      const planned = plan({ good: 600, distinct: 600, ...changed }, { operation, ...more });
      const sent = sentFromHere(done, [], TARGET).changes;
      const facts = view({ plan: planned, sent, now: NOW });
      const { atLeast, atMost } = segmentSize({
        ...{ read, isCurrent: false, now: NOW },
        changes: [...sent, changeOfPlan(facts)],
      });
      return [atLeast, atMost];
    };
    assert.deepEqual(after('add', [earlier]), [5000, 6500]);
    assert.deepEqual(after('add', [earlier], { fingerprint: 'a' }), [5000, 5900], 'sent before');
    assert.deepEqual(after('replace', [earlier]), [600, 600]);
    assert.deepEqual(after('remove', [earlier], { byForm: { plain: 600 } }), [4400, 5900]);
    const undo = { distinct: 900, good: 900 };
    assert.deepEqual(after('remove', [earlier], undo, { undoes: 'a' }), [4100, 5000]);
    const people = smallUpdatePlan().update;
    assert.deepEqual(
      after('update', [], { good: 940, distinct: 940, update: people }),
      [4830, 4955],
    );
  });

  it('counts the last upload that finished, unless something else came after it', () => {
    const failed = upload('c', '09:40:00', { state: 'failed', report: { state: 'failed' } });
    const { last } = sentFromHere([update, failed, earlier], [], TARGET, update);
    assert.deepEqual(last, {
      finishedAt: '2026-11-25T09:31:00.000Z',
      operation: 'add',
      distinct: 900,
      removed: undefined,
      sizeBefore: 0,
      changedSince: true,
    });
    assert.equal(sentFromHere([earlier], [], TARGET).last?.changedSince, undefined);
    assert.equal(sentFromHere([update], [], TARGET, update).last, undefined);
  });
});
