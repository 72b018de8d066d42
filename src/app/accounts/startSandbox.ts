import { fork, type ChildProcess } from 'node:child_process';
import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { Later } from '../../common/later';
import { OutsideText } from '../../common/outsideText';
import type { Log } from '../state';

/** Address and credentials of a running sandbox. */
export interface SandboxAddress {
  url: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
}

const START_TIMEOUT_MS = 20_000;

/** Starts the sandbox. `ownGroup`: see `SandboxProcess`. */
export function forkSandbox(
  script: string,
  args: readonly string[],
  ownGroup = false,
): ChildProcess {
  return fork(script, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: ownGroup && process.platform !== 'win32',
  });
}

/** Waits for a sandbox that was just started. Rejects with `Failure` 'sandbox-start', and ends it. */
export async function addressOf(child: ChildProcess, log: Log): Promise<SandboxAddress> {
  // Drain the pipe, but log only its size: a crash message can quote received data.
  let errorBytes = 0;
  child.stderr?.on('data', (chunk: Buffer) => (errorBytes += chunk.length));
  const address = await new Promise<SandboxAddress>((resolve, reject) => {
    const fail = (reason?: string): void => {
      giveUp.dispose();
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
    const giveUp = new Later('timeout', START_TIMEOUT_MS, fail);
    giveUp.call();
    child.once('error', () => fail());
    child.once('exit', (code, signal) => {
      log.info(
        `sandbox: ended (${signal ?? code ?? 'unknown'}, ${errorBytes} bytes on its error output)`,
      );
      fail();
    });
    child.on('message', (message: SandboxAddress & { type?: string; message?: string }) => {
      giveUp.dispose();
      if (message.type !== 'ready') return fail(message.message);
      const { url, clientId, clientSecret, accountId } = message;
      resolve({ url, clientId, clientSecret, accountId });
    });
  });
  log.info(`sandbox: started at ${address.url}`);
  return address;
}
