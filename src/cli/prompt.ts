import { createInterface } from 'node:readline/promises';
import { t } from '@vscode/l10n';
import { Arguments, type Confirm } from '../app/arguments';
import { typeAccountIdText, type Confirmed, type Question } from '../app/segments/confirmation';
import { Cancelled, Failure } from '../common/failure';
import { plainText } from '../common/outsideText';
import type { CommandContext } from './context';

/**
 * The `confirm` argument of a command that changes or deletes what can't be restored: as given;
 * left open where someone can be asked; otherwise false, which a protected account rejects. Throws
 * `Failure` 'bad-argument'.
 */
export function confirmArgument(
  given: string | undefined,
  context: Pick<CommandContext, 'options' | 'terminal'>,
  operation: string,
): Confirm {
  const confirm = given ?? (mayAsk(context) ? undefined : false);
  return new Arguments({ confirm }, operation).confirm();
}

/**
 * Asks for the account ID on the terminal, where a confirmation needs it. `question` and `lines`
 * say what it is for. Throws `Failure` 'not-confirmed' for any other answer.
 */
export async function askConfirmation(
  { terminal, interruption }: Pick<CommandContext, 'terminal' | 'interruption'>,
  { confirmation, question, lines }: Question,
  operation: string,
): Promise<Confirmed | undefined> {
  if (confirmation.kind === 'nothing') return undefined;
  // Only the sandbox's account isn't protected: nothing is at stake.
  if (confirmation.kind === 'yes') return 'yes';
  const { accountId } = confirmation.account;
  const text = plainText(typeAccountIdText(confirmation));
  const answer = await askLine({ terminal, interruption }, [question, ...lines], text);
  if (answer === accountId) return { accountId };
  throw new Failure('not-confirmed', t('Not confirmed. Nothing was changed.'), operation);
}

/** Whether someone can be asked: see `--no-input`. */
export function mayAsk({
  options,
  terminal,
}: Pick<CommandContext, 'options' | 'terminal'>): boolean {
  return options.input && terminal.isInteractive;
}

/**
 * Asks for a yes on the terminal, after `lines`. Any other answer is a no. `question`: with what to type in
 * it.
 */
export async function askYes(
  context: Pick<CommandContext, 'terminal' | 'interruption'>,
  lines: readonly string[],
  question: (yes: string) => string,
): Promise<boolean> {
  const yes = t('yes');
  const answer = await askLine(context, lines, question(yes));
  return answer.toLowerCase() === yes;
}

/** Writes `lines`, and returns the trimmed answer to `question`; empty where there is none. */
export async function askLine(
  { terminal, interruption }: Pick<CommandContext, 'terminal' | 'interruption'>,
  lines: readonly string[],
  question: string,
): Promise<string> {
  for (const line of lines) terminal.note(line);
  const reader = createInterface({ input: terminal.stdin, output: terminal.stderr });
  // The reader takes Ctrl-C from the terminal before the process sees it.
  reader.on('SIGINT', () => interruption.receive('SIGINT'));
  // Ctrl-D: there will be no answer.
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  try {
    const answer = await interruption.during(
      () => undefined,
      (signal) =>
        Promise.race([
          closed,
          reader.question(`${question} `, { signal }).catch(() => {
            throw new Cancelled();
          }),
        ]),
    );
    return answer.trim();
  } finally {
    reader.close();
    terminal.note('');
  }
}
