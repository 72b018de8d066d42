import assert from 'node:assert/strict';
import { loadAccountChoices, showAccounts } from '../../../../src/app/accounts/showAccounts';
import { signInWith } from '../../../../src/app/accounts/signIn';
import { Failure } from '../../../../src/common/failure';
import { accountsBenchForEach } from './bench';

const failing = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code;

describe('choosing the accounts to show', () => {
  const bench = accountsBenchForEach();

  it('writes the accounts shown, and never removes a protection', async () => {
    bench.settings.set({
      url: bench.server.url,
      written: [{ id: '1', protected: true }, { id: '77' }],
    });
    const accounts = bench.service();
    const { id } = await signInWith(accounts, { clientId: 'app', clientSecret: 's' });
    await assert.rejects(loadAccountChoices(accounts), failing('permission'));
    bench.listed.set('app', ['1', '2']);
    await accounts.select(id, { id: '1', countries: [] });
    const offered = await loadAccountChoices(accounts);
    assert.deepEqual(
      offered.map(({ account, isShown: picked }) => [account.id, picked]),
      [
        ['1', true],
        ['2', false],
      ],
    );
    await showAccounts(accounts, offered, offered.slice(1));
    assert.deepEqual(bench.settings.written, [
      { id: '1', protected: true },
      { id: '77' },
      { id: '2', label: 'Account 2', session: id, protected: false },
    ]);
  });
});
