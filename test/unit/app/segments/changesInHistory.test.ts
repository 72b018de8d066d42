import assert from 'node:assert/strict';
import { changesInHistory } from '../../../../src/app/segments/changesInHistory';
import type { HistoryEntry } from '../../../../src/app/segments/history';

describe('what changed a segment by its history', () => {
  const upload = (
    at: number,
    accepted: number,
    more: Partial<HistoryEntry> = {},
  ): HistoryEntry => ({
    kind: 'upload',
    at,
    operation: 'add',
    accepted,
    ...more,
  });
  const changes = (...entries: HistoryEntry[]) =>
    changesInHistory(entries).map(({ operation, begin, end, effect, sent }) => [
      `${operation} ${sent} from ${begin} to ${end}`,
      `${effect.least} +${effect.added} −${effect.removed.most}`,
    ]);

  it('is every upload and clear, and no reading', () => {
    assert.deepEqual(
      changes(
        { kind: 'reading', at: 1, numberOfIdentifiers: 9 },
        upload(2, 600),
        upload(3, 37, { operation: 'remove' }),
        upload(4, 4500, { operation: 'update', added: 1200, removed: 340 }),
        { kind: 'clear', at: 5 },
        upload(6, 44, { operation: 'replace' }),
        // Of the first version.
        upload(7, 5, { operation: undefined }),
      ),
      [
        ['add 600 from 2 to 2', '600 +600 −0'],
        ['remove 37 from 3 to 3', '0 +0 −37'],
        ['update 4500 from 4 to 4', '4500 +1200 −340'],
        ['clear 0 from 5 to 5', '0 +0 −0'],
        ['replace 44 from 6 to 6', '44 +44 −0'],
        ['add 5 from 7 to 7', '5 +5 −0'],
      ],
    );
  });

  it('has those that got no answer, at most', () => {
    assert.deepEqual(
      changes(upload(1, 100, { unknown: 800 }), upload(2, 30, { operation: 'remove', unknown: 7 })),
      [
        ['add 900 from 1 to 1', '100 +900 −0'],
        ['remove 37 from 2 to 2', '0 +0 −37'],
      ],
    );
  });

  it('has an upload once that was resumed, from its first reading to its last run', () => {
    assert.deepEqual(
      changes(
        { kind: 'reading', at: 1, jobId: 'a' },
        upload(2, 500, { jobId: 'a' }),
        upload(3, 6, { jobId: 'b' }),
        { kind: 'reading', at: 4, jobId: 'a' },
        upload(5, 900, { jobId: 'a' }),
      ),
      [
        ['add 6 from 3 to 3', '6 +6 −0'],
        ['add 900 from 1 to 5', '900 +900 −0'],
      ],
    );
  });
});
