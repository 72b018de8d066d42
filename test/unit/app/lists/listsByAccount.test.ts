import assert from 'node:assert/strict';
import type { Page, PageRange } from '../../../../src/api/apiTypes';
import type { RequestOptions } from '../../../../src/api/options';
import type { AccountHandle, Accounts } from '../../../../src/app/accounts/account';
import { ListsByAccount } from '../../../../src/app/lists/listsByAccount';
import { Emitter } from '../../../../src/common/events';
import { account } from '../segments/segments';

interface Item {
  id: string;
  json: () => string;
}
interface Asked {
  account: AccountHandle;
  offset: number;
  signal?: AbortSignal;
}

describe('lists by account', () => {
  /** What the API has of each account; an error is its answer. */
  let server: Record<string, string[] | Error>;
  let asked: Asked[];
  let shown: AccountHandle[];
  let lists: ListsByAccount<Item>;
  let changes: AccountHandle[];
  let accountsChanged: Emitter<void>;

  const fetchPage = async (
    handle: AccountHandle,
    { offset, limit, signal }: PageRange & RequestOptions,
  ): Promise<Page<Item>> => {
    asked.push({ account: handle, offset, signal });
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    const all = server[handle.key];
    if (all instanceof Error) throw all;
    const items = all.slice(offset, offset + limit).map((id) => ({ id, json: () => id }));
    return { items, count: items.length, total: all.length, offset, limit };
  };
  const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at + 1}`);
  const keys = (): string[] => asked.map(({ account: { key }, offset }) => `${key} ${offset}`);
  const idsOf = (handle: AccountHandle): string[] => lists.state(handle).items.map(({ id }) => id);

  beforeEach(() => {
    server = { a: ['1', '2'], b: ['3'] };
    asked = [];
    shown = [account({}, { key: 'a' }), account({}, { key: 'b' })];
    accountsChanged = new Emitter();
    lists = new ListsByAccount(
      {
        onDidChange: accountsChanged.event,
        shown: () => shown,
        byKey: (key: string) => shown.find((handle) => handle.key === key),
      } as Partial<Accounts> as Accounts,
      'audiences',
      fetchPage,
    );
    changes = [];
    lists.onDidChange((handle) => changes.push(handle));
  });
  afterEach(() => lists.dispose());

  it('send nothing until used, then for one account, and say each change', async () => {
    const [a, b] = shown;
    assert.deepEqual(lists.state(a), { load: 'idle', items: [] });
    assert.deepEqual([lists.complete(a), lists.find(a, '1'), asked.length], [false, undefined, 0]);
    const loading = lists.load(a);
    assert.equal(lists.state(a).load, 'loading');
    assert.deepEqual(changes, [a]);
    await loading;
    const { loadedAt = 0, ...state } = lists.state(a);
    assert.deepEqual(
      { ...state, items: idsOf(a) },
      { load: 'loaded', items: ['1', '2'], total: 2, error: undefined, failed: undefined },
    );
    assert.ok(Math.abs(loadedAt - Date.now()) < 60_000);
    assert.deepEqual([lists.complete(a), lists.find(a, '2')?.id], [true, '2']);
    assert.deepEqual(changes, [a, a]);
    await lists.load(a);
    assert.deepEqual(keys(), ['a 0'], 'once');
    assert.deepEqual([lists.state(b).load, lists.find(b, '2')], ['idle', undefined]);
  });

  it('load more page by page, or the rest', async () => {
    const [a] = shown;
    server.a = many(1200);
    await lists.loadMore(a);
    assert.deepEqual(
      [idsOf(a).length, lists.complete(a), lists.state(a).total],
      [500, false, 1200],
    );
    await lists.loadMore(a);
    assert.deepEqual([idsOf(a).length, lists.complete(a)], [1000, false]);
    const all = await lists.loadAll(a);
    assert.deepEqual([all.length, lists.complete(a)], [1200, true]);
    assert.equal(all, lists.state(a).items);
    await lists.loadMore(a);
    assert.deepEqual(keys(), ['a 0', 'a 500', 'a 1000']);
  });

  it('stop loading the rest when asked to, and keep what is loaded', async () => {
    const [a] = shown;
    server.a = many(1200);
    const stop = new AbortController();
    const loading = lists.loadAll(a, {
      signal: stop.signal,
      onProgress: (loaded) => loaded >= 500 && stop.abort(new Error('enough')),
    });
    await assert.rejects(loading, /enough/);
    assert.ok(idsOf(a).length >= 500);
    assert.equal((await lists.loadAll(a)).length, 1200);
  });

  it('show a failure, keep what was loaded before, and say what failed', async () => {
    const [a] = shown;
    server.a = new Error('down');
    await assert.rejects(lists.load(a), /down/);
    const { load, failed, error, items } = lists.state(a);
    assert.deepEqual([load, failed, error, items.length], ['failed', 'more', server.a, 0]);
    server.a = many(600);
    await lists.load(a);
    server.a = new Error('down again');
    await assert.rejects(lists.loadMore(a), /down again/);
    assert.deepEqual([lists.state(a).failed, idsOf(a).length], ['more', 500]);
    await assert.rejects(lists.refresh(a), /down again/);
    assert.deepEqual([lists.state(a).failed, idsOf(a).length], ['refresh', 500]);
    server.a = many(700);
    await lists.refresh(a);
    const state = lists.state(a);
    assert.deepEqual([state.load, state.failed, state.error], ['loaded', undefined, undefined]);
  });

  it('refresh one account: as much as is shown, at once', async () => {
    const [a, b] = shown;
    server.a = many(600);
    await Promise.all([lists.loadAll(a), lists.load(b)]);
    server.a = many(700).reverse();
    asked = [];
    const seen = new Set<string>();
    lists.onDidChange((handle) => seen.add(idsOf(handle)[0]));
    await lists.refresh(a);
    assert.deepEqual(keys(), ['a 0', 'a 500']);
    assert.deepEqual([...seen], ['1', '700'], 'the old list until the new one is whole');
    assert.deepEqual([idsOf(a).length, lists.complete(a)], [700, true]);
  });

  it('refresh all accounts that are shown, and reject if one fails', async () => {
    const [a, b] = shown;
    await lists.load(a);
    asked = [];
    await lists.refresh();
    assert.deepEqual(keys(), ['a 0', 'b 0']);
    server = { a: new Error('down'), b: ['3', '4'] };
    await assert.rejects(lists.refresh(), /down/);
    assert.deepEqual([idsOf(a), lists.state(a).load], [['1', '2'], 'failed']);
    assert.deepEqual([idsOf(b), lists.state(b).load], [['3', '4'], 'loaded']);
  });

  it('forget an account that is no longer shown, and stop what is read for it', async () => {
    const [a, b] = shown;
    await lists.load(b);
    const loading = lists.load(a);
    const kept = lists.state(b).items;
    shown = [b];
    accountsChanged.fire();
    assert.equal(asked.at(-1)?.signal?.aborted, true);
    assert.deepEqual(lists.state(a), { load: 'idle', items: [] });
    assert.equal(lists.state(b).items, kept, 'the others stay');
    changes = [];
    await assert.rejects(loading);
    assert.deepEqual([changes, lists.state(a).load], [[], 'idle'], 'a late answer changes nothing');
    shown = [a, b];
    accountsChanged.fire();
    assert.equal(lists.state(a).load, 'idle');
    await lists.load(a);
    assert.deepEqual(idsOf(a), ['1', '2']);
  });

  it('use the client of who is signed in now, and name the account by its handle of now', async () => {
    const [before, b] = shown;
    await lists.load(before);
    const after = account({}, { key: 'a', sessionId: 'second' });
    shown = [after, b];
    accountsChanged.fire();
    assert.deepEqual(idsOf(after), ['1', '2'], 'what was read is of the same account');
    asked = [];
    changes = [];
    await lists.refresh(before);
    assert.deepEqual(
      asked.map((request) => request.account),
      [after],
    );
    assert.deepEqual(new Set(changes), new Set([after]));
  });

  it('stop and listen no more once disposed of', async () => {
    const [a] = shown;
    const loading = lists.load(a);
    lists.dispose();
    assert.equal(asked[0].signal?.aborted, true);
    changes = [];
    await assert.rejects(loading);
    shown = [];
    accountsChanged.fire();
    assert.deepEqual(changes, []);
  });
});
