import assert from 'node:assert/strict';
import { guardOf, isConfirmed } from '../../../../src/app/segments/access';
import { account, segment } from './segments';

describe('who must confirm', () => {
  const plain = account({});
  const marked = account({}, { isProtected: true });

  it('is asked for the account’s id where it is marked, or the segment does not name it', () => {
    assert.equal(guardOf(marked), 'marked');
    assert.equal(guardOf(plain, segment('1')), 'unresolved');
    assert.equal(guardOf(plain, segment('1', { accountId: '77' })), undefined);
  });

  it('says so by contract with `confirm`', () => {
    assert.equal(isConfirmed(plain, undefined, undefined, 'clearSegment'), false);
    assert.equal(isConfirmed(plain, undefined, false, 'clearSegment'), true);
    assert.equal(isConfirmed(marked, 'marked', '77', 'clearSegment'), true);
    for (const [guard, confirm] of [
      ['marked', false],
      ['unresolved', false],
      [undefined, '78'],
    ] as const)
      assert.throws(() => isConfirmed(plain, guard, confirm, 'clearSegment'), {
        code: 'protected',
      });
  });
});
