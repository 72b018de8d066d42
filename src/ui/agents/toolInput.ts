import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import { Arguments } from '../../app/arguments';
import { Failure } from '../../common/failure';
import { argumentText } from '../../common/messageText';
import { findInWorkspace } from './workspaceFile';

/** The input of a tool, validated like any untrusted input. */
export function toolInput(raw: object, tool: string): Arguments {
  return new Arguments(raw as Record<string, unknown>, tool, true);
}

/**
 * The file at the input's `file`. Throws `Failure` 'not-in-workspace' for anything outside the open
 * folders.
 */
export async function workspaceFileIn(input: Arguments, tool: string): Promise<Uri> {
  const path = input.text('file');
  const uri = await findInWorkspace(path);
  if (uri) return uri;
  // The same message whether or not the file exists outside: a model must not probe the disk.
  throw new Failure(
    'not-in-workspace',
    t(
      'There’s no file {0} in the open folders. Use a path inside one of them.',
      argumentText(path),
    ),
    tool,
  );
}
