import assert from 'node:assert/strict';
import type { Page, Segment } from '../../../src/api/types';
import { clientOf, closeServers, plain, reply, segmentItem, serve, type Seen } from './support';

const number = (seen: Seen, name: string) => Number(seen.query.get(name));
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_item, at) => from + at);

describe('calls with pages', () => {
  afterEach(closeServers);

  it('accounts: all pages, with everything told of them', async () => {
    const server = await serve((seen, response) => {
      const page = number(seen, 'pageIndex');
      const data = page === 2 ? [{ id: '625702934721171442', attributes: { name: 'Last', type: 'supply', subtype: 'x', countries: ['FR'], currency: 'EUR', timeZone: 'Europe/Paris', companyName: 'C' } }] : [{ id: String(page + 1) }];
      reply(response, 200, { data, metadata: { totalItemsAcrossAllPages: 3, currentPageSize: 1, currentPageIndex: page, totalPages: 3, nextPage: null } });
    });
    const accounts = await clientOf(server).client.accounts();
    assert.deepEqual(accounts.map(({ id }) => id), ['1', '2', '625702934721171442']);
    assert.deepEqual(plain(accounts[2]), { id: '625702934721171442', name: 'Last', type: 'supply', subtype: 'x', countries: ['FR'], currency: 'EUR', timeZone: 'Europe/Paris', companyName: 'C' });
    assert.deepEqual(server.seen.map(({ method, path }) => [method, path])[0], ['GET', '/2026-07/retail-media/accounts']);
  });

  it('accounts: without totals, nextPage or a full page tell', async () => {
    const server = await serve((seen, response) => {
      const page = number(seen, 'pageIndex');
      const count = page === 0 ? number(seen, 'pageSize') : 2;
      reply(response, 200, { data: range(0, count).map((at) => ({ id: `${page}${at}x` })), metadata: page === 1 ? { nextPage: '/next' } : null });
    });
    assert.equal((await clientOf(server).client.accounts()).length, 104);
    assert.equal(server.seen.length, 3);
  });

  it('retailers: ten at a time, whatever `count` means', async () => {
    for (const total of [0, 9, 10, 23]) {
      const server = await serve((seen, response) => {
        const offset = number(seen, 'offset');
        const ids = range(offset, Math.min(total, offset + number(seen, 'limit')));
        reply(response, 200, { data: ids.map((id) => ({ id: `r${id}`, attributes: { name: `Shop ${id}`, campaignAvailabilities: [] } })), metadata: { limit: 10, offset, count: ids.length } });
      });
      const retailers = await clientOf(server).client.retailers('5');
      assert.equal(retailers.length, total);
      assert.deepEqual(plain(retailers.at(-1)), total === 0 ? undefined : { id: `r${total - 1}`, name: `Shop ${total - 1}` });
      assert.ok(server.seen.every((seen) => seen.query.get('limit') === '10' && seen.path === '/2026-07/retail-media/accounts/5/retailers/search'));
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
          reply(response, 200, { data: range(offset, Math.min(total, offset + 500)).map((id) => segmentItem(`s${id}`)), ...meta(total) });
        });
        const pages: Page<Segment>[] = [];
        const segments = await clientOf(server).client.allSegments('5', {}, (page) => pages.push(page));
        assert.equal(segments.length, total);
        assert.equal(pages.length, server.seen.length);
        assert.ok(server.seen.length <= Math.floor(total / 500) + 1);
      }
    });
  }

  it('all segments from a server that gives less than asked for, and while the list shifts', async () => {
    let shift = 0;
    const server = await serve((seen, response) => {
      const offset = number(seen, 'offset');
      reply(response, 200, { data: range(Math.max(0, offset - shift), Math.min(120, offset - shift + 50)).map((id) => segmentItem(`s${id}`)), meta: { totalItems: 120 + shift, limit: 50, offset } });
      shift = 1;
    });
    const segments = await clientOf(server).client.allSegments('5', {});
    assert.equal(new Set(segments.map(({ id }) => id)).size, 120);
    assert.equal(segments.length, 120);
  });

  it('audiences that use a segment, with their algebra', async () => {
    const algebra = { and: [{ audienceSegmentId: '7' }, { or: [{ audienceSegmentId: 738406688413290, x: 1 }, { not: { audienceSegmentId: '9' } }, { xor: [] }, null] }] };
    const server = await serve((seen, response) => {
      const offset = number(seen, 'offset');
      reply(response, 200, { data: range(offset, Math.min(51, offset + number(seen, 'limit'))).map((id) => ({ id: `a${id}`, attributes: { name: `Audience ${id}`, algebra } })) });
    });
    const audiences = await clientOf(server).client.audiencesUsing('5', ['7', '8']);
    assert.equal(audiences.length, 51);
    assert.deepEqual(plain(audiences[50]), {
      id: 'a50',
      name: 'Audience 50',
      algebra: {
        kind: 'and',
        nodes: [
          { kind: 'segment', segmentId: '7' },
          { kind: 'or', nodes: [{ kind: 'segment', segmentId: '738406688413290' }, { kind: 'not', node: { kind: 'segment', segmentId: '9' } }, { kind: 'unknown' }, { kind: 'unknown' }] },
        ],
      },
    });
    assert.equal(server.seen[0]?.path, '/2026-07/retail-media/accounts/5/audiences/search');
    assert.deepEqual((JSON.parse(server.seen[0].body) as { data: { attributes: unknown } }).data.attributes, { audienceSegmentIds: ['7', '8'] });
  });

  it('ids in paths are encoded', async () => {
    const server = await serve((_seen, response) => reply(response, 200, { data: {} }));
    await clientOf(server).client.statistics('../1', 'a/b?c');
    assert.equal(server.seen[0]?.path, '/2026-07/retail-media/accounts/..%2F1/audience-segments/a%2Fb%3Fc/contact-list');
  });
});
