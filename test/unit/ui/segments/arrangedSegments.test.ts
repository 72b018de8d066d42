import assert from 'node:assert/strict';
import type { Audience } from '../../../../src/api/apiTypes';
import { ArrangedSegments } from '../../../../src/ui/segments/arrangedSegments';
import type { SegmentView } from '../../../../src/ui/segments/viewState';
import { audience, leaf } from '../../app/audiences/audiences';
import { account, segment } from '../../app/segments/segments';

describe('the segments of a view', () => {
  const owner = account({});
  const segments = ['1', '2', '3'].map((id) => segment(id, { retailerId: id }));
  let view: SegmentView;
  let use: readonly Audience[];
  let sizes: Record<string, number>;
  let lists: ArrangedSegments;
  const ids = () => lists.of(owner).items.map(({ id }) => id);

  beforeEach(() => {
    view = { filter: '', byRetailer: false };
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
        get isFiltering() {
          return view.filter !== '';
        },
        isLoadingRest: () => false,
        use: () => use,
        knowledgeOf: () => ({
          audiences: use,
          mostSize: ({ id }: { id: string }) => sizes[id],
        }),
      },
      readings: { load: async () => undefined },
    };
    lists = new ArrangedSegments(
      sources as unknown as ConstructorParameters<typeof ArrangedSegments>[0],
      () => lists.clear(),
    );
  });

  it('keep their groups while the same segments are used', () => {
    view = { filter: 'unused', byRetailer: true };
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
    view = { ...view, filter: 'empty' };
    assert.deepEqual(ids(), []);
    sizes = { '1': 0, '2': 5 };
    assert.deepEqual(ids(), ['1']);
    sizes = { '1': 3, '2': 0 };
    assert.deepEqual(ids(), ['2']);
  });

  it('come with the filter, and with what isn’t known of it', () => {
    const unknown = 'The sizes of 2 segments aren’t known.';
    assert.equal(lists.message(), undefined);
    view = { ...view, filter: 'segment' };
    assert.equal(lists.message(), 'Filter: “segment”.');
    view = { ...view, filter: 'segment empty' };
    sizes = { '1': 0 };
    assert.equal(lists.message(), `Filter: “segment empty”. ${unknown}`);
    view = { ...view, filter: 'empty' };
    sizes = { '1': 5 };
    assert.equal(lists.message(), `None of 3 segments matches “empty”. ${unknown}`);
  });
});
