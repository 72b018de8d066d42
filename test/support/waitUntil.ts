import assert from 'node:assert/strict';
import timers from 'node:timers/promises';

// Those of this process, whatever a test does to them later.
const { setTimeout: sleep } = timers;
const { now } = Date;

/**
 * Resolves once `holds` returns true, and fails with `what` if it never does. `limit`
 * (milliseconds) allows for a machine under load; no test depends on it.
 */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = 20_000,
): Promise<void> {
  for (const end = now() + limit; now() < end; await sleep(20)) if (await holds()) return;
  assert.fail(`never happened: ${what}`);
}

/**
 * Lets everything happen that takes no time, in so many turns of the event loop: for what never
 * happens, and where a clock stands still. What comes over a connection or from a disk takes time.
 */
export async function turns(count = 1_000): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** The milliseconds until something is done again. */
const AGAIN = 5_000;

/**
 * Does something until it holds: only for what ends in the same state however often it is done, by
 * key or command. A click counts each time.
 */
export async function eventually(
  what: string,
  act: () => Promise<void>,
  holds: () => Promise<boolean>,
): Promise<void> {
  let next = 0;
  const isDone = async (): Promise<boolean> => {
    if (await holds()) return true;
    if (now() >= next) {
      await act();
      next = now() + AGAIN;
    }
    return false;
  };
  await waitUntil(what, isDone, 60_000);
}
