import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { ArrangedLists, type ListSources } from '../../../../src/app/lists/arrangedLists';
import { arrangeItems, type Arranged } from '../../../../src/app/lists/arrangeItems';
import type { ListState } from '../../../../src/app/lists/listsByAccount';
import type { ListItem } from '../../../../src/app/lists/pagedList';
import { account } from '../segments/segments';

interface Item extends ListItem {
  kind: string;
}
type View = { kind: string; isGrouped?: boolean };

/** Items of one kind, or of all. */
class Lists extends ArrangedLists<Item, View> {
  loads = 0;
  besides: unknown;

  protected loadList(): Promise<unknown> {
    this.loads += 1;
    return Promise.reject(new Error('not expected to be heard of'));
  }
  protected arrange(_: AccountHandle, items: readonly Item[]): Arranged<Item> {
    const { kind, isGrouped } = this.sources.viewState.view;
    const isMatch = kind === '' ? undefined : (item: Item) => item.kind === kind;
    const arranged = arrangeItems(items, isMatch, undefined, 2);
    return isGrouped ? { ...arranged, groups: [] } : arranged;
  }
  protected dependsOn(): unknown {
    return this.besides;
  }
  protected filterText(matches: number, loaded: number): string {
    return `${matches} of ${loaded}`;
  }
}

describe('the lists of a view', () => {
  const one = account({});
  const other = { ...one, key: 'other' };
  const item = (id: string, kind = 'a'): Item => ({ id, kind, json: () => id });
  let items: Item[];
  let shown: AccountHandle[];
  let state: Partial<ListState<Item>>;
  let isComplete: boolean;
  let view: View;
  let reading: () => Promise<void>;
  let readings: number;
  let known: number;
  let lists: Lists;

  beforeEach(() => {
    items = ['1', '2', '3'].map((id) => item(id));
    shown = [one];
    state = { load: 'loaded' };
    isComplete = true;
    view = { kind: '' };
    reading = async () => undefined;
    readings = known = 0;
    const sources = {
      accounts: { state: 'ready', shown: () => shown },
      list: {
        state: () => ({ load: 'idle', items: [...items], ...state }),
        complete: () => isComplete,
      },
      viewState: {
        get view() {
          return view;
        },
        get isFiltering() {
          return view.kind !== '';
        },
      },
      readings: {
        load: () => {
          readings += 1;
          return reading();
        },
      },
    } as unknown as ListSources<Item, View>;
    lists = new Lists(sources, () => (known += 1));
  });

  it('are arranged anew only for other rows', () => {
    const first = lists.of(one);
    assert.equal(lists.of(one), first, 'the same items in a new list');
    view = { kind: '' };
    assert.equal(lists.of(one), first, 'a choice that changes no row');
    lists.besides = {};
    assert.equal(lists.of(one), first, 'nor does what it depends on');
    items[1] = item('2');
    assert.notEqual(lists.of(one), first);
    view = { kind: 'a' };
    const filtered = lists.of(one);
    assert.deepEqual([filtered.items.length, filtered.matches, filtered.hidden], [2, 3, 1]);
    items.push(item('4'));
    assert.equal(lists.of(one).matches, 4, 'although the same two rows are shown');
  });

  it('are arranged anew for groups, which may have other names', () => {
    view = { kind: '', isGrouped: true };
    const first = lists.of(one);
    assert.equal(lists.of(one), first);
    lists.clear();
    assert.notEqual(lists.of(one), first);
  });

  it('differ by what their rows are made of', () => {
    const before = lists.contentOf(one);
    assert.deepEqual(lists.contentOf(one), before);
    state = { load: 'failed', failed: 'refresh' };
    assert.notDeepEqual(lists.contentOf(one), before);
  });

  it('end with what is missing of them', () => {
    assert.equal(lists.endOf(one), 'complete');
    isComplete = false;
    assert.equal(lists.endOf(one), 'loading');
    state = { load: 'failed', failed: 'more' };
    assert.equal(lists.endOf(one), 'failed');
    isComplete = true;
    state = { load: 'failed', failed: 'refresh' };
    assert.equal(lists.endOf(one), 'complete', 'all rows are there, only older');
  });

  it('have a state, one number, and a word about a filter', () => {
    assert.deepEqual(
      [lists.state(), lists.description(), lists.message()],
      ['ready', '3', undefined],
    );
    view = { kind: 'b' };
    assert.equal(lists.state(), 'nothingMatches');
    assert.deepEqual([lists.description(), lists.message()], ['0 found', '0 of 3']);
    shown = [one, other];
    assert.deepEqual([lists.state(), lists.message()], ['ready', '0 of 6']);
    items = [];
    assert.equal(lists.message(), undefined, 'nothing was searched');
    assert.equal(lists.description(), undefined);
  });

  it('begin with the sizes that are known, once for each time that an account is shown', async () => {
    lists.begin(shown);
    lists.begin(shown);
    assert.deepEqual([readings, lists.loads, known], [1, 2, 0]);
    await Promise.resolve();
    assert.equal(known, 1);
    lists.begin([]);
    lists.begin(shown);
    assert.equal(readings, 2);
  });

  it('ask again for sizes that couldn’t be read', async () => {
    reading = () => Promise.reject(new Error('disk'));
    lists.begin(shown);
    await new Promise((resolve) => setImmediate(resolve));
    lists.begin(shown);
    assert.deepEqual([readings, known], [2, 0]);
  });

  it('don’t hear of sizes of an account that is no longer shown', async () => {
    lists.begin(shown);
    lists.begin([]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(known, 0);
  });
});
