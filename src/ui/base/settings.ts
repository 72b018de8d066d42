import { ConfigurationTarget, Disposable, Uri, workspace, type ConfigurationScope } from 'vscode';
import { DEFAULT_API } from '../../api/baseUrl';
import type { AccountSetting, AccountSettings } from '../../app/accounts/accountSettings';
import { HASHES, type Hash } from '../../identifiers/identifierTypes';

const SECTION = 'criteoAudiences';

/** What a setting says in one place. */
interface WrittenSetting {
  readonly written: unknown;
  /** What paths are relative to. */
  readonly folder?: Uri;
}

/** Reads all settings, and validates them: a settings file can hold anything. */
export const settings = {
  apiUrl: (): string => readText('apiUrl') || DEFAULT_API.url,
  apiVersion: (): string => readText('apiVersion') || DEFAULT_API.version,
  /** The user’s own: a workspace’s list would replace it, and with it what the user protects. */
  accounts: (): AccountSetting[] => parseAccounts(readList('accounts')),
  /**
   * Accounts that a workspace or a folder of it marks as protected, in Restricted Mode too. Nothing
   * else of their lists counts.
   */
  protectedByWorkspace: (): ReadonlySet<string> => {
    const written = workspace.getConfiguration(SECTION).inspect('accounts');
    const ofFolders = (workspace.workspaceFolders ?? []).map(
      (folder) =>
        workspace.getConfiguration(SECTION, folder).inspect('accounts')?.workspaceFolderValue,
    );
    return new Set(
      [written?.workspaceValue, ...ofFolders]
        .flatMap((list) => parseAccounts(list))
        .filter((account) => account.protected)
        .map(({ id }) => id),
    );
  },
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
  /** Suppression lists as written, in each place: see `listsOfSetting`. */
  suppress: (uri: Uri): WrittenSetting[] => readEverywhere('suppress', uri),
  /** Adds a suppression list to the user's, unless its file is among them. */
  addSuppress: async (list: { file: string }): Promise<void> => {
    const config = workspace.getConfiguration(SECTION);
    const written = config.inspect('suppress')?.globalValue;
    const entries: unknown[] = written === undefined || written === null ? [] : [written].flat();
    const isListed = entries.some((entry) =>
      JSON.stringify(entry).includes(JSON.stringify(list.file)),
    );
    if (!isListed) await config.update('suppress', [...entries, list], ConfigurationTarget.Global);
  },
  /** Whether the workspace has suppression lists, or its only folder. */
  hasSuppressHere: (): boolean =>
    workspace.getConfiguration(SECTION).inspect('suppress')?.workspaceValue !== undefined,
  codeLens: (scope?: ConfigurationScope): boolean => read('codeLens', scope) !== false,
  /** When a live account's statistics are read: only when asked for, or in the background as well. */
  readStatistics: (): 'onDemand' | 'automatic' =>
    read('readStatistics') === 'automatic' ? 'automatic' : 'onDemand',
  /** As written; see `StateFolder`. */
  stateFolder: (): string => readText('stateFolder'),
  onDidChange: (listener: () => unknown): Disposable =>
    Disposable.from(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) listener();
      }),
      // A folder brings its settings along.
      workspace.onDidChangeWorkspaceFolders(() => listener()),
    ),
} satisfies AccountSettings & Record<string, unknown>;

function read(key: string, scope?: ConfigurationScope): unknown {
  return workspace.getConfiguration(SECTION, scope).get(key);
}

/** In the user’s settings, and those of the workspace and the folder if they are trusted. */
function readEverywhere(key: string, uri: Uri): WrittenSetting[] {
  const found = workspace.getConfiguration(SECTION, uri).inspect(key);
  const own = { written: found?.globalValue };
  if (!workspace.isTrusted) return [own];
  const { workspaceFile, workspaceFolders } = workspace;
  const ofWorkspace = workspaceFile ? Uri.joinPath(workspaceFile, '..') : workspaceFolders?.[0].uri;
  return [
    own,
    { written: found?.workspaceValue, folder: ofWorkspace },
    { written: found?.workspaceFolderValue, folder: workspace.getWorkspaceFolder(uri)?.uri },
  ];
}

function readText(key: string): string {
  const value = read(key);
  return typeof value === 'string' ? value.trim() : '';
}

/** The list in the user’s settings (of the remote machine, where there is one). */
function readList(key: string): unknown[] {
  const value = workspace.getConfiguration(SECTION).inspect(key)?.globalValue;
  return Array.isArray(value) ? value : [];
}

function parseAccounts(list: unknown): AccountSetting[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
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
  });
}

function readInteger(key: string, fallback: number, min: number, max: number): number {
  const value = read(key);
  return typeof value === 'number' && Number.isInteger(value)
    ? Math.min(max, Math.max(min, value))
    : fallback;
}
