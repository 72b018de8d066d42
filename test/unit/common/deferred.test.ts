import assert from 'node:assert/strict';
import { deferred } from '../../../src/common/deferred';

describe('deferred', () => {
  it('resolves and rejects its promise from outside, once', async () => {
    const done = deferred<number>();
    done.resolve(1);
    done.resolve(2);
    assert.equal(await done.promise, 1);
    const failed = deferred<number>();
    failed.reject(new Error('no'));
    await assert.rejects(failed.promise, /no/);
  });
});
