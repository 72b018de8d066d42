/**
 * Slow tests (kills, random histories, generated files) run a tenth of their cases in `npm test`,
 * and all of them in `npm run test:long`; so do the combinations that `draw` chooses from, and tests
 * of the lowest editor that don't depend on its version:
 *
 *    TEST_LONG=1     all cases
 *    TEST_SEED=7     another tenth than the default
 *
 * Only this file reads these two. The same seed draws the same tenth; a failure names the case that
 * failed, and `npm test` prints the seed.
 */
export const LONG = process.env.TEST_LONG === '1';

/** The seed of the tenth, and of everything else that a test draws at random. */
export const TEST_SEED = Number(process.env.TEST_SEED || 1);

/** Printed with results: how to repeat the same run. */
export const DRAWN = LONG ? 'TEST_LONG=1' : `TEST_SEED=${TEST_SEED}`;

/**
 * For a sandbox: its rate limit counts requests over 3 s, and with `TEST_LONG` over a minute. Its
 * responses tell clients how long to wait.
 */
export const SHORT_MINUTE = { rateLimitWindowSeconds: LONG ? 60 : 3 };

/** How many of `all` cases to run. */
export function share(all: number): number {
  return LONG ? all : Math.ceil(all / 10);
}

/** 1 to `all`, or a tenth of them. */
export function seeds(all: number): number[] {
  return draw(
    Array.from({ length: all }, (_, index) => index + 1),
    share(all),
  );
}

/** `most` of the items, in their order; with `TEST_LONG` all of them. */
export function draw<T>(items: readonly T[], most: number, random = chance()): T[] {
  if (LONG || items.length <= most) return [...items];
  const places = [...items.keys()];
  for (let at = 0; at < most; at++) {
    const other = at + Math.floor(random() * (places.length - at));
    [places[at], places[other]] = [places[other], places[at]];
  }
  const drawn = new Set(places.slice(0, most));
  return items.filter((_, place) => drawn.has(place));
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
