import { t } from '@vscode/l10n';
import type { Command } from 'commander';

/** Adds two examples to the help of a command. */
export function addExamples(command: Command, ...examples: [string, string]): void {
  command.addHelpText(
    'after',
    () => `\n${t('Examples:')}\n${examples.map((line) => `  criteo-audiences ${line}`).join('\n')}`,
  );
}
