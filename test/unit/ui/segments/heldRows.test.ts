import assert from 'node:assert/strict';
import { HeldRows } from '../../../../src/ui/segments/heldRows';
import type { SegmentView } from '../../../../src/ui/segments/viewState';
import { account, segment } from '../../app/segments/segments';

describe('the rows while the rest of a list loads', () => {
  const grocer = account({});
  const [one, two, three] = ['1', '2', '3'].map((id) => segment(id));
  let view: SegmentView;
  let isLoading: boolean;
  let held: HeldRows;
  const rows = (...segments: (typeof one)[]): string[] =>
    held.rows(grocer, segments).map(({ id }) => id);

  beforeEach(() => {
    view = { filter: '', byRetailer: false };
    isLoading = true;
    held = new HeldRows({
      get view() {
        return view;
      },
      get isFiltering() {
        return view.filter !== '';
      },
      isLoadingRest: () => isLoading,
    });
  });

  it('are those of its beginning, until all have come', () => {
    assert.deepEqual(rows(one), ['1']);
    assert.deepEqual(rows(one, two, three), ['1']);
    assert.deepEqual(rows(two, three), [], 'one was deleted');
    isLoading = false;
    assert.deepEqual(rows(one, two, three), ['1', '2', '3']);
    isLoading = true;
    assert.deepEqual(rows(one, two, three), ['1', '2', '3'], 'the next time begins anew');
  });

  it('are all that have come after the user arranged them anew', () => {
    assert.deepEqual(rows(one), ['1']);
    view = { ...view, byRetailer: true };
    assert.deepEqual(rows(one, two), ['1', '2']);
    assert.deepEqual(rows(one, two, three), ['1', '2']);
  });

  it('come as they are with a filter', () => {
    view = { ...view, filter: 'x' };
    assert.deepEqual(rows(one), ['1']);
    assert.deepEqual(rows(one, two), ['1', '2']);
  });

  it('have one that is let in', () => {
    rows(one);
    held.letIn(grocer, '3');
    assert.deepEqual(rows(one, two, three), ['1', '3']);
  });
});
