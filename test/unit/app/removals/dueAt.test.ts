import assert from 'node:assert/strict';
import { dueAt, dueOf } from '../../../../src/app/removals/dueAt';
import { FORBIDDEN, incomplete, record } from './page/removalPages';

describe('when a removal is sent again by itself', () => {
  it('is after the computation, once it has ended and nothing was in its way', () => {
    const again = incomplete();
    assert.equal(dueAt(again), Date.UTC(2026, 10, 28));
    assert.equal(dueAt({ ...again, stoppedBy: FORBIDDEN }), undefined);
    assert.equal(dueAt({ ...again, endedAt: undefined }), undefined);
    assert.equal(dueAt(record()), undefined);
  });

  it('is tried once: what fails is left to a person', () => {
    const again = incomplete();
    const [due, ...others] = dueOf([again, record()], new Set());
    assert.deepEqual([due.record, due.at, others], [again, dueAt(again), []]);
    assert.deepEqual(dueOf([again], new Set([due.key])), []);
  });
});
