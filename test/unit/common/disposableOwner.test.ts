import assert from 'node:assert/strict';
import { DisposableOwner } from '../../../src/common/disposableOwner';

class Owner extends DisposableOwner {
  add(name: string, order: string[]): void {
    this.register({ dispose: () => order.push(name) });
  }
}

describe('DisposableOwner', () => {
  it('disposes in reverse order, once, and at once what is registered later', () => {
    const order: string[] = [];
    const owner = new Owner();
    owner.add('first', order);
    owner.add('second', order);
    assert.deepEqual(order, []);
    owner.dispose();
    owner.dispose();
    assert.deepEqual(order, ['second', 'first']);
    owner.add('late', order);
    assert.deepEqual(order, ['second', 'first', 'late']);
  });
});
