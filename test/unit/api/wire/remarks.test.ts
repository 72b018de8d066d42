import assert from 'node:assert/strict';
import type { RetailMediaClient } from '../../../../src/api/client';
import type { Remark } from '../../../../src/api/options';
import {
  bytes,
  clientOf,
  closeServers,
  failure,
  reply,
  segmentItem,
  serve,
  TRACE,
} from '../support';

const problem = (code: string, more: object = {}) => ({
  code,
  traceId: TRACE,
  title: `About ${code}`,
  ...more,
});
const segment = (id: string) =>
  segmentItem(id, { name: `S${id}`, retailerId: '1', contactList: { identifierType: 'Email' } });
const newSegment = (id: string) => ({
  name: `S${id}`,
  retailerId: '1',
  identifierType: 'Email',
});

/** Each operation whose result has no place for what the API says, and what is kept of its data. */
const calls: Record<
  string,
  { data: unknown; run: (client: RetailMediaClient) => Promise<unknown>; kept: unknown }
> = {
  'Checking the application': {
    data: { attributes: { name: 'App' } },
    run: async (client) => (await client.whoAmI()).name?.raw(),
    kept: 'App',
  },
  'Listing the accounts': {
    data: [{ id: '1' }],
    run: async (client) => (await client.accounts()).map(({ id }) => id),
    kept: ['1'],
  },
  'Listing the retailers': {
    data: [{ id: '1' }],
    run: async (client) => (await client.retailers('5')).map(({ id }) => id),
    kept: ['1'],
  },
  'Reading the segments': {
    data: [segment('1')],
    run: async (client) => (await client.searchSegments('5', {})).items.map(({ id }) => id),
    kept: ['1'],
  },
  'Reading the audiences': {
    data: [{ id: '1', attributes: {} }],
    run: async (client) => (await client.allAudiences('5')).map(({ id }) => id),
    kept: ['1'],
  },
  'Reading the statistics': {
    data: { attributes: { numberOfIdentifiers: 5 } },
    run: async (client) => (await client.statistics('5', '7')).numberOfIdentifiers,
    kept: 5,
  },
  'Creating the segment': {
    data: [segment('1')],
    run: async (client) => (await client.createSegments('5', [newSegment('1')])).done.length,
    kept: 1,
  },
  'Editing the segment': {
    data: [segment('1')],
    run: async (client) =>
      (await client.updateSegments('5', [{ id: '1', name: 'S1' }])).done.length,
    kept: 1,
  },
  'Deleting the segment': {
    data: [{ id: '1' }],
    run: async (client) => (await client.deleteSegments('5', ['1'])).done.length,
    kept: 1,
  },
};

describe('data beside errors and warnings', () => {
  afterEach(closeServers);

  /** A client of a server that always replies so, and what it is told. */
  async function told(body: object) {
    const server = await serve((_seen, response) => reply(response, 200, body));
    const remarks: Remark[] = [];
    const { client } = clientOf(server, { onRemark: (remark) => remarks.push(remark) });
    return { client, remarks };
  }

  for (const [label, { data, run, kept }] of Object.entries(calls)) {
    it(`${label}: the data is kept, and each error and warning told once`, async () => {
      const { client, remarks } = await told({
        data,
        errors: [problem('one'), problem('two', { detail: 'Ask support', title: undefined })],
        warnings: [problem('three'), { type: 'validation' }, {}],
      });
      for (let times = 0; times < 2; times++) assert.deepEqual(await run(client), kept);
      assert.deepEqual(
        remarks.map(({ code, traceId, text }) => [code, traceId, text]),
        [
          ['one', TRACE, `${label}: Criteo says “About one”.`],
          ['two', TRACE, `${label}: Criteo says “Ask support”.`],
          ['three', TRACE, `${label}: Criteo says “About three”.`],
          [undefined, undefined, `${label}: Criteo says “validation”.`],
          [undefined, undefined, `${label}: Criteo says “unknown”.`],
        ],
      );
    });

    it(`${label}: a deprecation is no remark, nor is a reply without problems`, async () => {
      const { client, remarks } = await told({
        data,
        errors: null,
        warnings: [problem('endpoint-deprecated'), problem('old', { type: 'deprecation' })],
      });
      assert.deepEqual([await run(client), remarks], [kept, []]);
    });
  }

  it('tells of a bulk request what isn’t about an item that failed', async () => {
    const { client, remarks } = await told({
      data: [segment('1')],
      errors: [problem('name-must-be-unique', { instance: '@data/1' }), problem('odd')],
      warnings: [problem('name-trimmed', { instance: '@data/0' })],
    });
    const result = await client.createSegments('5', [newSegment('1'), newSegment('2')]);
    assert.deepEqual(
      [result.done.length, result.failed.map(({ problem: { code } }) => code)],
      [1, ['name-must-be-unique']],
    );
    assert.deepEqual(
      remarks.map(({ code }) => code),
      ['odd', 'name-trimmed'],
    );
  });

  it('tells the warnings of a clear; with errors it failed', async () => {
    const { client, remarks } = await told({ warnings: [problem('slow')] });
    await client.clear('7');
    assert.deepEqual(
      remarks.map(({ operation, code }) => [operation, code]),
      [['clear', 'slow']],
    );
    const failed = await told({ errors: [problem('no')] });
    assert.equal((await failure(failed.client.clear('7'))).code, 'no');
    assert.deepEqual(failed.remarks, []);
  });

  it('has those of an add-remove in its result, for the report', async () => {
    const { client, remarks } = await told({
      data: { nbValidIdentifiers: 2, nbInvalidIdentifiers: 1 },
      errors: [problem('some-invalid')],
      warnings: [problem('list-shared'), problem('list-shared')],
    });
    const { valid, invalid, warnings } = await client.amend('7', bytes('{}'));
    assert.deepEqual(
      [valid, invalid, warnings.map(({ code, count }) => [code, count])],
      [
        2,
        1,
        [
          ['some-invalid', undefined],
          ['list-shared', 2],
        ],
      ],
    );
    assert.deepEqual(remarks, []);
  });
});
