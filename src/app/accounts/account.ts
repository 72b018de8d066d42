import type { Operation } from '../../api/apiError';
import type { Retailer } from '../../api/apiTypes';
import type { RetailMediaClient } from '../../api/client';
import type { Remark } from '../../api/options';
import type { Event } from '../../common/events';
import type { OutsideText } from '../../common/outsideText';

/** The `origin` of the sandbox, whose address is another one at each start. */
export const SANDBOX_ORIGIN = 'sandbox';

/** An account as one session reaches it: what requests need, and what users see. */
export interface AccountHandle {
  /** Stable across reloads: origin, client ID, and account ID. */
  readonly key: string;
  readonly accountId: string;
  /** The account's name, or its ID if it has none. */
  readonly label: OutsideText;
  readonly sessionId: string;
  readonly origin: string;
  readonly clientId: string;
  /** Whether this is the local sandbox: nothing is sent to Criteo. */
  readonly sandbox: boolean;
  /** Marked in the settings: deleting, clearing, and replacing require typing the account ID. */
  readonly isProtected: boolean;
  readonly client: RetailMediaClient;
}

/** The key of an account whose API has no path in its address: see `AccountHandle.key`. */
export function accountKey({
  origin,
  clientId,
  accountId,
}: Pick<AccountHandle, 'origin' | 'clientId' | 'accountId'>): string {
  return `${origin}|${clientId}|${accountId}`;
}

export type AccountsState = 'starting' | 'signedOut' | 'noAccount' | 'ready';

/** Who is signed in, and which accounts are shown. */
export interface Accounts {
  readonly state: AccountsState;
  readonly onDidChange: Event<void>;
  /** The accounts shown, the selected one first. */
  shown(): readonly AccountHandle[];
  selected(): AccountHandle | undefined;
  /**
   * Waits for startup. Rejects with a `Failure` that says what to do: 'signed-out', 'no-account',
   * 'unknown-account' or 'bad-setting'.
   */
  require(accountId?: string): Promise<AccountHandle>;
  byKey(key: string): AccountHandle | undefined;
  /** Whether a session of this application is signed in, whatever accounts are shown. */
  signedIn(origin: string, clientId: string): boolean;
  /**
   * A retailer's name: from the API if the app has permission, otherwise from
   * `criteoAudiences.retailerNames`, otherwise undefined. Cached.
   */
  retailerName(account: AccountHandle, retailerId: string | undefined): OutsideText | undefined;
  /**
   * All retailers that the app has access to; empty if it lacks the permission. Cached for the
   * session. Rejects if they can't be read.
   */
  retailers(account: AccountHandle): Promise<readonly Retailer[]>;
}

/** What receives remarks and rate-limit pauses: see `ClientOptions`. */
export interface NoticesOfApi {
  /** A live account uses a version that ends: `endWarning`. */
  versionEnds(version: string, text: string): void;
  remarked(remark: Remark): void;
  /** Returns what to call when the request resumes. */
  held(operation: Operation, until: number): () => void;
}
