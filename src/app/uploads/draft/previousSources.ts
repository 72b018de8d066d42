import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { badArgument } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import { optionName } from '../../../common/optionNames';
import type { SourceFile } from '../../../upload/uploadTypes';
import type { Choices, FileChoice, RefreshChoices } from '../choices';

/** Where files are, and whether they are still there. */
export interface FilesOnDisk {
  /** Where the engine reads a file. Rejects with `Failure` if it doesn't exist. */
  sourceOf(uri: string, command: string): Promise<SourceFile>;
  /** A file's current size and time (milliseconds since 1970); undefined if it no longer exists. */
  stampOf(uri: string): Promise<{ size: number; modifiedAt?: number } | undefined>;
}

/** Whether it is known what a refresh is compared with, even if that is nothing yet. */
export function isPreviousChosen(refresh: RefreshChoices | undefined): boolean {
  return refresh?.previous !== undefined || refresh?.keep !== undefined;
}

/**
 * The previous files of a refresh, read as its own files are, where nothing else was chosen. The
 * kept file is among them also where there is none yet: the engine knows that it is a first run.
 * `sources`: the refresh's own files. Rejects with `Failure` 'bad-argument' if another previous file
 * is missing, or the file can't be kept.
 */
export async function previousSources(
  { files, refresh = {} }: Choices,
  sources: readonly SourceFile[],
  on: FilesOnDisk,
  command: string,
): Promise<SourceFile[]> {
  const { keep } = refresh;
  const kept = keep === undefined ? undefined : fileURLToPath(keep);
  if (kept !== undefined) requireKeepable(kept, sources, command);
  const chosen = refresh.previous ?? (keep === undefined ? [] : [{ uri: keep }]);
  const found: SourceFile[] = [];
  for (const choice of chosen) {
    const { uri } = choice;
    const isKept = kept !== undefined && uri.startsWith('file:') && fileURLToPath(uri) === kept;
    if (!isKept && (await on.stampOf(uri)) === undefined) throw missing(uri, command);
    // By the path that the engine has: an editor may spell it in another way.
    const source = isKept ? { uri, path: kept } : await on.sourceOf(uri, command);
    found.push({ ...source, ...readingOf(choice, files) });
  }
  return found;
}

/** As chosen; otherwise as the new files, if all of them are read in one way. */
function readingOf(
  { columns, dialect }: FileChoice,
  [first, ...others]: readonly FileChoice[],
): Pick<SourceFile, 'columns' | 'dialect'> {
  const isShared = (key: 'columns' | 'dialect'): boolean =>
    others.every((other) => JSON.stringify(other[key]) === JSON.stringify(first[key]));
  return {
    columns: columns ?? (isShared('columns') ? first.columns : undefined),
    dialect: dialect ?? (isShared('dialect') ? first.dialect : undefined),
  };
}

function requireKeepable(kept: string, sources: readonly SourceFile[], command: string): void {
  const [{ path: own }] = sources;
  const name = optionName('keep');
  if (sources.length > 1)
    throw badArgument(command, t('“{0}” keeps one file, but there are several.', name));
  if (own === undefined)
    throw badArgument(command, t('“{0}” needs a file on this machine’s disk.', name));
  if (path.resolve(own) === kept)
    throw badArgument(
      command,
      t('“{0}” must be another file than the one to upload: it keeps a copy of it.', name),
    );
}

function missing(uri: string, command: string): Error {
  return badArgument(
    command,
    t(
      'The previous file {0} doesn’t exist, so it isn’t known who left. Check the path. For the first run, use “{1}”, or the operation “{2}”.',
      fileName(uri).forNotification(),
      optionName('keep'),
      'add',
    ),
  );
}
