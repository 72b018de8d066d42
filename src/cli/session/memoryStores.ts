import type { KeyValueStore, SecretStore } from '../../app/state';

/** Never fires: only this process knows the values. */
const NEVER = (): { dispose(): void } => ({ dispose: () => undefined });

/** Secrets are never stored by the command line: each run is given its own. */
export function memorySecrets(): SecretStore {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key),
    store: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
    onDidChange: NEVER,
  };
}

/** A run gets all its choices as arguments, and remembers none for the next one. */
export function memoryValues(): KeyValueStore {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key, value) =>
      void (value === undefined ? values.delete(key) : values.set(key, value)),
  };
}
