import assert from 'node:assert/strict';
import {
  countedSize,
  effectOf,
  expectedAfter,
  readSize,
  recentReading,
  segmentSize,
  sizeAfter,
  sizeAround,
  type SizeChange,
} from '../../../src/upload/segmentSize';
import { OPERATIONS, type LastUpload, type Operation } from '../../../src/upload/uploadTypes';

const HOUR = 3_600_000;
/** A content, all of which was sent and answered. */
const SAME = { fingerprint: 'same', unsent: 0, unanswered: 0 };

describe('the size that safety checks count with', () => {
  const NOW = Date.parse('2026-05-04T12:00:00Z');
  const upload = (more: Partial<LastUpload> = {}): LastUpload => ({
    jobId: 'abc-01234567',
    finishedAt: new Date(NOW - HOUR).toISOString(),
    operation: 'add',
    distinct: 500,
    accepted: 500,
    fingerprint: '',
    byForm: {},
    complete: true,
    ...more,
  });

  /** Before a replace, unless told otherwise. `identifiers`: read for it; `earlier`: read before. */
  const sizeOf = (
    {
      last,
      identifiers,
      earlier,
      now,
    }: { last?: LastUpload; identifiers?: number; earlier?: number; now: number },
    operation: Operation = 'replace',
  ) => {
    const reading = (n: number | undefined) => readSize({ at: now, identifiers: n });
    const facts = { current: reading(identifiers), earlier: reading(earlier), last, now };
    const size = countedSize(facts, operation);
    return { atLeast: size.identifiers, known: size.known };
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
    assert.deepEqual(sizeOf({ last: upload(), identifiers: 10, now: NOW }), {
      atLeast: 500,
      known: true,
    });
    assert.deepEqual(sizeOf({ last: upload(), now: NOW }), { atLeast: 500, known: false });
  });

  it('is not told by a removal', () => {
    const removal = upload({ operation: 'remove' });
    assert.deepEqual(sizeOf({ last: removal, identifiers: 10, now: NOW }), {
      atLeast: 10,
      known: true,
    });
  });

  it('is what a replace put there while Criteo reports what it did before', () => {
    const replace = upload({ operation: 'replace', distinct: 20, sizeBefore: 900 });
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
    assert.deepEqual(before(upload()), { atLeast: 900, known: true });
    assert.deepEqual(before(upload({ distinct: 2_000 })), { atLeast: 2_000, known: true });
    const replace = upload({ operation: 'replace', sizeBefore: 900 });
    assert.deepEqual(before(replace), { atLeast: 500, known: true });
    const removal = upload({ operation: 'remove' });
    assert.deepEqual(before(removal), { atLeast: 400, known: true }, 'it may still be counted');
    assert.deepEqual(before(upload({ operation: 'remove', distinct: 2_000 })).atLeast, 0);
    // What was uploaded before that may be gone by now.
    for (const operation of OPERATIONS)
      for (const older of [
        upload({ operation, distinct: 2_000, changedSince: true }),
        upload({ operation, distinct: 2_000, finishedAt: new Date(NOW - 17 * HOUR).toISOString() }),
      ])
        assert.deepEqual(before(older), { atLeast: 900, known: true });
    assert.deepEqual(sizeOf({ last: upload(), now: NOW }, 'remove'), {
      atLeast: 500,
      known: false,
    });
  });

  it('read while the file was checked holds for twelve hours', () => {
    assert.equal(recentReading({ at: NOW - 12 * HOUR + 1, identifiers: 5 }, NOW)?.identifiers, 5);
    assert.equal(recentReading({ at: NOW - 12 * HOUR, identifiers: 5 }, NOW), undefined);
    assert.equal(recentReading({ at: NOW }, NOW), undefined);
    assert.equal(recentReading(undefined, NOW), undefined);
  });
});

