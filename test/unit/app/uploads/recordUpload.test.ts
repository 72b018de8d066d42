import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import { recordUpload } from '../../../../src/app/uploads/recordUpload';
import type { JobSummary, Report } from '../../../../src/upload/jobTypes';
import { withSides } from '../../../support/withSides';

const account = { key: 'k' } as AccountHandle;
const FINISHED = '2026-03-04T09:00:00Z';
const report = (changes: Partial<Report>): Report =>
  withSides({
    jobId: 'j',
    segmentId: '7',
    operation: 'add',
    sent: 10,
    accepted: 9,
    refused: 1,
    finishedAt: FINISHED,
    ...changes,
  } as Report);
const reading = (at: number): JobSummary['readings'][number] => ({
  at,
  when: 'before',
  numberOfIdentifiers: at,
});

describe('what is noted of an upload', () => {
  /** What came into the history, and when the upload was that is read again later. */
  const noted = async (
    changes: Partial<Report>,
    readings: JobSummary['readings'] = [],
    before: HistoryEntry[] = [],
    removal?: string,
  ): Promise<{ added: HistoryEntry[]; scheduled: number[] }> => {
    const added: HistoryEntry[] = [];
    const scheduled: number[] = [];
    await recordUpload(
      account,
      report(changes),
      readings,
      {
        of: () => Promise.resolve(before),
        add: (_, id, entry) => Promise.resolve(void (assert.equal(id, '7'), added.push(entry))),
      },
      { add: (_, __, at) => Promise.resolve(void scheduled.push(at)) },
      removal,
    );
    return { added, scheduled };
  };

  it('is what it did to the list, and when it is read again', async () => {
    const at = Date.parse(FINISHED);
    assert.deepEqual(await noted({}), {
      added: [{ kind: 'upload', at, operation: 'add', accepted: 9, jobId: 'j' }],
      scheduled: [at],
    });
  });

  it('is the removal that it was part of', async () => {
    const { added } = await noted({ operation: 'remove' }, [], [], 'R-1');
    assert.deepEqual(
      added.map((entry) => [entry.operation, entry.removal]),
      [['remove', 'R-1']],
    );
  });

  it('is how many got no answer, too', async () => {
    const { added } = await noted({ unknown: 4 });
    assert.deepEqual(
      added.map(({ accepted, unknown }) => [accepted, unknown]),
      [[9, 4]],
    );
  });

  it('is who an Update added, and who it removed', async () => {
    const removed = { rows: 3, sent: 6, accepted: 6, refused: 0, unknown: 0, unsent: 0 };
    const { added } = await noted({ operation: 'update', unchanged: 4, removed });
    assert.deepEqual(
      added.map((entry) => [entry.operation, entry.accepted, entry.added, entry.removed]),
      [['update', 9, 5, 3]],
    );
  });

  it('is nothing of one that never touched the list', async () => {
    assert.deepEqual(await noted({ sent: 0, accepted: 0 }), { added: [], scheduled: [] });
  });

  it('has its readings, once each', async () => {
    const kept: HistoryEntry = { kind: 'reading', at: 1, numberOfIdentifiers: 1 };
    const { added } = await noted({ sent: 0 }, [reading(1), reading(2)], [kept]);
    assert.deepEqual(
      added.map(({ kind, at, numberOfIdentifiers, jobId }) => [
        kind,
        at,
        numberOfIdentifiers,
        jobId,
      ]),
      [['reading', 2, 2, 'j']],
    );
  });
});
