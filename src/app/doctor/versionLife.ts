/** What is published about the life of an API version. Milliseconds since 1970, UTC. */
export interface VersionLife {
  /** From when on it is deprecated, if that is before its end. */
  readonly deprecated?: number;
  /** When it ends: the begin of a month. */
  readonly ends: number;
}

/** As published by mid-August 2026. There are two stable versions a year, each for a year. */
const LIVES: Readonly<Record<string, VersionLife>> = {
  '2026-01': { ends: Date.UTC(2027, 0) },
  '2026-07': { deprecated: Date.UTC(2027, 3), ends: Date.UTC(2027, 6) },
  // “During 2026”.
  preview: { ends: Date.UTC(2026, 11) },
};

/** What is known about the life of an API version; undefined for one that nothing is known of. */
export function versionLife(version: string): VersionLife | undefined {
  return LIVES[version];
}
