import assert from 'node:assert/strict';
import type { Page, Segment } from '../../../../src/api/apiTypes';
import type { RetailMediaClient } from '../../../../src/api/client';
import type { Remark } from '../../../../src/api/options';
import {
  clientOf,
  closeServers,
  envelope,
  failure,
  plain,
  reply,
  segmentItem,
  serve,
  type Seen,
} from '../support';

const number = (seen: Seen, name: string) => Number(seen.query.get(name));
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_item, at) => from + at);

describe('calls with pages', () => {
  afterEach(closeServers);

  it('accounts: all pages, with everything told of them', async () => {
    const server = await serve((seen, response) => {
      const page = number(seen, 'pageIndex');
      const data =
        page === 2
          ? [
              {
                id: '625702934721171442',
                attributes: {
                  name: 'Last',
                  type: 'supply',
                  subtype: 'x',
                  countries: ['FR'],
                  currency: 'EUR',
                  timeZone: 'Europe/Paris',
                  companyName: 'C',
                },
              },
            ]
          : [{ id: String(page + 1) }];
      reply(response, 200, {
        data,
        metadata: {
          totalItemsAcrossAllPages: 3,
          currentPageSize: 1,
          currentPageIndex: page,
          totalPages: 3,
          nextPage: null,
        },
      });
    });
    const accounts = await clientOf(server).client.accounts();
    assert.deepEqual(
      accounts.map(({ id }) => id),
      ['1', '2', '625702934721171442'],
    );
    assert.deepEqual(plain(accounts[2]), {
      id: '625702934721171442',
      name: 'Last',
      type: 'supply',
      countries: ['FR'],
      companyName: 'C',
    });
    assert.deepEqual(server.seen.map(({ method, path }) => [method, path])[0], [
      'GET',
      '/2026-07/retail-media/accounts',
    ]);
  });

  it('accounts: without totals, an empty page tells', async () => {
    const server = await serve((seen, response) => {
      const page = number(seen, 'pageIndex');
      const count = page === 0 ? number(seen, 'pageSize') : page === 3 ? 0 : 2;
      reply(response, 200, {
        data: range(0, count).map((at) => ({ id: `${page}00${at}` })),
        metadata: page === 1 ? { nextPage: '/next' } : null,
      });
    });
    assert.equal((await clientOf(server).client.accounts()).length, 104);
    assert.equal(server.seen.length, 4);
  });

  it('accounts: the number of pages tells without a total', async () => {
    const server = await serve((seen, response) =>
      reply(response, 200, {
        data: [{ id: String(number(seen, 'pageIndex') + 1) }],
        metadata: { totalPages: 2 },
      }),
    );
    assert.equal((await clientOf(server).client.accounts()).length, 2);
    assert.equal(server.seen.length, 2);
  });

  it('retailers: ten at a time, whatever `count` means', async () => {
    for (const total of [0, 9, 10, 23]) {
      const server = await serve((seen, response) => {
        const offset = number(seen, 'offset');
        const ids = range(offset, Math.min(total, offset + number(seen, 'limit')));
        reply(response, 200, {
          data: ids.map((id) => ({
            id: `${id}`,
            attributes: { name: `Shop ${id}`, campaignAvailabilities: [] },
          })),
          metadata: { limit: 10, offset, count: ids.length },
        });
      });
      const retailers = await clientOf(server).client.retailers('5');
      assert.equal(retailers.length, total);
      assert.deepEqual(
        plain(retailers.at(-1)),
        total === 0 ? undefined : { id: `${total - 1}`, name: `Shop ${total - 1}` },
      );
      assert.ok(
        server.seen.every(
          (seen) =>
            seen.query.get('limit') === '10' &&
            seen.path === '/2026-07/retail-media/accounts/5/retailers/search',
        ),
      );
    }
  });

  for (const [name, meta] of [
    ['the total', (total: number) => ({ meta: { totalItems: total, limit: 500, offset: 0 } })],
    ['`metadata`', (total: number) => ({ metadata: { totalItems: total } })],
    ['no total at all', () => ({})],
  ] as const) {
    it(`all segments by ${name}`, async () => {
      for (const total of [0, 1, 500, 1_250]) {
        const server = await serve((seen, response) => {
          const offset = number(seen, 'offset');
          reply(response, 200, {
            data: range(offset, Math.min(total, offset + 500)).map((id) => segmentItem(`${id}`)),
            ...meta(total),
          });
        });
        const pages: Page<Segment>[] = [];
        const segments = await clientOf(server).client.allSegments('5', {}, (page) =>
          pages.push(page),
        );
        assert.equal(segments.length, total);
        assert.equal(pages.length, server.seen.length);
        // Without a total, an empty page is the end.
        const pagesNeeded = Math.max(1, Math.ceil(total / 500));
        assert.equal(
          server.seen.length,
          name === 'no total at all' && total > 0 ? pagesNeeded + 1 : pagesNeeded,
        );
      }
    });
  }

  it('all segments from a server that gives less than asked for, and while the list grows', async () => {
    let first = 1;
    const server = await serve((seen, response) => {
      const offset = number(seen, 'offset');
      const all = range(first, 121);
      reply(response, 200, {
        data: all.slice(offset, offset + 50).map((id) => segmentItem(`${id}`)),
        meta: { totalItems: all.length, limit: 50, offset },
      });
      first = 0;
    });
    const segments = await clientOf(server).client.allSegments('5', {});
    assert.deepEqual(
      segments.map(({ id }) => Number(id)).sort((x, y) => x - y),
      range(0, 121),
    );
  });

  it('audiences that use a segment, with their algebra', async () => {
    const algebra = {
      and: [
        { audienceSegmentId: '7' },
        {
          or: [
            { audienceSegmentId: 738406688413290, x: 1 },
            { not: { audienceSegmentId: '9' } },
            { xor: [] },
            null,
          ],
        },
      ],
    };
    const server = await serve((seen, response) => {
      const offset = number(seen, 'offset');
      reply(response, 200, {
        data: range(offset, Math.min(501, offset + number(seen, 'limit'))).map((id) => ({
          id: `${id}`,
          attributes: { name: `Audience ${id}`, algebra },
        })),
      });
    });
    const audiences = await clientOf(server).client.allAudiences('5', { segmentIds: ['7', '8'] });
    assert.equal(audiences.length, 501);
    const { json, ...last } = audiences[500];
    assert.deepEqual(JSON.parse(json()), {
      id: '500',
      attributes: { name: 'Audience 500', algebra },
    });
    assert.deepEqual(plain(last), {
      id: '500',
      name: 'Audience 500',
      description: undefined,
      accountId: undefined,
      retailerId: undefined,
      createdAt: undefined,
      updatedAt: undefined,
      createdById: undefined,
      channels: [],
      algebra: {
        kind: 'and',
        nodes: [
          { kind: 'segment', segmentId: '7' },
          {
            kind: 'or',
            nodes: [
              { kind: 'segment', segmentId: '738406688413290' },
              { kind: 'not', node: { kind: 'segment', segmentId: '9' } },
              { kind: 'unknown', nodes: [] },
              { kind: 'unknown', nodes: [] },
            ],
          },
        ],
      },
    });
    assert.equal(server.seen[0]?.path, '/2026-07/retail-media/accounts/5/audiences/search');
    assert.deepEqual(
      (JSON.parse(server.seen[0].body) as { data: { attributes: unknown } }).data.attributes,
      {},
    );
  });

  /** A server that has these audiences in pages of `limit`, and what it was asked for. */
  const audienceServer = async (ids: readonly string[], total?: number) => {
    const server = await serve((seen, response) => {
      const offset = number(seen, 'offset');
      const data = ids.slice(offset, offset + number(seen, 'limit')).map((segmentId, at) => ({
        id: String(offset + at + 1),
        attributes: { algebra: { not: { audienceSegmentId: segmentId } } },
      }));
      reply(response, 200, { data, meta: { totalItems: total ?? ids.length } });
    });
    const asked = () =>
      server.seen.map(({ path, query, body }) => {
        assert.equal(path, '/2026-07/retail-media/accounts/5/audiences/search');
        const { data } = JSON.parse(body) as { data: { type: string; attributes: object } };
        assert.equal(data.type, 'Audience');
        return [query.toString(), data.attributes];
      });
    return { client: clientOf(server).client, asked };
  };

  it('a search of audiences sends the filters that are not empty, and a page', async () => {
    const { client, asked } = await audienceServer(['7', '8', '9']);
    const page = await client.searchAudiences('5');
    assert.deepEqual(
      [page.items.length, page.count, page.total, page.offset, page.limit],
      [3, 3, 3, 0, 500],
    );
    await client.searchAudiences('5', { audienceIds: [], segmentIds: [], retailerIds: [] });
    await client.searchAudiences('5', { audienceIds: ['1'], retailerIds: ['3', '4'] });
    await client.searchAudiences('5', { segmentIds: ['7', '8'] }, { limit: 20, offset: 2 });
    assert.deepEqual(asked(), [
      ['limit=500&offset=0', {}],
      ['limit=500&offset=0', {}],
      ['limit=500&offset=0', { audienceIds: ['1'], retailerIds: ['3', '4'] }],
      ['limit=20&offset=2', { audienceSegmentIds: ['7', '8'] }],
    ]);
  });

  it('all audiences that use one segment are those of the API', async () => {
    const { client, asked } = await audienceServer([...Array(501).keys()].map(String));
    const found = await client.allAudiences('5', { segmentIds: ['7'], retailerIds: ['3'] });
    assert.equal(found.length, 501);
    const filter = { audienceSegmentIds: ['7'], retailerIds: ['3'] };
    assert.deepEqual(asked(), [
      ['limit=500&offset=0', filter],
      ['limit=500&offset=500', filter],
    ]);
  });

  it('all audiences that use any of several segments are found in their algebra', async () => {
    const { client, asked } = await audienceServer(['7', '8', '9', '7', '77']);
    const found = await client.allAudiences('5', {
      audienceIds: ['1', '2', '3', '4', '5'],
      segmentIds: ['7', '9'],
    });
    assert.deepEqual(
      found.map(({ id }) => id),
      ['1', '3', '4'],
    );
    assert.deepEqual(asked(), [['limit=500&offset=0', { audienceIds: ['1', '2', '3', '4', '5'] }]]);
  });

  it('all audiences that use any of several segments are an error if the list is not whole', async () => {
    const { client, asked } = await audienceServer(['7', '8', '9'], 4);
    const error = await failure(client.allAudiences('5', { segmentIds: ['7', '9'] }));
    assert.deepEqual([error.kind, error.code], ['malformed', 'incomplete-list']);
    assert.equal(asked().length, 4, 'the whole list, twice');
  });

  for (const id of ['../1', 'a/b?c', '', ' 1', '-1', '1.0', '1'.repeat(21), '%31', '\u0661']) {
    it(`an id that is none is named, and nothing is sent: ${JSON.stringify(id)}`, async () => {
      const server = await serve((_seen, response) => reply(response, 200, { data: {} }));
      const { client } = clientOf(server);
      const wanted = [{ name: 'a', retailerId: '1', identifierType: 'Email' }];
      const calls: [string, () => Promise<unknown>][] = [
        ['accountId', () => client.retailers(id)],
        ['accountId', () => client.searchSegments(id, {})],
        ['accountId', () => client.allSegments(id, {})],
        ['accountId', () => client.createSegments(id, wanted)],
        ['accountId', () => client.updateSegments(id, [{ id: '1', name: 'n' }])],
        ['accountId', () => client.deleteSegments(id, ['1'])],
        ['accountId', () => client.statistics(id, '1')],
        ['accountId', () => client.allAudiences(id)],
        ['segmentId', () => client.statistics('1', id)],
        ['segmentId', () => client.amend(id, new Uint8Array())],
        ['segmentId', () => client.clear(id)],
      ];
      for (const [argument, call] of calls) {
        const error = await failure(call());
        assert.deepEqual(
          [error.kind, error.code, error.outcome, error.retryable],
          ['bad-argument', 'bad-argument', 'notDone', false],
        );
        assert.match(error.message, new RegExp(argument));
        assert.ok(id.length < 3 || !error.message.includes(id));
      }
      assert.deepEqual([server.seen.length, server.tokenRequests.length], [0, 0]);
    });
  }
});

