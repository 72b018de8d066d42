import assert from 'node:assert/strict';
import type { Entry } from '../../../../src/upload/journal/journal';
import { Ledger } from '../../../../src/upload/journal/ledger';
import {
  changedList,
  clearingList,
  finishedList,
  NEW_LIST,
  type ListState,
} from '../../../../src/upload/journal/listState';
import {
  isFinal,
  listClearedError,
  outdatedError,
  planOutdatedError,
} from '../../../../src/upload/journal/outdated';
import { options } from '../support/bench';
import { chunkOf, storedJob, updateOf } from '../support/plans';

const stored = storedJob(2);
const { jobId } = stored;
const SENDING: Entry = { t: 'sending', u: '0.given.0-2' };
const run = (epoch?: number): Entry => ({ t: 'run', at: 5, owner: 'me', epoch });
const ledgerOf = (...entries: Entry[]): Ledger => new Ledger([chunkOf(2)], entries);

describe('isFinal', () => {
  const isFinalAfter = (code: string, ...entries: Entry[]): boolean => {
    const error = { code, message: 'Why.', source: 'tool' } as const;
    return isFinal(ledgerOf(...entries, { t: 'end', at: 6, state: 'failed', error }));
  };

  it('is what a safety check stopped before its first request, as another run would be', () => {
    for (const code of [
      'too-many-refused',
      'nothing-to-send',
      'min-kept',
      'max-removed',
      'cut-off',
    ]) {
      assert.equal(isFinalAfter(code, run(1)), true, code);
      assert.equal(isFinalAfter(code, run(1), SENDING), false, code);
    }
  });

  it('is nothing that passes: a size that couldn’t be read, another upload, a server', () => {
    for (const code of ['size-unknown', 'locked', 'network', 'file-changed'])
      assert.equal(isFinalAfter(code, run(1)), false, code);
    const error = { code: 'changed', message: 'Criteo’s word.', source: 'api' } as const;
    assert.equal(isFinal(ledgerOf(run(1), { t: 'end', at: 6, state: 'failed', error })), false);
  });

  it('is what a later upload outdated, whatever it had sent', () => {
    for (const code of ['superseded', 'list-emptied'])
      assert.equal(isFinalAfter(code, run(1), SENDING), true, code);
  });
});

describe('listClearedError', () => {
  function isCleared(state: ListState | undefined, ...entries: Entry[]): boolean {
    const error = listClearedError(stored, ledgerOf(...entries), state);
    assert.ok(error === undefined || error.code === 'list-emptied');
    return error !== undefined;
  }

  it('is there only if something else cleared the segment after the upload had sent to it', () => {
    const cleared = (by: string, epoch: number): ListState => ({
      ...NEW_LIST,
      changedBy: by,
      epoch,
      emptied: { by, at: 7, epoch },
    });
    assert.equal(isCleared(cleared('', 2), run(1), SENDING), true);
    assert.equal(isCleared(cleared('', 1), run(1), SENDING), false);
    assert.equal(isCleared(cleared(jobId, 2), run(1), SENDING), false);
    assert.equal(isCleared(cleared('', 2), run(1)), false);
    assert.equal(isCleared({ ...NEW_LIST, changedBy: 'other' }, run(1), SENDING), false);
    assert.equal(isCleared(undefined, run(1), SENDING), false);
  });

  it('says what seems to have happened, and what to do', () => {
    const list = { ...NEW_LIST, changedBy: '', epoch: 2, emptied: { by: '', at: 7, epoch: 2 } };
    assert.match(
      listClearedError(stored, ledgerOf(run(1), SENDING), list)?.message ?? '',
      /^Another upload or a Clear Segment command seems to have cleared the segment since, .* Start over to send everything\.$/,
    );
  });

  it('goes by time for a journal without its first line', () => {
    for (const at of [4, 5, 6])
      assert.equal(
        isCleared({ ...NEW_LIST, emptied: { by: '', at, epoch: 1 } }, run(), SENDING),
        at >= 5,
        `${at}`,
      );
  });

  it('takes no removal that finished since for a clear', () => {
    const removal = storedJob(1, { jobId: 'other', options: options({ operation: 'remove' }) });
    const before = clearingList({ ...NEW_LIST, changedBy: '', epoch: 3 }, '', 1);
    const list = finishedList(before, removal, 1);
    assert.equal(list.epoch, 5);
    assert.equal(isCleared(list, run(4), SENDING), false);
    assert.equal(isCleared(clearingList(list, '', 2), run(4), SENDING), true);
  });
});

