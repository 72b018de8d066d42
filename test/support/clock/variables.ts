import path from 'node:path';

/**
 * Of the environment: the milliseconds by which the clock is moved with the times of files, and those
 * by which a test has moved it alone since.
 */
export const VARIABLE = 'CRITEO_AUDIENCES_TEST_CLOCK';

/** What moves the clock of a process when it is loaded first. */
export const PRELOAD = path.join(__dirname, 'preload.js');

/** The milliseconds of the variable; undefined where no clock is moved. */
export function movedBy(): [number, number] | undefined {
  return process.env[VARIABLE]?.split(',').map(Number) as [number, number] | undefined;
}

/** What gives the clock of this process to another one, whose environment is not this one. */
export function clockVariables(): Record<string, string> {
  const moved = process.env[VARIABLE];
  if (moved === undefined) return {};
  return { NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`, [VARIABLE]: moved };
}

/** A `Date` that is ahead of another one. */
export function dateAhead(Real: DateConstructor, by: () => number): DateConstructor {
  const { now } = Real;
  const moved = (): number => Math.floor(now() + by());
  // A test may replace it.
  const own: Record<string | symbol, unknown> = { now: moved };
  return new Proxy(Real, {
    construct: (_, args: [], target) =>
      Reflect.construct(Real, args.length > 0 ? args : [moved()], target) as object,
    get: (_, name) => own[name] ?? (Reflect.get(Real, name) as unknown),
    set: (_, name, value) => ((own[name] = value), true),
  });
}
