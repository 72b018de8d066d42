import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import {
  knownSize,
  knownSizes,
  plainSize,
  type SentTo,
} from '../../../../../src/app/segments/sizes/knownSizes';
import { sentByRecords } from '../../../../../src/app/uploads/plan/sentUploads';
import type { JobSummary } from '../../../../../src/upload/jobTypes';

const NOW = Date.parse('2026-05-04T09:50:00Z');
const READ: HistoryEntry = {
  at: Date.parse('2026-05-04T00:12:00Z'),
  kind: 'reading',
  numberOfIdentifiers: 5000,
};
const upload = (operation: HistoryEntry['operation'], accepted: number): HistoryEntry => ({
  ...{ at: NOW - 3_600_000, kind: 'upload', operation, accepted },
});

const account = { key: 'k', origin: 'https://a.example' } as AccountHandle;

describe('the sizes of segments by what is known here', () => {
  it('have for programs what was read, what was sent since, and the range', async () => {
    const plain = async (...entries: HistoryEntry[]) => {
      const sources = { history: { of: async () => entries }, sentTo: () => undefined };
      return plainSize(await knownSize(sources, account, 'a', NOW));
    };
    const read = { identifiers: 5000, at: '2026-05-04T00:12:00.000Z' };
    assert.deepEqual(await plain(READ, upload('add', 4263)), {
      ...{ read, pending: { added: 4263, removed: 0, uploads: 1 } },
      ...{ atLeast: 5000, atMost: 9263 },
    });
    assert.deepEqual(await plain(READ, upload('replace', 960), upload('add', 40)), {
      ...{
        read,
        pending: { added: 40, removed: 0, replacedWith: { atLeast: 960, atMost: 960 }, uploads: 2 },
      },
      ...{ atLeast: 960, atMost: 1000 },
    });
    const early = { ...upload('add', 900), at: READ.at - 3_600_000 };
    assert.deepEqual(await plain(early, READ), {
      ...{ read, unsettled: { added: 900, removed: 0, uploads: 1 } },
      ...{ pending: { added: 0, removed: 0, uploads: 0 }, atLeast: 5000, atMost: 5900 },
    });
    assert.deepEqual(await plain(upload('add', 600)), {
      pending: { added: 600, removed: 0, uploads: 1 },
      atLeast: 600,
    });
  });

  it('are there for the segments that have one, and no file of others is read', async () => {
    const asked: string[] = [];
    const history = {
      segments: async () => ['a', 'other'],
      of: async (_: AccountHandle, id: string) => (asked.push(id), [READ]),
    };
    const sources = { history, sentTo: () => undefined };
    const sizes = await knownSizes(sources, account, ['a', 'b'], NOW);
    assert.deepEqual([...sizes.keys()], ['a']);
    assert.equal(sizes.get('a')?.atMost, 5000);
    assert.deepEqual(asked, ['a']);
  });

  it('know by the records of uploads what got no answer, also where there is no history yet', async () => {
    const at = new Date(NOW - 3_600_000).toISOString();
    const job = (jobId: string, segmentId: string): JobSummary =>
      ({
        ...{ jobId, operation: 'add', state: 'failed', startedAt: at, plannedAt: at },
        counts: { good: 4263 },
        target: { origin: account.origin, segmentId },
        report: { finishedAt: at, accepted: 263, unknown: 4000, sent: 4263, calls: 2 },
      }) as JobSummary;
    const history = {
      segments: async () => ['a'],
      of: async () => [READ, { ...upload('add', 263), jobId: 'of-a' }],
    };
    const sentTo = async (...segment: Parameters<SentTo>) =>
      sentByRecords([job('of-a', 'a'), job('of-b', 'b')])(...segment);
    const sizes = await knownSizes({ history, sentTo }, account, ['a', 'b', 'c'], NOW);
    const pending = [...sizes].map(([id, size]) => [id, size.pending.added, size.atMost]);
    assert.deepEqual(pending, [
      ['a', 4263, 9263],
      ['b', 4263, Infinity],
    ]);
  });
});
