import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Throttle } from '../../../src/common/throttle';

describe('Throttle', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('runs at once, then once for all calls of an interval', () => {
    let runs = 0;
    const throttle = new Throttle(100, () => runs++);
    throttle.call();
    throttle.call();
    throttle.call();
    assert.equal(runs, 1);
    mock.timers.tick(100);
    assert.equal(runs, 2);
    mock.timers.tick(500);
    assert.equal(runs, 2);
    throttle.call();
    assert.equal(runs, 3);
  });

  it('flushes at once, and drops a pending call', () => {
    let runs = 0;
    const throttle = new Throttle(100, () => runs++);
    throttle.call();
    throttle.call();
    throttle.flush();
    assert.equal(runs, 2);
    mock.timers.tick(500);
    assert.equal(runs, 2);
  });
});