describe('the size after an upload', () => {
  const range = (from: number, to: number) => ({ atLeast: from, atMost: to });
  const exactly = (n: number) => range(n, n);
  const five = exactly(5000);

  it('is a range, since what is sent may be in the segment, or not', () => {
    const update = { added: 40, removed: 85 };
    for (const [what, before, effect, after] of [
      ['add', five, effectOf('add', 600), range(5000, 5600)],
      ['add more than it has', exactly(100), effectOf('add', 600), range(600, 700)],
      ['remove', five, effectOf('remove', 600), range(4400, 5000)],
      ['remove more than it has', exactly(100), effectOf('remove', 600), range(0, 100)],
      ['update', five, effectOf('update', 940, update), range(4915, 4955)],
      ['update to more than it had', exactly(900), effectOf('update', 940, update), exactly(940)],
      ['replace', five, effectOf('replace', 600), exactly(600)],
      ['a range', range(4000, 6000), effectOf('add', 600), range(4000, 6600)],
      ['unknown', range(0, Infinity), effectOf('add', 600), range(600, Infinity)],
    ] as const)
      assert.deepEqual(sizeAfter(before, effect), after, what);
    // An undo removes at least what was added.
    const undo = { ...effectOf('remove', 600), removed: { least: 600, most: 600 } };
    assert.deepEqual(sizeAfter(sizeAfter(five, effectOf('add', 600)), undo), range(4400, 5000));
  });

  it('has one number to expect: the least of a removal, the most of any other', () => {
    const after = (operation: Operation) => {
      const change = operation === 'update' ? { added: 50, removed: 10 } : undefined;
      return expectedAfter(5000, operation, effectOf(operation, 600, change));
    };
    assert.deepEqual(OPERATIONS.map(after), [5600, 4400, 5040, 600]);
  });
});

