import assert from 'node:assert/strict';
import type { Page, Segment } from '../../../../src/api/apiTypes';
import { PAGE_SIZE, PagedList } from '../../../../src/app/lists/pagedList';
import { page, segment } from '../segments/segments';

interface Asked {
  offset: number;
  signal: AbortSignal;
  answer(page: Page<Segment>): void;
  fail(error: Error): void;
}

/** Pages over a server whose answers the test gives by hand, in any order. */
function byHand(): { pages: PagedList<Segment>; asked: Asked[]; changes: () => number } {
  const asked: Asked[] = [];
  let changes = 0;
  const pages = new PagedList<Segment>(
    'search',
    ({ offset }, signal) =>
      new Promise((resolve, reject) => {
        asked.push({ offset, signal, answer: resolve, fail: reject });
      }),
    () => changes++,
  );
  return { pages, asked, changes: () => changes };
}

/** Pages over a list on a server. */
function over(server: Segment[]): { pages: PagedList<Segment>; calls: number[] } {
  const calls: number[] = [];
  const pages = new PagedList<Segment>(
    'search',
    async ({ limit, offset }) => {
      calls.push(offset);
      return page(server.slice(offset, offset + limit), offset, server.length, limit);
    },
    () => undefined,
  );
  return { pages, calls };
}

const many = (count: number): Segment[] =>
  Array.from({ length: count }, (_, index) => segment(String(1000 + index)));
