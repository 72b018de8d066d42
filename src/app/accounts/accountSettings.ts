import type { Event } from '../../common/events';

/** An account as the user lists it in the settings. */
export interface AccountSetting {
  id: string;
  label?: string;
  /** Id of the session that it is reached through; absent: the first that can. */
  session?: string;
  protected?: boolean;
}

/** What is set about addresses and accounts, wherever it is written down. Values are checked. */
export interface AccountSettings {
  apiUrl(): string;
  apiVersion(): string;
  accounts(): readonly AccountSetting[];
  /** The same as it was written, to be written back with a change. */
  accountsAsWritten(): readonly Readonly<Record<string, unknown>>[];
  writeAccounts(accounts: readonly object[]): PromiseLike<void>;
  /** Names for retailer ids, for apps that may not ask the API. */
  retailerNames(): Readonly<Record<string, string>>;
  readonly onDidChange: Event<void>;
}
