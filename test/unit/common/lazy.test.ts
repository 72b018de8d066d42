import assert from 'node:assert/strict';
import { lazy } from '../../../src/common/lazy';

describe('what is loaded when it is used', () => {
  it('is loaded once, also for two that ask at once', async () => {
    let loads = 0;
    const load = lazy(async () => {
      await Promise.resolve();
      return ++loads;
    });
    assert.equal(loads, 0);
    assert.deepEqual(await Promise.all([load(), load()]), [1, 1]);
    assert.equal(await load(), 1);
  });

  it('is loaded again where it failed', async () => {
    let tries = 0;
    const load = lazy(async () => {
      if (++tries === 1) throw new Error('not there');
      return tries;
    });
    await assert.rejects(load(), /not there/);
    assert.equal(await load(), 2);
  });
});
