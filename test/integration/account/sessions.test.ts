import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SessionStore, type Session } from '../../../src/app/accounts/sessions';
import { OutsideText } from '../../../src/common/outsideText';
import type { Sandbox } from '../../../src/sandbox/server';
import { startSandbox } from '../../support/sandboxes';
import { turns, waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';
import { configure, rejection, run } from '../segments/signedIn';

interface SignedIn {
  sessionId: string;
  label: string;
  accountId?: string;
}

describe('concurrent sign-ins', () => {
  let server: Sandbox;

  before(async () => {
    server = await startSandbox();
    await configure('apiUrl', server.url);
  });
  after(async () => {
    await configure('apiUrl', undefined);
    await server.close();
  });
  afterEach(async () => {
    for (const { id } of await vscode.authentication.getAccounts('criteo'))
      await run('signOut', { sessionId: id });
  });

  const credentialsOf = ({
    clientId,
    clientSecret,
  }: {
    clientId: string;
    clientSecret: string;
  }): object => ({ clientId, clientSecret });

  for (const count of [2, 8]) {
    it(`all succeed: ${count} applications with the same name`, async () => {
      const apps = Array.from({ length: count }, () =>
        server.control.credentials({ name: 'Twin', consents: [server.accountId] }),
      );
      server.control.resetCounts();
      const done = await Promise.all(
        apps.map((app) => run<SignedIn>('signIn', credentialsOf(app))),
      );
      const shown = await vscode.authentication.getAccounts('criteo');
      assert.deepEqual(
        new Set(shown.map(({ id }) => id)),
        new Set(done.map(({ sessionId }) => sessionId)),
      );
      assert.equal(shown.length, count);
      assert.equal(new Set(done.map(({ label }) => label)).size, count, 'the labels differ');
      assert.ok(done.every(({ accountId }) => accountId === server.accountId));
      assert.equal(
        server.control.counts().operations.token?.calls,
        count,
        'each reuses the token of its sign-in',
      );
    });

    it(`all succeed: ${count} applications with an account each`, async () => {
      const accounts = (await server.control.segments()).map(({ accountId }) => accountId);
      const known = [...new Set(accounts)];
      assert.ok(known.length > 1);
      const apps = Array.from({ length: count }, (_, index) =>
        server.control.credentials({ consents: [known[index % known.length]] }),
      );
      const done = await Promise.all(
        apps.map((app) => run<SignedIn>('signIn', credentialsOf(app))),
      );
      assert.deepEqual(
        done.map(({ accountId }) => accountId),
        apps.map(({ consents }) => consents[0]),
      );
    });

    it(`all succeed: ${count} times the same application`, async () => {
      const done = await Promise.all(
        Array.from({ length: count }, () => run<SignedIn>('signIn', credentialsOf(server))),
      );
      assert.equal(new Set(done.map(({ sessionId }) => sessionId)).size, 1);
      await run('selectAccount', server.accountId);
      assert.ok((await run<unknown[]>('listSegments', {})).length > 0);
    });
  }

  it('fail one by one: a wrong secret doesn’t affect the others', async () => {
    const [valid, invalid] = [server.control.credentials(), server.control.credentials()];
    const [done, failed] = await Promise.all([
      run<SignedIn>('signIn', credentialsOf(valid)),
      rejection(run('signIn', { clientId: invalid.clientId, clientSecret: 'wrong' })),
    ]);
    assert.equal(failed.status, 401);
    assert.deepEqual(
      (await vscode.authentication.getAccounts('criteo')).map(({ id }) => id),
      [done.sessionId],
    );
  });
});

/** A secret storage shared by several windows. Each access takes another number of turns. */
class SharedSecrets {
  readonly values = new Map<string, string>();
  fails: (call: 'get' | 'store' | 'delete', key: string) => boolean = () => false;
  private readonly changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  private turn = 0;

  window(): vscode.SecretStorage {
    const { values, changed } = this;
    const slow = async <T>(
      call: 'get' | 'store' | 'delete',
      key: string,
      work: () => T,
    ): Promise<T> => {
      await turns((this.turn++ * 7) % 5);
      if (this.fails(call, key)) throw new Error('closed');
      const result = work();
      await turns((this.turn++ * 3) % 4);
      return result;
    };
    const fire = (key: string): void => void turns(1).then(() => changed.fire({ key }));
    return {
      get: (key) => slow('get', key, () => values.get(key)),
      store: (key, value) =>
        slow('store', key, () => void values.set(key, value)).then(() => fire(key)),
      delete: (key) => slow('delete', key, () => void values.delete(key)).then(() => fire(key)),
      onDidChange: changed.event,
    } as vscode.SecretStorage;
  }
}

describe('sessions in several windows', () => {
  const session = (id: string): Session => ({
    id,
    label: OutsideText.name(id),
    clientId: id,
    baseUrl: 'https://api.example.com',
    sandbox: false,
  });
  let windows: SessionStore[] = [];
  let secrets: SharedSecrets;
  beforeEach(() => {
    secrets = new SharedSecrets();
    windows = [0, 1, 2].map(() => new SessionStore(secrets.window()));
  });
  afterEach(() => windows.forEach((window) => window.dispose()));

  const put = (window: number, id: string): Promise<unknown> =>
    windows[window].put(id, `secret of ${id}`, () => session(id));
  const ids = (store: SessionStore): string[] =>
    store
      .all()
      .map(({ id }) => id)
      .sort();
  const all = (...expected: string[]): Promise<void> =>
    waitUntil(`every window has ${expected.join(', ')}`, () =>
      windows.every((window) => ids(window).join() === expected.join()),
    );

  it('include those of concurrent sign-ins, also in a window opened later', async () => {
    await Promise.all([put(0, 'a'), put(1, 'b'), put(2, 'c'), put(0, 'd'), put(1, 'e')]);
    await all('a', 'b', 'c', 'd', 'e');
    const later = new SessionStore(secrets.window());
    await later.ready();
    assert.deepEqual(ids(later), ['a', 'b', 'c', 'd', 'e']);
    later.dispose();
  });

  inEveryEditor(
    it('are removed at once in the window that signs out, before the storage deletes them', async () => {
      await put(0, 'a');
      await all('a');
      const removed = windows[0].remove('a');
      assert.deepEqual(ids(windows[0]), []);
      await removed;
      await all();
      assert.deepEqual(
        [...secrets.values.keys()].filter((key) => key.endsWith('.a')),
        [],
      );
    }),
  );

  it('stay removed when one window signs out while another signs in', async () => {
    await put(0, 'a');
    await put(0, 'b');
    await all('a', 'b');
    await Promise.all([windows[0].remove('a'), put(1, 'c'), put(2, 'd')]);
    await all('b', 'c', 'd');
    await turns();
    await all('b', 'c', 'd');
    assert.deepEqual(
      [...secrets.values.keys()].filter((key) => key.endsWith('.a')),
      [],
    );
  });

  it('are stored completely or not at all if the storage fails halfway', async () => {
    await put(0, 'a');
    await all('a');
    secrets.fails = (call, key) => call === 'store' && key.endsWith('.sessions');
    await assert.rejects(put(0, 'b'));
    assert.deepEqual(ids(windows[0]), ['a']);
    secrets.fails = () => false;
    await put(1, 'c');
    await all('a', 'c');
    assert.deepEqual(
      [...secrets.values.keys()].filter((key) => key.endsWith('.b')),
      [],
    );
  });

  it('are read again if the storage was unavailable at first', async () => {
    await put(0, 'a');
    secrets.fails = () => true;
    const later = new SessionStore(secrets.window());
    await assert.rejects(later.ready());
    secrets.fails = () => false;
    await later.ready();
    assert.deepEqual(ids(later), ['a']);
    later.dispose();
  });
});
