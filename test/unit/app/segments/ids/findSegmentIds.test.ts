import assert from 'node:assert/strict';
import {
  findSegmentIds,
  LONGEST_TEXT,
  segmentIdAt,
} from '../../../../../src/app/segments/ids/findSegmentIds';
import { processorTime } from '../../../../support/processorTime';

const ID = '123456789012345678';
const all = (text: string): string[] => findSegmentIds(text, () => true).map(({ id }) => id);

describe('segment IDs in a text', () => {
  it('are found in JSON and Markdown, with their places', () => {
    const text = `{ "segment": "${ID}", "ids": [${ID}, 1], // ${ID}\n"a${ID}": "${ID}b" }`;
    const places = findSegmentIds(text, () => true);
    assert.equal(places.length, 3);
    for (const { id, start, end } of places) assert.equal(text.slice(start, end), id);
    assert.deepEqual(
      all(`- **${ID}**: \`${ID}\` (${ID}), [x](#${ID}) ${ID}.\n${ID}`),
      Array(6).fill(ID),
    );
  });

  it('have 15 to 20 digits, and are not part of a word or another number', () => {
    assert.deepEqual(all('1'.repeat(14)), []);
    assert.deepEqual(all('1'.repeat(15)), ['1'.repeat(15)]);
    assert.deepEqual(all('1'.repeat(20)), ['1'.repeat(20)]);
    assert.deepEqual(all('1'.repeat(21)), []);
    for (const text of [`a${ID}`, `${ID}a`, `_${ID}`, `0.${ID}`, `${ID}.5`, `é1${ID}8`.repeat(2)])
      assert.deepEqual(all(text), [], text);
  });

  it('are only the known ones, and at most 5,000', () => {
    assert.deepEqual(
      findSegmentIds(`${ID} 999999999999999`, (id) => id === ID).map(({ start }) => start),
      [0],
    );
    assert.equal(all(`${ID} `.repeat(6_000)).length, 5_000);
  });

  it('are found at a place of a line, whatever its length', () => {
    const before = '"'.repeat(500_000);
    const line = `${before}${ID}${'"'.repeat(500_000)}`;
    const at = before.length;
    const found = { id: ID, start: at, end: at + ID.length };
    for (const offset of [at, at + 9, at + ID.length])
      assert.deepEqual(segmentIdAt(line, offset), found);
    for (const offset of [0, at - 1, at + ID.length + 1, line.length])
      assert.equal(segmentIdAt(line, offset), undefined);
    assert.equal(segmentIdAt('1'.repeat(60), 30), undefined);
    for (const digits of [21, 22, 30])
      for (let offset = 0; offset <= digits; offset++)
        assert.equal(segmentIdAt('1'.repeat(digits), offset), undefined, `${digits} ${offset}`);
    assert.equal(segmentIdAt(`a${ID}`, 5), undefined);
  });

  it('are found in 1 MB within 100 ms, whatever is in it', () => {
    for (const part of [
      `{"id":"${ID}","n":1.5},\n`,
      '1'.repeat(40) + ' ',
      '12345678901234.',
      'word ',
    ]) {
      const text = part.repeat(Math.ceil(LONGEST_TEXT / part.length)).slice(0, LONGEST_TEXT);
      const took = processorTime(() => findSegmentIds(text, () => false));
      assert.ok(took < 100, `${part}: ${took} ms`);
    }
  });
});
