import assert from 'node:assert/strict';
import { KeyedQueue } from '../../../src/common/keyedQueue';

describe('a keyed queue', () => {
  it('does one after the other, also after one that failed, and other things meanwhile', async () => {
    const turns = new KeyedQueue();
    const done: string[] = [];
    let end: () => void = () => undefined;
    const first = turns.run('a', async () => {
      await new Promise<void>((resolve) => (end = resolve));
      done.push('first');
      throw new Error('first');
    });
    const second = turns.run('a', async () => void done.push('second'));
    await turns.run('b', async () => void done.push('other'));
    assert.deepEqual(done, ['other']);
    end();
    await assert.rejects(first, /first/);
    await second;
    assert.deepEqual(done, ['other', 'first', 'second']);
  });
});
