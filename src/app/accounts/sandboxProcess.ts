import { fork, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import { Failure } from '../../common/failure';
import type { Log } from '../state';

/** Where a running sandbox answers, and who may use it. */
export interface SandboxAddress {
  url: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
}

const START_WITHIN_MS = 20_000;

/**
 * The sandbox as a child process of this window, ending with it. Segments and lists are kept in the
 * extension's storage; with several windows the newest one's sandbox holds them and the older ones
 * pass their calls on to it.
 */
export class SandboxProcess extends DisposableOwner {
  private readonly lost = this.register(new Emitter<void>());
  /** It ended without being asked to; `ensure` starts it again. */
  readonly onDidEnd = this.lost.event;
  private child: ChildProcess | undefined;
  private running: Promise<SandboxAddress> | undefined;

  constructor(
    private readonly script: string,
    private readonly folder: string,
    private readonly log: Log,
  ) {
    super();
  }

  /**
   * The address of the sandbox, started if it does not run. Rejects with `Failure` 'sandbox-start'.
   */
  ensure(): Promise<SandboxAddress> {
    this.running ??= this.start().catch((error: unknown) => {
      this.running = undefined;
      throw error;
    });
    return this.running;
  }

  private async start(): Promise<SandboxAddress> {
    const child = fork(this.script, ['--state', this.folder], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    // Read, so that the pipe never fills; told only as a size: what a crash prints can quote what
    // was received.
    let errorBytes = 0;
    child.stderr?.on('data', (piece: Buffer) => (errorBytes += piece.length));
    const address = await new Promise<SandboxAddress>((resolve, reject) => {
      const fail = (): void => {
        child.kill();
        reject(
          new Failure(
            'sandbox-start',
            t('The sandbox didn’t start. Try again; see the log for details.'),
            'useSandbox',
          ),
        );
      };
      const timer = setTimeout(fail, START_WITHIN_MS);
      child.once('error', fail);
      child.once('exit', (code, signal) => {
        this.log.info(
          `sandbox: ended (${signal ?? code ?? 'unknown'}, ${errorBytes} bytes on its error output)`,
        );
        fail();
      });
      child.on('message', (message: { type?: string } & SandboxAddress) => {
        clearTimeout(timer);
        if (message.type !== 'ready') return fail();
        const { url, clientId, clientSecret, accountId } = message;
        resolve({ url, clientId, clientSecret, accountId });
      });
    });
    // Only one that did run is started again by itself.
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
    // It writes its state and ends by itself.
    if (this.child?.connected) this.child.disconnect();
  }

  /** Forgets segments, lists and credentials: the next start begins anew. */
  async reset(): Promise<void> {
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
