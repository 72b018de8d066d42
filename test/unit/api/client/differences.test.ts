import assert from 'node:assert/strict';
import { contactListBody } from '../../../../src/api/contactListBody';
import { timeOf } from '../../../../src/api/json';
import { processorTime } from '../../../support/processorTime';
import {
  bytes,
  clientOf,
  closeServers,
  envelope,
  reply,
  segmentItem,
  serve,
  type Handler,
} from '../support';

const body = bytes('{}');
const always =
  (status: number, value?: unknown): Handler =>
  (_seen, response) =>
    reply(response, status, value);

describe('where guide and contract differ', () => {
  afterEach(closeServers);

  it('1: limit and offset are always sent', async () => {
    const server = await serve(always(200, { data: [] }));
    const { client } = clientOf(server);
    await client.searchSegments('1', {});
    await client.searchSegments('1', {}, { limit: 9_000, offset: 3 });
    assert.deepEqual(
      server.seen.map(({ query }) => query.toString()),
      ['limit=500&offset=0', 'limit=500&offset=3'],
    );
  });

  for (const status of [200, 201, 202, 204]) {
    it(`2: clear answered ${status}`, async () => {
      await clientOf(await serve(always(status))).client.clear('5');
    });
  }

  it('3: the segment’s own spelling of the identifier type is sent', () => {
    const { prefix, suffix } = contactListBody('remove', 'PhoneNumber');
    const parsed: unknown = JSON.parse(
      Buffer.concat([prefix, bytes('"a","b"'), suffix]).toString(),
    );
    assert.deepEqual(parsed, {
      data: {
        type: 'AddRemoveContactlist',
        attributes: { operation: 'remove', identifierType: 'PhoneNumber', identifiers: ['a', 'b'] },
      },
    });
  });

  it('4, 5: add-remove’s answer nested or flat, with or without a contactListId above 2^53', async () => {
    const flat =
      '{"data":{"contactListId":9223372036854775807,"operation":"add","requestDate":"2024-04-22T14:29:07Z","nbValidIdentifiers":2,"nbInvalidIdentifiers":1,"sampleInvalidIdentifiers":["x",12345678901234567890]},"errors":null,"warnings":null}';
    const nested = {
      data: {
        type: 'x',
        attributes: {
          nbValidIdentifiers: 2,
          nbInvalidIdentifiers: 1,
          sampleInvalidIdentifiers: null,
        },
      },
    };
    const first = await clientOf(await serve(always(200, flat))).client.amend('5', body);
    assert.deepEqual(
      [first.valid, first.invalid, first.sampleInvalid],
      [2, 1, ['x', '12345678901234567890']],
    );
    const second = await clientOf(await serve(always(200, nested))).client.amend('5', body);
    assert.deepEqual([second.valid, second.invalid, second.sampleInvalid], [2, 1, []]);
  });

  it('5: ids that come as numbers keep their digits, in `json` too', async () => {
    const { client } = clientOf(
      await serve(
        always(
          200,
          '{"data":[{"id":738406688413290497,"attributes":{"accountId":625702934721171443,"minPrice":0.10}}]}',
        ),
      ),
    );
    const { items } = await client.searchSegments('1', {});
    assert.equal(items[0]?.id, '738406688413290497');
    assert.equal(items[0].accountId, '625702934721171443');
    assert.equal(
      items[0].json(),
      '{\n  "id": 738406688413290497,\n  "attributes": {\n    "accountId": 625702934721171443,\n    "minPrice": 0.10\n  }\n}',
    );
  });

  it('5: an id that is not digits is none, in the item and in what it names', async () => {
    const data = ['../x', '1 ', '-5', '1e3', '١', '1'.repeat(21), 'abc'].map((id) => ({ id }));
    const { client } = clientOf(
      await serve(
        always(200, { data: [...data, segmentItem('7', { accountId: 'x', retailerId: '../1' })] }),
      ),
    );
    const { items, count } = await client.searchSegments('1', {});
    assert.deepEqual(
      items.map(({ id, accountId, retailerId }) => [id, accountId, retailerId]),
      [['7', undefined, undefined]],
    );
    assert.equal(count, 8);
  });

  it('6: the resource type is not looked at', async () => {
    const item = {
      id: '7',
      type: 'SomethingNew',
      attributes: { name: 'n', retailerId: '1', contactList: { identifierType: 'Email' } },
    };
    const { client } = clientOf(await serve(always(200, { data: [item] })));
    assert.equal(
      (await client.createSegments('1', [{ name: 'n', retailerId: '1', identifierType: 'Email' }]))
        .done.length,
      1,
    );
  });

  for (const [status, refusal] of [
    [400, envelope('invalid')],
    [422, envelope('invalid')],
    [422, { type: 'https://example.com/errors#no', title: 'Not valid', status: 422 }],
    [422, { message: 'no' }],
  ] as const) {
    it(`7: a description refused as text with ${status} ${JSON.stringify(refusal).slice(0, 12)} goes once as an object, which is remembered; empty is null there`, async () => {
      const server = await serve((seen, response) => {
        const item = (
          JSON.parse(seen.body) as { data: { id: string; attributes: { description?: unknown } }[] }
        ).data[0];
        if (typeof item?.attributes.description === 'string') reply(response, status, refusal);
        else reply(response, 200, { data: [segmentItem(item?.id ?? '')] });
      });
      const { client } = clientOf(server);
      const sent = () =>
        server.seen.map(
          (seen) =>
            (JSON.parse(seen.body) as { data: { attributes: unknown }[] }).data[0]?.attributes,
        );
      assert.equal(
        (await client.updateSegments('1', [{ id: '7', description: 'd' }])).done.length,
        1,
      );
      await client.updateSegments('1', [{ id: '7', description: '' }]);
      await client.updateSegments('1', [{ id: '7', name: 'only' }]);
      assert.deepEqual(sent(), [
        { description: 'd' },
        { description: { value: 'd' } },
        { description: { value: null } },
        { name: 'only' },
      ]);
    });
  }

  for (const refused of [400, 422]) {
    it(`7: text that worked is remembered, so that a later ${refused} is told at once; refused both ways tells the first answer`, async () => {
      let status = 200;
      const server = await serve((seen, response) =>
        reply(
          response,
          status,
          status === 200
            ? { data: [segmentItem('7')] }
            : envelope(seen.body.includes('"value"') ? 'second' : 'first'),
        ),
      );
      const { client } = clientOf(server);
      await client.updateSegments('1', [{ id: '7', description: '' }]);
      status = refused;
      await assert.rejects(client.updateSegments('1', [{ id: '7', description: 'x' }]), {
        code: 'first',
      });
      assert.equal(server.seen.length, 2);
      await assert.rejects(
        clientOf(server).client.updateSegments('1', [{ id: '7', description: 'x' }]),
        { code: 'first' },
      );
      assert.equal(server.seen.length, 4);
    });
  }

  it('8: an update sends only what changed', async () => {
    const server = await serve(always(200, { data: [segmentItem('7')] }));
    await clientOf(server).client.updateSegments('1', [{ id: '7', name: 'new' }]);
    assert.equal(
      server.seen[0]?.body,
      '{"data":[{"id":"7","type":"AudienceSegment","attributes":{"name":"new"}}]}',
    );
  });

  for (const list of ['errors', 'warnings']) {
    it(`9: a failed item in ${list}, the other null`, async () => {
      const problem = { code: 'segment-not-found', instance: '@data/1' };
      const { client } = clientOf(
        await serve(
          always(200, { data: [{ id: '10' }], errors: null, warnings: null, [list]: [problem] }),
        ),
      );
      const result = await client.deleteSegments('1', ['10', '11', '12']);
      assert.deepEqual(result.done, [{ index: 0, item: '10' }]);
      assert.deepEqual(
        result.failed.map(({ index, problem: { code } }) => [index, code]),
        [[1, 'segment-not-found']],
      );
      assert.deepEqual(result.missing, [2]);
    });
  }

  it('10, 11: statistics with null figures', async () => {
    const { client } = clientOf(
      await serve(
        always(200, {
          data: {
            type: 'x',
            attributes: { numberOfIdentifiers: 5, numberOfMatches: 3, matchRate: null },
          },
        }),
      ),
    );
    assert.deepEqual(await client.statistics('1', '7'), {
      segmentId: '7',
      numberOfIdentifiers: 5,
      numberOfMatches: 3,
      matchRate: undefined,
    });
  });

  it('11: a rate is the API’s ratio, never recomputed; figures as text or flat are read', async () => {
    const { client } = clientOf(
      await serve(
        always(200, { data: { numberOfIdentifiers: '10', numberOfMatches: 9, matchRate: 0.25 } }),
      ),
    );
    assert.deepEqual(await client.statistics('1', '7'), {
      segmentId: '7',
      numberOfIdentifiers: 10,
      numberOfMatches: 9,
      matchRate: 0.25,
    });
    const odd = clientOf(
      await serve(
        always(200, { data: { numberOfIdentifiers: 10, numberOfMatches: 9, matchRate: 2.5 } }),
      ),
    ).client;
    assert.equal((await odd.statistics('1', '7')).matchRate, 2.5, 'no ratio, and kept as it came');
  });

  for (const value of [
    '-1',
    '1.5',
    '1e300',
    '9007199254740993',
    '"many"',
    '"0x10"',
    '""',
    'null',
    'true',
    '[3]',
    '{}',
  ]) {
    it(`11: a count of ${value} is none`, async () => {
      const statistics = await clientOf(
        await serve(
          always(
            200,
            `{"data":{"numberOfIdentifiers":${value},"numberOfMatches":${value},"matchRate":0.125}}`,
          ),
        ),
      ).client.statistics('1', '7');
      assert.deepEqual(statistics, {
        segmentId: '7',
        numberOfIdentifiers: undefined,
        numberOfMatches: undefined,
        matchRate: 0.125,
      });
      const amended = await clientOf(
        await serve(
          always(200, `{"data":{"nbValidIdentifiers":${value},"nbInvalidIdentifiers":${value}}}`),
        ),
      ).client.amend('7', body);
      assert.deepEqual([amended.valid, amended.invalid], [undefined, undefined]);
      const page = await clientOf(
        await serve(always(200, `{"data":[],"meta":{"totalItems":${value},"limit":${value}}}`)),
      ).client.searchSegments('1', {});
      assert.deepEqual([page.total, page.limit], [undefined, 500]);
    });
  }

  it('12: isReadOnly as boolean, text, null or absent', async () => {
    const values = [true, 'true', 'True', false, 'false', null, undefined];
    const data = values.map((isReadOnly, at) =>
      segmentItem(String(at + 1), { contactList: { isReadOnly } }),
    );
    const { items } = await clientOf(await serve(always(200, { data }))).client.searchSegments(
      '1',
      {},
    );
    assert.deepEqual(
      items.map(({ contactList }) => contactList?.isReadOnly),
      [true, true, true, false, false, false, false],
    );
  });

  it('13: times with any fraction and zone', () => {
    const at = Date.UTC(2025, 6, 30, 14, 44, 32);
    for (const [text, time] of [
      ['2025-07-30T14:44:32.81Z', at + 810],
      ['2025-07-30T14:44:32.3566667Z', at + 356],
      ['2025-07-30T14:44:32Z', at],
      ['2025-07-30T14:44:32.180+00:00', at + 180],
      ['2025-07-30T16:44:32.18+0200', at + 180],
      ['2025-07-30T14:44:32', at],
      ['2025-13-30T14:44:32Z', undefined],
      ['yesterday', undefined],
      [null, undefined],
    ] as const) {
      assert.equal(timeOf(text), time, String(text));
    }
    const long = `2025-07-30T14:44:32${' '.repeat(100_000)}x`;
    assert.ok(processorTime(() => assert.equal(timeOf(long), undefined), 50) < 50);
  });

  it('14: null and absence everywhere but for the id', async () => {
    const nulls = segmentItem('1', {
      name: null,
      description: null,
      accountId: null,
      retailerId: null,
      type: null,
      createdAt: null,
      updatedAt: null,
      createdById: null,
      channels: null,
      contactList: null,
      events: { categoryIds: null, brandIds: null },
    });
    const data = [
      nulls,
      { id: '2', attributes: null },
      { id: '3' },
      { attributes: { name: 'no id' } },
      null,
      5,
    ];
    const { items, total } = await clientOf(
      await serve(always(200, { data, meta: null })),
    ).client.searchSegments('1', {});
    assert.deepEqual(
      items.map(({ id, name, channels }) => [id, name, channels]),
      [
        ['1', undefined, []],
        ['2', undefined, []],
        ['3', undefined, []],
      ],
    );
    assert.equal(total, undefined);
    assert.deepEqual(
      (await clientOf(await serve(always(200, { data: null }))).client.searchSegments('1', {}))
        .items,
      [],
    );
    const amended = await clientOf(await serve(always(200, { data: null }))).client.amend(
      '5',
      body,
    );
    assert.deepEqual([amended.valid, amended.invalid], [undefined, undefined]);
  });

  it('15: values of later are kept', async () => {
    const item = segmentItem('1', {
      type: 'Lookalike',
      channels: ['InStore'],
      contactList: { identifierType: 'Gum', sharingStatus: 'SharedWithMars' },
    });
    const { items } = await clientOf(
      await serve(always(200, { data: [item] })),
    ).client.searchSegments('1', {});
    assert.deepEqual(
      [items[0]?.type, items[0]?.channels, items[0]?.contactList],
      [
        'Lookalike',
        ['InStore'],
        { isReadOnly: false, identifierType: 'Gum', sharingStatus: 'SharedWithMars' },
      ],
    );
  });

  it('16: empty filters are left out', async () => {
    const server = await serve(always(200, { data: [] }));
    await clientOf(server).client.searchSegments('1', { segmentIds: [], retailerIds: ['12'] });
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ''), {
      data: { type: 'AudienceSegment', attributes: { retailerIds: ['12'] } },
    });
  });

  it('17: what is sent is JSON also for names with quotes and breaks', async () => {
    const server = await serve(always(200, { data: [] }));
    const name = 'a "b" \\ \n c,';
    await clientOf(server).client.createSegments('1', [
      { name, retailerId: '1', identifierType: 'Email' },
    ]);
    assert.equal(
      (JSON.parse(server.seen[0]?.body ?? '') as { data: { attributes: { name: string } }[] })
        .data[0]?.attributes.name,
      name,
    );
  });
});
