import assert from 'node:assert/strict';
import { byName, compareIds } from '../../../../src/app/lists/itemOrder';
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

  it('is by name with digits by their value, and by ID where that is the same', () => {
    const items = [['4', 'week 10'], ['3', 'Week 9'], ['2'], ['1', 'week 9']].map(([id, name]) => ({
      id,
      name: name === undefined ? undefined : OutsideText.name(name),
    }));
    const ids = items.sort(byName).map(({ id }) => id);
    assert.deepEqual(ids, ['2', '1', '3', '4']);
  });
});
