import assert from 'node:assert/strict';
import { ListReading, readWholeList, type ListPage } from '../../../src/api/paging';

const items = (from: number, to: number): { id: string }[] =>
  Array.from({ length: to - from }, (_none, at) => ({ id: String(from + at) }));
const page = (
  from: number,
  to: number,
  more: Partial<ListPage<{ id: string }>> = {},
): ListPage<{ id: string }> => ({
  items: items(from, to),
  count: to - from,
  limit: 2,
  ...more,
});

describe('ListReading', () => {
  it('is whole at the last total, or at an empty page without one', () => {
    const counted = new ListReading();
    assert.equal(counted.addPage(page(0, 2, { total: 3 })), 'more');
    assert.equal(counted.addPage(page(2, 3, { total: 3 })), 'whole');
    const uncounted = new ListReading();
    assert.equal(uncounted.addPage(page(0, 2)), 'more');
    assert.equal(uncounted.addPage(page(2, 3)), 'more');
    assert.equal(uncounted.addPage(page(3, 4)), 'more');
    assert.equal(uncounted.addPage(page(4, 4)), 'whole');
    assert.equal(uncounted.read, 4);
    for (const [more, state] of [
      [true, 'more'],
      [false, 'whole'],
    ] as const)
      assert.equal(new ListReading().addPage(page(0, 1, { more })), state);
  });

  it('is whole at a short page that comes again, and counts it once', () => {
    const reading = new ListReading();
    assert.equal(reading.addPage(page(0, 3, { limit: 9 })), 'more');
    assert.equal(reading.addPage(page(0, 3, { limit: 9 })), 'whole');
    assert.equal(reading.read, 3);
    for (const full of [{ limit: 3 }, { limit: 9, more: true }]) {
      const repeated = new ListReading();
      assert.equal(repeated.addPage(page(0, 3, full)), 'more');
      assert.equal(repeated.addPage(page(0, 3, full)), 'broken');
    }
  });

  it('is broken by a lower total, a repeated page, an unreadable item or a missing one', () => {
    const shrunk = new ListReading();
    shrunk.addPage(page(0, 2, { total: 5 }));
    assert.equal(shrunk.addPage(page(2, 4, { total: 4 })), 'broken');
    const repeated = new ListReading();
    repeated.addPage(page(0, 2, { total: 9 }));
    assert.equal(repeated.addPage(page(0, 2, { total: 9 })), 'broken');
    assert.equal(new ListReading().addPage(page(0, 2, { count: 3, total: 3 })), 'broken');
    const overlapping = new ListReading();
    overlapping.addPage(page(0, 2, { total: 4 }));
    assert.equal(overlapping.addPage(page(1, 3, { total: 4 })), 'broken');
  });

  it('continues at the right offset after an item was deleted', () => {
    const reading = new ListReading();
    reading.addPage(page(0, 2, { total: 3 }));
    reading.removeItem('0');
    assert.deepEqual([reading.read, reading.has('0'), reading.has('1')], [1, false, true]);
    assert.equal(reading.addPage(page(2, 3, { total: 2 })), 'whole');
  });

  it('stops at 100,000 items and at 2,000 pages', async () => {
    assert.equal(new ListReading().addPage(page(0, 100_000, { total: 200_000 })), 'endless');
    const reading = new ListReading();
    for (let at = 0; at < 1_999; at++) assert.equal(reading.addPage(page(at, at + 1)), 'more');
    assert.equal(reading.addPage(page(1_999, 2_000)), 'endless');
    assert.match((await reading.error('search')).message, /too long to read at once \(2000 items/);
  });

  it('says why the list is incomplete', async () => {
    const reading = new ListReading();
    reading.addPage(page(0, 2, { total: 9 }));
    const { code, outcome, message } = await reading.error('search');
    assert.deepEqual({ code, outcome }, { code: 'incomplete-list', outcome: 'notDone' });
    assert.match(message, /reported a total of 9 but returned only 2/);
  });
});

describe('readWholeList', () => {
  it('reads a list that changed once more, and no more often', async () => {
    const offsets: number[] = [];
    const pages = [
      page(0, 2, { total: 4 }),
      page(2, 3, { total: 3 }),
      page(1, 3, { total: 3 }),
      page(3, 4, { total: 3 }),
    ];
    const all = await readWholeList('search', async (_page, offset) => {
      offsets.push(offset);
      return pages[offsets.length - 1] as ListPage<{ id: string }>;
    });
    assert.deepEqual(
      all.map(({ id }) => id),
      ['1', '2', '3'],
    );
    assert.deepEqual(offsets, [0, 2, 0, 2]);
    let reads = 0;
    await assert.rejects(
      readWholeList('search', async () => (reads++, page(0, 0, { total: 4 }))),
      { code: 'incomplete-list' },
    );
    assert.equal(reads, 2);
  });
});
