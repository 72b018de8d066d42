/** What can be let go of: a listener, a timer, a file. The editor's `Disposable` is one. */
export interface Disposable {
  dispose(): unknown;
}

/** Calls `listener` from now on, until what it gives is disposed. The editor's events fit it. */
export type Event<T> = (listener: (value: T) => unknown) => Disposable;

/**
 * Fires an event. All who listen then hear it, also where one of them throws; not who stops
 * listening, or begins to, while it is told.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ call: (value: T) => unknown }>();

  readonly event: Event<T> = (call) => {
    const listener = { call };
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      if (!this.#listeners.has(listener)) continue;
      try {
        listener.call(value);
      } catch (error) {
        // An error that nobody waits for, reported as such once the others have heard.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
