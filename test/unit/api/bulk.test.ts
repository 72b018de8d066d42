import assert from 'node:assert/strict';
import { clientOf, closeServers, reply, segmentItem, serve, type Handler } from './support';

const always =
  (value: unknown): Handler =>
  (_seen, response) =>
    reply(response, 200, value);
const wanted = (name: string, retailerId: string, identifierType = 'Email') => ({
  name,
  retailerId,
  identifierType,
});
const made = (id: string, name: string, retailerId: string, identifierType = 'Email') =>
  segmentItem(id, { name, retailerId, contactList: { identifierType } });
describe('9: bulk answers compared with what was asked', () => {
  afterEach(closeServers);

  it('created segments in any order are matched by name, retailer and type', async () => {
    const data = [
      made('4', 'a', '1', 'CustomerId'),
      made('3', 'b', '2'),
      made('2', 'a', '2'),
      made('1', 'a', '1'),
    ];
    const { client } = clientOf(await serve(always({ data })));
    const result = await client.createSegments('9', [
      wanted('a', '1'),
      wanted('a', '2'),
      wanted('b', '2'),
      wanted('a', '1', 'CustomerId'),
    ]);
    assert.deepEqual(
      result.done.map(({ index, item }) => [index, item.id]),
      [
        [0, '1'],
        [1, '2'],
        [2, '3'],
        [3, '4'],
      ],
    );
  });

  it('created segments without attributes, or with other names, are matched by what is left', async () => {
    const problem = { code: 'name-must-be-unique', instance: '@data/1' };
    const { client } = clientOf(
      await serve(
        always({ data: [{ id: '1' }, segmentItem('3', { name: null })], warnings: [problem] }),
      ),
    );
    const result = await client.createSegments('9', [
      wanted('a', '1'),
      wanted('b', '1'),
      wanted('c', '1'),
    ]);
    assert.deepEqual(
      result.done.map(({ index, item }) => [index, item.id]),
      [
        [0, '1'],
        [2, '3'],
      ],
    );
    assert.deepEqual(
      result.failed.map(({ index }) => index),
      [1],
    );
  });

  it('a created segment that cannot be told from others is nobody’s', async () => {
    const { client } = clientOf(await serve(always({ data: [{ id: '1' }] })));
    const result = await client.createSegments('9', [wanted('a', '1'), wanted('b', '1')]);
    assert.deepEqual([result.done, result.failed, result.missing], [[], [], [0, 1]]);
  });

  for (const [what, item] of [
    ['name', made('9', 'other', '1')],
    ['retailer', made('9', 'a', '2')],
    ['type', made('9', 'a', '1', 'CustomerId')],
    ['name, without the rest', segmentItem('9', { name: 'other' })],
    ['type, without the rest', segmentItem('9', { contactList: { identifierType: 'CustomerId' } })],
  ] as const) {
    it(`a segment of another ${what} is not the one that was to be made`, async () => {
      const { client } = clientOf(await serve(always({ data: [item] })));
      const result = await client.createSegments('9', [wanted('a', '1')]);
      assert.deepEqual([result.done, result.failed, result.missing], [[], [], [0]]);
    });
  }

  it('one that contradicts makes the order of the others prove nothing', async () => {
    const { client } = clientOf(await serve(always({ data: [{ id: '1' }, made('2', 'x', '1')] })));
    const result = await client.createSegments('9', [wanted('a', '1'), wanted('b', '1')]);
    assert.deepEqual([result.done, result.missing], [[], [0, 1]]);
  });

  it('one id is one segment, however often it is told', async () => {
    const { client } = clientOf(await serve(always({ data: [{ id: '1' }, { id: '1' }] })));
    assert.deepEqual(
      (await client.createSegments('9', [wanted('a', '1'), wanted('b', '1')])).missing,
      [0, 1],
    );
  });

  it('updates and deletes of others are not those that were asked for', async () => {
    const { client } = clientOf(await serve(always({ data: [{ id: '11' }] })));
    assert.deepEqual((await client.updateSegments('9', [{ id: '10', name: 'n' }])).missing, [0]);
    assert.deepEqual((await client.deleteSegments('9', ['10'])).missing, [0]);
  });

  for (const instance of [
    '@data/1',
    '/data/1',
    'data[1]',
    '@data/1/attributes/name',
    '$.data[1].attributes.name',
    '#/data/1',
  ]) {
    it(`a failed item is tied by instance ${instance}`, async () => {
      const { client } = clientOf(
        await serve(
          always({ data: [segmentItem('10')], errors: [{ code: 'x', instance }], warnings: [] }),
        ),
      );
      const result = await client.updateSegments('9', [
        { id: '10', name: 'a' },
        { id: '11', name: 'b' },
      ]);
      assert.deepEqual(
        [
          result.done.map(({ index }) => index),
          result.failed.map(({ index }) => index),
          result.missing,
        ],
        [[0], [1], []],
      );
    });
  }

  it('a warning about an item that was done is only a warning; errors are reasons before warnings', async () => {
    const warnings = [
      { code: 'soon-full', instance: '@data/0' },
      { code: 'by-the-way', instance: '@data/1' },
    ];
    const { client } = clientOf(
      await serve(
        always({
          data: [{ id: '10' }],
          warnings,
          errors: [{ code: 'the-reason', instance: '@data/1' }],
        }),
      ),
    );
    const result = await client.deleteSegments('9', ['10', '11']);
    assert.deepEqual(result.done, [{ index: 0, item: '10' }]);
    assert.deepEqual(
      result.failed.map(({ index, problem }) => [index, problem.code]),
      [[1, 'the-reason']],
    );
    assert.deepEqual(
      result.warnings.map(({ code }) => code),
      ['soon-full', 'by-the-way'],
    );
  });

  it('a problem that names nothing is the reason of the one item left, but a deprecation never is', async () => {
    const one = clientOf(
      await serve(
        always({
          data: null,
          errors: null,
          warnings: [
            { code: 'endpoint-deprecated' },
            { code: 'segment-not-found', instance: null },
          ],
        }),
      ),
    ).client;
    const result = await one.deleteSegments('9', ['10']);
    assert.deepEqual(
      result.failed.map(({ problem }) => problem.code),
      ['segment-not-found'],
    );
    assert.deepEqual(
      result.warnings.map(({ code }) => code),
      ['endpoint-deprecated'],
    );
    const two = await one.deleteSegments('9', ['10', '11']);
    assert.deepEqual([two.failed, two.missing, two.warnings.length], [[], [0, 1], 2]);
  });

  it('an instance beyond what was asked, and strangers in data, harm nothing', async () => {
    const { client } = clientOf(
      await serve(
        always({
          data: [{ id: '99' }, null, { id: '10' }],
          errors: [{ code: 'x', instance: '@data/7' }],
        }),
      ),
    );
    const result = await client.deleteSegments('9', ['10']);
    assert.deepEqual(
      [result.done.length, result.failed.length, result.missing.length, result.warnings.length],
      [1, 0, 0, 1],
    );
  });

  it('nothing asked is no call', async () => {
    const server = await serve(always({ data: [] }));
    const { client } = clientOf(server);
    const empty = { done: [], failed: [], missing: [], warnings: [] };
    assert.deepEqual(await client.deleteSegments('9', []), empty);
    assert.deepEqual(await client.createSegments('9', []), empty);
    assert.equal(server.seen.length, 0);
  });
});
