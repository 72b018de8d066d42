import type { Event } from '../common/events';
import { KeyedQueue } from '../common/keyedQueue';
import { inHandUntil } from '../common/later';

/**
 * Small values by key that outlive the process, such as filters, remembered choices, and scheduled
 * readings. The editor's `Memento` is one, which needs `StoredValues`.
 */
export interface KeyValueStore {
  get<T>(key: string): T | undefined;
  /** `undefined` deletes the key. */
  update(key: string, value: unknown): PromiseLike<void>;
}

/**
 * The editor’s memory, with one write at a time. The editor replaces all its values when it hears of a
 * write, and would lose what was set a moment before.
 */
export class StoredValues implements KeyValueStore {
  private readonly writes = new KeyedQueue();
  private readonly unwritten = new Map<string, unknown>();

  constructor(private readonly memory: KeyValueStore) {}

  get<T>(key: string): T | undefined {
    return this.unwritten.has(key) ? (this.unwritten.get(key) as T) : this.memory.get<T>(key);
  }

  /** Resolves once it is written, and rejects as the memory does. */
  update(key: string, value: unknown): Promise<void> {
    this.unwritten.set(key, value);
    const write = async (): Promise<void> => {
      if (!this.unwritten.has(key)) return;
      const last = this.unwritten.get(key);
      await this.memory.update(key, last);
      if (this.unwritten.get(key) === last) this.unwritten.delete(key);
    };
    return inHandUntil(this.writes.run('', write));
  }
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
