import { t } from '@vscode/l10n';
import { Option, type Command } from 'commander';
import { DEFAULT_API } from '../api/baseUrl';
import { collect } from './flags';

const FORMATS = ['text', 'json', 'github'] as const;
export type Format = (typeof FORMATS)[number];
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
  format?: Format;
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
    .addOption(
      new Option(
        '--format <format>',
        t('output format: {0} (default: text, and github on GitHub Actions)', FORMATS.join(', ')),
      ).choices(FORMATS),
    )
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

/** The format of the result; on GitHub Actions, annotations by default. */
export function formatOf(
  { json, format }: Pick<GlobalOptions, 'json' | 'format'>,
  env: NodeJS.ProcessEnv,
): Format {
  if (json) return 'json';
  return format ?? (env.GITHUB_ACTIONS === 'true' ? 'github' : 'text');
}

/**
 * Whether a CI runner reads standard output and runs what it takes for commands, as GitHub Actions and
 * Azure Pipelines do. JSON has none (`jsonLine`).
 */
export function isReadByRunner(options: GlobalOptions, env: NodeJS.ProcessEnv): boolean {
  const format = formatOf(options, env);
  if (format === 'json') return false;
  return format === 'github' || Boolean(env.GITHUB_ACTIONS) || Boolean(env.TF_BUILD);
}

/**
 * How to report arguments that couldn't be parsed: the options that say so, as far as they can be found
 * in them.
 */
export function optionsIn(args: readonly string[]): GlobalOptions {
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  const valueOf = (name: string): string | undefined => {
    const isNamed = (arg: string): boolean => arg === name || arg.startsWith(`${name}=`);
    const at = own.findIndex(isNamed);
    if (at < 0) return undefined;
    return (own[at] === name ? own[at + 1] : own[at].slice(name.length + 1)) || undefined;
  };
  const format = FORMATS.find((one) => one === valueOf('--format'));
  const report = valueOf('--report');
  return {
    progress: 'none',
    input: false,
    ...(own.includes('--json') && { json: true }),
    ...(format && { format }),
    ...(report !== undefined && { report }),
  };
}
