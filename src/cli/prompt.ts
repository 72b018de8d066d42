import { createInterface } from 'node:readline/promises';
import { t } from '@vscode/l10n';
import { Arguments, type Confirm } from '../app/arguments';
import { typeAccountIdText, type Confirmation, type Confirmed } from '../app/segments/confirmation';
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
  { options, terminal }: Pick<CommandContext, 'options' | 'terminal'>,
  operation: string,
): Confirm {
  const mayAsk = options.input && terminal.isInteractive;
  return new Arguments({ confirm: given ?? (mayAsk ? undefined : false) }, operation).confirm();
}

/**
 * Asks for the account ID on the terminal, where a confirmation needs it. `question` and `lines`
 * say what it is for. Throws `Failure` 'not-confirmed' for any other answer.
 */
export async function askConfirmation(
  { terminal, interruption }: Pick<CommandContext, 'terminal' | 'interruption'>,
  {
    confirmation,
    question,
    lines,
  }: { confirmation: Confirmation; question: string; lines: readonly string[] },
  operation: string,
): Promise<Confirmed | undefined> {
  if (confirmation.kind === 'nothing') return undefined;
  // Only the sandbox's account isn't protected: nothing is at stake.
  if (confirmation.kind === 'yes') return 'yes';
  for (const line of [question, ...lines]) terminal.note(line);
  const { accountId } = confirmation.account;
  const reader = createInterface({ input: terminal.stdin, output: terminal.stderr });
  // The reader takes Ctrl-C from the terminal before the process sees it.
  reader.on('SIGINT', () => interruption.receive('SIGINT'));
  // Ctrl-D: there will be no answer.
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  const text = `${plainText(typeAccountIdText(confirmation))} `;
  try {
    const answer = await interruption.during(
      () => undefined,
      (signal) =>
        Promise.race([
          closed,
          reader.question(text, { signal }).catch(() => {
            throw new Cancelled();
          }),
        ]),
    );
    if (answer.trim() === accountId) return { accountId };
  } finally {
    reader.close();
    terminal.note('');
  }
  throw new Failure('not-confirmed', t('Not confirmed. Nothing was changed.'), operation);
}
