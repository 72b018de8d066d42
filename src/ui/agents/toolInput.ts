import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import { Arguments } from '../../app/arguments';
import { Failure } from '../../common/failure';
import { argumentText } from '../../common/messageText';
import { findInWorkspace } from './workspaceFile';

/** What a model passed. It is checked as if a stranger had typed it. */
export function toolInput(raw: object, tool: string): Arguments {
  return new Arguments(raw as Record<string, unknown>, tool, true);
}

/** A file of the workspace: nothing outside it is read for a model. */
export async function workspaceFileIn(input: Arguments, tool: string): Promise<Uri> {
  const path = input.text('file');
  const found = await findInWorkspace(path);
  if (found) return found;
  // The same words for one that is elsewhere: what there is outside is none of the model's business.
  throw new Failure(
    'not-in-workspace',
    t(
      'There’s no file {0} in the open folders. Use a path inside one of them.',
      argumentText(path),
    ),
    tool,
  );
}
