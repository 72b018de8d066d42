import assert from 'node:assert/strict';
import {
  changedList,
  clearedList,
  clearingList,
  epochByOthers,
  finishedList,
  forgottenList,
  NEW_LIST,
  unchangedList,
  type ListState,
} from '../../../../src/upload/journal/listState';
import type { StoredJob } from '../../../../src/upload/journal/store';
import { type PlannedUpdate, type UploadOptions } from '../../../../src/upload/uploadTypes';
import { options } from '../support/bench';
import { fileOf, storedJob, suppressionOf, updateOf } from '../support/plans';

function jobOf(
  jobId: string,
  given: Partial<UploadOptions> = {},
  more: Partial<StoredJob> = {},
): StoredJob {
  return storedJob(1, { jobId, options: options(given), ...more });
}

describe('what is known about a list', () => {
  it('has every format in which identifiers were sent, also what a given hash may be', () => {
    const formats = (hash: UploadOptions['hash'], byForm: StoredJob['byForm'], type = 'Email') => {
      const job = jobOf('b', { hash }, { byForm });
      job.target = { ...job.target, identifierType: type };
      return changedList(undefined, job).formats;
    };
    assert.deepEqual(formats('none', { plain: 1 }), ['plain']);
    assert.deepEqual(formats('sha256', { plain: 1 }), ['sha256']);
    assert.deepEqual(formats('md5', { plain: 1, sha256: 1 }), ['md5', 'sha256', 'sha256ofMd5']);
    assert.deepEqual(formats('sha256ofMd5', { plain: 1, md5: 0 }), ['sha256ofMd5']);
    assert.deepEqual(formats('none', { mobileId: 1, cookieId: 2 }, 'UserIdentifier'), [
      'mobileId',
      'cookieId',
    ]);
    const monday = changedList(undefined, jobOf('a'));
    const tuesday = changedList(monday, jobOf('b', { hash: 'sha256' }));
    assert.deepEqual(tuesday.formats, ['plain', 'sha256']);
  });

  it('is still there while a clear is under way, and nothing once it is confirmed', () => {
    const list = { ...changedList(undefined, jobOf('a')), leftSince: 5 };
    const clearing = clearingList(list, 'b', 7);
    assert.deepEqual(
      [clearing.contents, clearing.formats, clearing.leftSince],
      [list.contents, list.formats, 5],
    );
    assert.deepEqual(clearing.emptied, { by: 'b', at: 7, epoch: 1 });
    const cleared = clearedList(clearing);
    assert.deepEqual([cleared.contents, cleared.formats, cleared.leftSince], [[], [], undefined]);
    assert.equal(cleared.isSinceClear, true);
    assert.equal(clearingList(cleared, 'c', 8).isSinceClear, true, 'whatever comes of another one');
    assert.deepEqual(clearedList(undefined).contents, []);
  });

  describe('what an entry of a nightly file has sent', () => {
    const sent = (operation: UploadOptions['operation'] = 'add'): ListState =>
      finishedList(undefined, jobOf('a', { operation, entry: 'digest' }), 5);

    it('is known once it is whole', () => {
      assert.deepEqual(sent().entry, { digest: 'digest', jobId: 'a', operation: 'add', at: 5 });
      assert.equal(
        finishedList(undefined, jobOf('a', { entry: 'digest' }), 5, { isWhole: false }).entry,
        undefined,
      );
      const { entry } = finishedList(sent(), jobOf('b', { entry: 'other' }), 6);
      assert.equal(entry?.digest, 'other');
    });

    it('stays when others add or remove, and goes with what may take it away', () => {
      const after = (job: StoredJob, list = sent()): boolean =>
        finishedList(changedList(list, job), job, 6).entry !== undefined;
      assert.ok(after(jobOf('b')));
      assert.ok(after(jobOf('b', { operation: 'remove' })));
      for (const undoes of ['a', 'others, of the same people'])
        assert.ok(!after(jobOf('b', { operation: 'remove', undoes })), undoes);
      assert.ok(!after(jobOf('b', { operation: 'update' })));
      assert.ok(after(jobOf('b'), sent('update')));
      assert.ok(!after(jobOf('b'), sent('remove')), 'these people may be back');
      assert.ok(!after(jobOf('b'), sent('replace')), 'the segment has others, too');
      assert.equal(clearingList(sent(), 'b', 6).entry, undefined);
    });
  });

  it('does not change by a removal, nor by a job that sent nothing', () => {
    const list = changedList(undefined, jobOf('a'));
    const removal = jobOf('b', { operation: 'remove', hash: 'md5' });
    assert.deepEqual(changedList(list, removal), { ...list, changedBy: 'b' });
    const begun = changedList(
      list,
      jobOf('c', {}, { files: [fileOf(1, { uri: 'file:///c.csv' })] }),
    );
    assert.equal(begun.contents?.length, 2);
    assert.deepEqual(unchangedList(begun, 'c').contents, list.contents);
    assert.deepEqual(unchangedList({ ...NEW_LIST, changedBy: 'c' }, 'c'), {
      ...NEW_LIST,
      changedBy: 'c',
    });
  });

  it('has the suppression lists that were used, whatever becomes of its contents', () => {
    const jobWith = (plannedAt: number, ...lists: Parameters<typeof suppressionOf>[0]): StoredJob =>
      jobOf('a', {}, { plannedAt, suppression: suppressionOf(lists) });
    const first = changedList(undefined, jobWith(1, { path: '/a', people: 9 }, { path: '/b' }));
    assert.deepEqual(first.suppression, [
      { path: '/a', people: 9, at: 1 },
      { path: '/b', people: 0, at: 1 },
    ]);
    const missing = { path: '/a', failure: 'missing' } as const;
    assert.deepEqual(
      changedList(first, jobWith(2, missing, { path: '/b', people: 8 })).suppression,
      [
        { path: '/a', people: 9, at: 1 },
        { path: '/b', people: 8, at: 2 },
      ],
    );
    // One that was allowed to be empty stays one that had people.
    assert.deepEqual(changedList(first, jobWith(2, { path: '/a' })).suppression, [
      { path: '/b', people: 0, at: 1 },
      { path: '/a', people: 9, at: 2 },
    ]);
    // A new date in the name of a list takes the place of the old one.
    const [monday, tuesday] = [1, 2].map((day) =>
      jobWith(day, { path: `/opt-outs-${day}.csv`, people: 6 + day }),
    );
    assert.deepEqual(changedList(changedList(undefined, monday), tuesday).suppression, [
      { path: '/opt-outs-2.csv', people: 8, at: 2 },
    ]);
    const parts = jobWith(3, { path: '/part-1', people: 5 }, { path: '/part-2', people: 6 });
    assert.equal(changedList(changedList(undefined, parts), parts).suppression?.length, 2);
    const without = changedList(first, jobOf('b'));
    const cleared = clearedList(clearingList(without, 'c', 3));
    for (const list of [without, cleared, finishedList(cleared, jobOf('c'), 4)])
      assert.deepEqual(list.suppression, first.suppression);
    assert.deepEqual(forgottenList(cleared)?.suppression, first.suppression);
    assert.equal(forgottenList(clearingList(undefined, 'c', 3)), undefined);
    assert.equal(forgottenList(undefined), undefined);
  });

  it('says since when people who left may be in it, from the first update that was allowed to', () => {
    const update = (jobId: string, more: Partial<PlannedUpdate>): StoredJob =>
      jobOf(
        jobId,
        { operation: 'update', allowed: ['previous-unknown'] },
        { update: updateOf(more) },
      );
    const unknown = [{ uri: 'file:///gone.csv', jobId: 'x' }];
    const whole = finishedList({ ...NEW_LIST, changedBy: '' }, update('a', {}), 4);
    assert.equal(whole.leftSince, undefined);
    const first = finishedList(whole, update('b', { unknown }), 5);
    assert.equal(first.leftSince, 5);
    const second = finishedList(first, update('c', { asked: unknown }), 6);
    assert.equal(second.leftSince, 5);
    assert.equal(finishedList(second, update('d', {}), 7).leftSince, 5);
  });
});

