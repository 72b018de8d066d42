import assert from 'node:assert/strict';
import { SizeSnapshot } from '../../../../src/app/segments/sizeSnapshot';
import { readSize, segmentSize } from '../../../../src/upload/segmentSize';
import { account } from './segments';

describe('the sizes that a list is sorted by', () => {
  it('are those of the first look, for each account, even if none was known', () => {
    const known = new Map([['1', 10]]);
    const sizes = new SizeSnapshot({
      sizeOf: (_, id) => ({
        size: segmentSize({ earlier: readSize({ at: 0, identifiers: known.get(id) }), now: 0 }, []),
        isReading: false,
      }),
    });
    const grocer = account({});
    assert.equal(sizes.of(grocer, '1'), 10);
    assert.equal(sizes.of(grocer, '2'), undefined);
    known.set('1', 11).set('2', 5).set('3', 6);
    assert.equal(sizes.of(grocer, '1'), 10);
    assert.equal(sizes.of(grocer, '2'), undefined);
    assert.equal(sizes.of(grocer, '3'), 6);
    assert.equal(sizes.of(account({}, { key: 'other' }), '1'), 11);
  });
});