/** What a page is answered with. */
type Given = { data: unknown; total?: unknown };
/**
 * Each list that comes in pages: how it is read, the items of a full page, and how its replies are
 * written.
 */
const lists: Record<
  string,
  {
    items: (client: RetailMediaClient) => Promise<{ id: string }[]>;
    limit: number;
    begins: (seen: Seen) => number;
    totals: (total: unknown) => object;
  }
> = {
  accounts: {
    items: (client) => client.accounts(),
    limit: 100,
    begins: (seen) => 100 * number(seen, 'pageIndex'),
    totals: (total) => ({ metadata: { totalItemsAcrossAllPages: total } }),
  },
  retailers: {
    items: (client) => client.retailers('5'),
    limit: 10,
    begins: (seen) => number(seen, 'offset'),
    totals: (total) => ({ metadata: { count: total } }),
  },
  segments: {
    items: (client) => client.allSegments('5', {}),
    limit: 500,
    begins: (seen) => number(seen, 'offset'),
    totals: (total) => ({ meta: { totalItems: total } }),
  },
  audiences: {
    items: (client) => client.allAudiences('5'),
    limit: 500,
    begins: (seen) => number(seen, 'offset'),
    totals: (total) => ({ meta: { totalItems: total } }),
  },
};
const itemsOf = (from: number, to: number) => range(from, to).map((id) => ({ id: String(id) }));

