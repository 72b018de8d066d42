import { t } from '@vscode/l10n';
import { Option, type Command } from 'commander';
import { DEFAULT_API } from '../api/baseUrl';
import { collect } from './flags';

const PROGRESS = ['auto', 'bar', 'lines', 'json', 'none'] as const;

/** The options of every command, as commander parses them. */
export interface GlobalOptions {
  /** Several only where the command takes several: see `CliCommand.ofAccounts`. */
  account?: readonly string[];
  sandbox?: true;
  stateDir?: string;
  secret?: string;
  apiUrl?: string;
  apiVersion?: string;
  json?: true;
  report?: string;
  progress: (typeof PROGRESS)[number];
  quiet?: true;
  verbose?: true;
  /** False for `--no-input`. */
  input: boolean;
  maxRequestsPerMinute?: string;
  maxWait?: string;
}

export function addGlobalOptions(program: Command): void {
  program
    .option(
      '--account <id>',
      t('ID of the account (default: CRITEO_ACCOUNT_ID); repeatable with {0}', '--all-segments'),
      collect,
    )
    .option('--sandbox', t('use a local sandbox instead of Criteo: nothing is sent to Criteo'))
    .option('--state-dir <folder>', t('folder for upload records and segment history'))
    .option('--secret <source>', t('“-” to read the client secret from standard input'))
    .option(
      '--api-url <url>',
      t('address of the API (default: CRITEO_API_URL or {0})', DEFAULT_API.url),
    )
    .option('--api-version <version>', t('version of the API (default: {0})', DEFAULT_API.version))
    .option('--json', t('print the result as one JSON document'))
    .option('--report <file>', t('also write the JSON document to a file, with the exit code'))
    .addOption(
      new Option(
        '--progress <how>',
        t('how to show progress on standard error: {0} (default: auto)', PROGRESS.join(', ')),
      )
        .choices(PROGRESS)
        .default('auto'),
    )
    .option('-q, --quiet', t('print only the result and errors'))
    .option('--verbose', t('log every request on standard error'))
    .option('--no-input', t('never prompt, even on a terminal'))
    .option(
      '--max-wait <time>',
      t(
        'longest time without an answer from Criteo, or behind another run: 90s, 2h, … (default: 15m, or 30s for what only reads)',
      ),
    )
    .option(
      '--max-requests-per-minute <n>',
      t('maximum requests per minute, such as this process’s share of the application’s limit'),
    );
}

/**
 * How to report arguments that couldn't be parsed: the options that say so, as far as they can be found
 * in them.
 */
export function optionsIn(args: readonly string[]): GlobalOptions {
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  const at = own.findIndex((arg) => arg === '--report' || arg.startsWith('--report='));
  const report = own[at] === '--report' ? own[at + 1] : own[at]?.slice('--report='.length);
  return {
    progress: 'none',
    input: false,
    ...(own.includes('--json') && { json: true }),
    ...(report && { report }),
  };
}
