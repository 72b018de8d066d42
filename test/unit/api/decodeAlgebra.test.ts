import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isUnclear, segmentsIn } from '../../../src/api/algebra';
import type { Algebra } from '../../../src/api/apiTypes';
import { decodeAlgebra } from '../../../src/api/decodeAlgebra';
import { parseJson } from '../../../src/api/json';
import { share, TEST_SEED } from '../../support/tenth';

/** JSON text, in which a string such as `#12#` is a number: of any size, with all its digits. */
const jsonOf = (value: unknown): string => JSON.stringify(value).replace(/"#(\d+)#"/g, '$1');
const decode = (value: unknown): Algebra => decodeAlgebra(parseJson(jsonOf(value)));

const segmentId = fc
  .tuple(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), fc.boolean())
  .map(([id, isNumber]) => (isNumber ? `#${id}#` : String(id)));
const wrong = fc.constantFrom<unknown>('', 'abc', '-5', '#1.5#', true, {}, { x: 1 }, [[]], ['x']);

/**
 * A node as API.md has it, with unused keys null or missing; or one that breaks the rules: with no
 * key, two keys, keys that aren't known, values of another type; or what isn't a node at all.
 */
const { node: anyNode } = fc.letrec<{ node: unknown; list: unknown[]; good: unknown }>((tie) => {
  const unused = fc
    .subarray(['audienceSegmentId', 'and', 'or', 'not'])
    .map((keys) => Object.fromEntries(keys.map((key) => [key, null])));
  const list = fc.array(tie('node'), { maxLength: 4 });
  const used = fc.oneof(
    { maxDepth: 5 },
    segmentId.map((id) => ({ audienceSegmentId: id })),
    tie('list').map((and) => ({ and })),
    tie('list').map((or) => ({ or })),
    tie('node').map((not) => ({ not })),
  );
  return {
    list,
    good: fc.tuple(unused, used).map(([nulls, key]) => ({ ...nulls, ...key })),
    node: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      { weight: 8, arbitrary: segmentId.map((id) => ({ audienceSegmentId: id })) },
      { weight: 12, arbitrary: tie('good') },
      // Says nothing, or isn't a node.
      {
        weight: 1,
        arbitrary: fc.constantFrom<unknown>(null, {}, { and: null }, 'x', '7', '#7#', true, []),
      },
      { weight: 1, arbitrary: tie('list') },
      { weight: 1, arbitrary: fc.constantFrom({ and: [] }, { or: [] }, { and: [], or: [] }) },
      // Says more than one thing.
      { weight: 2, arbitrary: fc.tuple(used, used).map(([one, two]) => ({ ...one, ...two })) },
      // What isn't documented: a key, or the type of a value.
      {
        weight: 2,
        arbitrary: fc.tuple(tie('good'), fc.oneof(wrong, tie('node'))).map(([good, xor]) => ({
          ...(good as object),
          xor,
        })),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('audienceSegmentId', 'and', 'or', 'not'), wrong, tie('list'))
          .map(([key, value, nodes]) => ({ [key]: key === 'not' ? nodes : value })),
      },
      { weight: 1, arbitrary: tie('node').map((and) => ({ and })) },
    ),
  };
});

/** Every segment ID that stands anywhere in it, in no order. */
function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, said]) => {
    const id = typeof said === 'string' && /^#?(\d+)#?$/.exec(said)?.[1];
    return key === 'audienceSegmentId' && id ? [id] : idsIn(said);
  });
}

/** Whether a node in it says nothing, or more than one thing, or what nobody can read. */
function isOdd(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return true;
  const { audienceSegmentId, and, or, not, ...others } = node as Record<string, unknown>;
  const said = [audienceSegmentId, and, or, not].filter(
    (value) => value !== undefined && value !== null && !(Array.isArray(value) && !value.length),
  );
  if (idsIn(others).length > 0 || said.length > 1) return true;
  if (said.length === 0) return Array.isArray(and) === Array.isArray(or);
  if (said[0] === audienceSegmentId) return !/^#?\d+#?$/.test(String(said[0]));
  if (said[0] === not) return isOdd(not);
  return !Array.isArray(said[0]) || said[0].some(isOdd);
}

