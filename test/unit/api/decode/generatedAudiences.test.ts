import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isUnclear, segmentsIn } from '../../../../src/api/algebra';
import type { Audience } from '../../../../src/api/apiTypes';
import { decodeAudience } from '../../../../src/api/decode';
import { isObject, listOf, objectOf, parseJson } from '../../../../src/api/json';
import { processorTime } from '../../../support/processorTime';
import { share, TEST_SEED } from '../../../support/tenth';
import { clientOf, closeServers, failure, plain, reply, serve } from '../support';

/** JSON text, in which a string such as `#12#` is a number: of any size, with all its digits. */
const jsonOf = (value: unknown): string => JSON.stringify(value).replace(/"#(\d+)#"/g, '$1');
const decode = (item: unknown): Audience | undefined => decodeAudience(parseJson(jsonOf(item)));

/** What the API may send for an attribute, and what that is when it is read. */
type Case = readonly [sent: unknown, read: unknown];
const big = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map(String);
const id: fc.Arbitrary<Case> = big.chain((digits) =>
  fc.constantFrom<Case>([digits, digits], [`#${digits}#`, digits]),
);
const text: fc.Arbitrary<Case> = fc.oneof(
  fc.string({ unit: 'binary' }).map((name): Case => [`.${name}`, `.${name}`]),
  fc.constantFrom<Case>(['', ''], ['<b>"\u202e\u0000', '<b>"\u202e\u0000']),
);
const time: fc.Arbitrary<Case> = fc
  .tuple(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom('Z', '', '+00:00'))
  .map(([ms, zone]) => [`${new Date(ms).toISOString().slice(0, -1)}6667${zone}`, ms]);
const channels: fc.Arbitrary<Case> = fc
  .array(
    fc.constantFrom<Case>(['Onsite', 'Onsite'], ['Offsite', 'Offsite'], ['InStore', 'InStore']),
  )
  .chain((known) =>
    fc
      .array(fc.constantFrom<unknown>(null, [], {}, '<x>', true))
      .map((odd): Case => [
        [...known.map(([sent]) => sent), ...odd],
        known.map(([, read]) => read),
      ]),
  );

/** Each attribute of API.md, and values of a type that it never has. */
const ATTRIBUTES: Record<string, { right: fc.Arbitrary<Case>; wrong: unknown[]; none?: unknown }> =
  {
    accountId: { right: id, wrong: ['x', '', '-1', true, [], {}, ['5'], '#1.5#'] },
    retailerId: { right: id, wrong: ['x', '', '-1', true, [], {}, ['5']] },
    name: { right: text, wrong: [true, [], {}, ['n'], { value: 'n' }] },
    description: { right: text, wrong: [false, [], {}, { value: 'd' }] },
    createdAt: { right: time, wrong: ['x', '', '#5#', true, [], {}, '2026-13-01T00:00:00Z'] },
    updatedAt: { right: time, wrong: ['yesterday', '#1794229287805#', [], {}] },
    createdById: { right: id, wrong: ['', '<x>', true, [], {}] },
    channels: { right: channels, wrong: ['Onsite', '#5#', true, {}], none: [] },
  };

const anyCase = ([name, { right, wrong, none }]: [string, (typeof ATTRIBUTES)[string]]) =>
  fc
    .oneof(
      { weight: 4, arbitrary: right.map(([sent, read]) => ({ [name]: sent, read })) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...wrong).map((sent) => ({ [name]: sent, read: none })),
      },
      { weight: 1, arbitrary: fc.constantFrom({ [name]: null, read: none }, { read: none }) },
    )
    .map(({ read, ...sent }) => ({ sent, read: { [name]: read } }));

/** All attributes as sent, and as read. */
const attributes = fc.tuple(...Object.entries(ATTRIBUTES).map(anyCase)).map((cases) => ({
  sent: Object.assign({}, ...cases.map(({ sent }) => sent)) as Record<string, unknown>,
  read: Object.assign({}, ...cases.map(({ read }) => read)) as Record<string, unknown>,
}));

/** An ID, as text or number; whether its item is flat; what else is in it. */
const shape = fc.record({
  id: fc.tuple(big, fc.boolean()),
  flat: fc.constantFrom<object | undefined>(
    undefined,
    {},
    { attributes: null },
    { attributes: 'x' },
  ),
  type: fc.constantFrom<object>({}, { type: null }, { type: 'Audience' }, { type: 5 }),
  more: fc.constantFrom<object>({}, { meta: { a: [1] } }, { name2: 'x', relationships: null }),
  algebra: fc.constantFrom<unknown>(null, undefined, 'x', [], {}, { audienceSegmentId: '7' }),
});

