import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Resolves once `holds` returns true, and fails with `what` if it never does. `limit`
 * (milliseconds) allows for a machine under load; no test depends on it.
 */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = 20_000,
): Promise<void> {
  for (const end = Date.now() + limit; Date.now() < end; await sleep(20)) if (await holds()) return;
  assert.fail(`never happened: ${what}`);
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
    if (Date.now() >= next) {
      await act();
      next = Date.now() + AGAIN;
    }
    return false;
  };
  await waitUntil(what, isDone, 60_000);
}
