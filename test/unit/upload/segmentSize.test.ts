import assert from 'node:assert/strict';
import {
  asReading,
  countBefore,
  countedSize,
  recentReading,
} from '../../../src/upload/segmentSize';
import { OPERATIONS, type LastUpload, type Operation } from '../../../src/upload/uploadTypes';

const HOUR = 3_600_000;

describe('the size that safety checks count with', () => {
  const NOW = Date.parse('2026-05-04T12:00:00Z');
  const last = (more: Partial<LastUpload> = {}): LastUpload => ({
    jobId: 'abc-01234567',
    finishedAt: new Date(NOW - HOUR).toISOString(),
    operation: 'add',
    distinct: 500,
    accepted: 500,
    fingerprint: '',
    byForm: {},
    ...more,
  });

  /** Before a replace, unless told otherwise. `identifiers`: read for it; `earlier`: read before. */
  const sizeOf = (
    {
      last: of,
      identifiers,
      earlier,
      now,
    }: { last?: LastUpload; identifiers?: number; earlier?: number; now: number },
    operation: Operation = 'replace',
  ) => {
    const isCurrent = identifiers !== undefined;
    const read = asReading({ at: now, identifiers: identifiers ?? earlier });
    const size = countedSize({ read, isCurrent, last: of, now });
    return { atLeast: countBefore(size, operation), known: size.known };
  };

  it('is what was read, else at least what was read before', () => {
    assert.deepEqual(sizeOf({ identifiers: 10, earlier: 99, now: NOW }), {
      atLeast: 10,
      known: true,
    });
    assert.deepEqual(sizeOf({ earlier: 99, now: NOW }), { atLeast: 99, known: false });
    assert.deepEqual(sizeOf({ now: NOW }), { atLeast: 0, known: false });
  });

  it('is at least what was added', () => {
    assert.deepEqual(sizeOf({ last: last(), identifiers: 10, now: NOW }), {
      atLeast: 500,
      known: true,
    });
    assert.deepEqual(sizeOf({ last: last(), now: NOW }), { atLeast: 500, known: false });
  });

  it('is not told by a removal', () => {
    const removal = last({ operation: 'remove' });
    assert.deepEqual(sizeOf({ last: removal, identifiers: 10, now: NOW }), {
      atLeast: 10,
      known: true,
    });
  });

  it('is what a replace put there while Criteo reports what it did before', () => {
    const replace = last({ operation: 'replace', distinct: 20, sizeBefore: 900 });
    const at = (hours: number, identifiers?: number) =>
      sizeOf({ last: replace, identifiers, now: Date.parse(replace.finishedAt) + hours * HOUR });
    const own = { atLeast: 20, known: true };
    // From 11:00: the next computation is at 12:00, and what it found counts from 17:00.
    assert.deepEqual(at(0.5, 900), own);
    assert.deepEqual(at(5.9, 900), own);
    assert.deepEqual(at(6, 900), { atLeast: 900, known: true }, 'it has been computed');
    for (const hours of [0.5, 5.9, 6]) {
      const moved = { atLeast: 100_010, known: true };
      assert.deepEqual(at(hours, 100_010), moved, 'something else has changed it');
      assert.deepEqual(at(hours, 5), own, 'the larger of both');
    }
    assert.deepEqual(at(0.9), own, 'nothing can have been computed');
    assert.deepEqual(at(1), { ...own, known: false });
    const changed = { ...replace, changedSince: true as const };
    assert.deepEqual(sizeOf({ last: changed, identifiers: 900, now: NOW }).atLeast, 900);
    const unread = { ...replace, sizeBefore: undefined };
    assert.deepEqual(sizeOf({ last: unread, identifiers: 900, now: NOW }).atLeast, 900);
  });

  it('before a removal counts as what it has at least', () => {
    const read = { identifiers: 900, now: NOW };
    const before = (from: LastUpload) => sizeOf({ last: from, ...read }, 'remove');
    assert.deepEqual(before(last()), { atLeast: 900, known: true });
    assert.deepEqual(before(last({ distinct: 2_000 })), { atLeast: 2_000, known: true });
    const replace = last({ operation: 'replace', sizeBefore: 900 });
    assert.deepEqual(before(replace), { atLeast: 500, known: true });
    const removal = last({ operation: 'remove' });
    assert.deepEqual(before(removal), { atLeast: 400, known: true }, 'it may still be counted');
    assert.deepEqual(before(last({ operation: 'remove', distinct: 2_000 })).atLeast, 0);
    // What was uploaded before that may be gone by now.
    for (const operation of OPERATIONS)
      for (const older of [
        last({ operation, distinct: 2_000, changedSince: true }),
        last({ operation, distinct: 2_000, finishedAt: new Date(NOW - 17 * HOUR).toISOString() }),
      ])
        assert.deepEqual(before(older), { atLeast: 900, known: true });
    assert.deepEqual(sizeOf({ last: last(), now: NOW }, 'remove'), { atLeast: 500, known: false });
  });

  it('read while the file was checked holds for twelve hours', () => {
    assert.equal(recentReading({ at: NOW - 12 * HOUR + 1, identifiers: 5 }, NOW)?.identifiers, 5);
    assert.equal(recentReading({ at: NOW - 12 * HOUR, identifiers: 5 }, NOW), undefined);
    assert.equal(recentReading({ at: NOW }, NOW), undefined);
    assert.equal(recentReading(undefined, NOW), undefined);
  });
});
