import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { deferred } from '../../../src/common/deferred';
import { inHandUntil, Later, settled } from '../../../src/common/later';

/** Whether nothing is in hand by now. */
async function isSettled(): Promise<boolean> {
  let is = false;
  void settled().then(() => (is = true));
  for (let turns = 0; turns < 5; turns++) await turn();
  return is;
}

describe('Later', () => {
  let runs: number;
  const run = (): void => void runs++;

  beforeEach(() => {
    runs = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  /** Calls it so many times, and returns how often it was carried out after each of these waits. */
  function timesOf(later: Later, calls: number, ...waits: readonly number[]): number[] {
    for (let call = 0; call < calls; call++) later.call();
    return waits.map((wait) => {
      mock.timers.tick(wait);
      return runs;
    });
  }

  it('runs at once, then once for all calls of an interval', () => {
    const later = new Later('every', 100, run);
    assert.deepEqual(timesOf(later, 3, 0, 100, 100, 500), [1, 2, 2, 2]);
    assert.deepEqual(timesOf(later, 1, 0), [3]);
  });

  it('runs once for all calls, after the first, or after a pause', () => {
    const after = new Later('after', 100, run);
    after.call();
    mock.timers.tick(60);
    assert.deepEqual(timesOf(after, 2, 40, 500), [1, 1]);
    const pause = new Later('pause', 100, run);
    pause.call();
    mock.timers.tick(60);
    assert.deepEqual(timesOf(pause, 2, 60, 40, 500), [1, 2, 2]);
  });

  it('runs again and again until it is cancelled', () => {
    const later = new Later('each', 100, run);
    assert.deepEqual(timesOf(later, 2, 99, 1, 100), [0, 1, 2]);
    later.cancel();
    assert.deepEqual(timesOf(later, 0, 500), [2]);
  });

  it('flushes at once, and drops what is put off', () => {
    for (const timing of ['every', 'after', 'pause'] as const) {
      runs = 0;
      const later = new Later(timing, 100, run);
      later.call();
      later.call();
      const before = runs;
      later.flush();
      assert.deepEqual(timesOf(later, 0, 500), [before + 1], timing);
    }
  });

  it('does nothing any more once it is disposed of', () => {
    const later = new Later('after', 100, run);
    later.call();
    later.dispose();
    later.flush();
    assert.deepEqual(timesOf(later, 1, 500), [0]);
  });

  it('is in hand until it is carried out, with what that began', async () => {
    const work = deferred<void>();
    const later = new Later('after', 100, () => work.promise);
    assert.equal(await isSettled(), true);
    later.call();
    assert.equal(await isSettled(), false);
    mock.timers.tick(100);
    assert.equal(await isSettled(), false);
    work.resolve();
    assert.equal(await isSettled(), true);
  });

  it('is carried out at once where somebody waits for that, unless it is a timeout', async () => {
    const work = deferred<void>();
    for (const timing of ['every', 'after', 'pause', 'timeout'] as const) {
      runs = 0;
      const later = new Later(timing, 100, run);
      if (timing === 'every') later.flush();
      const runsOf = async (): Promise<number> => {
        const before = runs;
        later.call();
        assert.equal(await isSettled(), false, timing);
        mock.timers.tick(1);
        return runs - before;
      };
      const expected = timing === 'timeout' ? 0 : 1;
      assert.equal(await runsOf(), expected, timing);
      void inHandUntil(work.promise);
      assert.equal(await runsOf(), expected, `${timing}, while it is waited for`);
      later.dispose();
    }
    work.resolve();
    assert.equal(await isSettled(), true);
  });

  it('is not in hand where nobody waits for it', async () => {
    const all = [
      ['pause', 60_000],
      ['each', 1000],
      ['every', 1000],
    ] as const;
    for (const [timing, ms] of all) {
      const later = new Later(timing, ms, run);
      later.call();
      assert.equal(await isSettled(), true, timing);
      later.dispose();
    }
    const cancelled = new Later('after', 100, run);
    cancelled.call();
    cancelled.cancel();
    assert.equal(await isSettled(), true);
  });

  it('settles once all work has ended, also what failed, and what came of it', async () => {
    const [first, second] = [deferred<void>(), deferred<void>()];
    const all = inHandUntil(first.promise).catch(() => inHandUntil(second.promise));
    first.reject(new Error());
    assert.equal(await isSettled(), false);
    second.resolve();
    await all;
    assert.equal(await isSettled(), true);
  });
});
