import { t } from '@vscode/l10n';
import { CommanderError } from 'commander';
import { Failure, isCancelled, toFailure } from '../common/failure';
import type { CommandContext, RunCommand } from './context';
import { endingOf, EXIT_CODES, type Ending } from './exitCodes';
import type { GlobalOptions } from './globalOptions';
import type { Host } from './host';
import { Interruption } from './interruption';
import { progressDisplay } from './output/progressDisplay';
import { Reporter } from './output/reporter';
import { createProgram } from './program';
import { withStateFolder } from './session/stateFolderPath';
import type { Terminal } from './terminal';
import { optionsOfAll, usageFailure } from './usage';

const PROGRAM = 'criteo-audiences';

/**
 * Runs the command line. Resolves with the exit code, which isn't 0 if stdout couldn't be written. A
 * reader that went away doesn't count.
 */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { terminal } = host;
  const interruption = new Interruption(host);
  let ending = 'finished' as Ending;
  const program = createProgram(async (...command) => {
    ending = await runCommand(host, interruption, ...command);
  }, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const isOwn = error instanceof Failure;
    if (!isOwn && !(error instanceof CommanderError)) throw error;
    // Help ends that way, too.
    if (isOwn || error.exitCode !== 0) {
      ending = 'usage';
      new Reporter(optionsIn(args), terminal).failure(
        isOwn ? error : usageFailure(error, optionsOfAll(program)),
      );
    }
  }
  const code =
    ending === 'cancelled' ? (interruption.exitCode ?? EXIT_CODES.cancelled) : EXIT_CODES[ending];
  const problem = await terminal.problemOfStdout();
  if (problem === undefined) return code;
  terminal.note(
    t('Error: {0}', t('Standard output couldn’t be written ({0}).', problem)),
    terminal.colors.red,
  );
  // Otherwise, how it ended says more.
  return code || EXIT_CODES.failed;
}

/** Runs a command, and reports its result or why it failed. */
async function runCommand(
  host: Host,
  interruption: Interruption,
  ...[options, work, records]: Parameters<RunCommand>
): Promise<Ending> {
  const { terminal } = host;
  const { Session } = await import('./session/openSession');
  const reporter = new Reporter(options, terminal);
  const progress = progressDisplay(options, terminal);
  let session: CommandContext['session'] | undefined;
  try {
    session = new Session(options, host);
    if (records === 'written') await session.open();
    if (records === 'read') await session.check();
    const context = { options, terminal, reporter, interruption, progress, session, host };
    const result = await work(context);
    progress.clear();
    if (typeof result === 'string') return result;
    await reporter.result(result);
    return result.ending ?? 'finished';
  } catch (error) {
    progress.clear();
    const failure = isCancelled(error)
      ? new Failure('cancelled', t('Cancelled. Nothing was changed.'))
      : toFailure(error, PROGRAM);
    reporter.failure(session ? withStateFolder(failure, session.stateFolder) : failure);
    return endingOf(failure);
  } finally {
    await session?.close();
  }
}

/** Reports an error that nobody caught. Its message may quote data, and isn't shown. */
export function reportUnexpected(
  error: unknown,
  args: readonly string[],
  terminal: Terminal,
): void {
  new Reporter(optionsIn(args), terminal).failure(toFailure(error, PROGRAM));
}

/** How to report arguments that couldn't be parsed. */
function optionsIn(args: readonly string[]): GlobalOptions {
  const isJson =
    args.includes('--json') ||
    args.includes('--format=json') ||
    args[args.indexOf('--format') + 1] === 'json';
  return { progress: 'none', input: false, ...(isJson && { json: true }) };
}