const ids = (pages: PagedList<Segment>): string[] => pages.items.map(({ id }) => id);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('segment list: pages', () => {
  it('loads the first page in one request, the rest of 4,300 in nine', async () => {
    const { pages, calls } = over(many(4300));
    await pages.loadFirst();
    assert.deepEqual(
      [pages.items.length, pages.total, pages.complete, calls.length],
      [500, 4300, false, 1],
    );
    const progress: number[] = [];
    await pages.loadAll({ onProgress: (loaded) => progress.push(loaded) });
    assert.equal(calls.length, 9);
    assert.equal(pages.items.length, 4300);
    assert.equal(pages.complete, true);
    assert.deepEqual(progress.slice(0, 2), [500, 1000]);
    await pages.loadMore();
    assert.equal(calls.length, 9, 'nothing is asked after the end');
  });

  it('loads its pages also where a segment was found or made before', async () => {
    const server = many(700);
    const { pages, calls } = over(server);
    pages.merge([server[600]]);
    pages.put(server[3]);
    assert.equal(pages.load, 'idle');
    await pages.loadFirst();
    assert.deepEqual(
      [calls, pages.load, pages.items.length, pages.total],
      [[0], 'loaded', 501, 700],
    );
    await pages.loadAll();
    assert.deepEqual(
      ids(pages),
      server.map(({ id }) => id),
      'in the API’s order',
    );
    assert.equal(pages.complete, true);
  });

  /** Pages without a total over a list, of at most so many items although more were asked for. */
  function untold(server: Segment[], most: number) {
    const calls: number[] = [];
    const pages = new PagedList<Segment>(
      'search',
      async ({ limit, offset }) => {
        calls.push(offset);
        return page(server.slice(offset, offset + most), offset, undefined, limit);
      },
      () => undefined,
    );
    return { pages, calls };
  }

  it('ends with an empty page where the API gives no total', async () => {
    const { pages, calls } = untold(many(700), PAGE_SIZE);
    await pages.loadFirst();
    assert.deepEqual([calls, pages.complete], [[0], false]);
    await pages.loadMore();
    assert.deepEqual([calls, pages.complete], [[0, PAGE_SIZE, 700], true]);
    assert.equal(pages.items.length, 700);
  });

  it('asks for what is after a short page at once, first and when refreshed', async () => {
    const { pages, calls } = untold(many(130), 50);
    await pages.loadFirst();
    assert.deepEqual([calls, pages.complete, pages.items.length], [[0, 50, 100, 130], true, 130]);
    await pages.refresh();
    assert.deepEqual([calls.length, pages.complete, pages.items.length], [8, true, 130]);
  });

  it('is whole with a short page that a server without offsets repeats', async () => {
    const server = many(3);
    let calls = 0;
    const pages = new PagedList<Segment>(
      'search',
      async ({ limit }) => (calls++, page(server, 0, undefined, limit)),
      () => undefined,
    );
    await pages.loadAll();
    assert.deepEqual([calls, pages.complete, pages.items.length], [2, true, 3]);
  });

  it('is idle, loading, loaded; a second wish for the first page joins the first', async () => {
    const { pages, asked } = byHand();
    assert.equal(pages.load, 'idle');
    const both = Promise.all([pages.loadFirst(), pages.loadFirst()]);
    assert.equal(pages.load, 'loading');
    assert.equal(asked.length, 1);
    asked[0].answer(page([segment('1')], 0, 1));
    await both;
    assert.equal(pages.load, 'loaded');
  });

  it('keeps what is shown until the answer of a refresh, and through its failure', async () => {
    const { pages, asked } = byHand();
    const first = pages.loadFirst();
    asked[0].answer(page([segment('1')], 0, 1));
    await first;
    const refresh = pages.refresh();
    assert.deepEqual([pages.load, ids(pages)], ['loading', ['1']]);
    asked[1].fail(new Error('down'));
    await assert.rejects(refresh, /down/);
    assert.deepEqual([pages.load, pages.error?.message, ids(pages)], ['failed', 'down', ['1']]);
    const again = pages.refresh();
    asked[2].answer(page([segment('2')], 0, 1));
    await again;
    assert.deepEqual([pages.load, pages.error, ids(pages)], ['loaded', undefined, ['2']]);
  });

  it('never lets a late answer of an earlier load overwrite a newer one', async () => {
    const { pages, asked } = byHand();
    const first = pages.loadFirst();
    const refresh = pages.refresh();
    assert.equal(asked[0].signal.aborted, true);
    asked[1].answer(page([segment('new')], 0, 1));
    await refresh;
    asked[0].answer(page([segment('old')], 0, 1));
    await first;
    await settled();
    assert.deepEqual(ids(pages), ['new']);
  });

  it('reads again as many pages as were shown, and swaps them at once', async () => {
    const server = many(1200);
    const { pages, calls } = over(server);
    await pages.loadFirst();
    await pages.loadMore();
    server.splice(0, 1);
    await pages.refresh();
    assert.deepEqual(calls, [0, 500, 0, 500]);
    assert.deepEqual([pages.items.length, pages.total], [1000, 1199]);
    assert.equal(pages.find('1000'), undefined);
  });

  it('skips none when a segment is removed between two pages', async () => {
    const server = many(1001);
    const { pages } = over(server);
    await pages.loadFirst();
    server.splice(10, 1);
    pages.remove(['1010']);
    assert.equal(pages.total, 1000);
    await pages.loadAll();
    assert.deepEqual(
      ids(pages),
      server.map(({ id }) => id),
    );
  });

  it('skips none when a segment is removed while a page is on its way', async () => {
    const server = many(1001);
    const { pages, asked } = byHand();
    const answer = (index: number): void =>
      asked[index].answer(
        page(
          server.slice(asked[index].offset, asked[index].offset + PAGE_SIZE),
          asked[index].offset,
          server.length,
        ),
      );
    const first = pages.loadFirst();
    answer(0);
    await first;
    const more = pages.loadMore();
    server.splice(10, 1);
    pages.remove(['1010']);
    answer(1);
    await settled();
    assert.deepEqual(
      asked.map(({ offset }) => offset),
      [0, 500, 499],
    );
    answer(2);
    await more;
    assert.deepEqual(
      ids(pages),
      server.slice(0, 999).map(({ id }) => id),
    );
  });

  it('keeps what was put or removed while a refresh was on its way', async () => {
    const { pages, asked } = byHand();
    const first = pages.loadFirst();
    asked[0].answer(page([segment('1'), segment('2')], 0, 2));
    await first;
    const refresh = pages.refresh();
    pages.put(segment('3'));
    pages.put(segment('1', { name: 'Renamed' }));
    pages.remove(['2']);
    asked[1].answer(page([segment('1'), segment('2')], 0, 2));
    await refresh;
    assert.deepEqual(ids(pages), ['1', '3']);
    assert.equal(pages.find('1')?.name?.raw(), 'Renamed');
  });

  it('counts a created segment, not one that a search found', async () => {
    const { pages } = over(many(1200));
    await pages.loadFirst();
    pages.merge([segment('2100')]);
    assert.equal(pages.total, 1200);
    pages.put(segment('5000'));
    assert.equal(pages.total, 1201);
    pages.put(segment('5000', { name: 'Again' }));
    assert.equal(pages.total, 1201);
  });

  it('shows a segment once although paging meets it again, in its place', async () => {
    const server = many(600);
    const { pages } = over(server);
    await pages.loadFirst();
    pages.merge([server[550]]);
    await pages.loadAll();
    assert.equal(pages.items.length, 600);
    assert.equal(new Set(ids(pages)).size, 600);
  });

  it('stops loading all when cancelled, keeping loaded pages', async () => {
    const { pages, asked } = byHand();
    const first = pages.loadFirst();
    asked[0].answer(page(many(500), 0, 2000));
    await first;
    const stop = new AbortController();
    const all = pages.loadAll({ signal: stop.signal });
    await settled();
    stop.abort(new Error('enough'));
    await assert.rejects(all, /enough/);
    assert.equal(asked.length, 2);
    assert.equal(pages.items.length, 500);
  });

  it('goes on after a failure where it stopped', async () => {
    const server = many(900);
    let fail = false;
    const calls: number[] = [];
    const pages = new PagedList<Segment>(
      'search',
      async ({ offset, limit }) => {
        calls.push(offset);
        if (fail) throw new Error('down');
        return page(server.slice(offset, offset + limit), offset, server.length);
      },
      () => undefined,
    );
    await pages.loadFirst();
    fail = true;
    await assert.rejects(pages.loadMore(), /down/);
    assert.deepEqual([pages.load, pages.items.length], ['failed', 500]);
    fail = false;
    await pages.loadMore();
    assert.deepEqual([pages.load, pages.items.length, pages.complete], ['loaded', 900, true]);
    assert.deepEqual(calls, [0, 500, 500]);
  });

  it('takes a list that was read elsewhere, over one under way', async () => {
    const { pages, asked } = byHand();
    const first = pages.loadFirst();
    pages.replace([segment('7'), segment('8')]);
    asked[0].answer(page([segment('1')], 0, 1));
    await first;
    assert.deepEqual(
      [ids(pages), pages.total, pages.complete, pages.load],
      [['7', '8'], 2, true, 'loaded'],
    );
  });

  describe('is whole, or fails', () => {
    const incomplete = { name: 'ApiError', code: 'incomplete-list' };
    /** Pages over whatever `answer` gives for an offset and the number of the call, from 1. */
    function answering(answer: (offset: number, call: number) => Page<Segment>): {
      pages: PagedList<Segment>;
      calls: number[];
    } {
      const calls: number[] = [];
      const pages = new PagedList<Segment>(
        'search',
        async ({ offset }) => answer(offset, calls.push(offset)),
        () => undefined,
      );
      return { pages, calls };
    }

    it('with an empty page before its total: what was loaded stays, and a retry loads the rest', async () => {
      const server = many(1200);
      let whole = false;
      const { pages, calls } = answering((offset) =>
        page(offset === 500 && !whole ? [] : server.slice(offset, offset + 500), offset, 1200),
      );
      await assert.rejects(pages.loadAll(), incomplete);
      assert.deepEqual(
        [pages.load, pages.items.length, pages.complete, calls],
        ['failed', 500, false, [0, 500, 0, 500]],
      );
      await assert.rejects(pages.loadMore(), incomplete);
      whole = true;
      await pages.refresh();
      assert.deepEqual(
        [pages.load, pages.error, (await pages.loadAll()).length, pages.complete],
        ['loaded', undefined, 1200, true],
      );
    });

    it('with nothing at all of a total', async () => {
      const { pages } = answering((offset) => page([], offset, 130));
      await assert.rejects(pages.loadFirst(), incomplete);
      assert.deepEqual([pages.load, pages.items.length], ['failed', 0]);
    });

    it('with a page that comes again, with and without a total', async () => {
      for (const total of [1200, undefined]) {
        const { pages } = answering((offset) => page(many(500), offset, total));
        await assert.rejects(pages.loadAll(), incomplete);
        assert.equal(pages.items.length, 500);
      }
    });

    it('with items that cannot be read', async () => {
      const { pages } = answering((offset) => ({ ...page(many(3), offset, 4), count: 4 }));
      await assert.rejects(pages.loadAll(), incomplete);
      assert.equal(pages.items.length, 3);
    });

    it('and is read again from its start if someone else deleted one between two pages', async () => {
      const server = many(1200);
      const { pages, calls } = answering((offset, call) => {
        if (call === 2) server.splice(0, 1);
        return page(server.slice(offset, offset + 500), offset, server.length);
      });
      await pages.loadAll();
      assert.deepEqual(
        ids(pages),
        server.map(({ id }) => id),
      );
      assert.deepEqual(calls, [0, 500, 0, 500, 1000]);
    });

    it('the next page begins after what the one before held, read or not', async () => {
      const { pages, calls } = answering((offset) => ({
        ...page(many(500).slice(1), offset, undefined),
        count: 500,
      }));
      await pages.loadFirst();
      await pages.loadMore().catch(() => undefined);
      assert.deepEqual(calls.slice(0, 2), [0, 500]);
    });

    it('also when it has more than 100,000', async () => {
      const { pages, calls } = answering((offset) =>
        page(
          Array.from({ length: 500 }, (_, at) => segment(String(offset + at))),
          offset,
          1_000_000,
        ),
      );
      await assert.rejects(pages.loadAll(), { ...incomplete, message: /100000/ });
      assert.deepEqual([pages.load, pages.items.length, calls.length], ['failed', 100_000, 200]);
    });
  });

  it('says nothing after its end', async () => {
    const { pages, asked, changes } = byHand();
    const first = pages.loadFirst();
    pages.dispose();
    const before = changes();
    asked[0].answer(page([segment('1')], 0, 1));
    await first;
    assert.equal(asked[0].signal.aborted, true);
    assert.equal(changes(), before);
  });

  it('keeps a segment as it is if it is read again unchanged, so that no row has to change', async () => {
    const { pages, asked, changes } = byHand();
    const read = (name: string): Segment => ({ ...segment('1', { name }), json: () => name });
    const [first, answer] = [read('one'), page([read('one')], 0, 1, PAGE_SIZE)];
    void pages.loadFirst();
    asked[0].answer({ ...answer, items: [first] });
    await settled();
    const before = changes();
    pages.merge([read('one')]);
    assert.equal(changes(), before);
    assert.equal(pages.find('1'), first);
    void pages.refresh();
    asked[1].answer(answer);
    await settled();
    assert.equal(pages.find('1'), first);
    pages.merge([read('two')]);
    assert.equal(pages.find('1')?.json(), 'two');
  });
});