describe('outdatedError', () => {
  const other = storedJob(1, { jobId: 'other', options: options({ operation: 'remove' }) });
  const codeOf = (list: ListState | undefined, ...entries: Entry[]): string | undefined =>
    outdatedError(stored, ledgerOf(...entries), list)?.code;

  it('is that something later finished, or that what was sent is cleared', () => {
    const removed = finishedList({ ...NEW_LIST, changedBy: '', epoch: 1 }, other, 1);
    assert.equal(codeOf(removed, run(1), SENDING), 'superseded');
    assert.equal(codeOf(removed, run(1)), 'superseded', 'it began, whatever it sent');
    assert.equal(codeOf(removed, run(2), SENDING), undefined);
    assert.equal(codeOf(removed), undefined, 'it never began');
    const cleared = clearingList({ ...NEW_LIST, changedBy: '', epoch: 1 }, '', 7);
    assert.equal(codeOf(cleared, run(1), SENDING), 'list-emptied');
    assert.equal(codeOf(cleared, run(1)), 'superseded');
    assert.equal(codeOf(undefined, run(0), SENDING), undefined);
  });

  it('goes by the first run: what another one cleared between two runs counts', () => {
    const removed = finishedList({ ...NEW_LIST, changedBy: '' }, other, 1);
    const end: Entry = { t: 'end', at: 6, state: 'cancelled' };
    assert.equal(codeOf(removed, run(0), end, run(1), end), 'superseded');
  });

  it('is not what the upload did itself, but what others did before or between', () => {
    const own = clearingList(
      clearingList({ ...NEW_LIST, changedBy: '', epoch: 1 }, jobId, 7),
      jobId,
      8,
    );
    assert.equal(codeOf(own, run(1), SENDING), undefined);
    const between = clearingList(finishedList(clearingList(own, jobId, 8), other, 1), jobId, 9);
    assert.equal(codeOf(between, run(1), SENDING), 'superseded');
  });

  it('is nothing for a journal without its first line', () => {
    const cleared = clearingList({ ...NEW_LIST, epoch: 2 }, 'other', 7);
    assert.equal(codeOf(cleared, run(), SENDING), undefined);
  });
});

describe('planOutdatedError', () => {
  const update = storedJob(2, {
    options: options({ operation: 'update' }),
    update: updateOf({ listEpoch: 3 }),
  });
  const codeOf = (epoch: number, ...entries: Entry[]): string | undefined =>
    planOutdatedError(update, ledgerOf(...entries), { ...NEW_LIST, changedBy: '', epoch })?.code;

  it('is there until an update has sent something, if its list is another one than planned', () => {
    assert.equal(codeOf(3, run(3)), undefined);
    for (const epoch of [0, 2, 4]) assert.equal(codeOf(epoch, run(4)), 'superseded');
    assert.equal(codeOf(4, run(3), SENDING), undefined);
    assert.equal(planOutdatedError(stored, ledgerOf(run(3)), undefined), undefined);
  });

  it('knows a list of which nothing is recorded', () => {
    const first = { ...update, update: updateOf({ listEpoch: 0 }) };
    assert.equal(planOutdatedError(first, ledgerOf(run(0)), undefined), undefined);
    assert.equal(
      planOutdatedError(first, ledgerOf(run(0)), changedList(undefined, stored)),
      undefined,
    );
  });
});
