import assert from 'node:assert/strict';
import { CONDITIONS, NO_FILTER, type Condition } from '../../../../../src/app/segments/filter';
import {
  countUnknownSizes,
  meetsConditions,
  type MoreOfSegments,
} from '../../../../../src/app/segments/filtering/conditions';
import { all, audience, leaf, not } from '../../audiences/audiences';
import { segment } from '../segments';

describe('what a filter wants segments to be', () => {
  const list = [
    segment('1', { name: 'Customers' }),
    segment('2', { name: 'Buyers' }),
    segment('3', { name: 'Opt-outs' }),
    segment('4', { name: 'Lookalike', contactList: undefined }),
  ];
  // 1 is a target, 2 is only excluded, 3 is used by none, 4 is excluded and no contact list.
  const audiences = [audience('9', all(leaf('1'), not(leaf('2')), not(leaf('4'))))];
  const sizes: Record<string, number> = { '1': 0, '2': 5, '3': 0 };
  const known: MoreOfSegments = { audiences, mostSize: ({ id }) => sizes[id] };
  const met = (wanted: readonly Condition[], more = known): string[] => {
    const filter = { ...NO_FILTER, ...Object.fromEntries(wanted.map((one) => [one, true])) };
    return list.filter(meetsConditions(filter, more)).map(({ id }) => id);
  };

  it('is used by no audience, empty as far as is known, or kept for people to leave out', () => {
    assert.deepEqual(met([]), ['1', '2', '3', '4']);
    assert.deepEqual(met(['unused']), ['3']);
    assert.deepEqual(met(['empty']), ['1', '3'], 'not the one without a reading');
    assert.deepEqual(met(['keepsOut']), ['2', '3'], 'by audiences, or by its name');
  });

  it('comes with how many contact lists it can’t be said of, having no size', () => {
    assert.equal(countUnknownSizes(list, known), 0);
    assert.equal(
      countUnknownSizes(list, { mostSize: ({ id }) => (id === '1' ? 0 : undefined) }),
      2,
    );
    assert.equal(countUnknownSizes(list, {}), 3);
  });

  it('is all of it at once', () => {
    assert.deepEqual(met(['unused', 'empty']), ['3']);
    assert.deepEqual(met(['empty', 'keepsOut']), ['3']);
    assert.deepEqual(met(CONDITIONS), ['3']);
  });

  it('is never met where nothing is known, but for what a name says', () => {
    assert.deepEqual(met(['unused'], {}), []);
    assert.deepEqual(met(['empty'], {}), []);
    assert.deepEqual(met(['keepsOut'], {}), ['3']);
  });
});
