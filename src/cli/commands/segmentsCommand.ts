import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import type { SetWork } from '../context';
import { addExamples } from './examples';
import { addClearCommand } from './segments/clearCommand';
import { addDeleteCommand } from './segments/deleteCommand';
import { addFileCommands } from './segments/fileCommands';
import { addReadCommands } from './segments/readCommands';
import { addSaveCommands } from './segments/saveCommands';

/** `segments …` and `clear`. */
export function addSegmentCommands(program: Command, setWork: SetWork): void {
  const segments = program.command('segments').description(t('Manage segments'));
  addExamples(segments, 'segments list --text crm', 'segments show "CRM Users"');
  addReadCommands(segments, setWork);
  addSaveCommands(segments, setWork);
  addDeleteCommand(segments, setWork);
  addFileCommands(segments, setWork);
  addClearCommand(program, setWork);
}
