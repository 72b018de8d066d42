import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/apiError';
import type { NewSegment, Segment } from '../../../../../src/api/apiTypes';
import { Arguments } from '../../../../../src/app/arguments';
import {
  createOne,
  readNewSegment,
  readSegmentChange,
  updateOne,
} from '../../../../../src/app/segments/changes/save';
import { OutsideText } from '../../../../../src/common/outsideText';
import { account, bulk, segment } from '../segments';

const wanted: NewSegment = { name: 'CRM', retailerId: '12', identifierType: 'Email' };
const unknown = new ApiError('The answer was lost.', {
  kind: 'network',
  operation: 'create',
  outcome: 'unknown',
  retryable: false,
  system: 'ECONNRESET',
});
const notUnique = bulk<Segment>({
  failed: [
    {
      index: 0,
      problem: {
        code: 'name-must-be-unique',
        title: OutsideText.text('Name must be unique'),
        traceId: 't1',
      },
    },
  ],
});

function list(): {
  put: (account: unknown, segment: Segment) => void;
  search: () => Promise<readonly Segment[]>;
  shown: string[];
  onServer: Segment[];
} {
  const shown: string[] = [];
  const onServer: Segment[] = [];
  return { put: (_, item) => shown.push(item.id), search: async () => onServer, shown, onServer };
}

describe('the arguments of a segment', () => {
  const args = (raw: Record<string, unknown>): Arguments => new Arguments(raw, 'test');

  it('are those of a new one, its type in the API’s spelling where it is known', () => {
    const raw = { name: 'CRM', description: '', retailerId: '12', identifierType: 'EMAIL' };
    const expected = { ...wanted, description: '' };
    assert.deepEqual(readNewSegment(args(raw), 'id'), expected);
    assert.equal(
      readNewSegment(args({ ...raw, identifierType: 'New' }), 'id').identifierType,
      'New',
    );
    const named = { ...raw, retailerId: 'Grocer' };
    assert.equal(readNewSegment(args(named), 'text').retailerId, 'Grocer');
    assert.throws(() => readNewSegment(args(named), 'id'), {
      message: /^“retailerId” must be an ID/,
    });
  });

  it('are those of a change, of which there is one, and a name that isn’t blank', () => {
    assert.deepEqual(readSegmentChange(args({ description: '' })), {
      name: undefined,
      description: '',
    });
    for (const [raw, message] of [
      [{ other: 1 }, 'Nothing to change: pass “name” or “description”.'],
      [{ name: ' ' }, '“name” can’t be empty: a segment needs a name.'],
    ] as const)
      assert.throws(() => readSegmentChange(args(raw)), { code: 'bad-argument', message });
  });
});

describe('segments: create and update', () => {
  it('puts the created segment into the list', async () => {
    const target = list();
    const handle = account({
      createSegments: async () => bulk({ done: [{ index: 0, item: segment('1') }] }),
    });
    assert.equal((await createOne(target, handle, wanted)).id, '1');
    assert.deepEqual(target.shown, ['1']);
  });

  it('rejects with the API’s code, message and trace ID, without a lookup for a name that is simply taken', async () => {
    const handle = account({
      createSegments: async () => notUnique,
      findCreated: () => assert.fail('not looked up'),
    });
    await assert.rejects(createOne(list(), handle, { ...wanted, name: 'Taken' }), {
      name: 'Failure',
      code: 'name-must-be-unique',
      message: 'Name must be unique',
      traceId: 't1',
      operation: 'createSegment',
    });
  });

  it('looks up a segment whose response was lost before failing', async () => {
    const target = list();
    const before = Date.now();
    const handle = account({
      createSegments: () => Promise.reject(unknown),
      findCreated: async (accountId, asked, notBefore) => {
        assert.deepEqual([accountId, asked], ['77', { ...wanted, name: 'Lost' }]);
        assert.ok(notBefore >= before);
        return segment('9');
      },
    });
    assert.equal((await createOne(target, handle, { ...wanted, name: 'Lost' })).id, '9');
    assert.deepEqual(target.shown, ['9']);
  });

  it('finds the segment of an earlier lost create when its name is then rejected', async () => {
    let tries = 0;
    const since: number[] = [];
    const handle = account({
      createSegments: () => (++tries === 1 ? Promise.reject(unknown) : Promise.resolve(notUnique)),
      findCreated: async (_accountId, _asked, notBefore) => {
        since.push(notBefore);
        return tries === 1 ? undefined : segment('9');
      },
    });
    const twice = { ...wanted, name: 'Twice' };
    await assert.rejects(createOne(list(), handle, twice), unknown);
    assert.equal((await createOne(list(), handle, twice)).id, '9');
    assert.equal(since[1], since[0], 'made since the first try');
  });

  it('finds it too where the earlier try was of another window, and only then', async () => {
    const since: number[] = [];
    const handle = account({
      createSegments: async () => notUnique,
      findCreated: async (_accountId, _asked, notBefore) => {
        since.push(notBefore);
        return segment('9');
      },
    });
    const reloaded = { ...wanted, name: 'Reloaded' };
    await assert.rejects(createOne(list(), handle, reloaded), { code: 'name-must-be-unique' });
    assert.equal((await createOne(list(), handle, reloaded, { since: 1234 })).id, '9');
    assert.deepEqual(since, [1234]);
  });

  it('does not look up a create that was surely not done', async () => {
    const refused = new ApiError('No permission.', {
      kind: 'permission',
      operation: 'create',
      outcome: 'notDone',
      retryable: false,
      status: 403,
    });
    const handle = account({
      createSegments: () => Promise.reject(refused),
      findCreated: () => assert.fail('not looked up'),
    });
    await assert.rejects(createOne(list(), handle, wanted), refused);
  });

  it('reports an update that the response doesn’t mention', async () => {
    const handle = account({ updateSegments: async () => bulk({ missing: [0] }) });
    await assert.rejects(updateOne(list(), handle, { id: '4', name: 'x' }), { code: 'no-answer' });
  });
});
