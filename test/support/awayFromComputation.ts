import { setTimeout as sleep } from 'node:timers/promises';
import { nextComputation } from '../../src/upload/schedule';

/** Milliseconds that a test may take from a change to the last text that says when it counts. */
const MARGIN = 60_000;

/**
 * Resolves when Criteo computes audiences no sooner than in a minute: for a test of what is said
 * between a change and that computation, which would be another text after it. Twice a day, it waits
 * up to that minute.
 */
export async function awayFromComputation(): Promise<void> {
  const left = nextComputation(Date.now()) - Date.now();
  if (left < MARGIN) await sleep(left + 1_000);
}
