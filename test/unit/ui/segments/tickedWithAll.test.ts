import assert from 'node:assert/strict';
import { tickedWithAll } from '../../../../src/ui/segments/tickedWithAll';

describe('an entry for all others of a list', () => {
  const others = ['a', 'b', 'c'];
  const ticked = (before: string, now: string): string =>
    tickedWithAll('*', others, [...before], [...now]).join('');

  it('ticks and unticks the others', () => {
    assert.equal(ticked('', '*'), '*abc');
    assert.equal(ticked('b', '*b'), '*abc');
    assert.equal(ticked('*abc', 'abc'), '');
  });

  it('is unticked with any of them, which stays so', () => {
    assert.equal(ticked('*abc', '*ac'), 'ac');
    assert.equal(ticked('ac', 'ac'), 'ac');
  });

  it('doesn’t stand for others out of sight where all in sight are ticked at once', () => {
    assert.equal(ticked('', '*ab'), 'ab');
    assert.equal(ticked('c', '*abc'), '*abc');
  });

  it('leaves what is ticked without it as it is', () => {
    assert.equal(ticked('a', 'abc'), 'abc');
    assert.equal(ticked('*abc', ''), '');
    assert.deepEqual(tickedWithAll(undefined, others, [], ['a']), ['a']);
  });

  it('stays as it is when the editor tells of what was set', () => {
    assert.equal(ticked('*abc', '*abc'), '*abc');
  });
});
