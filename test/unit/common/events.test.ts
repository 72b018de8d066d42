import assert from 'node:assert/strict';
import { Emitter } from '../../../src/common/events';

describe('an event', () => {
  it('is heard by all who listen, in their order, with its value', () => {
    const heard: string[] = [];
    const emitter = new Emitter<number>();
    emitter.event((value) => heard.push(`first ${value}`));
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    assert.deepEqual(heard, ['first 1', 'second 1']);
  });

  it('is not heard by one whom an earlier listener stopped, nor by one who begins meanwhile', () => {
    const heard: string[] = [];
    const emitter = new Emitter<void>();
    emitter.event(() => {
      stopped.dispose();
      emitter.event(() => heard.push('begun'));
    });
    const stopped = emitter.event(() => heard.push('stopped'));
    emitter.event(() => heard.push('last'));
    emitter.fire();
    assert.deepEqual(heard, ['last']);
  });

  it('is not heard any more once it is disposed', () => {
    const heard: string[] = [];
    const emitter = new Emitter<void>();
    emitter.event(() => heard.push('late'));
    emitter.dispose();
    emitter.fire();
    assert.deepEqual(heard, []);
  });
});
