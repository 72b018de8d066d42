import assert from 'node:assert/strict';
import {
  selectAccountById,
  selectOnlyAccount,
  signInWith,
  useSandbox,
} from '../../../../src/app/accounts/signIn';
import { Failure } from '../../../../src/common/failure';
import { accountsBenchForEach, settled } from './bench';

const failing = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code;

describe('signing in', () => {
  const bench = accountsBenchForEach();

  it('verifies credentials, and labels applications of the same name differently', async () => {
    const accounts = bench.service();
    bench.settings.set({ url: 'ftp://nowhere' });
    const given = { clientId: 'app-one', clientSecret: 's' };
    await assert.rejects(signInWith(accounts, given), failing('bad-setting'));
    bench.settings.set({ url: bench.server.url });
    const first = await signInWith(accounts, given);
    const second = await signInWith(accounts, { clientId: 'app-two', clientSecret: 's' });
    assert.deepEqual(
      accounts.sessions.all().map(({ label }) => label.forTree()),
      ['App', 'App (app-two)'],
    );
    assert.equal(bench.server.tokenRequests.length, 2, 'the client that proved them is kept');
    assert.equal(await accounts.cachedToken(second.id), 'app-two');

    bench.listed.set('app-one', ['1', '2']);
    assert.equal(await selectOnlyAccount(accounts, first), undefined);
    assert.equal(await selectOnlyAccount(accounts, second), undefined, 'it may not list');
    assert.equal((await selectAccountById(accounts, '2')).sessionId, first.id);
    assert.equal((await selectAccountById(accounts, '4')).sessionId, second.id);
    bench.listed.set('app-two', ['3']);
    assert.equal((await selectOnlyAccount(accounts, second))?.accountId, '3');
    await assert.rejects(selectAccountById(accounts, '4'), failing('unknown-account'));
  });
  it('keeps the sandbox account’s key when the sandbox gets another address', async () => {
    const accounts = bench.service();
    bench.listed.set('box', ['9']);
    assert.deepEqual(await useSandbox(accounts), { accountId: '9', url: bench.server.url });
    const { key, sandbox, origin } = await accounts.require();
    assert.deepEqual([key, sandbox, origin], ['sandbox|box|9', true, 'sandbox']);
    bench.server = { ...bench.server, url: 'http://127.0.0.1:1' };
    bench.sandboxEnded.fire();
    await settled();
    assert.equal((await accounts.require()).client.baseUrl, 'http://127.0.0.1:1');
    assert.equal((await accounts.require()).key, key);
  });
  it('replaces the session of the same application at the same address', async () => {
    bench.settings.set({ url: bench.server.url });
    const accounts = bench.service();
    const first = await signInWith(accounts, { clientId: 'app', clientSecret: 'old' });
    const second = await signInWith(accounts, { clientId: 'app', clientSecret: 'new' });
    assert.equal(second.id, first.id);
    assert.equal(accounts.sessions.all().length, 1);
    assert.equal(await accounts.sessions.secret(second.id), 'new');
  });
});