describe('the algebra of an audience', () => {
  it('keeps each segment that stands in it, and says where it is unclear', () => {
    let odd = 0;
    let fine = 0;
    fc.assert(
      fc.property(anyNode, (node) => {
        const algebra = decode(node);
        assert.deepEqual(segmentsIn(algebra).sort(), idsIn(node).sort());
        assert.equal(isUnclear(algebra), isOdd(node));
        if (isOdd(node)) odd++;
        else fine++;
      }),
      { numRuns: share(20_000), seed: TEST_SEED },
    );
    assert.ok(odd > share(1000) && fine > share(1000), `both kinds were drawn: ${odd}, ${fine}`);
  });

  const seven: Algebra = { kind: 'segment', segmentId: '7' };
  for (const [node, algebra] of [
    [{ audienceSegmentId: '7' }, seven],
    [{ audienceSegmentId: '#7#', and: null, or: null, not: null }, seven],
    [{ audienceSegmentId: '7', and: [], or: [] }, seven],
    [{ audienceSegmentId: '7', not: [] }, seven],
    [{ audienceSegmentId: '7', label: 'x', sizes: [1, { high: 2 }] }, seven],
    [{ not: { audienceSegmentId: '7' } }, { kind: 'not', node: seven }],
    [
      { and: [{ audienceSegmentId: '7' }], or: [] },
      { kind: 'and', nodes: [seven] },
    ],
    [
      { or: [{ audienceSegmentId: '7' }, { audienceSegmentId: '7' }] },
      { kind: 'or', nodes: [seven, seven] },
    ],
    [{ and: [] }, { kind: 'and', nodes: [] }],
    [
      { and: [], or: [] },
      { kind: 'unknown', nodes: [] },
    ],
    [
      { and: [], or: null },
      { kind: 'and', nodes: [] },
    ],
    [null, { kind: 'unknown', nodes: [] }],
    [{ audienceSegmentId: 'seven' }, { kind: 'unknown', nodes: [] }],
    [
      { audienceSegmentId: '7', not: { audienceSegmentId: '8' } },
      {
        kind: 'unknown',
        nodes: [seven, { kind: 'not', node: { kind: 'segment', segmentId: '8' } }],
      },
    ],
    // A segment beside something that can't be read isn't all that the node says.
    [
      { audienceSegmentId: '7', not: 'x' },
      { kind: 'unknown', nodes: [seven, { kind: 'unknown', nodes: [] }] },
    ],
    [{ not: [{ audienceSegmentId: '7' }] }, { kind: 'unknown', nodes: [seven] }],
    [{ and: { audienceSegmentId: '7' } }, { kind: 'unknown', nodes: [seven] }],
    [[{ audienceSegmentId: '7' }], { kind: 'unknown', nodes: [seven] }],
    [{ xor: [{ audienceSegmentId: '7' }] }, { kind: 'unknown', nodes: [seven] }],
  ] as [unknown, Algebra][])
    it(`reads ${JSON.stringify(node)}`, () => assert.deepEqual(decode(node), algebra));

  it('is read to a depth of 1,000 nodes', () => {
    let node: unknown = { audienceSegmentId: '7' };
    for (let depth = 1; depth < 100_000; depth++) {
      node = depth % 2 ? { not: node } : { and: [{ audienceSegmentId: String(depth) }, node] };
      if (depth !== 200 && depth !== 999 && depth !== 99_998) continue;
      const algebra = decodeAlgebra(node);
      assert.equal(isUnclear(algebra), depth > 999);
      assert.equal(segmentsIn(algebra).includes('7'), depth <= 999);
      assert.equal(segmentsIn(algebra).length, depth > 999 ? 500 : Math.floor(depth / 2) + 1);
    }
  });
});
