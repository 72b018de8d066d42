import assert from 'node:assert/strict';
import { dueAt, dueOf, dueText } from '../../../../src/app/removals/dueAt';
import type { Sending } from '../../../../src/app/removals/removalTypes';
import { FORBIDDEN, incomplete, OPEN, record, sent } from './page/removalPages';

describe('when a removal is sent again by itself', () => {
  const at = Date.UTC(2026, 10, 28);

  it('is after the computation', () => {
    const again = incomplete();
    assert.equal(dueAt(again), at);
    assert.equal(dueAt(record()), undefined);
    assert.deepEqual(dueOf([again, record()]), [{ record: again, at, key: `${again.id} ${at}` }]);
  });

  it('is as late where that was cut off, but what the first run left is a person’s', () => {
    const again = incomplete();
    assert.equal(dueAt({ ...again, stoppedBy: FORBIDDEN }), at);
    assert.equal(dueAt({ ...again, endedAt: undefined }), at);
    const withOne = (changes: Partial<Sending>): typeof again => {
      const [first, ...others] = again.segments;
      return { ...again, segments: [{ ...first, sendings: [sent('Email', changes)] }, ...others] };
    };
    const againAfter = new Date(at).toISOString();
    assert.equal(dueAt(withOne({ ...OPEN, againAfter })), at);
    assert.equal(dueAt(withOne(OPEN)), undefined);
  });

  it('is counted', () => {
    assert.deepEqual([1, 2].map(dueText), ['1 removal due', '2 removals due']);
  });
});
