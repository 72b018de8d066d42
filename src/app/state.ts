import type { Event } from '../common/events';

/**
 * Small values by key that outlive the process, such as filters, remembered choices, and scheduled
 * readings. The editor's `Memento` is one.
 */
export interface KeyValueStore {
  get<T>(key: string): T | undefined;
  /** `undefined` deletes the key. */
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Secrets by key. The editor's `SecretStorage` is one. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Also fires for changes made by another process. */
  readonly onDidChange: Event<{ readonly key: string }>;
}

/**
 * The log. Callers must keep identifiers, tokens, and secrets out of each line: texts from outside
 * (`JSON.parse`, node-fetch, csv-parse, the API's `detail`) quote data and must not be logged.
 */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
