import assert from 'node:assert/strict';
import { plainAccount } from '../../../../src/app/accounts/plainAccount';
import { OutsideText } from '../../../../src/common/outsideText';

describe('an account as JSON', () => {
  it('has its names as they came, and none that is missing', () => {
    const account = { id: '7', countries: ['FR'], name: OutsideText.name('Épicerie\n') };
    assert.deepEqual(JSON.parse(JSON.stringify(plainAccount(account))), {
      id: '7',
      countries: ['FR'],
      name: 'Épicerie\n',
    });
  });
});
