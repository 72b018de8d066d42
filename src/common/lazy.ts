import { inHandUntil } from './later';

/**
 * Calls `load` with the first use and keeps the result. After a failure, the next use tries again.
 */
export function lazy<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () =>
    (loading ??= inHandUntil(load()).catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
