import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { Arguments } from '../../app/arguments';
import type { SetWork } from '../context';
import { argumentsOf } from '../flags';
import { addExamples } from './examples';

/** `sandbox`: keeps one running. */
export function addSandboxCommand(program: Command, setWork: SetWork): void {
  const sandbox = program
    .command('sandbox')
    .description(t('Run a local sandbox of the API until interrupted'))
    .option('--port <n>', t('port to listen on (default: a free one)'))
    .option('--switches <json>', t('behavior of the sandbox, as JSON'));
  addExamples(
    sandbox,
    'sandbox --port 8080',
    'sandbox --port 8080 --state-dir /tmp/sandbox --json',
  );
  setWork<{ port?: string; switches?: string }>(
    sandbox,
    async ({ session, reporter, interruption }, flags) => {
      const args = new Arguments(argumentsOf({ ...flags }, ['port']), 'sandbox');
      const port = args.optionalCount('port');
      const { sandbox: server } = session.accounts;
      const address = await server.ensure([
        ...(port === undefined ? [] : ['--port', String(port)]),
        ...(flags.switches === undefined ? [] : ['--switches', flags.switches]),
      ]);
      await reporter.result({
        document: { sandbox: address },
        lines: [
          `export CRITEO_API_URL=${address.url}`,
          `export CRITEO_CLIENT_ID=${address.clientId}`,
          `export CRITEO_CLIENT_SECRET=${address.clientSecret}`,
          `export CRITEO_ACCOUNT_ID=${address.accountId}`,
        ],
      });
      reporter.note(t('Local sandbox: nothing is sent to Criteo. Press Ctrl+C to stop it.'));
      await interruption.during(
        () => undefined,
        (signal) =>
          new Promise<void>((resolve) => {
            // Keeps the process alive.
            const timer = setInterval(() => undefined, 3_600_000);
            signal.addEventListener('abort', () => {
              clearInterval(timer);
              resolve();
            });
          }),
      );
      return 'cancelled';
    },
  );
}
