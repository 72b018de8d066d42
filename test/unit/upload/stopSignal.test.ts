import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { StopSignal } from '../../../src/upload/stopSignal';
import { assertHas } from '../../support/assertHas';
import { turns } from '../../support/waitUntil';

describe('StopSignal', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const lasts50 = async (waiting: Promise<void>): Promise<void> => {
    let over = false;
    void waiting.then(() => (over = true));
    for (const [ms, isOver] of [
      [49, false],
      [1, true],
    ] as const) {
      mock.timers.tick(ms);
      await turns();
      assert.equal(over, isOver);
    }
  };
  const aborted = ({ soft, hard }: StopSignal) => ({ soft: soft.aborted, hard: hard.aborted });

  it('stops what is new at once, and what is in flight after the wait', () => {
    const stop = new StopSignal();
    assertHas(stop, { requested: false, reason: undefined });
    stop.request('cancelled', 100);
    assertHas(stop, { requested: true, reason: 'cancelled' });
    assert.deepEqual(aborted(stop), { soft: true, hard: false });
    mock.timers.tick(99);
    assert.equal(stop.hard.aborted, false);
    mock.timers.tick(1);
    assert.equal(stop.hard.aborted, true);
  });

  it('keeps the first reason and the first wait', () => {
    const stop = new StopSignal();
    stop.request('signedOut', 50);
    stop.request('disposed', 5_000);
    assert.equal(stop.reason, 'signedOut');
    mock.timers.tick(50);
    assert.equal(stop.hard.aborted, true);
  });

  it('aborts nothing more once the run is over', () => {
    const stop = new StopSignal();
    stop.request('cancelled', 50);
    stop.done();
    mock.timers.tick(100);
    assert.equal(stop.hard.aborted, false);
  });

  it('wakes who sleeps', async () => {
    mock.timers.reset();
    const stop = new StopSignal();
    const sleeping = stop.sleep(60_000);
    stop.request('cancelled', 0);
    await sleeping;
    await stop.sleep(60_000);
    stop.done();
  });

  it('ends a pause early when woken, and the next one lasts again', async () => {
    const stop = new StopSignal();
    const paused = stop.pause(60_000);
    stop.wake();
    await paused;
    assert.equal(stop.requested, false);
    assert.deepEqual(aborted(stop), { soft: false, hard: false });
    // Not ended by the waking before it, but by its own time.
    await lasts50(stop.pause(50));
  });

  it('ends a pause when a stop is requested, and begins none after that', async () => {
    mock.timers.reset();
    const stop = new StopSignal();
    const paused = stop.pause(60_000);
    stop.request('cancelled', 0);
    await paused;
    await stop.pause(60_000);
    stop.done();
  });

  it('wakes a pause only: a sleep takes its time', async () => {
    const stop = new StopSignal();
    const sleeping = stop.sleep(50);
    stop.wake();
    await lasts50(sleeping);
  });
});
