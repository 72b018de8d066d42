import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Resolves once `holds` does, and fails with `what` if it never does. `limit` (milliseconds) is for
 * a machine under load: it is no part of what a test measures.
 */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = 20_000,
): Promise<void> {
  for (const end = Date.now() + limit; Date.now() < end; await sleep(20)) if (await holds()) return;
  assert.fail(`never happened: ${what}`);
}
