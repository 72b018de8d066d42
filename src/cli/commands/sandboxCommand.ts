import { t } from '@vscode/l10n';
import { Arguments } from '../../app/arguments';
import type { CliCommand } from '../cliCommand';
import { argumentsOf } from '../flags';

interface SandboxFlags {
  port?: string;
  switches?: string;
}

/** `sandbox`: keeps one running. */
export function addSandboxCommand(program: CliCommand): void {
  program
    .command('sandbox')
    .description(t('Run a local sandbox of the API until interrupted'))
    .option('--port <n>', t('port to listen on (default: a free one)'))
    .option('--switches <json>', t('behavior of the sandbox, as JSON'))
    .examples('sandbox --port 8080', 'sandbox --port 8080 --state-dir /tmp/sandbox --json')
    .does<SandboxFlags>(async ({ session, reporter, interruption }, flags) => {
      const args = new Arguments(argumentsOf({ ...flags }, ['port']), 'sandbox');
      const port = args.optionalCount('port');
      const { sandbox: server } = session.accounts;
      const address = await server.ensure([
        ...(port === undefined ? [] : ['--port', String(port)]),
        ...(flags.switches === undefined ? [] : ['--switches', flags.switches]),
      ]);
      reporter.result({
        document: { sandbox: address },
        lines: [
          `export CRITEO_API_URL=${address.url}`,
          `export CRITEO_CLIENT_ID=${address.clientId}`,
          `export CRITEO_CLIENT_SECRET=${address.clientSecret}`,
          `export CRITEO_ACCOUNT_ID=${address.accountId}`,
        ],
      });
      reporter.note(t('Local sandbox: nothing is sent to Criteo. Press Ctrl+C to stop it.'));
      await interruption.during(() => undefined, untilAborted);
      return 'cancelled';
    });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Keeps the process alive.
    const timer = setInterval(() => undefined, 3_600_000);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
  });
}
