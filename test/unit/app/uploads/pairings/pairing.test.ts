import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import {
  accountOfPairing,
  ownPairings,
  segmentNameOf,
  type Pairing,
} from '../../../../../src/app/uploads/pairings/pairing';
import { account, segment } from '../../segments/segments';
import { CRM_PAIRING } from './crmPairing';

describe('a stored pairing', () => {
  it('is read as it was kept, and left out if it is anything else', () => {
    const stored: unknown = JSON.parse(JSON.stringify([CRM_PAIRING]));
    assert.deepEqual(ownPairings(stored), [CRM_PAIRING]);
    for (const change of [
      { pattern: 5 },
      { accountKey: undefined },
      { segmentId: undefined },
      { operation: 'replace' },
      { operation: 'remove' },
      { hash: 'rot13' },
      { columns: [] },
      { columns: [{}] },
      { columns: 'email' },
      { formats: 'x' },
      { delimiter: 'x' },
      { segment: {} },
      { read: 'x' },
    ])
      assert.deepEqual(ownPairings([{ ...CRM_PAIRING, ...change }]), [], JSON.stringify(change));
    for (const formats of ['given', 'hashed', 'all'])
      assert.deepEqual(ownPairings([{ ...CRM_PAIRING, formats }]), [{ ...CRM_PAIRING, formats }]);
    for (const value of [undefined, null, 'x', {}, [null], [5]])
      assert.deepEqual(ownPairings(value), []);
  });

  it('has its account by its session, a shared one any account with its ID', () => {
    const [one, other] = [account({}, { key: 'k' }), account({}, { key: 'other' })];
    const accounts = {
      byKey: (key: string): AccountHandle | undefined => (key === 'k' ? one : undefined),
      shown: () => [other, one],
    };
    assert.equal(accountOfPairing(CRM_PAIRING, accounts), one);
    assert.equal(accountOfPairing({ ...CRM_PAIRING, accountKey: 'gone' }, accounts), undefined);
    const shared = { ...CRM_PAIRING, accountKey: undefined, accountId: other.accountId };
    assert.equal(accountOfPairing(shared, accounts), other);
    assert.equal(accountOfPairing({ ...shared, accountId: '1' }, accounts), undefined);
  });

  it('names its segment as loaded, else as kept, else by its ID', () => {
    const one = account({}, { key: 'k' });
    const accounts = { byKey: () => one, shown: () => [one] };
    const nameWith = (pairing: Pairing, loaded: boolean): string =>
      segmentNameOf(pairing, accounts, {
        find: () => (loaded ? segment('7', { name: 'Renamed' }) : undefined),
      }).forTree();
    assert.equal(nameWith(CRM_PAIRING, true), 'Renamed');
    assert.equal(nameWith(CRM_PAIRING, false), 'CRM Users');
    assert.equal(nameWith({ ...CRM_PAIRING, segment: undefined }, false), '7');
  });
});
