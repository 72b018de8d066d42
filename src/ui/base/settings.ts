import {
  ConfigurationTarget,
  workspace,
  type ConfigurationScope,
  type Disposable,
  type WorkspaceFolder,
} from 'vscode';
import { DEFAULT_API } from '../../api/baseUrl';
import type { AccountSetting, AccountSettings } from '../../app/accounts/accountSettings';
import { HASHES, type Hash } from '../../identifiers/identifierTypes';

const SECTION = 'criteoAudiences';

/** Reads all settings, and validates them: a settings file can hold anything. */
export const settings = {
  apiUrl: (): string => readText('apiUrl') || DEFAULT_API.url,
  apiVersion: (): string => readText('apiVersion') || DEFAULT_API.version,
  accounts: (): AccountSetting[] =>
    readList('accounts').flatMap((item) => {
      if (typeof item !== 'object' || item === null) return [];
      const { id, label, session, protected: isProtected } = item as Record<string, unknown>;
      if (typeof id !== 'string' || !/^\d+$/.test(id)) return [];
      return [
        {
          id,
          label: typeof label === 'string' ? label : undefined,
          session: typeof session === 'string' ? session : undefined,
          protected: isProtected === true,
        },
      ];
    }),
  /** The entries with all their keys, for writing them back. */
  accountsAsWritten: (): Record<string, unknown>[] =>
    readList('accounts').filter(
      (item): item is Record<string, unknown> => typeof item === 'object' && item !== null,
    ),
  writeAccounts: (accounts: readonly object[]): Thenable<void> =>
    workspace.getConfiguration(SECTION).update('accounts', accounts, ConfigurationTarget.Global),
  retailerNames: (): Record<string, string> => {
    const value = read('retailerNames');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
  },
  concurrency: (): number => readInteger('upload.concurrency', 4, 1, 16),
  /** Guide: Identifier List Size Limit. */
  chunkSize: (): number => readInteger('upload.chunkSize', 50_000, 1, 50_000),
  dedupe: (scope?: ConfigurationScope): boolean => read('upload.dedupe', scope) !== false,
  hashEmails: (scope?: ConfigurationScope): Hash => {
    const value = read('upload.hashEmails', scope);
    return HASHES.find((hash) => hash === value) ?? 'none';
  },
  codeLens: (scope?: ConfigurationScope): boolean => read('codeLens', scope) !== false,
  /** As written; see `parseSharedPairings`. Never that of a folder that isn’t trusted. */
  pairings: (scope?: ConfigurationScope): unknown => read('pairings', scope),
  /** What the settings of the workspace itself say; `folder`: those of one of several folders. */
  pairingsWritten: (folder: WorkspaceFolder | undefined): unknown => {
    const written = workspace.getConfiguration(SECTION, folder).inspect('pairings');
    return folder ? written?.workspaceFolderValue : written?.workspaceValue;
  },
  writePairings: (folder: WorkspaceFolder | undefined, pairings: object): Thenable<void> =>
    workspace
      .getConfiguration(SECTION, folder)
      .update(
        'pairings',
        pairings,
        folder ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Workspace,
      ),
  /** As written; see `StateFolder`. */
  stateFolder: (): string => readText('stateFolder'),
  onDidChange: (listener: () => unknown): Disposable =>
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) listener();
    }),
} satisfies AccountSettings & Record<string, unknown>;

function read(key: string, scope?: ConfigurationScope): unknown {
  return workspace.getConfiguration(SECTION, scope).get(key);
}

function readText(key: string): string {
  const value = read(key);
  return typeof value === 'string' ? value.trim() : '';
}

function readList(key: string): unknown[] {
  const value = read(key);
  return Array.isArray(value) ? value : [];
}

function readInteger(key: string, fallback: number, min: number, max: number): number {
  const value = read(key);
  return typeof value === 'number' && Number.isInteger(value)
    ? Math.min(max, Math.max(min, value))
    : fallback;
}
