import assert from 'node:assert/strict';
import { AccountService } from '../../../../src/app/accounts/accountService';
import { SessionStore, type Session } from '../../../../src/app/accounts/sessions';
import { loadAccountChoices, showAccounts } from '../../../../src/app/accounts/showAccounts';
import {
  selectAccountById,
  selectOnlyAccount,
  signInWith,
  useSandbox,
} from '../../../../src/app/accounts/signIn';
import { Emitter } from '../../../../src/common/events';
import { Failure } from '../../../../src/common/failure';
import { OutsideText } from '../../../../src/common/outsideText';
import { closeServers, reply, serve, type Seen, type Server } from '../../api/support';
import { Secrets, Settings, Store } from './ports';

const failing = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code;
/** Lets what an event began come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('who is signed in, and which accounts are shown', () => {
  let secrets: Secrets;
  let settings: Settings;
  let store: Store;
  let notices: string[];
  const ended = new Emitter<void>();
  let server: Server;
  /** The accounts that an application may list; undefined: it may not. */
  let listed: Map<string, string[]>;
  const services: AccountService[] = [];

  /** Another window, or the next start, on what the others kept. */
  function service(): AccountService {
    const made = new AccountService(
      new SessionStore(secrets),
      {
        ensure: async () => ({
          url: server.url,
          clientId: 'box',
          clientSecret: 's',
          accountId: '9',
        }),
        reset: async () => undefined,
        onDidEnd: ended.event,
      },
      settings,
      store,
      { info: () => undefined, warn: () => undefined, error: (line) => notices.push(line) },
      'test/1',
      {
        deprecated: (version, { code }) => notices.push(`${version} ${code}`),
        held: () => () => undefined,
      },
    );
    services.push(made);
    return made;
  }

  const session = (id: string) => (): Session => ({
    id,
    label: OutsideText.name(id),
    clientId: id,
    baseUrl: 'https://api.example.com',
    sandbox: false,
  });

  beforeEach(async () => {
    [secrets, settings, store, notices] = [new Secrets(), new Settings(), new Store(), []];
    listed = new Map();
    const clientOf = (seen: Seen): string => String(seen.headers.authorization).slice(7);
    server = await serve(
      (seen, response) => {
        if (seen.path.endsWith('/me'))
          return reply(
            response,
            200,
            { data: { id: '1', type: 'Application', attributes: { name: 'App' } } },
            { deprecation: '@1688169599' },
          );
        const ids = listed.get(clientOf(seen));
        if (!ids) return reply(response, 403, { errors: [{ code: 'no', type: 'access-control' }] });
        reply(response, 200, {
          data: ids.map((id) => ({ id, type: 'Account', attributes: { name: `Account ${id}` } })),
          metadata: { totalItemsAcrossAllPages: ids.length, currentPageIndex: 0, totalPages: 1 },
        });
      },
      (seen, response) =>
        reply(response, 200, {
          access_token: new URLSearchParams(seen.body).get('client_id'),
          token_type: 'Bearer',
          expires_in: 900,
        }),
    );
  });
  afterEach(async () => {
    for (const made of services.splice(0)) made.dispose();
    await closeServers();
  });

  it('begins with nobody, and says what to do', async () => {
    const accounts = service();
    assert.equal(accounts.state, 'starting');
    await accounts.start();
    assert.equal(accounts.state, 'signedOut');
    await assert.rejects(accounts.require(), failing('signed-out'));
    await assert.rejects(accounts.client('gone'), failing('signed-out'));
  });

  it('keeps, selects and forgets: under the same keys and shapes as ever', async () => {
    const accounts = service();
    let changes = 0;
    accounts.onDidChange(() => changes++);
    await accounts.keep('one', 'secret', session('one'));
    assert.equal(accounts.state, 'noAccount');
    await assert.rejects(accounts.require(), failing('no-account'));
    const handle = await accounts.select('one', {
      id: '7',
      name: OutsideText.name('Shop'),
      countries: [],
    });
    assert.ok(changes > 0);
    assert.equal(handle.key, 'https://api.example.com|one|7');
    assert.deepEqual(Object.fromEntries(store.kept), {
      'criteoAudiences.selectedAccount': { sessionId: 'one', accountId: '7', label: 'Shop' },
    });
    assert.equal(secrets.kept.get('criteoAudiences.session.one'), 'secret');
    assert.deepEqual(JSON.parse(secrets.kept.get('criteoAudiences.sessions') ?? ''), [
      {
        id: 'one',
        label: 'one',
        clientId: 'one',
        baseUrl: 'https://api.example.com',
        sandbox: false,
      },
    ]);

    const later = service();
    const again = await later.require();
    assert.deepEqual(
      [again.key, again.label.forTree(), again.isProtected],
      [handle.key, 'Shop', false],
    );
    await assert.rejects(later.require('8'), failing('unknown-account'));
    assert.equal(later.signedIn('https://api.example.com', 'one'), true);

    await accounts.forget('one');
    await settled();
    assert.deepEqual([accounts.state, later.state], ['signedOut', 'signedOut']);
    assert.equal(later.signedIn('https://api.example.com', 'one'), false);
    assert.equal(store.kept.size, 0);
  });

  it('shows accounts of two sessions, the selected one first, each protected as it is listed', async () => {
    const accounts = service();
    await accounts.keep('one', 'a', session('one'));
    await accounts.keep('two', 'b', session('two'));
    settings.set({
      written: [
        { id: '1', label: 'First' },
        { id: '2', session: 'two', protected: true },
        { id: '2', session: 'one' },
        { id: '3', session: 'gone' },
      ],
    });
    const shown = (): string[] =>
      accounts
        .shown()
        .map(
          ({ sessionId, label, isProtected }) =>
            `${sessionId} ${label.forTree()}${isProtected ? ' protected' : ''}`,
        );
    assert.deepEqual(shown(), ['one First', 'two 2 protected', 'one 2 protected']);
    await accounts.select('two', { id: '2', countries: [] });
    assert.deepEqual(shown(), ['two 2 protected', 'one First', 'one 2 protected']);
    const [selected] = accounts.shown();
    const [, first] = accounts.shown();
    settings.set({ names: { 5: 'Bakery' } });
    assert.equal(accounts.shown()[1], first, 'what is the same stays the same');
    assert.equal(accounts.retailerName(selected, '5')?.forTree(), 'Bakery');

    await accounts.unselect(selected);
    assert.deepEqual(shown(), ['one First', 'one 2']);
    assert.deepEqual(settings.written, [
      { id: '1', label: 'First' },
      { id: '2', session: 'one' },
      { id: '3', session: 'gone' },
    ]);
  });

  it('makes clients anew for another version, and makes no call for one that cannot be', async () => {
    const accounts = service();
    await accounts.keep('one', 'a', session('one'));
    const before = await accounts.select('one', { id: '1', countries: [] });
    settings.set({ version: '2026-10' });
    await settled();
    const after = await accounts.require();
    assert.deepEqual([before.client.version, after.client.version], ['2026-07', '2026-10']);
    settings.set({ written: [] });
    await settled();
    assert.equal((await accounts.require()).client, after.client);
    settings.set({ version: 'newest' });
    await settled();
    await assert.rejects(accounts.require(), failing('bad-setting'));
  });

  it('signs in with what works, and calls two of a name apart', async () => {
    const accounts = service();
    settings.set({ url: 'ftp://nowhere' });
    const given = { clientId: 'app-one', clientSecret: 's' };
    await assert.rejects(signInWith(accounts, given), failing('bad-setting'));
    settings.set({ url: server.url });
    const first = await signInWith(accounts, given);
    const second = await signInWith(accounts, { clientId: 'app-two', clientSecret: 's' });
    assert.deepEqual(
      accounts.sessions.all().map(({ label }) => label.forTree()),
      ['App', 'App (app-two)'],
    );
    assert.equal(server.tokenRequests.length, 2, 'the client that proved them is kept');
    assert.equal(await accounts.cachedToken(second.id), 'app-two');
    assert.deepEqual(notices, ['2026-07 deprecation-header', '2026-07 deprecation-header']);

    listed.set('app-one', ['1', '2']);
    assert.equal(await selectOnlyAccount(accounts, first), undefined);
    assert.equal(await selectOnlyAccount(accounts, second), undefined, 'it may not list');
    assert.equal((await selectAccountById(accounts, '2')).sessionId, first.id);
    assert.equal((await selectAccountById(accounts, '4')).sessionId, second.id);
    listed.set('app-two', ['3']);
    assert.equal((await selectOnlyAccount(accounts, second))?.accountId, '3');
    await assert.rejects(selectAccountById(accounts, '4'), failing('unknown-account'));
  });

  it('writes which accounts are shown, and takes no protection away', async () => {
    settings.set({ url: server.url, written: [{ id: '1', protected: true }, { id: '77' }] });
    const accounts = service();
    const { id } = await signInWith(accounts, { clientId: 'app', clientSecret: 's' });
    await assert.rejects(loadAccountChoices(accounts), failing('no-list'));
    listed.set('app', ['1', '2']);
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
    assert.deepEqual(settings.written, [
      { id: '1', protected: true },
      { id: '77' },
      { id: '2', label: 'Account 2', session: id, protected: false },
    ]);
  });

  it('keeps what is bound to the sandbox, wherever it answers', async () => {
    const accounts = service();
    listed.set('box', ['9']);
    assert.deepEqual(await useSandbox(accounts), { accountId: '9', url: server.url });
    const { key, sandbox, origin } = await accounts.require();
    assert.deepEqual([key, sandbox, origin], ['sandbox|box|9', true, 'sandbox']);
    server = { ...server, url: 'http://127.0.0.1:1' };
    ended.fire();
    await settled();
    assert.equal((await accounts.require()).client.baseUrl, 'http://127.0.0.1:1');
    assert.equal((await accounts.require()).key, key);
  });
});
