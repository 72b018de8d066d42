import type { KeyValueStore } from '../state';

const KEY = 'criteoAudiences.recentSegments';
const MOST = 20;

interface RecentSegment {
  account: string;
  segment: string;
}

/** The most recently used segments, newest first. Kept across windows and restarts. */
export class RecentSegments {
  constructor(private readonly store: KeyValueStore) {}

  /** IDs most recently used in this account. */
  of(accountKey: string): string[] {
    return this.all().flatMap((entry) => (entry.account === accountKey ? [entry.segment] : []));
  }

  /** Their order over all accounts: 0 for the last one used; undefined for others. */
  rank(): (accountKey: string, segmentId: string) => number | undefined {
    const key = (account: string, segment: string): string => JSON.stringify([account, segment]);
    const ranks = new Map(
      this.all().map((entry, index) => [key(entry.account, entry.segment), index]),
    );
    return (accountKey, segmentId) => ranks.get(key(accountKey, segmentId));
  }

  async use({
    account,
    segment,
  }: {
    account: { key: string };
    segment: { id: string };
  }): Promise<void> {
    const others = this.all().filter(
      (entry) => entry.account !== account.key || entry.segment !== segment.id,
    );
    await this.store.update(
      KEY,
      [{ account: account.key, segment: segment.id }, ...others].slice(0, MOST),
    );
  }

  /**
   * Forgets segments of an account, or all of them: after a deletion, or when its local data is
   * deleted.
   */
  async forget(accountKey: string, segmentIds?: readonly string[]): Promise<void> {
    const left = this.all().filter(
      ({ account, segment }) => account !== accountKey || segmentIds?.includes(segment) === false,
    );
    await this.store.update(KEY, left);
  }

  private all(): RecentSegment[] {
    const value = this.store.get<unknown>(KEY);
    return Array.isArray(value) ? value.filter(isRecentSegment) : [];
  }
}

function isRecentSegment(value: unknown): value is RecentSegment {
  if (typeof value !== 'object' || value === null) return false;
  const { account, segment } = value as Record<string, unknown>;
  return typeof account === 'string' && typeof segment === 'string';
}
