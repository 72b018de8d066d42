/** What the accounts stand on, without an editor. */
import type { AccountSetting, AccountSettings } from '../../../../src/app/accounts/accountSettings';
import type { KeyValueStore, SecretStore } from '../../../../src/app/state';
import { Emitter } from '../../../../src/common/events';

export class Store implements KeyValueStore {
  readonly kept = new Map<string, unknown>();
  get<T>(key: string): T | undefined {
    return this.kept.get(key) as T | undefined;
  }
  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.kept.delete(key);
    else this.kept.set(key, value);
  }
}

export class Secrets implements SecretStore {
  readonly kept = new Map<string, string>();
  private readonly changed = new Emitter<{ readonly key: string }>();
  readonly onDidChange = this.changed.event;
  async get(key: string): Promise<string | undefined> {
    return this.kept.get(key);
  }
  async store(key: string, value: string): Promise<void> {
    this.kept.set(key, value);
    this.changed.fire({ key });
  }
  async delete(key: string): Promise<void> {
    this.kept.delete(key);
    this.changed.fire({ key });
  }
}

export class Settings implements AccountSettings {
  url = 'https://api.example.com';
  version = '2026-07';
  names: Record<string, string> = {};
  written: AccountSetting[] = [];
  protectedHere: readonly string[] = [];
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  apiUrl = (): string => this.url;
  apiVersion = (): string => this.version;
  accounts = (): AccountSetting[] => this.written;
  protectedByWorkspace = (): ReadonlySet<string> => new Set(this.protectedHere);
  accountsAsWritten = (): Record<string, unknown>[] => this.written.map((entry) => ({ ...entry }));
  retailerNames = (): Record<string, string> => this.names;
  writeAccounts = async (accounts: readonly object[]): Promise<void> =>
    this.set({ written: accounts as AccountSetting[] });
  /** Somebody edits the settings. */
  set(
    change: Partial<Pick<Settings, 'url' | 'version' | 'names' | 'written' | 'protectedHere'>>,
  ): void {
    Object.assign(this, change);
    this.changed.fire();
  }
}
