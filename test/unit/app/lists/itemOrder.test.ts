import assert from 'node:assert/strict';
import { byName, compareIds, newestFirst } from '../../../../src/app/lists/itemOrder';
import { OutsideText } from '../../../../src/common/outsideText';

describe('the order of items', () => {
  it('compares ids above 2^53 by digits', () => {
    assert.deepEqual(['9007199254740993', '9007199254740992', '10', '9'].sort(compareIds), [
      '9',
      '10',
      '9007199254740992',
      '9007199254740993',
    ]);
  });

  it('is by name with digits by their value, or by the last change, and by ID where that is the same', () => {
    const item = (id: string, name?: string, updatedAt?: number) => ({
      id,
      name: name === undefined ? undefined : OutsideText.name(name),
      updatedAt,
    });
    const items = [item('4', 'week 10', 5), item('3', 'Week 9', 7), item('2'), item('1', 'week 9')];
    const ids = (order: typeof byName): string =>
      [...items]
        .sort(order)
        .map(({ id }) => id)
        .join('');
    assert.equal(ids(byName), '2134');
    assert.equal(ids(newestFirst), '3412');
  });
});
