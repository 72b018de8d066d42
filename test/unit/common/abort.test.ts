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
});
