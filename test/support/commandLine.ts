import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { StoredFailure } from '../../src/common/failure';
import type { Report } from '../../src/upload/jobTypes';
import { root } from '../host/root';

/** The program of the npm package that `npm run package:cli` builds. */
export const COMMAND_LINE = path.join(root, 'out', 'cli', 'dist', 'cli.js');

/** The document that `--json` prints. */
export interface CommandLineDocument {
  version: 1;
  error?: StoredFailure;
  report?: Report;
  [result: string]: unknown;
}

export interface CommandLineEnd {
  exitCode: number | null;
  /** With `--json`; undefined if nothing was printed. */
  document: CommandLineDocument | undefined;
  stdout: string;
  stderr: string;
}

/** How the command line signs in. */
export interface CommandLineAccess {
  url: string;
  clientId: string;
  clientSecret: string;
  accountId?: string;
}

/** The variables that name the API, the credentials and the account. */
export function accessVariables({
  url,
  clientId,
  clientSecret,
  accountId = '',
}: CommandLineAccess): NodeJS.ProcessEnv {
  return {
    CRITEO_API_URL: url,
    CRITEO_CLIENT_ID: clientId,
    CRITEO_CLIENT_SECRET: clientSecret,
    CRITEO_ACCOUNT_ID: accountId,
  };
}

/**
 * Runs the command line in a process of its own, in English and without a terminal. `variables` are
 * added to this process's environment. `folder`: where it runs.
 */
export function startCommandLine(
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
  folder = process.cwd(),
): { child: ChildProcess; ended: Promise<CommandLineEnd> } {
  const child = spawn(process.execPath, [COMMAND_LINE, ...args], {
    cwd: folder,
    // In a desktop editor, this process is Electron, which is plain Node only with the variable.
    env: {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      GITHUB_ACTIONS: '',
      GITHUB_STEP_SUMMARY: '',
      LC_ALL: 'en',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
  const ended = new Promise<CommandLineEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const isJson = args.includes('--json') && output.stdout !== '';
      resolve({
        ...output,
        exitCode,
        document: isJson ? (JSON.parse(output.stdout) as CommandLineDocument) : undefined,
      });
    });
  });
  return { child, ended };
}
