import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { CommanderError } from 'commander';
import { Failure, isCancelled, toFailure } from '../common/failure';
import { configureOptionNames } from '../common/optionNames';
import type { CommandContext, RunCommand } from './context';
import { endingOf, EXIT_CODES, type Ending } from './exitCodes';
import { flagOf } from './flags';
import type { GlobalOptions } from './globalOptions';
import { Interruption } from './interruption';
import { configureLanguage } from './language';
import { progressDisplay } from './output/progressDisplay';
import { Reporter } from './output/reporter';
import { createProgram } from './program';
import { withStateFolder } from './session/stateFolder';
import { Terminal } from './terminal';
import { usageFailure } from './usage';

/** Milliseconds that the process may take to end once there is a result. */
const LONGEST_END = 3000;

/** Runs the command line. `folder`: where the bundled files are. Sets the process's exit code. */
export async function run(args: readonly string[], folder: string): Promise<void> {
  const { env, stdin, stdout, stderr } = process;
  const terminal = new Terminal(env, stdin, stdout, stderr);
  const interruption = new Interruption();
  const l10n = configureLanguage(env, join(folder, '..', 'l10n'));
  configureOptionNames(flagOf);
  let ending = 'finished' as Ending;
  // The message of an unknown error may quote data.
  process.on('uncaughtException', (error) => {
    new Reporter(optionsIn(args), terminal).failure(toFailure(error, 'criteo-audiences'));
    process.exit(EXIT_CODES.failed);
  });

  const runCommand: RunCommand = async (options, work) => {
    const { Session } = await import('./session/openSession');
    const reporter = new Reporter(options, terminal);
    const progress = progressDisplay(options, terminal);
    let session: CommandContext['session'] | undefined;
    try {
      session = new Session(options, terminal, {
        worker: join(folder, 'worker.js'),
        sandbox: join(folder, 'sandbox.js'),
        l10n,
      });
      await session.open();
      const result = await work({ options, terminal, reporter, interruption, progress, session });
      progress.clear();
      ending = typeof result === 'string' ? result : (result.ending ?? 'finished');
      if (typeof result !== 'string') await reporter.result(result);
    } catch (error) {
      progress.clear();
      const failure = isCancelled(error)
        ? new Failure('cancelled', t('Cancelled. Nothing was changed.'))
        : toFailure(error, 'criteo-audiences');
      ending = endingOf(failure);
      reporter.failure(session ? withStateFolder(failure, session.stateFolder) : failure);
    } finally {
      await session?.close();
    }
  };

  try {
    await createProgram(runCommand).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) {
      ending = 'usage';
      new Reporter(optionsIn(args), terminal).failure(usageFailure(error));
    }
  }
  process.exitCode =
    ending === 'cancelled' ? (interruption.exitCode ?? EXIT_CODES.cancelled) : EXIT_CODES[ending];
  // Whatever a library left open must not keep a pipeline waiting.
  setTimeout(() => process.exit(), LONGEST_END).unref();
}

/** How to report arguments that couldn't be parsed. */
function optionsIn(args: readonly string[]): GlobalOptions {
  const isJson = args.includes('--json') || args.includes('--format=json');
  return { progress: 'none', input: false, ...(isJson && { json: true }) };
}
