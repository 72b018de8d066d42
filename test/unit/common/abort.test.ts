import assert from 'node:assert/strict';
import { sleep, unlessAborted } from '../../../src/common/abort';

describe('waiting for an abort', () => {
  it('gives what the work gives, and at once the reason where it is aborted', async () => {
    assert.equal(await unlessAborted(Promise.resolve(1)), 1);
    const stop = new AbortController();
    const reason = new Error('enough');
    const waits = unlessAborted(new Promise(() => undefined), stop.signal);
    stop.abort(reason);
    await assert.rejects(waits, reason);
    await assert.rejects(unlessAborted(Promise.resolve(1), stop.signal), reason);
    await assert.rejects(sleep(60_000, stop.signal), reason);
  });

  it('leaves no failure of the work behind that nobody hears', async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', hear);
    try {
      const late = Promise.reject(new Error('late'));
      await assert.rejects(unlessAborted(late, AbortSignal.abort()), { name: 'AbortError' });
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(unheard, []);
    } finally {
      process.off('unhandledRejection', hear);
    }
  });
});
