import assert from 'node:assert/strict';
import { segmentPage } from '../../../../../src/app/segmentPage/singleSegmentPage';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { HOUR, NOW, reading, upload, view } from '../views';

describe('what comes next for a segment', () => {
  const texts = (...entries: HistoryEntry[]): string[] | undefined =>
    segmentPage(view({ entries })).next?.items.map(
      ({ time, text, state }) => `${time} ${text} ${state}`,
    );

  it('is the way of the last change to campaigns', () => {
    assert.deepEqual(texts(upload(NOW - HOUR, 'add', 1), reading(NOW, 1)), [
      '08:50 sent past',
      '12:00 computed later',
      'about 17:00 in campaigns later',
    ]);
    assert.deepEqual(
      texts(upload(NOW - HOUR, 'add', 1), { at: NOW, kind: 'clear' })?.[0],
      '09:50 cleared past',
    );
  });

  it('is still that while it is computed and not yet in campaigns', () => {
    // Sent before the computation at 00:00, which campaigns have from about 05:00.
    const now = NOW - 6 * HOUR;
    const { next, noNext } = segmentPage(
      view({ entries: [upload(NOW - 11 * HOUR, 'add', 1)], now }),
    );
    assert.deepEqual(
      next?.items.map(({ state }) => state),
      ['past', 'past', 'later'],
    );
    assert.equal(noNext, undefined);
  });

  it('is nothing after that, or without a change', () => {
    for (const entries of [[], [reading(NOW, 1)], [upload(NOW - 11 * HOUR, 'add', 1)]]) {
      const { next, noNext } = segmentPage(view({ entries }));
      assert.equal(next, undefined);
      assert.equal(
        noNext?.text,
        'Nothing is waiting. Criteo computes audiences at 00:00 and 12:00 UTC.',
      );
    }
  });
});
