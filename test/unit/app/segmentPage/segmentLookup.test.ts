import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import { SegmentLookup } from '../../../../src/app/segmentPage/segmentLookup';
import { account, segment } from '../segments/segments';

describe('the segments of a page', () => {
  const own = account({});
  /** The list of the view, and what the API has. */
  const setUp = (listed: Segment[], atCriteo: Segment[] | undefined) => {
    const list = new Map(listed.map((one) => [one.id, one]));
    const searches: string[][] = [];
    const lookup = new SegmentLookup({
      find: (_, id) => list.get(id),
      search: async (_, { segmentIds = [] }) => {
        searches.push([...segmentIds]);
        if (!atCriteo) throw new Error('offline');
        return atCriteo.filter(({ id }) => segmentIds.includes(id));
      },
    });
    return { list, lookup, searches };
  };

  it('are those of the list, without a request', async () => {
    const { lookup, searches } = setUp([segment('1')], []);
    await lookup.load(own, ['1']);
    assert.equal(lookup.find(own, '1')?.id, '1');
    assert.equal(lookup.isGone('1'), false);
    assert.deepEqual(searches, []);
  });

  it('are searched together, and once, if the list doesn’t have them', async () => {
    const { lookup, searches } = setUp([segment('1')], [segment('2')]);
    await lookup.load(own, ['1', '2', '3']);
    await lookup.load(own, ['1', '2', '3']);
    assert.deepEqual(searches, [['2', '3']]);
    assert.equal(lookup.find(own, '2')?.id, '2');
    assert.deepEqual(
      ['1', '2', '3'].map((id) => lookup.isGone(id)),
      [false, false, true],
    );
    lookup.forget();
    await lookup.load(own, ['3']);
    assert.equal(searches.length, 2);
  });

  it('stay as they were last seen while the list is read again', async () => {
    const { lookup, list } = setUp([segment('1')], undefined);
    await lookup.load(own, ['1']);
    list.clear();
    await lookup.load(own, ['1']);
    assert.equal(lookup.find(own, '1')?.id, '1');
    assert.equal(lookup.isGone('1'), false);
  });

  it('are gone once they are removed from the list and the API has none', async () => {
    const { lookup, list } = setUp([segment('1')], []);
    await lookup.load(own, ['1']);
    list.clear();
    await lookup.load(own, ['1']);
    assert.equal(lookup.isGone('1'), true);
  });

  it('are gone if the API says so, even while the list still has them', async () => {
    const { lookup } = setUp([segment('1')], []);
    await lookup.search(own, ['1']);
    assert.equal(lookup.isGone('1'), true);
  });

  it('aren’t gone because a search failed', async () => {
    const { lookup } = setUp([], undefined);
    await lookup.load(own, ['1']);
    assert.equal(lookup.isGone('1'), false);
    assert.equal(lookup.find(own, '1'), undefined);
  });
});
