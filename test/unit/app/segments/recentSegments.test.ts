import assert from 'node:assert/strict';
import { RecentSegments } from '../../../../src/app/segments/recentSegments';
import { Store } from '../accounts/ports';

const KEY = 'criteoAudiences.recentSegments';
const use = (recent: RecentSegments, account: string, id: string): Promise<void> =>
  recent.use({ account: { key: account }, segment: { id } });

describe('recently used segments', () => {
  let store: Store;
  let recent: RecentSegments;
  beforeEach(() => {
    store = new Store();
    recent = new RecentSegments(store);
  });

  it('are per account, newest first, once each, after a restart too', async () => {
    for (const id of ['1', '2', '1']) await use(recent, 'a', id);
    await use(recent, 'b', '1');
    assert.deepEqual(new RecentSegments(store).of('a'), ['1', '2']);
    assert.deepEqual(recent.of('b'), ['1']);
    assert.deepEqual(recent.of('c'), []);
  });

  it('have one order over all accounts', async () => {
    await use(recent, 'a', '1');
    await use(recent, 'b', '1');
    await use(recent, 'a', '2');
    const rank = recent.rank();
    assert.deepEqual(
      [rank('a', '2'), rank('b', '1'), rank('a', '1'), rank('b', '2')],
      [0, 1, 2, undefined],
    );
  });

  it('are at most 20', async () => {
    for (let id = 0; id < 25; id++) await use(recent, 'a', String(id));
    assert.equal(recent.of('a').length, 20);
    assert.equal(recent.of('a')[0], '24');
  });

  it('are forgotten by segment or by account', async () => {
    for (const id of ['1', '2', '3']) await use(recent, 'a', id);
    await use(recent, 'b', '1');
    await recent.forget('a', ['1']);
    assert.deepEqual(recent.of('a'), ['3', '2']);
    assert.deepEqual(recent.of('b'), ['1']);
    await recent.forget('a');
    assert.deepEqual(recent.of('a'), []);
    assert.deepEqual(recent.of('b'), ['1']);
  });

  it('ignore what isn’t theirs in the storage', async () => {
    await store.update(KEY, [{ account: 'a' }, null, { account: 'a', segment: '1' }]);
    assert.deepEqual(recent.of('a'), ['1']);
    await store.update(KEY, 'text');
    assert.deepEqual(recent.of('a'), []);
  });
});
