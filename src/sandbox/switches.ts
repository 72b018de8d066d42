/** The switches of a running sandbox; see `Switches`. */

export type Dialect = 'guide' | 'contract';

export interface Switches {
  /**
   * Which source applies where the two differ (guide or contract, see CONTRIBUTING: How it works
   * inside).
   */
  dialect: Dialect;
  /** Where failed items of a bulk request are reported (difference 9). */
  bulkProblems: 'errors' | 'warnings';
  /**
   * When statistics follow the lists: at once, only on `POST /_sandbox/compute`, or at 00:00 and
   * 12:00 UTC.
   */
  computation: 'immediate' | 'manual' | 'twiceDaily';
  /**
   * How long after its response an add, remove or clear takes effect, in milliseconds, in order of
   * arrival. 0: before the response.
   */
  applyDelayMs: number;
  /** Lifetime of an access token, in seconds. Existing tokens keep theirs. */
  tokenSeconds: number;
  /** Requests that an application may send per window; above it 429. */
  rateLimit: number;
  /** Length of that window, in seconds. */
  rateLimitWindowSeconds: number;
  /** Whether responses have `x-ratelimit-limit`, `-remaining` and `-reset`. */
  rateLimitHeaders: boolean;
  /** Whether a 429 has `Retry-After` (not documented by the API). */
  retryAfter: boolean;
  /** The maximum number of entries in `sampleInvalidIdentifiers`. */
  sampleInvalid: number;
  /** The maximum number of identifiers in one add-remove (guide: Identifier List Size Limit). */
  maxIdentifiers: number;
  /** The largest request body, in bytes; above it 413. */
  maxBodyBytes: number;
  /** Versions that answer 410. */
  retiredVersions: string[];
}

export function defaultSwitches(): Switches {
  return {
    dialect: 'guide',
    bulkProblems: 'errors',
    computation: 'twiceDaily',
    applyDelayMs: 0,
    tokenSeconds: 900,
    rateLimit: 250,
    rateLimitWindowSeconds: 60,
    rateLimitHeaders: true,
    retryAfter: false,
    sampleInvalid: 10,
    maxIdentifiers: 50_000,
    maxBodyBytes: 16 * 1024 * 1024,
    retiredVersions: [],
  };
}

const CHOICES: Partial<Record<keyof Switches, readonly string[]>> = {
  dialect: ['guide', 'contract'],
  bulkProblems: ['errors', 'warnings'],
  computation: ['immediate', 'manual', 'twiceDaily'],
};

function isAllowed(name: keyof Switches, value: unknown, like: unknown): boolean {
  const choices = CHOICES[name];
  if (choices) return typeof value === 'string' && choices.includes(value);
  if (Array.isArray(like))
    return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (typeof like === 'number')
    return typeof value === 'number' && Number.isFinite(value) && value >= 0;
  return typeof value === typeof like;
}

/**
 * `current` with the changes of `wanted` (a plain object from a person, a file or a request).
 * @throws TypeError naming the switch that doesn't exist or a value that it can't have.
 */
export function withSwitches(current: Switches, wanted: unknown): Switches {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
    throw new TypeError('Switches must be an object.');
  const changed: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(wanted)) {
    if (!(name in current)) throw new TypeError(`There is no switch "${name}".`);
    if (!isAllowed(name as keyof Switches, value, changed[name]))
      throw new TypeError(`The switch "${name}" cannot have this value.`);
    changed[name] = value;
  }
  return { ...current, ...changed };
}
