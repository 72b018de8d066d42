import type { Event } from '../../common/events';

/** An entry of the accounts that the user lists in the settings. */
export interface AccountSetting {
  id: string;
  label?: string;
  /** ID of the session that reaches the account. If absent: the first session that can. */
  session?: string;
  protected?: boolean;
}

/** Whether an entry, as parsed or as written, is for an account as a session reaches it. */
export function isEntryFor(
  { id, session }: { readonly id?: unknown; readonly session?: unknown },
  accountId: string,
  sessionId: string,
): boolean {
  return id === accountId && (session === undefined || session === sessionId);
}

/** The settings for addresses and accounts, wherever they are stored. Values are validated. */
export interface AccountSettings {
  apiUrl(): string;
  apiVersion(): string;
  accounts(): readonly AccountSetting[];
  /**
   * IDs of accounts that are protected beyond those entries: a workspace may add protection, and never
   * take it away.
   */
  protectedByWorkspace(): ReadonlySet<string>;
  /** The entries exactly as written, to be written back with a change. */
  accountsAsWritten(): readonly Readonly<Record<string, unknown>>[];
  writeAccounts(accounts: readonly object[]): PromiseLike<void>;
  /** Names by retailer ID, for apps that lack permission to read them from the API. */
  retailerNames(): Readonly<Record<string, string>>;
  readonly onDidChange: Event<void>;
}
