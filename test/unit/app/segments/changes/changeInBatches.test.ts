import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/apiError';
import {
  BATCH_SIZE,
  changeInBatches,
} from '../../../../../src/app/segments/changes/changeInBatches';
import { bulk } from '../segments';

const unknown = new ApiError('The answer was lost.', {
  kind: 'network',
  operation: 'create',
  outcome: 'unknown',
  retryable: false,
  system: 'ECONNRESET',
});

describe('a change in batches', () => {
  it('keeps what is done if a later batch fails, and says what wasn’t attempted', async () => {
    const down = new ApiError('Down.', {
      kind: 'api',
      operation: 'delete',
      outcome: 'notDone',
      retryable: true,
      status: 503,
      traceId: 't',
    });
    let calls = 0;
    const outcome = await changeInBatches<string>(130, async (indexes) => {
      if (++calls === 2) throw down;
      return bulk({ done: indexes.map((index, at) => ({ index: at, item: String(index) })) });
    });
    assert.equal(calls, 2);
    assert.equal(outcome.done.length, BATCH_SIZE);
    assert.deepEqual([...new Set(outcome.problems.map(({ code }) => code))], ['api', 'not-asked']);
    assert.deepEqual(
      outcome.problems.map(({ index }) => index),
      Array.from({ length: 80 }, (_, at) => 50 + at),
    );
  });

  it('rejects if nothing took effect', async () => {
    await assert.rejects(
      changeInBatches(60, () => Promise.reject(unknown)),
      unknown,
    );
  });

  it('stops before the next batch if cancelled', async () => {
    const stop = new AbortController();
    const outcome = await changeInBatches<string>(
      70,
      async (indexes) => {
        stop.abort();
        return bulk({ done: indexes.map((index, at) => ({ index: at, item: String(index) })) });
      },
      { signal: stop.signal },
    );
    assert.deepEqual(
      [outcome.done.length, outcome.problems.length, outcome.problems[0].code],
      [50, 20, 'cancelled'],
    );
  });
});
