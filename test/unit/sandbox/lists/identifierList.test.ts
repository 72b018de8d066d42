import { strict as assert } from 'node:assert';
import { IdentifierList } from '../../../../src/sandbox/lists/identifierList';
import { Random } from '../../../../src/sandbox/random';

const linesOf = (list: IdentifierList): string[] =>
  Buffer.concat([...list.lines(1000)])
    .toString('utf8')
    .split('\n')
    .slice(0, -1);

describe('sandbox: IdentifierList', () => {
  it('behaves like a Set, whatever the order of adds and deletes', () => {
    const random = new Random(7);
    const list = new IdentifierList();
    const set = new Set<string>();
    for (let step = 0; step < 200_000; step++) {
      // Alternate between phases that mostly add and phases that mostly delete, down to empty.
      const value = `${'é'.repeat(random.between(0, 3))}${random.between(0, 5000)}`;
      if (random.next() < (Math.floor(step / 20_000) % 2 === 0 ? 0.7 : 0.2))
        assert.equal(list.add(value), !set.has(value) && Boolean(set.add(value)));
      else assert.equal(list.delete(value), set.delete(value));
      assert.equal(list.size, set.size);
    }
    assert.ok(set.size > 0);
    assert.deepEqual(linesOf(list).sort(), [...set].sort());
    for (const value of set) assert.ok(list.has(value));
    for (const value of [...set]) assert.ok(list.delete(value));
    assert.equal(list.size, 0);
    assert.equal(list.has('1'), false);
    assert.deepEqual(linesOf(list), []);
  });

  it('returns the entries written since a mark, across pages, and reverts them', () => {
    const list = new IdentifierList();
    list.add('before');
    const mark = list.mark();
    const values = Array.from({ length: 50_000 }, (_, index) => `value ${index}`);
    for (const value of values) list.add(value);
    const bytes = list.bytesSince(mark);
    const copy = new IdentifierList();
    for (let offset = 0; offset < bytes.length; offset += 2 + bytes.readUInt16LE(offset))
      copy.addBytes(bytes, offset + 2, bytes.readUInt16LE(offset));
    assert.deepEqual(linesOf(copy), values);
  });
});
