/**
 * What is slow by nature (kills, random histories, generated files) runs a tenth of itself in `npm
 * test`, and all of itself in `npm run test:long`:
 *
 *    TEST_LONG=1     all of it
 *    TEST_SEED=7     another tenth than the usual one
 *
 * Only this file reads the two. The same seed draws the same tenth; a failure names the case that
 * failed, and `npm test` prints the seed.
 */
export const LONG = process.env.TEST_LONG === '1';

/** Draws the tenth, and whatever else a test draws by chance. */
export const TEST_SEED = Number(process.env.TEST_SEED || 1);

/** What to print beside results: how to have the same run once more. */
export const DRAWN = LONG ? 'TEST_LONG=1' : `TEST_SEED=${TEST_SEED}`;

/**
 * For a sandbox: the minute that its limit of calls is counted over lasts 3 s, and with `TEST_LONG` a
 * minute. Clients learn from its replies how long they wait.
 */
export const SHORT_MINUTE = { rateLimitWindowSeconds: LONG ? 60 : 3 };

/** How many of so many turns are made. */
export function share(all: number): number {
  return LONG ? all : Math.ceil(all / 10);
}

/** 1 to `all`, or a tenth of them. */
export function seeds(all: number): number[] {
  const drawn = Array.from({ length: all }, (_, index) => index + 1);
  if (LONG) return drawn;
  const random = chance();
  for (let at = 0; at < share(all); at++) {
    const other = at + Math.floor(random() * (all - at));
    [drawn[at], drawn[other]] = [drawn[other], drawn[at]];
  }
  return drawn.slice(0, share(all)).sort((a, b) => a - b);
}

/** Numbers from 0 to below 1, the same for the same `TEST_SEED` (mulberry32). */
export function chance(): () => number {
  let state = TEST_SEED >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
