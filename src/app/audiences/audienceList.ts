import { segmentsIn } from '../../api/algebra';
import { ApiError } from '../../api/apiError';
import type { Audience } from '../../api/apiTypes';
import { unlessAborted } from '../../common/abort';
import type { AccountHandle, Accounts } from '../accounts/account';
import { ListsByAccount } from '../lists/listsByAccount';
import type { LoadAllOptions } from '../lists/pagedList';

/**
 * The audiences of each account shown: everything that says which of them use a segment reads from
 * here.
 */
export class AudienceList extends ListsByAccount<Audience> {
  /** By account key: who asks for a fresh list while it is read again waits for the same. */
  private readonly rereading = new Map<string, Promise<void>>();

  constructor(accounts: Accounts) {
    super(accounts, 'audiences', ({ client, accountId }, options) =>
      client.searchAudiences(accountId, {}, options),
    );
  }

  /**
   * All audiences of an account, read once: 500 per request. `maxAge`: read again if they are as old
   * as this many milliseconds. Rejects with the API's error; after one of kind `permission`, without another
   * request until `refresh`.
   */
  async all(
    account: AccountHandle,
    { maxAge = Infinity, ...options }: { maxAge?: number } & LoadAllOptions = {},
  ): Promise<readonly Audience[]> {
    options.signal?.throwIfAborted();
    const { load, error, loadedAt } = this.state(account);
    if (load === 'failed' && error instanceof ApiError && error.kind === 'permission') throw error;
    if (loadedAt !== undefined && Date.now() - loadedAt >= maxAge)
      await unlessAborted(this.readAgain(account), options.signal);
    return this.loadAll(account, options);
  }

  /** Those that use a segment, from the same list. Rejects as `all`. */
  async using(
    account: AccountHandle,
    segmentId: string,
    options?: { maxAge?: number },
  ): Promise<readonly Audience[]> {
    return usersOf(await this.all(account, options), segmentId);
  }

  private readAgain(account: AccountHandle): Promise<void> {
    let reading = this.rereading.get(account.key);
    reading ??= this.refresh(account).finally(() => this.rereading.delete(account.key));
    this.rereading.set(account.key, reading);
    return reading;
  }
}

/** The audiences whose algebra has the segment. */
export function usersOf(audiences: readonly Audience[], segmentId: string): readonly Audience[] {
  return audiences.filter(({ algebra }) => segmentsIn(algebra).includes(segmentId));
}

const usedIds = new WeakMap<readonly Audience[], ReadonlySet<string>>();

/** The IDs of all segments that any of the audiences uses. */
export function segmentsUsedIn(audiences: readonly Audience[]): ReadonlySet<string> {
  let ids = usedIds.get(audiences);
  if (!ids) {
    ids = new Set(audiences.flatMap(({ algebra }) => segmentsIn(algebra)));
    usedIds.set(audiences, ids);
  }
  return ids;
}
