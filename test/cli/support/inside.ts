import { EventEmitter } from 'node:events';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { configureTexts } from '../../../src/cli/language';
import { run } from '../../../src/cli/run';
import { Terminal } from '../../../src/cli/terminal';
import { PLAIN, readLog, type Ended, type RunOptions } from './cli';
import { installed } from './package';

/**
 * Runs the command line in the process of the tests: in English, without a terminal and without a
 * proxy. Its workers and its sandbox are those of the installed package.
 */
export async function runInside(
  args: readonly string[],
  {
    env,
    cwd = process.cwd(),
    input = '',
    signals = new EventEmitter(),
  }: Pick<RunOptions, 'env' | 'cwd'> & { input?: string; signals?: EventEmitter } = {},
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const into = (name: keyof typeof written): Writable =>
    new Writable({
      decodeStrings: false,
      write: (text: string, _, done) => {
        written[name] += text;
        done();
      },
    });
  const terminal = new Terminal({ ...PLAIN, ...env }, cwd, {
    stdin: Readable.from([input]),
    stdout: into('stdout'),
    stderr: into('stderr'),
  });
  // As `ownProcess.ts` does for a process of the command line.
  configureTexts(cwd);
  const code = await new Promise<number>((resolve, reject) => {
    run(args, {
      terminal,
      signals,
      exit: resolve,
      agent: () => undefined,
      packageFolder: path.join(installed(), 'node_modules', 'criteo-audiences', 'dist'),
      l10n: undefined,
    }).then(resolve, reject);
  });
  return {
    code,
    signal: null,
    stdout: written.stdout,
    stderr: readLog(written.stderr),
    log: written.stderr,
  };
}
