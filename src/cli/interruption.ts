import { SIGNALS, type Signal } from './exitCodes';
import type { Host } from './host';

/**
 * Ctrl-C and the signals of process managers. They are listened to only while something is under way
 * that must end in order: the first one asks it to stop, the second ends the process at once. At any
 * other time the system ends it, which works while it computes, too: no listener would be called.
 */
export class Interruption {
  /** The exit code of the signal that was received, if any. */
  exitCode: number | undefined;

  get isReceived(): boolean {
    return this.exitCode !== undefined;
  }

  constructor(private readonly host: Pick<Host, 'signals' | 'exit'>) {}

  /**
   * Runs `work`, whose signal is aborted by the first interruption. `announce` says what happens
   * then.
   */
  async during<T>(announce: () => void, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const receive = (signal: Signal): void => {
      if (this.exitCode !== undefined) return this.host.exit(this.exitCode);
      this.exitCode = SIGNALS[signal];
      announce();
      controller.abort();
    };
    const { signals } = this.host;
    const names = Object.keys(SIGNALS) as Signal[];
    for (const name of names) signals.on(name, receive);
    try {
      return await work(controller.signal);
    } finally {
      for (const name of names) signals.off(name, receive);
    }
  }

  /** As if the process had received the signal. */
  receive(signal: Signal): void {
    this.host.signals.emit(signal, signal);
  }
}
