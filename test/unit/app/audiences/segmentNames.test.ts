import assert from 'node:assert/strict';
import type { Segment, SegmentFilter } from '../../../../src/api/apiTypes';
import { segmentNames } from '../../../../src/app/audiences/segmentNames';
import { account, segment } from '../segments/segments';
import { all, audience, leaf, not, UNCLEAR } from './audiences';

describe('the names of the segments of audiences', () => {
  const handle = account({});
  let loaded: Map<string, Segment>;
  let searches: SegmentFilter[];
  let exists: (id: string) => boolean;
  beforeEach(() => {
    loaded = new Map([['1', segment('1', { name: 'Loaded' })]]);
    searches = [];
    exists = () => true;
  });
  const list = {
    find: (_: unknown, id: string) => loaded.get(id),
    search: async (_: unknown, filter: SegmentFilter) => {
      searches.push(filter);
      const found = (filter.segmentIds ?? []).filter(exists).map((id) => segment(id));
      for (const one of found) loaded.set(one.id, one);
      return found;
    },
  };

  it('are looked up by one search, each segment once', async () => {
    const nameOf = await segmentNames(list, handle, [
      audience('10', all(leaf('1'), leaf('2'), not(leaf('3')))),
      audience('11', leaf('2')),
      audience('12', UNCLEAR),
    ]);
    assert.deepEqual(searches, [{ segmentIds: ['2', '3'] }]);
    assert.deepEqual(
      ['1', '2', '3'].map((id) => nameOf(id)?.raw()),
      ['Loaded', 'Segment 2', 'Segment 3'],
    );
  });

  it('need no request where the list has them, or there are none', async () => {
    await segmentNames(list, handle, [audience('10', leaf('1')), audience('11', UNCLEAR)]);
    assert.deepEqual(searches, []);
  });

  it('are unknown for a segment that doesn’t exist or has no visible name', async () => {
    exists = () => false;
    loaded.set('3', segment('3', { name: ' \u200b' }));
    loaded.set('4', { ...segment('4'), name: undefined });
    const nameOf = await segmentNames(list, handle, [
      audience('10', all(leaf('2'), leaf('3'), leaf('4'))),
    ]);
    assert.deepEqual(['2', '3', '4'].map(nameOf), [undefined, undefined, undefined]);
  });

  it('take a search for every 500', async () => {
    const ids = Array.from({ length: 1001 }, (_, n) => String(n + 100));
    const nameOf = await segmentNames(list, handle, [audience('10', all(...ids.map(leaf)))]);
    assert.deepEqual(
      searches.map(({ segmentIds }) => segmentIds?.length),
      [500, 500, 1],
    );
    assert.equal(nameOf('1100')?.raw(), 'Segment 1100');
  });

  it('reject if they can’t be read', async () => {
    const failing = { ...list, search: async () => Promise.reject(new Error('no')) };
    await assert.rejects(segmentNames(failing, handle, [audience('10', leaf('2'))]), /no/);
  });
});
