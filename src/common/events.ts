/** Something to release: a listener, a timer, a file. Compatible with VS Code's `Disposable`. */
export interface Disposable {
  dispose(): unknown;
}

/** Adds a listener, until the returned object is disposed of. Compatible with VS Code's `Event`. */
export type Event<T> = (listener: (value: T) => unknown) => Disposable;

/**
 * Fires an event. All listeners are called, even if one throws. Listeners added or removed by
 * another listener take effect at once for removal, and with the next event for adding.
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
        // Report as an uncaught error, once the other listeners were called.
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
