import { ApiError } from '../../api/apiError';
import type { Retailer } from '../../api/apiTypes';
import { DisposableOwner } from '../../common/disposableOwner';
import { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from './account';

/** After a failed request, names are requested again no sooner than this. */
const RETRY_AFTER_MS = 60_000;

type Retailers = readonly Retailer[];

/**
 * Retailers' names per account, requested from the API once a name is first needed. An app with
 * audience permissions only gets a 403; then names come from the settings, or only IDs are shown.
 */
export class RetailerNames extends DisposableOwner {
  private readonly byAccount = new Map<string, Retailers>();
  private readonly failedAt = new Map<string, number>();
  private readonly pending = new Map<string, Promise<Retailers>>();
  /** Nobody waits for a request of `name`, so that it must not outlive this. */
  private readonly ending = new AbortController();

  /** `ownNames` returns the names in the settings. `changed` is called once names have arrived. */
  constructor(
    private readonly ownNames: () => Readonly<Record<string, string>>,
    private readonly changed: () => void,
  ) {
    super();
  }

  name(account: AccountHandle, retailerId: string | undefined): OutsideText | undefined {
    if (retailerId === undefined) return undefined;
    const own = this.ownNames()[retailerId];
    if (own) return OutsideText.name(own);
    const retailers = this.byAccount.get(account.key);
    if (!retailers && Date.now() - (this.failedAt.get(account.key) ?? 0) > RETRY_AFTER_MS)
      void this.all(account).catch(() => undefined);
    return retailers?.find((retailer) => retailer.id === retailerId)?.name;
  }

  /**
   * All retailers of the account; empty if the app lacks the permission. Rejects if they can't be
   * read; the next call tries again.
   */
  all(account: AccountHandle): Promise<Retailers> {
    const retailers = this.byAccount.get(account.key);
    if (retailers) return Promise.resolve(retailers);
    let pending = this.pending.get(account.key);
    if (!pending) {
      pending = this.fetch(account).finally(() => this.pending.delete(account.key));
      this.pending.set(account.key, pending);
    }
    return pending;
  }

  private async fetch(account: AccountHandle): Promise<Retailers> {
    let retailers: Retailers = [];
    try {
      retailers = await account.client.retailers(account.accountId, {
        signal: this.ending.signal,
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.kind === 'permission')) {
        this.failedAt.set(account.key, Date.now());
        throw error;
      }
    }
    this.byAccount.set(account.key, retailers);
    if (retailers.length > 0 && !this.disposed) this.changed();
    return retailers;
  }

  override dispose(): void {
    this.ending.abort();
    super.dispose();
  }
}
