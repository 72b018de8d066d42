import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { EventEmitter, type LogOutputChannel } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../base/failure';
import { Owner } from '../base/lifecycle';

/** Where a running sandbox answers, and who may use it. */
export interface SandboxAddress {
  url: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
}

/** What a window leaves for the others: never a secret. */
interface Mark {
  pid: number;
  /** The extension host whose child it is: the sandbox ends with it. */
  owner: number;
  url: string;
  clientId: string;
  accountId: string;
  ending?: boolean;
}

/** Tells the secret of a sandbox that another window started. */
type SecretOf = (clientId: string) => Promise<string | undefined>;

const START_WITHIN_MS = 20_000;
/** A child learns of its extension host's reload after at most 5 s. */
const END_WITHIN_MS = 8_000;
const LOOK_EVERY_MS = 1_000;

/**
 * The sandbox as a child process, one for all windows: the first starts it, the others use it and take over when it
 * ends. Segments and lists are kept in the extension's storage.
 */
export class SandboxProcess extends Owner {
  private readonly lost = this.register(new EventEmitter<void>());
  /** It ended without being asked to; `ensure` starts it again. */
  readonly onDidEnd = this.lost.event;
  private child: ChildProcess | undefined;
  private address: SandboxAddress | undefined;
  private starting: Promise<SandboxAddress> | undefined;
  private watch: NodeJS.Timeout | undefined;

  constructor(
    private readonly script: string,
    private readonly folder: string,
    private readonly log: LogOutputChannel,
  ) {
    super();
  }

  /**
   * The address of a running sandbox, started if there is none.
   */
  async ensure(secretOf: SecretOf): Promise<SandboxAddress> {
    if (this.address) return this.address;
    this.starting ??= this.begin(secretOf).finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  private async begin(secretOf: SecretOf): Promise<SandboxAddress> {
    const mark = this.mark();
    if (mark && alive(mark.pid)) {
      const secret = mark.ending || !alive(mark.owner) ? undefined : await secretOf(mark.clientId);
      if (secret) return this.attach(mark, secret);
      await gone(mark.pid);
    }
    return this.start();
  }

  private attach(mark: Mark, clientSecret: string): SandboxAddress {
    this.address = { url: mark.url, clientId: mark.clientId, accountId: mark.accountId, clientSecret };
    this.watch = setInterval(() => {
      if (!alive(mark.pid)) this.forget();
    }, LOOK_EVERY_MS);
    this.log.info('sandbox: using the one that another window started');
    return this.address;
  }

  private async start(): Promise<SandboxAddress> {
    mkdirSync(this.folder, { recursive: true });
    const child = fork(this.script, ['--state', this.folder], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.child = child;
    // Read, so that the pipe never fills; said only as a size: a crash report can quote what was received.
    let errorBytes = 0;
    child.stderr?.on('data', (piece: Buffer) => (errorBytes += piece.length));
    try {
      const ready = await new Promise<SandboxAddress>((resolve, reject) => {
        const fail = (): void => reject(new Failure('sandbox-start', t('The sandbox did not start. Run "Try with the Sandbox Account" again, or look into the log.'), 'useSandbox'));
        const timer = setTimeout(fail, START_WITHIN_MS);
        child.once('error', fail);
        child.once('exit', fail);
        child.on('message', (message: { type?: string } & SandboxAddress) => {
          if (message.type !== 'ready') return;
          clearTimeout(timer);
          const { url, clientId, clientSecret, accountId } = message;
          resolve({ url, clientId, clientSecret, accountId });
        });
      });
      this.address = ready;
      const { url, clientId, accountId } = ready;
      this.writeMark({ pid: child.pid ?? 0, owner: process.pid, url, clientId, accountId });
      child.once('exit', (code, signal) => {
        this.log.info(`sandbox: ended (${signal ?? code ?? 'unknown'}, ${errorBytes} bytes on its error output)`);
        if (this.child === child) this.forget();
      });
      this.log.info(`sandbox: started at ${ready.url}`);
      return ready;
    } catch (error) {
      child.kill();
      this.child = undefined;
      throw error;
    }
  }

  private forget(): void {
    clearInterval(this.watch);
    this.child = undefined;
    this.address = undefined;
    if (!this.disposed) this.lost.fire();
  }

  override dispose(): void {
    clearInterval(this.watch);
    const child = this.child;
    this.child = undefined;
    super.dispose();
    if (!child?.connected) return;
    const mark = this.mark();
    if (mark && mark.pid === child.pid) this.writeMark({ ...mark, ending: true });
    child.disconnect();
  }

  /** Forgets segments and lists: the next start begins with a new sandbox. */
  async reset(): Promise<void> {
    const mark = this.mark();
    this.child?.disconnect();
    if (mark) await gone(mark.pid);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get markFile(): string {
    return path.join(path.dirname(this.folder), 'sandbox.json');
  }

  private mark(): Mark | undefined {
    try {
      return JSON.parse(readFileSync(this.markFile, 'utf8')) as Mark;
    } catch {
      return undefined;
    }
  }

  private writeMark(mark: Mark): void {
    try {
      writeFileSync(this.markFile, JSON.stringify(mark));
    } catch {
      this.log.warn('sandbox: its mark could not be written; other windows will start their own');
    }
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  const until = Date.now() + END_WITHIN_MS;
  while (alive(pid) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
  if (alive(pid)) process.kill(pid);
}
