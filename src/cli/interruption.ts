import { EXIT_CODES } from './exitCodes';
import type { Host } from './host';

const CODES = { SIGINT: EXIT_CODES.cancelled, SIGTERM: 143, SIGHUP: 129 } as const;

type Signal = keyof typeof CODES;

export const SIGNALS = Object.keys(CODES) as readonly Signal[];

/**
 * Ctrl-C and the signals of process managers. While something is under way that must end in order,
 * the first one only asks it to stop; the second ends the process at once. Otherwise the first one
 * does.
 */
export class Interruption {
  /** The exit code of the signal that was received, if any. */
  exitCode: number | undefined;
  #stopping: { controller: AbortController; announce: () => void } | undefined;

  constructor(private readonly host: Pick<Host, 'signals' | 'exit'>) {
    for (const signal of SIGNALS) host.signals.on(signal, () => this.receive(signal));
  }

  /**
   * Runs `work`, whose signal is aborted by the first interruption. `announce` says what happens
   * then.
   */
  async during<T>(announce: () => void, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#stopping = { controller, announce };
    try {
      return await work(controller.signal);
    } finally {
      this.#stopping = undefined;
    }
  }

  receive(signal: Signal): void {
    const isFirst = this.exitCode === undefined;
    this.exitCode ??= CODES[signal];
    if (!isFirst || !this.#stopping) return this.host.exit(this.exitCode);
    this.#stopping.announce();
    this.#stopping.controller.abort();
  }
}
