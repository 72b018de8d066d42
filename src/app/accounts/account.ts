import type { Retailer } from '../../api/apiTypes';
import type { RetailMediaClient } from '../../api/client';
import type { Event } from '../../common/events';
import type { OutsideText } from '../../common/outsideText';

/** One account of one session: what every call needs, and how the user knows it. */
export interface AccountHandle {
  /** Stable over reloads: origin, client id and account id. */
  readonly key: string;
  readonly accountId: string;
  /** The account's name, else its id. */
  readonly label: OutsideText;
  readonly sessionId: string;
  readonly origin: string;
  readonly clientId: string;
  /** The local sandbox: nothing goes to Criteo. */
  readonly sandbox: boolean;
  /** Marked in the settings: delete, clear and replace ask for the account id in writing. */
  readonly isProtected: boolean;
  readonly client: RetailMediaClient;
}

export type AccountsState = 'starting' | 'signedOut' | 'noAccount' | 'ready';

/** Who is signed in, and which accounts are shown. */
export interface Accounts {
  readonly state: AccountsState;
  readonly onDidChange: Event<void>;
  /** Those shown, the selected one first. */
  shown(): readonly AccountHandle[];
  selected(): AccountHandle | undefined;
  /** Waits for the start. Throws `Failure` 'signed-out' or 'no-account' with what to do. */
  require(accountId?: string): Promise<AccountHandle>;
  byKey(key: string): AccountHandle | undefined;
  /** Whether a session of this application is signed in, whichever accounts are shown. */
  signedIn(origin: string, clientId: string): boolean;
  /**
   * Retailers' names: from the API where the app may ask, else from
   * `criteoAudiences.retailerNames`, else undefined. Cached.
   */
  retailerName(account: AccountHandle, retailerId: string | undefined): OutsideText | undefined;
  /**
   * All retailers the app may see; empty where it may not ask. Cached for the session; rejects
   * where they could not be read.
   */
  retailers(account: AccountHandle): Promise<readonly Retailer[]>;
}