describe('the epoch of a list', () => {
  const removal = jobOf('r', { operation: 'remove' });

  it('rises by a clear, and by the end of what removes people only', () => {
    assert.equal(clearingList({ ...NEW_LIST, changedBy: '', epoch: 1 }, 'a', 7).epoch, 2);
    assert.equal(finishedList({ ...NEW_LIST, changedBy: 'r', epoch: 1 }, removal, 1).epoch, 2);
    assert.equal(finishedList(undefined, removal, 1).epoch, 1);
    for (const operation of ['add', 'replace'] as const) {
      const list: ListState = { ...NEW_LIST, changedBy: 'a', epoch: 1 };
      assert.deepEqual(finishedList(list, jobOf('a', { operation }), 1), list);
    }
    const suppressing = jobOf('a', {}, { suppression: suppressionOf([], { removed: 1 }) });
    assert.equal(finishedList({ ...NEW_LIST, changedBy: 'a', epoch: 1 }, suppressing, 1).epoch, 2);
    for (const job of [removal, jobOf('a'), suppressing])
      assert.equal(changedList({ ...NEW_LIST, changedBy: '', epoch: 1 }, job).epoch, 1);
  });

  it('is that of others for the one that raised it last, however often in a row', () => {
    let list = clearingList({ ...NEW_LIST, changedBy: '', epoch: 3 }, 'a', 7);
    assert.deepEqual([epochByOthers(list, 'a'), epochByOthers(list, 'b')], [3, 4]);
    list = finishedList(clearingList(list, 'a', 8), removal, 1);
    assert.deepEqual([epochByOthers(list, 'a'), epochByOthers(list, 'r')], [6, 5]);
    // What isn't an upload is always something else.
    list = clearingList(clearingList(undefined, '', 7), '', 8);
    assert.deepEqual([list.raised, epochByOthers(list, 'a')], [{ by: '', before: 1 }, 2]);
    assert.equal(epochByOthers(undefined, 'a'), 0);
  });
});
