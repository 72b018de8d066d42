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
