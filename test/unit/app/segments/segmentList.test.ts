import assert from 'node:assert/strict';
import type { AccountHandle, Accounts } from '../../../../src/app/accounts/account';
import { SegmentList } from '../../../../src/app/segments/segmentList';
import { Emitter } from '../../../../src/common/events';
import { account, page, segment } from './segments';

describe('the list of segments', () => {
  let shown: AccountHandle[];
  let list: SegmentList;
  const named = (key: string, ...ids: string[]): AccountHandle =>
    account(
      {
        searchSegments: async (_, __, { offset = 0 } = {}) =>
          page(offset === 0 ? ids.map((id) => segment(id)) : [], offset, ids.length),
        allSegments: async (_, { segmentIds }) =>
          ids.filter((id) => segmentIds?.includes(id) ?? true).map((id) => segment(id)),
      },
      { key, accountId: key },
    );
  const idsOf = (handle: AccountHandle): string[] =>
    list.state(handle).segments.map(({ id }) => id);

  beforeEach(() => {
    shown = [named('a', '1', '2'), named('b', '3')];
    list = new SegmentList({
      onDidChange: new Emitter<void>().event,
      shown: () => shown,
      byKey: (key: string) => shown.find((handle) => handle.key === key),
    } as Partial<Accounts> as Accounts);
  });
  afterEach(() => list.dispose());

  it('has the segments of an account under both names', async () => {
    assert.deepEqual(list.state(shown[0]), { load: 'idle', items: [], segments: [] });
    await list.load(shown[0]);
    assert.deepEqual(idsOf(shown[0]), ['1', '2']);
    assert.equal(list.state(shown[0]).segments, list.state(shown[0]).items);
  });

  it('keeps what a search found, and everything if it searched for everything', async () => {
    const found = await list.search(shown[0], { segmentIds: ['2'] });
    assert.deepEqual(
      found.map(({ id }) => id),
      ['2'],
    );
    assert.equal(list.find(shown[0], '2'), found[0]);
    assert.equal(list.complete(shown[0]), false);
    await list.search(shown[0], {});
    assert.equal(list.complete(shown[0]), true);
    assert.deepEqual(idsOf(shown[0]), ['1', '2']);
  });

  it('reports only segments that were created', async () => {
    const created: string[] = [];
    list.onDidCreate(({ id }) => created.push(id));
    await list.load(shown[0]);
    list.put(shown[0], segment('1', { name: 'Renamed' }));
    list.put(shown[0], segment('9'), true);
    list.remove(shown[0], ['2']);
    assert.deepEqual(created, ['9']);
    assert.deepEqual(idsOf(shown[0]), ['1', '9']);
  });
});
