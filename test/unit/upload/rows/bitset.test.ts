import assert from 'node:assert/strict';
import { Bitset } from '../../../../src/upload/rows/bitset';

describe('Bitset', () => {
  it('has the bits that were set, and no others', () => {
    const bits = new Bitset();
    const set = [0, 7, 8, 63, 64, 1000];
    for (const index of set) bits.set(index);
    assert.deepEqual(
      Array.from({ length: 1001 }, (_, index) => index).filter((index) => bits.get(index)),
      set,
    );
  });

  it('grows past its first memory and keeps what was set', () => {
    const bits = new Bitset(new Uint8Array(1));
    bits.set(3);
    bits.set(100_000);
    assert.deepEqual(
      [3, 4, 99_999, 100_000].map((index) => bits.get(index)),
      [true, false, false, true],
    );
  });

  it('reads a bit beyond its memory as not set', () => {
    assert.equal(new Bitset(new Uint8Array(1)).get(8), false);
  });

  it('takes whole bytes for the bits asked for, in a copy', () => {
    const bits = new Bitset();
    bits.set(8);
    const taken = bits.take(9);
    assert.deepEqual([...taken], [0, 1]);
    bits.set(0);
    assert.deepEqual([...taken], [0, 1]);
    assert.equal(bits.take(8).length, 1);
    assert.equal(new Bitset(taken).get(8), true);
  });
});
