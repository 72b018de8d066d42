import { t } from '@vscode/l10n';
import { CommanderError } from 'commander';
import { Failure, isCancelled, toFailure } from '../common/failure';
import type { CommandContext, RunCommand } from './context';
import { endingOf, EXIT_CODES, type Ending } from './exitCodes';
import { optionsIn } from './globalOptions';
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
 * Runs the command line. Resolves with the exit code, which isn't 0 if stdout or the report couldn't be
 * written. A reader that went away doesn't count.
 */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { terminal } = host;
  const interruption = new Interruption(host);
  let reporter = new Reporter(optionsIn(args), terminal);
  let ending = 'finished' as Ending;
  const program = createProgram(async (options, work, facts) => {
    reporter = new Reporter(options, terminal, facts.name);
    ending = await runCommand(host, interruption, reporter, options, work, facts);
  }, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const isOwn = error instanceof Failure;
    if (!isOwn && !(error instanceof CommanderError)) throw error;
    // Help ends that way, too.
    if (isOwn || error.exitCode !== 0) {
      ending = 'usage';
      reportFailure(isOwn ? error : usageFailure(error, optionsOfAll(program)), reporter);
    }
  }
  const code =
    ending === 'cancelled' ? (interruption.exitCode ?? EXIT_CODES.cancelled) : EXIT_CODES[ending];
  const problem = await terminal.problemOfStdout();
  if (problem === undefined) return reporter.end(code);
  terminal.note(
    t('Error: {0}', t('Standard output couldn’t be written ({0}).', problem)),
    terminal.colors.red,
  );
  // Otherwise, how it ended says more.
  return reporter.end(code || EXIT_CODES.failed);
}

/** Runs a command, and reports its result or why it failed. */
async function runCommand(
  host: Host,
  interruption: Interruption,
  reporter: Reporter,
  ...[options, work, { records, longestWait }]: Parameters<RunCommand>
): Promise<Ending> {
  const { terminal } = host;
  const progress = progressDisplay(options, terminal);
  let session: CommandContext['session'] | undefined;
  try {
    reporter.prepare();
    if (reporter.owesDocument)
      interruption.endsWith((signal, exitCode) => {
        progress.clear();
        reporter.interrupted(signal, exitCode);
      });
    const { Session } = await import('./session/openSession');
    session = new Session({ maxWait: longestWait, ...options }, host, (line) => {
      progress.clear();
      reporter.note(line);
    });
    if (records === 'written') await session.open();
    if (records === 'read') await session.check();
    const context = { options, terminal, reporter, interruption, progress, session, host };
    const result = await work(context);
    progress.clear();
    if (typeof result === 'string') return result;
    reporter.result(result);
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
  const reporter = new Reporter(optionsIn(args), terminal);
  reportFailure(toFailure(error, PROGRAM), reporter);
  reporter.end(EXIT_CODES.failed);
}

/** Reports a failure outside of a command, in a report, too, if one can be written. */
function reportFailure(failure: Failure, reporter: Reporter): void {
  try {
    reporter.prepare();
  } catch (error) {
    const { message } = toFailure(error, PROGRAM);
    // That may be what is wrong.
    if (!failure.message.startsWith(message)) reporter.note(message);
  }
  reporter.failure(failure);
}
