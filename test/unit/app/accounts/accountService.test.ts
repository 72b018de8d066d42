import assert from 'node:assert/strict';
import { RateLimiter } from '../../../../src/api/rateLimiter';
import type { Session } from '../../../../src/app/accounts/sessions';
import { Failure } from '../../../../src/common/failure';
import { OutsideText } from '../../../../src/common/outsideText';
import { accountsBenchForEach, settled } from './bench';

const failing = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code;

describe('who is signed in, and which accounts are shown', () => {
  const bench = accountsBenchForEach();
  const session = (id: string) => (): Session => ({
    id,
    label: OutsideText.name(id),
    clientId: id,
    baseUrl: 'https://api.example.com',
    sandbox: false,
  });

  it('starts without a session, and says what to do', async () => {
    const accounts = bench.service();
    assert.equal(accounts.state, 'starting');
    await accounts.start();
    assert.equal(accounts.state, 'signedOut');
    await assert.rejects(accounts.require(), failing('signed-out'));
    await assert.rejects(accounts.client('gone'), failing('signed-out'));
  });

  it('gives its options to every client', async () => {
    const asked: string[] = [];
    const rateLimiter = new RateLimiter();
    const accounts = bench.service({
      rateLimiter,
      agent: ({ pathname }) => {
        asked.push(pathname);
        return undefined;
      },
    });
    const client = await accounts.newClient(bench.server.url, 'one', 'secret');
    await client.whoAmI();
    assert.equal(client.rateLimiter, rateLimiter);
    assert.deepEqual(asked, ['/oauth2/token', '/2026-07/retail-media/me']);
  });

  it('says that the version of a live account ends', async () => {
    bench.settings.set({ version: '2026-01' });
    const accounts = bench.service();
    const keep = (id: string, sandbox: boolean) =>
      accounts.keep(id, 'secret', () => ({
        ...session(id)(),
        ...{ baseUrl: bench.server.url, sandbox },
      }));
    await keep('box', true);
    assert.deepEqual(bench.notices, []);
    await keep('one', false);
    assert.deepEqual([...new Set(bench.notices)], ['2026-01 ends']);
    bench.notices.length = 0;
    bench.settings.set({ version: '2031-01' });
    await settled();
    assert.deepEqual(bench.notices, []);
  });

  it('keeps, selects and forgets under stable keys and shapes', async () => {
    const accounts = bench.service();
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
    assert.deepEqual(Object.fromEntries(bench.store.kept), {
      'criteoAudiences.selectedAccount': { sessionId: 'one', accountId: '7', label: 'Shop' },
    });
    assert.equal(bench.secrets.kept.get('criteoAudiences.session.one'), 'secret');
    assert.deepEqual(JSON.parse(bench.secrets.kept.get('criteoAudiences.sessions') ?? ''), [
      {
        id: 'one',
        label: 'one',
        clientId: 'one',
        baseUrl: 'https://api.example.com',
        sandbox: false,
      },
    ]);

    const later = bench.service();
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
    assert.equal(bench.store.kept.size, 0);
  });

  it('shows accounts of two sessions, the selected one first, each protected as in the settings', async () => {
    const accounts = bench.service();
    await accounts.keep('one', 'a', session('one'));
    await accounts.keep('two', 'b', session('two'));
    bench.settings.set({
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
    bench.settings.set({ names: { 5: 'Bakery' } });
    assert.equal(accounts.shown()[1], first, 'what is the same stays the same');
    assert.equal(accounts.retailerName(selected, '5')?.forTree(), 'Bakery');

    await accounts.unselect(selected);
    assert.deepEqual(shown(), ['one First', 'one 2']);
    assert.deepEqual(bench.settings.written, [
      { id: '1', label: 'First' },
      { id: '2', session: 'one' },
      { id: '3', session: 'gone' },
    ]);
  });

  it('protects what the entries or a workspace protect, and says so when either changes', async () => {
    const accounts = bench.service();
    await accounts.keep('one', 'secret', session('one'));
    await accounts.select('one', { id: '1', countries: [] });
    bench.settings.set({ written: [{ id: '2', protected: true }] });
    const shown = (): string[] =>
      accounts
        .shown()
        .map(({ accountId, isProtected }) => accountId + (isProtected ? ' protected' : ''));
    let changes = 0;
    accounts.onDidChange(() => changes++);
    assert.deepEqual(shown(), ['1', '2 protected']);
    const [before] = accounts.shown();

    // Only the selected one, which no entry lists, and one that isn’t shown: neither is added.
    bench.settings.set({ protectedHere: ['1', '9'] });
    assert.deepEqual(shown(), ['1 protected', '2 protected']);
    assert.notEqual(accounts.shown()[0], before, 'who asks again sees it');
    assert.equal((await accounts.require('1')).isProtected, true);

    bench.settings.set({ protectedHere: [] });
    assert.deepEqual(shown(), ['1', '2 protected']);
    assert.equal(changes, 2);
  });

  it('creates new clients for another version, and none for an invalid one', async () => {
    const accounts = bench.service();
    await accounts.keep('one', 'a', session('one'));
    const before = await accounts.select('one', { id: '1', countries: [] });
    bench.settings.set({ version: '2026-10' });
    await settled();
    const after = await accounts.require();
    assert.deepEqual([before.client.version, after.client.version], ['2026-07', '2026-10']);
    bench.settings.set({ written: [] });
    await settled();
    assert.equal((await accounts.require()).client, after.client);
    bench.settings.set({ version: 'newest' });
    await settled();
    await assert.rejects(accounts.require(), failing('bad-setting'));
  });
});
