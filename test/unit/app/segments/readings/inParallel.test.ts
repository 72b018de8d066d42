import assert from 'node:assert/strict';
import { inParallel } from '../../../../../src/app/segments/readings/inParallel';
import { turns } from '../../../../support/waitUntil';

describe('work in parallel', () => {
  it('is done on each item, in their order, so many at a time', async () => {
    const begun: number[] = [];
    let atOnce = 0;
    let most = 0;
    await inParallel(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
      begun.push(item);
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
    });
    assert.deepEqual(begun, [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(most, 3);
    await inParallel(3, [], () => assert.fail());
  });

  it('ends with the first error, and begins no more', async () => {
    const begun: number[] = [];
    await assert.rejects(
      inParallel(2, [1, 2, 3, 4, 5, 6], async (item) => {
        begun.push(item);
        await new Promise((resolve) => setImmediate(resolve));
        if (item === 2) throw new Error('two');
      }),
      /two/,
    );
    await turns();
    assert.deepEqual(begun, [1, 2, 3]);
  });
});
