import assert from 'node:assert/strict';
import {
  confirmationOf,
  guardOf,
  requireConfirmed,
  typeAccountIdText,
  withLoss,
  type Guard,
  type Loss,
} from '../../../../src/app/segments/confirmation';
import { account, segment } from './segments';

describe('who must confirm', () => {
  const plain = account({});
  const marked = account({}, { isProtected: true });
  const needed = (guard: Guard, confirm?: false | string) =>
    confirmationOf(plain, guard, confirm, 'clearSegment');

  it('requires the account ID if the account is protected or the segment doesn’t name it', () => {
    assert.equal(guardOf(marked), 'marked');
    assert.equal(guardOf(plain, segment('1')), 'unresolved');
    assert.equal(guardOf(plain, segment('1', { accountId: '77' })), undefined);
  });

  it('says so by contract with `confirm`', () => {
    assert.equal(needed(undefined).kind, 'yes');
    assert.equal(needed('marked').kind, 'accountId');
    assert.equal(needed('unresolved').kind, 'accountId');
    assert.match(
      typeAccountIdText(needed('unresolved')),
      /^Criteo doesn’t confirm that this segment belongs to account .+, so it’s treated as protected\..* type the account ID, 77, /,
    );
    assert.equal(needed(undefined, false).kind, 'nothing');
    assert.equal(needed('marked', '77').kind, 'nothing');
    for (const [guard, confirm] of [
      ['marked', false],
      ['unresolved', false],
      [undefined, '78'],
      ['marked', '78'],
    ] as const)
      assert.throws(() => needed(guard, confirm), { code: 'protected' });
  });

  it('is for a person to type the ID on a live account where much may be lost', () => {
    const sandbox = account({}, { sandbox: true });
    const of = (one: typeof plain, guard?: Guard) =>
      ({ kind: 'yes', account: one, guard }) as const;
    for (const loss of ['clears', 'shrinks', 'size-unknown'] as const) {
      const typed = withLoss(of(plain), loss);
      assert.deepEqual([typed.kind, typed.guard], ['accountId', loss]);
      assert.match(typeAccountIdText(typed), /segment .* Type the account ID, 77, to continue\.$/);
      assert.throws(() => requireConfirmed(typed, 'yes', 'clearSegment'), {
        code: 'protected',
        message: /segment .* Pass the account ID, 77, as “confirm”\.$/,
      });
      requireConfirmed(typed, { accountId: '77' }, 'clearSegment');
      assert.deepEqual(withLoss(of(sandbox), loss), of(sandbox));
      assert.equal(withLoss(of(marked), loss).guard, 'marked');
      const unresolved = needed('unresolved');
      assert.equal(withLoss(unresolved, loss), unresolved, 'asked for already');
      const confirmed = needed(undefined, false);
      assert.equal(withLoss(confirmed, loss), confirmed);
    }
    assert.equal(withLoss(of(marked), undefined).kind, 'yes');
  });

  it('is the same where an update may remove people who have not left', () => {
    const texts = {
      'max-removed': /^Many of the people in the previous file would be removed\./,
      'previous-unknown': /^It isn’t known who left, so people who left may stay in the segment\./,
      'other-list': /^The segment may have people from an earlier version of this file, who would/,
      'invalid-grew': /^People may be removed only because their row is invalid now\./,
      'cut-off': /^The file may be cut off\. The people who are missing from it would be removed\./,
    } as const;
    for (const [loss, text] of Object.entries(texts)) {
      const typed = withLoss({ kind: 'yes', account: plain, guard: undefined }, loss as Loss);
      assert.deepEqual([typed.kind, typed.guard], ['accountId', loss]);
      assert.match(typeAccountIdText(typed), text);
      assert.match(typeAccountIdText(typed), / Type the account ID, 77, to continue\.$/);
    }
  });

  it('is held to it', () => {
    const check = (guard: Guard, given?: 'yes' | { accountId: string }) => () =>
      requireConfirmed(needed(guard), given, 'clearSegment');
    requireConfirmed(needed('marked', '77'), undefined, 'clearSegment');
    check(undefined, 'yes')();
    check(undefined, { accountId: '77' })();
    check('marked', { accountId: '77' })();
    assert.throws(check(undefined), { code: 'not-confirmed' });
    assert.throws(check('unresolved'), { code: 'not-confirmed' });
    assert.throws(check('marked', 'yes'), { code: 'protected' });
    assert.throws(check('unresolved', { accountId: '78' }), { code: 'protected' });
  });
});
