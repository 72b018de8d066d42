import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { badArgument } from '../../../common/failure';
import { fileLabel } from '../../../common/fileName';
import { optionName } from '../../../common/optionNames';
import { compact } from '../../../common/records';
import type { SourceFile } from '../../../upload/uploadTypes';
import type { Choices } from '../choices/choices';
import type { FilesOnDisk } from './workspace';

/** Whether it is known what an update is compared with, even if that is nothing yet. */
export function isPreviousChosen({ previous, keep }: Pick<Choices, 'previous' | 'keep'>): boolean {
  return previous !== undefined || keep !== undefined;
}

/**
 * The previous files that were chosen for an update, with what was chosen about them: how they were
 * sent is known to the engine. Undefined for the kept file. Rejects with `Failure` 'bad-argument' if
 * a file other than the kept one is missing: on the first run, that isn't there yet.
 */
export async function previousSources(
  { previous, keep }: Pick<Choices, 'previous' | 'keep'>,
  on: FilesOnDisk,
  command: string,
): Promise<SourceFile[] | undefined> {
  if (previous === undefined) return undefined;
  const kept = keep === undefined ? undefined : fileURLToPath(keep);
  const found: SourceFile[] = [];
  for (const { uri, columns, dialect } of previous) {
    const isKept = kept !== undefined && uri.startsWith('file:') && fileURLToPath(uri) === kept;
    if ((await on.stampOf(uri)) === undefined) {
      if (isKept) continue;
      throw missing(uri, command);
    }
    found.push(compact({ ...(await on.sourceOf(uri, command)), columns, dialect }));
  }
  return found;
}

function missing(uri: string, command: string): Error {
  return badArgument(
    command,
    t(
      'The previous file {0} doesn’t exist, so it isn’t known who left. Check the path. For the first run, use “{1}”, or the operation “{2}”.',
      fileLabel(uri).forNotification(),
      optionName('keep'),
      'add',
    ),
  );
}
