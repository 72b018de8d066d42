import assert from 'node:assert/strict';
import {
  countOf,
  flagOf,
  idOf,
  isObject,
  listOf,
  MalformedJson,
  numberOf,
  objectOf,
  parseJson,
  prettyJson,
  textOf,
  textsOf,
  TOO_DEEP,
} from '../../../src/api/json';

describe('JSON of the API', () => {
  it('keeps all digits of a number, when it is read and when it is written', () => {
    const json = objectOf(parseJson('{"id":738406688413290497,"price":0.10}'));
    assert.equal(textOf(json.id), '738406688413290497');
    assert.equal(prettyJson(json), '{\n  "id": 738406688413290497,\n  "price": 0.10\n}');
    assert.equal(prettyJson(undefined), 'null');
  });

  it('takes the last of two values with the same key', () => {
    assert.equal(textOf(objectOf(parseJson('{"a":"1","a":"2"}')).a), '2');
  });

  it('rejects text that isn’t JSON without quoting it', () => {
    assert.throws(
      () => parseJson('{"email":"ann@example.com"'),
      (error) => error instanceof MalformedJson && !/ann/.test(`${error.message}${error.stack}`),
    );
  });

  it('reads 1,000 levels, marks what is deeper, and ignores brackets in strings', () => {
    const nested = (depth: number, inside = ''): string =>
      `${'['.repeat(depth)}${inside}${']'.repeat(depth)}`;
    const innermost = (value: unknown): unknown => {
      const items = listOf(value);
      return items.some(Array.isArray) ? innermost(items.find(Array.isArray)) : items;
    };
    assert.deepEqual(innermost(parseJson(nested(1_000))), []);
    assert.deepEqual(innermost(parseJson(nested(1_001))), [TOO_DEEP]);
    for (const deep of ['[]', '{}', '[[]]', '{"a":["]}]","\\\\",{"b":"\\"]"}]}', nested(100_000)])
      assert.deepEqual(innermost(parseJson(nested(1_000, `"x",${deep},"y",${deep}`))), [
        ...['x', TOO_DEEP, 'y', TOO_DEEP],
      ]);
    for (const cut of [nested(1_001).slice(0, -1), '['.repeat(100_000), '{"a":['.repeat(100_000)])
      assert.throws(() => parseJson(cut), MalformedJson);
    assert.equal(parseJson(`"${'['.repeat(2_000)}\\""`), `${'['.repeat(2_000)}"`);
  });

  it('reads values of another type as missing', () => {
    const number = parseJson('5');
    assert.ok(!isObject(number) && !isObject([]) && !isObject(null) && isObject({}));
    assert.deepEqual([objectOf(number), objectOf([]), listOf({}), listOf(null)], [{}, {}, [], []]);
    assert.deepEqual([textOf(number), textOf(5), textOf(null)], ['5', undefined, undefined]);
    assert.deepEqual(textsOf(['a', null, {}, number]), ['a', '5']);
  });

  it('reads IDs of 1 to 20 digits', () => {
    for (const id of ['1', '9'.repeat(20)]) assert.equal(idOf(id), id);
    for (const id of ['', '1'.repeat(21), '1.0']) assert.equal(idOf(id), undefined);
    assert.equal(idOf(parseJson('42')), '42');
  });

  it('reads figures from numbers and strings, counts only if they are exact', () => {
    assert.deepEqual(
      ['0.5', ' 12 ', '1e3', parseJson('0.25')].map(numberOf),
      [0.5, 12, 1000, 0.25],
    );
    assert.deepEqual(
      ['-1', '0x10', '1e999', 'many', '', null].map(numberOf),
      Array.from({ length: 6 }, () => undefined),
    );
    assert.deepEqual(['12', '1.5', '9007199254740993'].map(countOf), [12, undefined, undefined]);
  });

  it('reads the string "true" as true', () => {
    assert.deepEqual([true, ' TRUE ', 'yes', 1, null].map(flagOf), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
