import type { KeyValueStore } from '../state';

const KEY = 'criteoAudiences.recentSegments';
const MOST = 20;

interface RecentSegment {
  account: string;
  segment: string;
}

/** Which segments were used last, newest first. Kept over windows and restarts. */
export class RecentSegments {
  constructor(private readonly memory: KeyValueStore) {}

  /** Ids used last in this account. */
  of(accountKey: string): string[] {
    return this.all().flatMap((used) => (used.account === accountKey ? [used.segment] : []));
  }

  async use({
    account,
    segment,
  }: {
    account: { key: string };
    segment: { id: string };
  }): Promise<void> {
    const others = this.all().filter(
      (used) => used.account !== account.key || used.segment !== segment.id,
    );
    await this.memory.update(
      KEY,
      [{ account: account.key, segment: segment.id }, ...others].slice(0, MOST),
    );
  }

  /** For a hand-over, and after a deletion. */
  async forget(accountKey: string, segmentIds?: readonly string[]): Promise<void> {
    await this.memory.update(
      KEY,
      this.all().filter(
        (used) =>
          used.account !== accountKey ||
          (segmentIds !== undefined && !segmentIds.includes(used.segment)),
      ),
    );
  }

  private all(): RecentSegment[] {
    const value = this.memory.get<unknown>(KEY);
    return Array.isArray(value) ? value.filter(isUsed) : [];
  }
}

function isUsed(value: unknown): value is RecentSegment {
  if (typeof value !== 'object' || value === null) return false;
  const { account, segment } = value as Record<string, unknown>;
  return typeof account === 'string' && typeof segment === 'string';
}
