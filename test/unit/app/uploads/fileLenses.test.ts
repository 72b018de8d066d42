import assert from 'node:assert/strict';
import {
  fileLenses,
  lastUploadOf,
  type FileFigures,
  type KnownFile,
} from '../../../../src/app/uploads/fileLenses';
import { OutsideText } from '../../../../src/common/outsideText';
import type { JobSummary } from '../../../../src/upload/jobTypes';
import { job, report as reportOf } from './page/jobs';

const NOW = new Date(2026, 10, 28, 13, 30).getTime();
const CRM = OutsideText.name('CRM Users 2025');
const titles = (known: Partial<KnownFile>): string[] =>
  fileLenses({ isChecked: false, now: NOW, ...known }).map(({ title }) => title);
const actions = (known: Partial<KnownFile>): (string | undefined)[] =>
  fileLenses({ isChecked: false, now: NOW, ...known }).map(({ action }) => action);
const found = (valid: number, problems = 0, fixable = 0): { figures: FileFigures } => ({
  figures: { valid, problems, fixable },
});

describe('the lenses of a file', () => {
  it('are none for a file that no segment and no check is known of', () => {
    assert.deepEqual(titles({}), []);
  });

  it('offer a check and an upload to the segment that such files go to', () => {
    assert.deepEqual(titles({ segment: CRM }), ['Check', 'Upload to CRM Users 2025']);
    assert.deepEqual(actions({ segment: CRM }), ['check', 'upload']);
  });

  it('say so where such files are removed', () => {
    const known = { segment: CRM, operation: 'remove' } as const;
    assert.deepEqual(titles(known), ['Check', 'Remove from CRM Users 2025']);
    assert.deepEqual(titles({ ...known, operation: 'update' }), ['Check', 'Update CRM Users 2025']);
    assert.deepEqual(titles({ ...known, operation: 'replace' }), [
      'Check',
      'Upload to CRM Users 2025',
    ]);
  });

  it('have the figures of the last check, each with what it leads to', () => {
    const known = { isChecked: true, ...found(600, 12, 8) };
    assert.deepEqual(titles(known), ['600 valid, 12 problems', 'Fix 8', 'Upload…']);
    assert.deepEqual(actions(known), ['showProblems', 'fixAll', 'upload']);
    assert.deepEqual(titles({ ...known, segment: CRM, operation: 'update' }), [
      '600 valid, 12 problems',
      'Fix 8',
      'Update CRM Users 2025',
    ]);
  });

  it('offer no fix where there is nothing to fix, and lead to the check without problems', () => {
    assert.deepEqual(titles(found(600, 12)), ['600 valid, 12 problems', 'Upload…']);
    assert.deepEqual(titles(found(600)), ['600 valid', 'Upload…']);
    assert.deepEqual(actions(found(600)), ['check', 'upload']);
  });

  it('use the singular and separators', () => {
    assert.deepEqual(titles(found(1, 1, 1)), ['1 valid, 1 problem', 'Fix 1', 'Upload…']);
    assert.deepEqual(titles(found(0, 2)), ['0 valid, 2 problems', 'Upload…']);
    assert.deepEqual(titles(found(120_000, 1_234, 1_000)), [
      '120,000 valid, 1,234 problems',
      'Fix 1,000',
      'Upload…',
    ]);
  });

  it('offer the check again once the figures may no longer be true', () => {
    assert.deepEqual(titles({ isChecked: true }), ['Check', 'Upload…']);
    assert.deepEqual(titles({ isChecked: true, segment: CRM }), [
      'Check',
      'Upload to CRM Users 2025',
    ]);
  });

  describe('after an upload', () => {
    const URI = 'file:///work/crm.csv';
    const sentAt = new Date(2026, 10, 28, 13, 9);
    const sent = (changes: Partial<JobSummary> = {}): JobSummary => ({
      ...job({
        state: 'finished',
        resumable: false,
        report: reportOf({ state: 'finished' }),
        finishedAt: sentAt.toISOString(),
      }),
      files: [{ uri: URI, size: 12 }],
      ...changes,
    });
    const last = (...jobs: JobSummary[]): Partial<KnownFile> => ({
      last: lastUploadOf(jobs, URI),
    });

    it('say when it was sent, and lead to its page', () => {
      const known = { segment: CRM, operation: 'update', ...last(sent()) } as const;
      assert.deepEqual(titles({ ...known, ...found(940) }), [
        '940 valid',
        'Update CRM Users 2025',
        'Sent 13:09',
      ]);
      assert.equal(actions(known).at(-1), 'openUpload');
      assert.deepEqual(titles(last(sent())), ['Check', 'Upload…', 'Sent 13:09']);
      const changed = { ...known, hasChanged: true };
      assert.deepEqual(titles(changed), [
        'Check',
        'Update CRM Users 2025',
        'Sent 13:09, changed since',
      ]);
      assert.match(titles({ ...known, now: NOW + 48 * 3600_000 })[2], /^Sent .*Nov 28/);
    });

    it('say how far it is, and that it was undone', () => {
      const ends = (changes: Partial<JobSummary>): string | undefined =>
        titles(last(sent(changes)))[2];
      assert.equal(ends({ state: 'running', finishedAt: undefined }), 'Sending');
      assert.equal(ends({ undoes: 'x' }), 'Undone, 13:09');
      const { report } = sent();
      assert.ok(report);
      const failed = { state: 'failed', report: { ...report, sent: 7 } } as const;
      assert.equal(ends(failed), 'Not sent completely');
      assert.equal(ends({ ...failed, report: { ...report, sent: 0 } }), undefined);
      assert.equal(ends({ state: 'planned' }), undefined);
    });

    it('say that it is paused or waits', () => {
      const ends = (changes: Partial<JobSummary>): string | undefined =>
        titles(last(sent({ finishedAt: undefined, ...changes })))[2];
      assert.equal(ends({ state: 'paused' }), 'Paused');
      assert.equal(ends({ state: 'queued' }), 'Waiting');
      const queued = job({ state: 'paused', progress: { wait: 'queue' } });
      assert.equal(ends({ ...queued, files: sent().files }), 'Waiting');
    });

    describe('once there was another', () => {
      const to = (segmentId: string): JobSummary['target'] => ({ ...sent().target, segmentId });
      const first = sent({ jobId: '1' });
      const second = (changes: Partial<JobSummary> = {}): JobSummary =>
        sent({
          jobId: '2',
          plannedAt: '2026-11-28T14:00:00Z',
          finishedAt: new Date(2026, 10, 28, 13, 20).toISOString(),
          ...changes,
        });
      const said = (...jobs: JobSummary[]): string | undefined => titles(last(...jobs))[2];

      it('say nothing of one that was cancelled before it sent anything', () => {
        const nothing = { state: 'cancelled', report: reportOf({ sent: 0 }) } as const;
        assert.equal(said(first, second(nothing)), 'Sent 13:09');
        assert.equal(said(first, second({ ...nothing, undoes: '1' })), 'Sent 13:09');
        const part = { state: 'cancelled', report: reportOf({ sent: 7 }) } as const;
        assert.equal(said(first, second(part)), 'Not sent completely');
        const cleared = reportOf({ sent: 7, cleared: '2026-11-28T14:00:00Z' });
        assert.equal(said(first, second({ ...part, report: cleared })), 'Not sent completely');
        assert.equal(said(first, second()), 'Sent 13:20');
      });

      it('say that it was undone only if it is in no segment any more', () => {
        const batch = ['1', 'other'];
        const [one, other] = [
          { ...first, batch },
          sent({ jobId: 'other', batch, target: to('other') }),
        ];
        const undo = second({ undoes: '1' });
        assert.equal(said(one, other, undo), 'Sent 13:09');
        const undoOther = second({ jobId: '3', undoes: 'other', target: to('other') });
        assert.equal(said(one, other, undo, undoOther), 'Undone, 13:20');
        // Each was sent by itself, and one twice.
        assert.equal(said(first, sent({ jobId: 'o', target: to('other') }), undo), 'Sent 13:09');
        const again = sent({ jobId: 'again', plannedAt: '2026-11-28T13:00:00Z' });
        assert.equal(said(first, again, second({ undoes: 'again' })), 'Undone, 13:20');
        const afterwards = second({ jobId: '4', plannedAt: '2026-11-28T15:00:00Z' });
        assert.equal(said(first, undo, afterwards), 'Sent 13:20');
        assert.equal(said(first, { ...undo, state: 'running' }), 'Sending');
      });
    });

    it('are about the newest upload of the file, with all that was sent with it', () => {
      const [first, second] = ['1', '2'].map((jobId) => sent({ jobId, batch: ['1', '2'] }));
      const other = sent({ jobId: '3', files: [{ uri: 'file:///work/b.csv', size: 1 }] });
      const old = sent({ jobId: '4', plannedAt: '2026-01-01T00:00:00Z' });
      const found = lastUploadOf([old, other, first, second], URI);
      assert.deepEqual(
        found?.jobs.map(({ jobId }) => jobId),
        ['1', '2'],
      );
      assert.deepEqual([found.size, found.checkedAt], [12, Date.parse(first.plannedAt)]);
      assert.equal(lastUploadOf([other], URI), undefined);
    });
  });

  it('show a name as plain text: no icon, no line break, and not all of a long one', () => {
    const hostile = OutsideText.name(`$(trash) a\nb\u202e${'x'.repeat(5000)}`);
    const [, upload] = titles({ segment: hostile });
    assert.match(upload, /^Upload to \\\$\(trash\) a bx+/);
    assert.ok(upload.length < 400);
  });
});
