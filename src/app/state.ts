import type { Event } from '../common/events';

/**
 * Small values that outlive the process, by key: settings of a view, pairings, what is due. The
 * editor's `Memento` is one.
 */
export interface KeyValueStore {
  get<T>(key: string): T | undefined;
  /** `undefined` forgets the key. */
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Where secrets are kept, by key. The editor's `SecretStorage` is one. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Also for changes that another process made. */
  readonly onDidChange: Event<{ readonly key: string }>;
}

/**
 * The log. Whoever writes here answers for it that no identifier, token or secret is in the line:
 * texts from outside (`JSON.parse`, node-fetch, csv-parse, the API's `detail`) quote data and do not
 * belong here.
 */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
