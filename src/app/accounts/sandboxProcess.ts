import { fork, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import { Failure } from '../../common/failure';
import { OutsideText } from '../../common/outsideText';
import type { Log } from '../state';

/** Address and credentials of a running sandbox. */
interface SandboxAddress {
  url: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
}

const START_TIMEOUT_MS = 20_000;

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
    const child = fork(this.script, [...(isKept ? ['--state', this.folder] : []), ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: this.options.ownGroup === true && process.platform !== 'win32',
    });
    this.child = child;
    // Drain the pipe, but log only its size: a crash message can quote received data.
    let errorBytes = 0;
    child.stderr?.on('data', (chunk: Buffer) => (errorBytes += chunk.length));
    const address = await new Promise<SandboxAddress>((resolve, reject) => {
      const fail = (reason?: string): void => {
        clearTimeout(timer);
        child.kill();
        reject(
          new Failure(
            'sandbox-start',
            reason === undefined
              ? t('The sandbox didn’t start. Try again; see the log for details.')
              : t('The sandbox didn’t start. {0}', OutsideText.text(reason).forNotification()),
            'useSandbox',
          ),
        );
      };
      const timer = setTimeout(() => fail(), START_TIMEOUT_MS);
      child.once('error', () => fail());
      child.once('exit', (code, signal) => {
        this.log.info(
          `sandbox: ended (${signal ?? code ?? 'unknown'}, ${errorBytes} bytes on its error output)`,
        );
        fail();
      });
      child.on('message', (message: SandboxAddress & { type?: string; message?: string }) => {
        clearTimeout(timer);
        if (message.type !== 'ready') return fail(message.message);
        const { url, clientId, clientSecret, accountId } = message;
        resolve({ url, clientId, clientSecret, accountId });
      });
    });
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
