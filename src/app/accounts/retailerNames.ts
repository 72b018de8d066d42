import { ApiError } from '../../api/apiError';
import type { Retailer } from '../../api/apiTypes';
import { DisposableOwner } from '../../common/disposableOwner';
import { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from './account';

/** After a failure that may pass, names are asked for again at the earliest after this. */
const ASK_AGAIN_MS = 60_000;

type Known = readonly Retailer[];

/**
 * Retailers' names per account: asked once from the API when a name is first wanted. An app made
 * for audiences only gets 403 there: then the setting's names and bare ids serve.
 */
export class RetailerNames extends DisposableOwner {
  private readonly known = new Map<string, Known>();
  private readonly failedAt = new Map<string, number>();
  private readonly asking = new Map<string, Promise<Known>>();

  /** `ownNames`: those that the settings give. */
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
    const known = this.known.get(account.key);
    if (!known && Date.now() - (this.failedAt.get(account.key) ?? 0) > ASK_AGAIN_MS)
      void this.all(account).catch(() => undefined);
    return known?.find((retailer) => retailer.id === retailerId)?.name;
  }

  /**
   * Empty where the application may not ask; rejects where they could not be read, and asks again
   * the next time.
   */
  all(account: AccountHandle): Promise<Known> {
    const known = this.known.get(account.key);
    if (known) return Promise.resolve(known);
    let asking = this.asking.get(account.key);
    if (!asking) {
      asking = this.ask(account).finally(() => this.asking.delete(account.key));
      this.asking.set(account.key, asking);
    }
    return asking;
  }

  private async ask(account: AccountHandle): Promise<Known> {
    let retailers: Known = [];
    try {
      retailers = await account.client.retailers(account.accountId);
    } catch (error) {
      if (!(error instanceof ApiError && error.kind === 'permission')) {
        this.failedAt.set(account.key, Date.now());
        throw error;
      }
    }
    this.known.set(account.key, retailers);
    if (retailers.length > 0 && !this.disposed) this.changed();
    return retailers;
  }
}
