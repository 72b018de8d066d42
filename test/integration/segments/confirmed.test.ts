import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/server';
import { write } from '../uploads/files';
import { answering } from '../uploads/person';
import { configure, idOf, rejection, requestCount, run, signIn } from './signedIn';

/** What the user confirms is done exactly as shown, or not at all. */
describe('a confirmation', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let id: string;
  const clear = 'Clear CRM Users 2025 (5,000 identifiers)?';
  const name = 'CRM Users 2025';

  beforeEach(async () => {
    ({ server, end } = await signIn({ computation: 'immediate' }));
    id = await idOf(server, name);
    await run('listSegments', {});
    server.control.resetCounts();
  });
  afterEach(async () => {
    await configure('accounts', undefined);
    await end();
  });

  it('also requires the ID of a protected account to clear or delete', async () => {
    const [free, doomed] = [await idOf(server, 'Empty so far'), await idOf(server, 'SMS Opt-In')];
    await configure('accounts', [{ id: server.accountId, protected: true }]);
    for (const [answers, command, args, question, detail] of [
      [['Clear Segment'], 'clearSegment', { id }, clear, /\n\nThe segment itself is kept/],
      [
        ['Delete'],
        'deleteSegments',
        { ids: [free] },
        'Delete Empty so far (0 identifiers)?',
        /Empty so far/,
      ],
      [
        ['Delete'],
        'deleteSegments',
        { ids: [doomed, '9'] },
        /^Delete 2 segments \(/,
        /SMS Opt-In\n9\n\nAudiences of other accounts that use a shared segment aren’t visible from here\.\n\nThis can’t be undone\./,
      ],
    ] as const) {
      const { asked } = await answering([...answers, server.accountId], () => run(command, args));
      for (const { text } of asked)
        if (typeof question === 'string') assert.equal(text, question);
        else assert.match(text, question);
      assert.equal(asked.length, 2);
      assert.match(asked[0].detail, detail);
      assert.match(asked[1].detail, /is protected\. Type its ID/);
    }
    assert.deepEqual([requestCount(server, 'clear'), requestCount(server, 'delete')], [1, 2]);
    const left = (await server.control.segments()).map((segment) => segment.id);
    assert.deepEqual([left.includes(free), left.includes(doomed)], [false, false]);
  });

  it('does nothing if it is cancelled', async () => {
    for (const [command, args] of [
      ['clearSegment', { id }],
      ['deleteSegments', { ids: [id] }],
    ] as const) {
      const { result } = await answering([undefined], () => rejection(run(command, args)));
      assert.deepEqual([result.code, result.operation], ['cancelled', command]);
    }
    assert.deepEqual([requestCount(server, 'clear'), requestCount(server, 'delete')], [0, 0]);
  });

  it('is rejected if the segment was renamed after it was shown', async () => {
    await server.control.putSegment({ id, name: 'Renamed', accountId: server.accountId });
    const { result } = await answering(['Clear Segment', server.accountId], () =>
      rejection(run('clearSegment', { id })),
    );
    assert.equal(result.code, 'changed');
    assert.match(
      result.message,
      /CRM Users 2025” was renamed to “Renamed”\. Nothing was cleared\./,
    );
    assert.equal(requestCount(server, 'clear'), 0);
    // The list has the new name now.
    const { asked } = await answering(['Clear Segment', server.accountId], () =>
      run('clearSegment', { id }),
    );
    assert.match(asked[0].detail, /Renamed\n/);
    assert.equal(requestCount(server, 'clear'), 1);
  });

  it('says how many segments of a file are created', async () => {
    const [{ retailerId }] = await server.control.segments();
    const file = await write(
      'confirmed.csv',
      `name,retailer,type\nOne more,${retailerId},Email\nAnother,${retailerId},Email\n`,
    );
    const create = (answer: string | undefined) =>
      answering([answer], () =>
        run<{ created: unknown[] } | undefined>('createSegmentsFromCsv', file),
      );
    await create(undefined);
    assert.equal(requestCount(server, 'create'), 0);
    const { asked, result } = await create('Create');
    assert.match(asked[0].text, /^Create 2 segments in /);
    assert.equal(result?.created.length, 2);
    assert.equal(requestCount(server, 'create'), 1);
  });
});
