import type { Segment } from '../../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { History } from '../history';
import type { RecentSegments } from '../recentSegments';
import type { SegmentList } from '../segmentList';

/** A segment whose ID is known on this machine. */
export interface KnownSegment {
  readonly account: AccountHandle;
  /** Undefined while its account’s list isn’t loaded that far. */
  readonly segment?: Segment;
}

/**
 * The segments of the accounts shown that are known without a request: those loaded so far, those
 * recently used, and those with a history on this machine.
 */
export class KnownSegments {
  /** By account key. */
  private readonly onDisk = new Map<string, Promise<readonly string[]>>();

  constructor(
    private readonly accounts: Pick<Accounts, 'shown'>,
    private readonly list: Pick<SegmentList, 'find' | 'complete'>,
    private readonly recent: Pick<RecentSegments, 'of'>,
    private readonly history: Pick<History, 'segments'>,
  ) {}

  /** A look-up of what is known now. Never rejects: what can’t be read isn’t known. */
  async lookUp(): Promise<(id: string) => KnownSegment | undefined> {
    const { list, recent } = this;
    const accounts = this.accounts.shown();
    const ids = await Promise.all(
      accounts.map(async (account) =>
        // A complete list has them all: what is only stored was deleted.
        list.complete(account)
          ? new Set<string>()
          : new Set([...(await this.idsOnDisk(account.key)), ...recent.of(account.key)]),
      ),
    );
    return (id) => {
      for (const account of accounts) {
        const segment = list.find(account, id);
        if (segment) return { account, segment };
      }
      const account = accounts[ids.findIndex((known) => known.has(id))];
      return account && { account };
    };
  }

  /** To be called when an account’s history has changed. */
  historyChanged(accountKey: string): void {
    this.onDisk.delete(accountKey);
  }

  private idsOnDisk(accountKey: string): Promise<readonly string[]> {
    let ids = this.onDisk.get(accountKey);
    if (!ids) {
      ids = this.history.segments(accountKey).catch(() => []);
      this.onDisk.set(accountKey, ids);
    }
    return ids;
  }
}
