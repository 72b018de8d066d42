import type { RetailMediaClient } from '../api/client';
import type { Retailer, Segment, SegmentFilter } from '../api/types';
import type { Event } from '../common/events';
import type { OutsideText } from '../common/outsideText';

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

export type LoadState = 'idle' | 'loading' | 'loaded' | 'failed';

/** The one list of segments that tree, pickers and panels read from. */
export interface SegmentList {
  readonly onDidChange: Event<AccountHandle>;
  state(account: AccountHandle): {
    load: LoadState;
    segments: readonly Segment[];
    total?: number;
    error?: Error;
  };
  /** Loads the first page if nothing is loaded. */
  load(account: AccountHandle): Promise<void>;
  loadMore(account: AccountHandle): Promise<void>;
  /** Loads the rest, with the tree following. */
  loadAll(account: AccountHandle): Promise<readonly Segment[]>;
  refresh(account?: AccountHandle): Promise<void>;
  /** Straight from the API's filter; found ones are put into the list. */
  search(
    account: AccountHandle,
    filter: SegmentFilter,
    signal?: AbortSignal,
  ): Promise<readonly Segment[]>;
  find(account: AccountHandle, segmentId: string): Segment | undefined;
  /** Puts a created or updated segment in, or takes deleted ones out, without a reload. */
  put(account: AccountHandle, segment: Segment, created?: boolean): void;
  remove(account: AccountHandle, segmentIds: readonly string[]): void;
}

/** What a row of the Segments view stands for; passed to its commands. */
export interface SegmentNode {
  readonly kind: 'segment';
  readonly account: AccountHandle;
  readonly segment: Segment;
}

export function isSegmentNode(value: unknown): value is SegmentNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { kind?: unknown }).kind === 'segment' &&
    'segment' in value
  );
}

/** One reading of a list's figures, or a mark of what was done to it from here. */
export interface HistoryEntry {
  /** Milliseconds since 1970. */
  at: number;
  kind: 'reading' | 'upload' | 'clear';
  numberOfIdentifiers?: number;
  numberOfMatches?: number;
  matchRate?: number;
  /** For an upload. */
  operation?: 'add' | 'remove' | 'replace';
  accepted?: number;
  /** Of an upload, and of a reading that one took. */
  jobId?: string;
}

/** Every reading ever taken from here, per account and segment. Kept in the extension's storage. */
export interface History {
  /** `kind` of the entry that came in; none where something was forgotten. */
  readonly onDidChange: Event<{
    accountKey: string;
    segmentId: string;
    kind?: HistoryEntry['kind'];
  }>;
  of(account: AccountHandle, segmentId: string): Promise<readonly HistoryEntry[]>;
  last(
    account: AccountHandle,
    segmentId: string,
    kind: HistoryEntry['kind'],
  ): Promise<HistoryEntry | undefined>;
  add(account: AccountHandle, segmentId: string, entry: HistoryEntry): Promise<void>;
  /** Ids of the segments of an account that have entries. */
  segments(accountKey: string): Promise<string[]>;
  /** For a hand-over: forgets all of an account. */
  forget(accountKey: string): Promise<void>;
}