describe('generated audiences', () => {
  afterEach(closeServers);

  it('are read whatever is null, missing or of another type', () => {
    fc.assert(
      fc.property(
        attributes,
        shape,
        ({ sent, read }, { id: [digits, isNumber], flat, ...rest }) => {
          const { algebra, type, more } = rest;
          const own = { ...sent, algebra, ...more };
          const head = { id: isNumber ? `#${digits}#` : digits, ...type };
          const item = flat ? { ...own, ...head, ...flat } : { ...head, attributes: own };
          const audience = decode(item);
          assert.ok(audience);
          const { algebra: tree, json, ...others } = audience;
          assert.deepEqual(plain(others), { id: digits, ...read });
          const hasSegment = isObject(algebra) && 'audienceSegmentId' in algebra;
          assert.deepEqual(segmentsIn(tree), hasSegment ? ['7'] : []);
          assert.equal(isUnclear(tree), !hasSegment);
          assert.deepEqual(parseJson(json()), parseJson(jsonOf(item)));
          for (const [number] of jsonOf(item).matchAll(/\d{15,}/g))
            assert.ok(json().includes(number), 'all digits');
        },
      ),
      { numRuns: share(20_000), seed: TEST_SEED },
    );
  });

  it('without an ID, or that are no objects, are none', () => {
    const items = [null, 'x', '7', '#7#', true, [], [{ id: '7' }], {}, { id: null }, { id: 'x' }];
    for (const item of [...items, { id: '' }, { id: ['7'] }, { attributes: { id: '7' } }])
      assert.equal(decode(item), undefined, JSON.stringify(item));
  });

  it('are read to 1,000 levels; one that is deeper is unclear, and the others are as they are', async () => {
    const nested = (depth: number): string =>
      `{"data":[{"id":"1","attributes":{"name":"Deep","algebra":${'{"not":'.repeat(depth)}{"audienceSegmentId":7}${'}'.repeat(depth)}}}]}`;
    for (const depth of [200, 990]) {
      const [item] = listOf(objectOf(parseJson(nested(depth))).data);
      const audience = decodeAudience(item);
      assert.ok(audience);
      assert.deepEqual(segmentsIn(audience.algebra), ['7']);
      assert.equal(isUnclear(audience.algebra), false);
      assert.equal(audience.json().match(/"not"/g)?.length, depth);
    }

    let text = '';
    const server = await serve((_seen, response) => reply(response, 200, text));
    const { client } = clientOf(server);
    for (const depth of [200, 1_000, 100_000])
      for (const [open, close, isOdd] of [
        ['{"not":', '}', false],
        ['{"or":[{"audienceSegmentId":8},', ']}', false],
        ['{"xor":', '}', true],
        ['[', ']', true],
      ] as const) {
        const algebra = `${open.repeat(depth)}{"audienceSegmentId":7}${close.repeat(depth)}`;
        const other = '{"id":"2","attributes":{"algebra":{"audienceSegmentId":7}}}';
        text = `{"data":[{"id":"1","attributes":{"name":"Deep","algebra":${algebra}}},${other}]}`;
        const { items } = await client.searchAudiences('5');
        assert.deepEqual(
          items.map(({ id, name }) => [id, name?.raw()]),
          [
            ['1', 'Deep'],
            ['2', undefined],
          ],
        );
        const [deep, flat] = items.map((audience) => audience.algebra);
        assert.ok(deep);
        assert.equal(isUnclear(deep), isOdd || depth > 200);
        assert.equal(segmentsIn(deep).includes('7'), depth === 200);
        assert.deepEqual(flat, { kind: 'segment', segmentId: '7' });
      }
    text = '{"data":[{"and":'.repeat(100_000);
    const error = await failure(client.searchAudiences('5'));
    assert.deepEqual([error.kind, error.operation], ['malformed', 'audiences']);
  });

  it('are read by the thousand, in less time than their JSON takes', function () {
    const unused = { audienceSegmentId: null, and: null, or: null, not: null };
    const leaf = (at: number) => ({ ...unused, audienceSegmentId: `73840668841329${1000 + at}` });
    const group = (at: number) => ({
      ...unused,
      or: [...Array.from({ length: 7 }, (_, n) => leaf(at + n)), { ...unused, not: leaf(at) }],
    });
    const many = share(1_000);
    const items = Array.from({ length: many }, (_, at) => ({
      id: `${at + 1}`,
      attributes: { name: `Audience ${at}`, algebra: { ...unused, and: [1, 2, 3, 4].map(group) } },
    }));
    const text = JSON.stringify({ data: items });
    const parse = () => listOf(objectOf(parseJson(text)).data);
    const json = parse();
    const decode = () => json.flatMap((item) => decodeAudience(item) ?? []);
    const audiences = decode();
    assert.equal(audiences.length, many);
    assert.equal(segmentsIn(audiences[many - 1].algebra).length, 32);
    const parsing = processorTime(() => void parse());
    const decoding = processorTime(() => void decode().filter(({ algebra }) => isUnclear(algebra)));
    const ratio = decoding / parsing;
    this.test!.title += ` (${Math.round(100 * ratio)}% of ${Math.round(parsing)} ms)`;
    assert.ok(ratio < 1, `decoding took ${ratio} of the time of parsing`);
  });
});