describe('a list is whole, or an error', () => {
  afterEach(closeServers);

  for (const [name, { items, limit, begins, totals }] of Object.entries(lists)) {
    /**
     * A server whose list is what `page` gives for the page that begins at an offset, and for the
     * number of the call, from 1.
     */
    const listed = async (page: (offset: number, call: number) => Given) => {
      const server = await serve((seen, response) => {
        const { data, total } = page(begins(seen), server.seen.length);
        reply(response, 200, { data, ...(total !== undefined && totals(total)) });
      });
      return { read: () => items(clientOf(server).client), calls: () => server.seen.length };
    };

    for (const [what, read, page] of [
      [
        'ends before its total',
        limit,
        (offset: number): Given => ({ data: itemsOf(offset, limit), total: limit + 3 }),
      ],
      ['has nothing of its total', 0, (): Given => ({ data: [], total: 7 })],
      ['is null, with a total', 0, (): Given => ({ data: null, total: 7 })],
      [
        'has an empty page in its middle',
        limit,
        (offset: number): Given => ({
          data: offset === limit ? [] : itemsOf(offset, offset + limit),
          total: 3 * limit,
        }),
      ],
      [
        'gives the same page again',
        limit,
        (): Given => ({ data: itemsOf(0, limit), total: 3 * limit }),
      ],
      [
        'has an item that cannot be read',
        2,
        (): Given => ({ data: [{ id: '1' }, { id: '2' }, { id: 'abc' }], total: 3 }),
      ],
    ] as const) {
      it(`${name}: one that ${what}`, async () => {
        const { read: reading } = await listed(page);
        const error = await failure(reading());
        assert.deepEqual(
          [error.kind, error.code, error.outcome],
          ['malformed', 'incomplete-list', 'notDone'],
        );
        assert.match(error.message, new RegExp(`\\b${read}\\b`));
      });
    }

    it(`${name}: one in pages shorter than asked for, without a total, is read to its end`, async () => {
      const short = Math.max(2, limit / 10);
      const all = 2 * short + 1;
      const { read, calls } = await listed((offset) => {
        // Accounts are asked for by page, the others from an offset.
        const from = name === 'accounts' ? (offset / limit) * short : offset;
        return { data: itemsOf(from, Math.min(all, from + short)) };
      });
      assert.deepEqual(
        (await read()).map(({ id }) => Number(id)),
        range(0, all),
      );
      assert.equal(calls(), 4);
    });

    it(`${name}: a short page without a total that comes again is the whole list, once`, async () => {
      const { read, calls } = await listed(() => ({ data: itemsOf(0, 3) }));
      assert.equal((await read()).length, 3);
      assert.equal(calls(), 2);
    });

    it(`${name}: one without a total whose full page comes again`, async () => {
      const { read } = await listed(() => ({ data: itemsOf(0, limit) }));
      assert.equal((await failure(read())).code, 'incomplete-list');
    });

    for (const data of [{}, 'none', 5, true, { items: [] }]) {
      it(`${name}: data that is ${JSON.stringify(data)}`, async () => {
        const { read } = await listed(() => ({ data }));
        assert.equal((await failure(read())).kind, 'malformed');
      });
    }

    it(`${name}: nothing, and errors, is the error`, async () => {
      for (const data of [[], null]) {
        const server = await serve((_seen, response) =>
          reply(response, 200, { data, ...(envelope('internal-error') as object) }),
        );
        const error = await failure(items(clientOf(server).client));
        assert.deepEqual([error.kind, error.code], ['api', 'internal-error']);
      }
    });

    it(`${name}: items beside errors are kept where the end of the list is certain`, async () => {
      const read = async (page: (offset: number) => object) => {
        const remarks: Remark[] = [];
        const server = await serve((seen, response) => reply(response, 200, page(begins(seen))));
        const onRemark = (remark: Remark): void => void remarks.push(remark);
        const all = await items(clientOf(server, { onRemark }).client).catch(
          ({ code }: { code: string }) => code,
        );
        return [typeof all === 'string' ? all : all.length, remarks.map(({ code }) => code)];
      };
      const errors = envelope('internal-error') as object;
      const first = { data: itemsOf(0, 3), ...errors };
      const told = ['internal-error'];
      // A retailers' count that is the page's says nothing of the whole.
      if (name !== 'retailers')
        assert.deepEqual(await read(() => ({ ...first, ...totals(3) })), [3, told]);
      assert.deepEqual(await read((offset) => (offset === 0 ? first : { data: [] })), [3, told]);
      assert.deepEqual(await read((offset) => (offset === 0 ? first : { data: [], ...errors })), [
        'internal-error',
        told,
      ]);
    });

    it(`${name}: null and nothing without a total are an empty list, as is a total of 0`, async () => {
      for (const given of [{ data: null }, { data: [] }, { data: [], total: 0 }]) {
        const { read } = await listed(() => given);
        assert.deepEqual(await read(), []);
      }
    });

    it(`${name}: one that lost an item between two pages is read again from its start`, async () => {
      const { read, calls } = await listed((offset, call) => {
        const all = itemsOf(0, 2 * limit + 1).filter(({ id }) => call === 1 || id !== '0');
        return { data: all.slice(offset, offset + limit), total: all.length };
      });
      assert.deepEqual(
        (await read()).map(({ id }) => Number(id)),
        range(1, 2 * limit + 1),
      );
      assert.equal(calls(), 4);
    });

    it(`${name}: one that changes each time is an error`, async () => {
      const { read } = await listed((offset, call) => ({
        data: itemsOf(offset + call, 5 * limit).slice(0, limit),
        total: 5 * limit - call,
      }));
      assert.equal((await failure(read())).code, 'incomplete-list');
    });

    it(`${name}: a total that cannot be is none`, async () => {
      for (const total of [-1, 1.5, 'many', 2 ** 60, null, 1]) {
        const { read } = await listed(() => ({ data: itemsOf(0, 3), total }));
        assert.equal((await read()).length, 3, String(total));
      }
    });
  }

  it('a page that is full by the reply’s own limit is not the last', async () => {
    const server = await serve((seen, response) => {
      const offset = number(seen, 'offset');
      reply(response, 200, {
        data: itemsOf(offset, Math.min(12, offset + 5)),
        metadata: { limit: 5, offset },
      });
    });
    assert.equal((await clientOf(server).client.retailers('5')).length, 12);
  });

  it('a list that never ends is read up to 100,000 items', async function () {
    this.timeout(60_000);
    const server = await serve((seen, response) => {
      const offset = number(seen, 'offset');
      reply(response, 200, {
        data: itemsOf(offset, offset + 500),
        meta: { totalItems: 10_000_000 },
      });
    });
    const error = await failure(clientOf(server).client.allSegments('5', {}));
    assert.deepEqual([error.code, server.seen.length], ['incomplete-list', 200]);
    assert.match(error.message, /100000/);
  });
});

