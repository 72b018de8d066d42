import { SIGNALS, type Signal } from './exitCodes';
import type { Host } from './host';

/**
 * Ctrl-C and the signals of process managers. While something is under way that must end in order, the
 * first one asks it to stop, and the second ends the process at once. At any other time they are listened
 * to only where a document has to say so: otherwise the system ends the process, which works while it
 * computes, too, when no listener would be called.
 */
export class Interruption {
  /** The exit code of the signal that was received, if any. */
  exitCode: number | undefined;
  /** Asks what is under way to stop. */
  #stop: (() => void) | undefined;
  /** What is done before the process ends at once. */
  #last: ((signal: Signal, exitCode: number) => void) | undefined;

  get isReceived(): boolean {
    return this.exitCode !== undefined;
  }

  constructor(private readonly host: Pick<Host, 'signals' | 'exit'>) {}

  /** From now on, `last` is done before a signal ends the process at once. */
  endsWith(last: (signal: Signal, exitCode: number) => void): void {
    this.#last = last;
    this.#listen('on');
  }

  /**
   * Runs `work`, whose signal is aborted by the first interruption. `announce` says what happens
   * then.
   */
  async during<T>(announce: () => void, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#stop = () => {
      announce();
      controller.abort();
    };
    if (!this.#last) this.#listen('on');
    try {
      return await work(controller.signal);
    } finally {
      this.#stop = undefined;
      if (!this.#last) this.#listen('off');
    }
  }

  /** As if the process had received the signal. */
  receive(signal: Signal): void {
    this.host.signals.emit(signal, signal);
  }

  #listen(how: 'on' | 'off'): void {
    for (const name of Object.keys(SIGNALS)) this.host.signals[how](name, this.#received);
  }

  readonly #received = (signal: Signal): void => {
    const stop = this.isReceived ? undefined : this.#stop;
    this.exitCode ??= SIGNALS[signal];
    if (stop) return stop();
    this.#last?.(signal, this.exitCode);
    this.host.exit(this.exitCode);
  };
}
