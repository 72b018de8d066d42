import assert from 'node:assert/strict';
import { contactListBody } from '../../../../src/api/contactListBody';
import { serveGuide } from '../guideStub';
import { clientOf, closeServers, failure, plain, type Made, type Server } from '../support';

const ACCOUNT = '625702934721171442';
const SEGMENT = '225702933721171456';

function body(operation: 'add' | 'remove', identifiers: string[]): Uint8Array {
  const { prefix, suffix } = contactListBody(operation, 'Email');
  return Buffer.concat([
    prefix,
    Buffer.from(identifiers.map((item) => JSON.stringify(item)).join(',')),
    suffix,
  ]);
}

describe('the guide’s sample replies', () => {
  let server: Server;
  let made: Made;
  beforeEach(async () => {
    server = await serveGuide();
    made = clientOf(server);
  });
  afterEach(closeServers);

  it('create', async () => {
    const result = await made.client.createSegments(ACCOUNT, [
      {
        name: 'CRM Users 2025',
        description: 'Segment made of CRM user emails',
        retailerId: '1234',
        identifierType: 'Email',
      },
    ]);
    assert.equal(result.done.length, 1);
    const segment = result.done[0]?.item;
    assert.ok(segment);
    const { json, ...rest } = segment;
    assert.deepEqual(plain(rest), {
      id: '738406688413290496',
      name: 'CRM Users 2025',
      description: 'Segment made of CRM user emails',
      accountId: ACCOUNT,
      retailerId: '1234',
      type: 'ContactList',
      createdAt: Date.UTC(2025, 6, 30, 14, 44, 32, 810),
      updatedAt: Date.UTC(2025, 6, 30, 14, 44, 32, 810),
      createdById: '514277',
      channels: ['Offsite'],
      contactList: { isReadOnly: false, identifierType: 'Email', sharingStatus: 'NotShared' },
      events: undefined,
    });
    assert.match(json(), /^\{\n {2}"id": "738406688413290496",\n/);
    assert.deepEqual([result.failed, result.missing, result.warnings], [[], [], []]);
    const sent = server.seen[0];
    assert.equal(sent?.method, 'POST');
    assert.equal(sent.path, `/2026-07/retail-media/accounts/${ACCOUNT}/audience-segments/create`);
    assert.deepEqual(JSON.parse(sent.body), {
      data: [
        {
          type: 'AudienceSegment',
          attributes: {
            name: 'CRM Users 2025',
            description: 'Segment made of CRM user emails',
            retailerId: '1234',
            contactList: { identifierType: 'Email' },
          },
        },
      ],
    });
  });

  it('update', async () => {
    const result = await made.client.updateSegments(ACCOUNT, [
      { id: '738406688413290496', name: 'CRM User E-mails 2025 ', description: 'x' },
    ]);
    assert.equal(result.done[0]?.item.updatedAt, Date.UTC(2025, 6, 30, 15, 14, 19, 356));
    assert.equal(server.seen[0]?.method, 'PATCH');
    assert.equal(
      server.seen[0].path,
      `/2026-07/retail-media/accounts/${ACCOUNT}/audience-segments`,
    );
  });

  it('delete, and a refused delete', async () => {
    assert.deepEqual((await made.client.deleteSegments(ACCOUNT, ['738406561971802112'])).done, [
      { index: 0, item: '738406561971802112' },
    ]);
    const refused = await made.client.deleteSegments(ACCOUNT, ['1']);
    assert.deepEqual(refused.done, []);
    assert.deepEqual(plain(refused.failed), [
      {
        index: 0,
        problem: {
          traceId: '0ab8cdc52e17ecfd1ba9e5d1dacd102a',
          type: 'validation',
          code: 'segment-must-not-be-used-in-audience',
          title: 'Segment must not be used in an audience',
          detail: 'The segment must be removed from all audiences to be able to delete it',
          instance: '@data/0',
        },
      },
    ]);
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ''), {
      data: [{ id: '738406561971802112' }],
    });
  });

  it('search', async () => {
    const page = await made.client.searchSegments(
      ACCOUNT,
      { retailerIds: ['12'], types: ['ContactList', 'Events'] },
      { limit: 50 },
    );
    assert.deepEqual([page.total, page.limit, page.offset], [400, 50, 0]);
    assert.deepEqual(
      page.items.map(({ id, type }) => [id, type]),
      [
        ['203134567785554216', 'Events'],
        [SEGMENT, 'ContactList'],
      ],
    );
    assert.deepEqual(page.items[0]?.events, {
      shopperActivity: 'View',
      lookbackDays: 'Last90Days',
      categoryIds: ['3590922'],
      brandIds: [],
      minPrice: undefined,
      maxPrice: undefined,
    });
    assert.equal(page.items[1]?.contactList?.isReadOnly, true);
  });

  it('the sample page of 2 segments, always the same, is not the list of 400', async () => {
    assert.equal((await failure(made.client.allSegments(ACCOUNT, {}))).code, 'incomplete-list');
  });

  it('statistics', async () => {
    assert.deepEqual(await made.client.statistics(ACCOUNT, SEGMENT), {
      segmentId: SEGMENT,
      numberOfIdentifiers: 10000,
      numberOfMatches: 5000,
      matchRate: 0.5,
    });
  });

  it('add and remove', async () => {
    const added = await made.client.amend(SEGMENT, body('add', ['abc@gmail.com', 'def@gmail.com']));
    assert.deepEqual([added.valid, added.invalid, added.sampleInvalid], [3, 0, []]);
    const removed = await made.client.amend(SEGMENT, body('remove', ['example1@gmail.com']));
    assert.deepEqual(
      [removed.valid, removed.invalid, removed.sampleInvalid],
      [7342, 13, ['InvalidIdentifier']],
    );
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ''), {
      data: {
        type: 'AddRemoveContactlist',
        attributes: {
          operation: 'add',
          identifierType: 'Email',
          identifiers: ['abc@gmail.com', 'def@gmail.com'],
        },
      },
    });
    assert.equal(
      server.seen[0]?.path,
      `/2026-07/retail-media/audience-segments/${SEGMENT}/contact-list/add-remove`,
    );
  });

  it('clear', async () => {
    await made.client.clear(SEGMENT);
    assert.equal(
      server.seen[0]?.path,
      `/2026-07/retail-media/audience-segments/${SEGMENT}/contact-list/clear`,
    );
    assert.equal(server.seen[0].body, '');
  });
});