describe('an answer is about what was asked', () => {
  afterEach(closeServers);
  const always = (value: unknown) => serve((_seen, response) => reply(response, 200, value));

  for (const data of [
    { id: '8' },
    { id: 8, attributes: {} },
    { attributes: { id: '8' } },
    { attributes: { segmentId: '8' } },
    { attributes: { audienceSegmentId: '8' } },
  ]) {
    it(`statistics of another segment: ${JSON.stringify(data)}`, async () => {
      const { client } = clientOf(
        await always({
          data: { ...data, attributes: { numberOfIdentifiers: 5, ...data.attributes } },
        }),
      );
      const error = await failure(client.statistics('1', '7'));
      assert.deepEqual([error.kind, error.code], ['malformed', 'other-answer']);
    });
  }

  it('statistics that name the segment as a number, or none', async () => {
    for (const data of ['{"id":738406688413290497}', '{"id":null}', '{"id":""}', '{}']) {
      const { client } = clientOf(await always(`{"data":${data}}`));
      assert.equal(
        (await client.statistics('1', '738406688413290497')).segmentId,
        '738406688413290497',
      );
    }
  });

  it('a search by ids gives only what was asked for', async () => {
    const { client } = clientOf(await always({ data: itemsOf(0, 5), meta: { totalItems: 5 } }));
    assert.deepEqual(
      (await client.searchSegments('1', { segmentIds: ['3', '4'] })).items.map(({ id }) => id),
      ['3', '4'],
    );
    // The whole list was read: that 9 is not in it is true.
    assert.deepEqual(
      (await client.allSegments('1', { segmentIds: ['3', '9'] })).map(({ id }) => id),
      ['3'],
    );
    assert.deepEqual((await client.searchSegments('1', {})).items.length, 5);
  });

  it('a page about others does not say that what was asked for is gone', async () => {
    const { client } = clientOf(await always({ data: itemsOf(0, 5), meta: { totalItems: 700 } }));
    assert.equal(
      (await failure(client.searchSegments('1', { segmentIds: ['9'] }))).code,
      'other-answer',
    );
    const { client: other } = clientOf(
      await always({ data: itemsOf(3, 4), meta: { totalItems: 1 } }),
    );
    assert.deepEqual(
      (await other.searchSegments('1', { segmentIds: ['3', '9'] })).items.map(({ id }) => id),
      ['3'],
    );
  });
});
