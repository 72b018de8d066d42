import assert from 'node:assert/strict';
import type { Audience } from '../../../../src/api/apiTypes';
import { NO_FILTER, type FilterState } from '../../../../src/app/segments/filter';
import { SizeSnapshot } from '../../../../src/app/segments/sizeSnapshot';
import { ArrangedSegments } from '../../../../src/ui/segments/arrangedSegments';
import { segmentSize } from '../../../../src/upload/segmentSize';
import { audience, leaf } from '../../app/audiences/audiences';
import { account, segment } from '../../app/segments/segments';

describe('the segments of a view', () => {
  const owner = account({});
  const segments = ['1', '2', '3'].map((id) => segment(id, { retailerId: id }));
  let view: FilterState;
  let use: readonly Audience[];
  let sizes: Record<string, number>;
  let load: () => Promise<void>;
  /** Whether sizes are known on this machine. */
  let isKnown: boolean;
  let lists: ArrangedSegments;
  const ids = () => lists.of(owner).items.map(({ id }) => id);

  beforeEach(() => {
    view = { filter: NO_FILTER, sort: 'name', group: 'none' };
    load = async () => undefined;
    isKnown = false;
    use = [];
    sizes = {};
    const sources = {
      accounts: { shown: () => [owner], retailerName: () => undefined },
      list: {
        state: () => ({ load: 'loaded', items: segments, segments }),
        complete: () => true,
      },
      viewState: {
        get view() {
          return view;
        },
        isLoadingRest: () => false,
        moreOf: () => ({
          audiences: use,
          mostSize: ({ id }: { id: string }) => sizes[id],
        }),
        sizes: new SizeSnapshot({
          sizeOf: (_, id) => ({
            ...(isKnown && {
              size: segmentSize({ earlier: { identifiers: Number(id), at: 0 }, now: 0 }, []),
            }),
            isReading: false,
          }),
        }),
      },
      readings: { load: () => load() },
    };
    lists = new ArrangedSegments(
      sources as unknown as ConstructorParameters<typeof ArrangedSegments>[0],
      () => lists.clear(),
    );
  });

  it('keep their groups while the same segments are used', () => {
    view = { filter: { ...NO_FILTER, unused: true }, sort: 'name', group: 'retailer' };
    use = [audience('8', leaf('1')), audience('9', leaf('2'))];
    const first = lists.of(owner);
    assert.deepEqual(ids(), ['3']);
    use = [audience('9', leaf('2')), audience('8', leaf('1'))];
    assert.equal(lists.of(owner), first, 'read again');
    use = [audience('9', leaf('2')), audience('8', leaf('3'))];
    assert.deepEqual(ids(), ['1'], 'as many, but others');
    use = [audience('9', leaf('2'))];
    assert.deepEqual(ids(), ['1', '3']);
  });

  it('follow the readings while the filter goes by them', () => {
    view = { ...view, filter: { ...NO_FILTER, empty: true } };
    assert.deepEqual(ids(), []);
    sizes = { '1': 0, '2': 5 };
    assert.deepEqual(ids(), ['1']);
    sizes = { '1': 3, '2': 0 };
    assert.deepEqual(ids(), ['2']);
  });

  it('are sorted by size once the sizes could be read, also at a second try', async () => {
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    view = { ...view, sort: 'size' };
    load = () => Promise.reject(new Error('disk'));
    lists.begin([owner]);
    await settled();
    assert.deepEqual(ids(), ['1', '2', '3']);
    isKnown = true;
    load = async () => undefined;
    lists.begin([owner]);
    await settled();
    assert.deepEqual(ids(), ['3', '2', '1']);
  });
});
