import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/apiError';
import type { NewSegment, Segment } from '../../../../../src/api/apiTypes';
import { createMany } from '../../../../../src/app/segments/changes/createMany';
import { account, bulk, segment } from '../segments';

const unknown = new ApiError('The answer was lost.', {
  kind: 'network',
  operation: 'create',
  outcome: 'unknown',
  retryable: false,
  system: 'ECONNRESET',
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

const names = (count: number): NewSegment[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `N${index}`,
    retailerId: '12',
    identifierType: 'Email',
  }));

describe('creating many segments', () => {
  it('sends batches of 50, and counts indexes over the whole', async () => {
    const sizes: number[] = [];
    const handle = account({
      createSegments: async (_accountId, part) => {
        sizes.push(part.length);
        return bulk<Segment>({
          done: part
            .slice(1)
            .map((item, index) => ({ index: index + 1, item: segment(item.name) })),
          failed: [{ index: 0, problem: { code: 'name-must-be-unique' } }],
        });
      },
    });
    const target = list();
    const outcome = await createMany(target, handle, names(120));
    assert.deepEqual(sizes, [50, 50, 20]);
    assert.deepEqual(
      outcome.problems.map(({ index }) => index),
      [0, 50, 100],
    );
    assert.equal(target.shown.length, 117);
  });

  it('finds what a lost batch created by name, retailer, type and time', async () => {
    const target = list();
    const now = Date.now();
    target.onServer.push(
      segment('a', { name: 'N0', createdAt: now }),
      segment('old', { name: 'N1', createdAt: now - 3_600_000 }),
      segment('other', { name: 'N1', createdAt: now, retailerId: '13' }),
    );
    const handle = account({ createSegments: () => Promise.reject(unknown) });
    const outcome = await createMany(target, handle, names(2));
    assert.deepEqual(
      outcome.done.map(({ index, item }) => [index, item.id]),
      [[0, 'a']],
    );
    assert.deepEqual(
      outcome.problems.map(({ index, code }) => [index, code]),
      [[1, 'network']],
    );
  });
});
