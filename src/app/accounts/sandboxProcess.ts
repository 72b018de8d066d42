import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import type { Log } from '../state';
import type { SandboxAddress } from './startSandbox';

/**
 * Runs the sandbox as a child process that ends with this window. Its data is kept in the
 * extension's storage; with several windows, the newest sandbox holds the data and the older ones
 * forward their requests to it until it ends.
 */
export class SandboxProcess extends DisposableOwner {
  private readonly lost = this.register(new Emitter<void>());
  /** Fires when the sandbox ends unexpectedly; `ensure` starts it again. */
  readonly onDidEnd = this.lost.event;
  private child: ChildProcess | undefined;
  private running: Promise<SandboxAddress> | undefined;

  constructor(
    private readonly script: string,
    private readonly folder: string,
    private readonly log: Log,
    /**
     * `ownGroup`: Ctrl-C in the terminal doesn't reach it, so that requests in flight are answered.
     * `open`: called before anything is written to the folder, or deleted. If it resolves with false,
     * nothing is kept.
     */
    private readonly options: { ownGroup?: boolean; open?: () => Promise<unknown> } = {},
  ) {
    super();
  }

  /**
   * Starts the sandbox if needed, with these arguments besides the folder. Rejects with `Failure`
   * 'sandbox-start', and as `open`.
   */
  ensure(args: readonly string[] = []): Promise<SandboxAddress> {
    this.running ??= this.start(args).catch((error: unknown) => {
      this.running = undefined;
      throw error;
    });
    return this.running;
  }

  private async start(args: readonly string[]): Promise<SandboxAddress> {
    const isKept = (await this.options.open?.()) !== false;
    const { forkSandbox, addressOf } = await import('./startSandbox');
    const state = isKept ? ['--state', this.folder] : [];
    const child = forkSandbox(this.script, [...state, ...args], this.options.ownGroup);
    this.child = child;
    const address = await addressOf(child, this.log);
    // Only a sandbox that was running counts as lost.
    child.once('exit', () => {
      if (this.child === child) this.forget();
    });
    this.log.info(`sandbox: started at ${address.url}`);
    return address;
  }

  private forget(): void {
    this.child = undefined;
    this.running = undefined;
    if (!this.disposed) this.lost.fire();
  }

  override dispose(): void {
    super.dispose();
    // It saves its state and exits by itself.
    if (this.child?.connected) this.child.disconnect();
  }

  /** Stops the sandbox and deletes its segments, identifiers, and credentials. Rejects as `open`. */
  async reset(): Promise<void> {
    await this.options.open?.();
    const child = this.child;
    if (child) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      this.child = undefined;
      this.running = undefined;
      if (child.connected) child.disconnect();
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
