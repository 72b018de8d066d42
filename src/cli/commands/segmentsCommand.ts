import { t } from '@vscode/l10n';
import type { CliCommand } from '../cliCommand';
import { addClearCommand } from './segments/clearCommand';
import { addDeleteCommand } from './segments/deleteCommand';
import { addImportCommand } from './segments/importCommand';
import { addListCommand, addShowCommand } from './segments/readCommands';
import { addCreateCommand, addEditCommand } from './segments/saveCommands';

/** `segments …` and `clear`. */
export function addSegmentCommands(program: CliCommand): void {
  const segments = program
    .command('segments')
    .description(t('Manage segments'))
    .examples('segments list --text crm', 'segments show "CRM Users"');
  addListCommand(segments);
  addShowCommand(segments);
  addCreateCommand(segments);
  addEditCommand(segments);
  addDeleteCommand(segments);
  addImportCommand(segments);
  addClearCommand(program);
}
