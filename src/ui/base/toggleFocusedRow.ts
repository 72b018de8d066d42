import { commands } from 'vscode';

/** Selects and deselects the focused row of the list that has the focus: see `rowsInFocus`. */
export function toggleFocusedRowTwice(): PromiseLike<unknown> {
  return commands.executeCommand('runCommands', {
    commands: ['list.toggleSelection', 'list.toggleSelection'],
  });
}
