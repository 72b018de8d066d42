import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/errors';
import { clearingLines, clearSegment } from '../../../../../src/app/segments/changes/clearing';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { OutsideText } from '../../../../../src/common/outsideText';
import { account, segment } from '../segments';

describe('the clearing of a segment', () => {
  const offline = new ApiError('Offline.', {
    kind: 'network',
    operation: 'statistics',
    outcome: 'notDone',
    retryable: true,
  });
  const noAnswer = () => Promise.reject(offline);
  const entries: HistoryEntry[] = [];
  const history = {
    add: (_: unknown, __: string, entry: HistoryEntry) => Promise.resolve(void entries.push(entry)),
    last: () => Promise.resolve({ at: 0, kind: 'reading', numberOfIdentifiers: 1200 } as const),
  };

  it('is noted in the history once it is done', async () => {
    const calls: string[] = [];
    const lists = {
      empty: async (_: unknown, id: string, clear: (options: object) => Promise<void>) => {
        calls.push(`empty ${id}`);
        await clear({});
      },
    };
    const client = { clear: (id: string) => Promise.resolve(void calls.push(`clear ${id}`)) };
    const { id } = await clearSegment(lists, history, account(client), '5');
    assert.deepEqual([id, ...calls, entries.at(-1)?.kind], ['5', 'empty 5', 'clear 5', 'clear']);
  });

  it('says the last reading where there is none now, and that users are not known', async () => {
    const client = { statistics: noAnswer, audiencesUsing: noAnswer };
    const lines = await clearingLines(
      history,
      account(client, { sandbox: true }),
      segment('5'),
      OutsideText.name('Grocer · VIP'),
    );
    assert.equal(lines[0], 'Grocer · VIP');
    assert.match(lines[1], /could not be read\. Last reading: about 1,200 identifiers, at /);
    assert.equal(lines[2], 'Which audiences use it could not be looked up.');
    assert.equal(lines.at(-1), 'Local sandbox: nothing goes to Criteo.');
  });
});