describe('the range of the size of a segment', () => {
  const NOW = Date.parse('2026-05-04T09:50:00Z');
  const change = (
    hoursAgo: number,
    operation: SizeChange['operation'],
    identifiers: number,
    more: Partial<SizeChange> = {},
  ): SizeChange => ({
    operation,
    begin: NOW - (hoursAgo + 0.1) * HOUR,
    end: NOW - hoursAgo * HOUR,
    effect: effectOf(operation === 'clear' ? 'replace' : operation, identifiers),
    sent: operation === 'remove' ? 0 : identifiers,
    missing: 0,
    ...more,
  });
  /** Of a segment that was read an hour ago, or then. */
  const size = (
    changes: SizeChange[],
    readAt: number | undefined = NOW - HOUR,
    identifiers = 5000,
  ) => {
    const read = readSize({ at: readAt, identifiers });
    const { atLeast, atMost } = segmentSize({ earlier: read, now: NOW }, changes);
    return [atLeast, atMost];
  };
  const updated = effectOf('update', 4500, { added: 1200, removed: 340 });

  it('is the reading, with what was sent since its computation at 00:00', () => {
    assert.deepEqual(size([]), [5000, 5000]);
    assert.deepEqual(size([change(2, 'add', 600), change(0.5, 'add', 400)]), [5000, 6000]);
    assert.deepEqual(size([change(2, 'add', 600), change(0.5, 'remove', 400)]), [4600, 5600]);
    assert.deepEqual(size([change(2, 'update', 4500, { effect: updated })]), [4660, 5860]);
    assert.deepEqual(size([change(2, 'add', 9), change(1, 'replace', 600)]), [600, 600]);
    assert.deepEqual(size([change(2, 'clear', 0), change(1, 'add', 600)]), [600, 600]);
  });

  it('may have in it what was sent before a computation that may not be shown yet', () => {
    const before = (operation: Operation) => [change(11, operation, 600)];
    assert.deepEqual(size(before('add')), [5000, 5000], 'read after 05:00');
    const atThree = NOW - 7 * HOUR;
    assert.deepEqual(size(before('add'), atThree), [5000, 5600]);
    assert.deepEqual(size(before('replace'), atThree), [600, 5000]);
    assert.deepEqual(size(before('replace'), NOW - 12 * HOUR), [600, 600], 'read before it');
  });

  it('is open where the segment was never read, unless it was cleared', () => {
    const unread = (changes: SizeChange[]) => {
      const { atLeast, atMost } = segmentSize({ now: NOW }, changes);
      return [atLeast, atMost];
    };
    assert.deepEqual(unread([]), [0, Infinity]);
    assert.deepEqual(unread([change(900, 'add', 600)]), [600, Infinity]);
    assert.deepEqual(unread([change(900, 'replace', 600), change(2, 'add', 6)]), [600, 606]);
  });

  it('has the same content once, whatever was removed since', () => {
    const same = (hoursAgo: number) => change(hoursAgo, 'add', 600, { content: SAME });
    assert.deepEqual(size([same(3), same(2)]), [5000, 5600]);
    assert.deepEqual(size([same(300), same(2)]), [5000, 5000], 'it was counted long ago');
    const removal = change(2.5, 'remove', 9);
    assert.deepEqual(size([same(3), removal, same(2)]), [4991, 5600], 'it can only come back');
    assert.deepEqual(
      size([same(300), change(200, 'remove', 9), same(2)]),
      [5000, 5009],
      'the reading lacks what was removed before it',
    );
    const part = (hoursAgo: number, sent: number, unanswered = 0) =>
      change(hoursAgo, 'add', 0, {
        effect: { ...effectOf('add', sent), least: sent - unanswered },
        sent,
        missing: 600 - sent + unanswered,
        content: { fingerprint: 'same', unsent: 600 - sent, unanswered },
      });
    assert.deepEqual(size([same(3), part(2, 600, 500)]), [5000, 5600], 'cut off');
    assert.deepEqual(size([part(3, 400, 300), same(2)]), [5000, 5600], 'begun before');
    assert.deepEqual(size([part(3, 400), part(2, 100)]), [5000, 5500]);
    assert.deepEqual(size([part(300, 400, 300), same(2)]), [5000, 5500], 'those without an answer');
  });

  it('loses the same content once, unless it was added again', () => {
    const same = (hoursAgo: number) => change(hoursAgo, 'remove', 148, { content: SAME });
    assert.deepEqual(size([same(3), same(2)]), [4852, 5000]);
    assert.deepEqual(size([same(3), change(2.5, 'add', 900), same(2)]), [4852, 5900]);
    assert.deepEqual(size([same(300), same(2)]), [5000, 5000], 'the reading lacks it');
    assert.deepEqual(size([same(300), change(200, 'add', 40), same(2)]), [4960, 5000]);
    const full = change(2.5, 'add', 5900);
    assert.deepEqual(size([same(3), full, same(2)]), [5752, 10_900], 'it may all be in again');
    const half = change(3, 'remove', 74, { content: { ...SAME, unsent: Infinity } });
    assert.deepEqual(size([half, same(2)]), [4778, 5000], 'cut off');
  });

  it('counts of an update once who of its previous people may not be in', () => {
    const update = { effect: effectOf('update', 450, { added: 50, removed: 700 }) };
    const after = (neverThere?: number) =>
      size([change(3, 'add', 1000), change(2, 'update', 450, { ...update, neverThere })]);
    assert.deepEqual(after(), [4300, 5350]);
    assert.deepEqual(after(100), [4300, 5450], 'added now, or not there to remove');
    assert.deepEqual(after(5000), [4300, 6450]);
  });

  it('has everyone of an update whose previous people may have been removed', () => {
    const updates = [change(30, 'remove', 50), change(2, 'update', 4500, { effect: updated })];
    assert.deepEqual(size(updates), [4660, 5910]);
  });

  it('comes with what was sent since, without what a clear or replace took out', () => {
    const pending = (...changes: SizeChange[]) => segmentSize({ now: NOW }, changes).pending;
    const none = { from: undefined, added: 0, removed: 0, uploads: 0, isComputed: false };
    assert.deepEqual(pending(change(10, 'add', 600)), none, 'computed');
    assert.deepEqual(
      pending(
        change(3, 'add', 600, { content: SAME }),
        change(2, 'add', 600, { content: SAME }),
        change(1, 'update', 4500, { effect: updated }),
        change(0, 'remove', 37),
      ),
      { ...none, added: 1800, removed: 377, uploads: 4 },
    );
    const replace = change(2, 'replace', 600);
    const { from, ...rest } = pending(change(3, 'add', 1), replace, change(1, 'add', 6));
    assert.deepEqual(from, { atLeast: 600, atMost: 600 });
    assert.deepEqual(rest, { added: 6, removed: 0, uploads: 2, isComputed: false });
    const taken = segmentSize({ earlier: { identifiers: 30, at: NOW - HOUR }, now: NOW }, [
      change(3, 'add', 6),
      change(2, 'remove', 148),
    ]).pending;
    assert.equal(taken.removed, 36, 'no more than was in');
    const cleared = pending(change(2, 'clear', 0), change(1, 'add', 6));
    assert.deepEqual([cleared.from, cleared.uploads], [{ atLeast: 0, atMost: 0 }, 1]);
    const lost = { ...effectOf('replace', 600), least: 500 };
    const partly = pending(change(2, 'replace', 600, { effect: lost }));
    assert.deepEqual(partly.from, { atLeast: 500, atMost: 600 }, 'without an answer to all');
  });

  it('has what was sent after its reading also once that is computed, until it is read again', () => {
    const add = change(10, 'add', 600);
    const at = (hoursAgo: number) =>
      segmentSize(
        { earlier: readSize({ at: NOW - hoursAgo * HOUR, identifiers: 5000 }), now: NOW },
        [add],
      );
    const before = at(12);
    assert.deepEqual([before.pending.added, before.pending.isComputed], [600, true]);
    assert.equal(before.unsettled, undefined);
    // Read after the computation at 00:00: it may not be shown yet.
    const soon = at(9);
    assert.deepEqual([soon.pending.added, soon.unsettled?.added, soon.atMost], [0, 600, 5600]);
    const later = at(1);
    assert.deepEqual([later.pending.added, later.unsettled, later.atMost], [0, undefined, 5000]);
  });

  it('has apart what its reading may lack, unless a clear after it took that out', () => {
    const read = { identifiers: 5000, at: NOW - 9 * HOUR };
    const open = (...changes: SizeChange[]) => segmentSize({ earlier: read, now: NOW }, changes);
    const [add, replace] = [change(10, 'add', 600), change(11, 'replace', 960)];
    const exactly960 = { atLeast: 960, atMost: 960 };
    assert.deepEqual(open(change(10.5, 'remove', 400), add, change(2, 'add', 40)).unsettled, {
      ...{ from: undefined, added: 600, removed: 400, uploads: 2 },
    });
    assert.deepEqual(open(replace, add).unsettled, {
      ...{ from: exactly960, added: 600, removed: 0, uploads: 2 },
    });
    // It began before the computation, which may have its clear alone.
    const across = change(9.3, 'replace', 960, { begin: NOW - 10 * HOUR });
    assert.deepEqual(open(across).unsettled?.from, exactly960);
    assert.equal(open(across).pending.from, undefined);
    const cleared = open(add, change(2, 'clear', 0), change(1, 'add', 40));
    assert.deepEqual([cleared.unsettled, cleared.atMost], [undefined, 40]);
  });

  it('goes by the newest reading', () => {
    const [current, earlier] = [3, 1].map((hours) => readSize({ at: hours, identifiers: hours }));
    assert.equal(segmentSize({ current, earlier, now: NOW }, []).read, current);
    assert.equal(segmentSize({ current: earlier, earlier: current, now: NOW }, []).read, current);
    assert.equal(segmentSize({ earlier, now: NOW }, []).read, earlier);
  });

  it('before and after an upload comes with what that changes', () => {
    const now = NOW;
    const facts = { earlier: readSize({ at: NOW - HOUR, identifiers: 5000 }), now };
    const [first, again] = [2, 0].map((hours) => change(hours, 'add', 600, { content: SAME }));
    const { before, after, change: own } = sizeAround(facts, [first], again);
    assert.deepEqual([before.atLeast, before.atMost], [5000, 5600]);
    assert.deepEqual(after, { atLeast: 5000, atMost: 5600 });
    const thereSince = first.end;
    assert.deepEqual(own, { clears: false, added: 0, removed: 0, thereSince }, 'it is in already');
  });
});
