import { link, lstat, open, rename, rm, stat } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { Arguments } from '../../app/arguments';
import type { TargetFile } from '../../app/writeParts';
import { badArgument, type Failure } from '../../common/failure';
import { fileNameOf } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import type { Terminal } from '../terminal';

export interface OutFlags {
  out?: string;
  force?: true;
}

/** The option that names a file to write, `--out` unless it says what, and `--force`. */
export function outOptions(description: string, name = 'out'): Option[] {
  return [
    new Option(`--${name} <file>`, description),
    new Option('--force', t('replace the file of {0} if it exists', `--${name}`)),
  ];
}

/**
 * The file to write, which `argument` names. Rejects with `Failure` 'bad-argument' if there is something that may not be
 * replaced; without `--force`, so does writing it if a file is there by then.
 */
export async function outFile(
  { out, force }: OutFlags,
  terminal: Terminal,
  operation: string,
  argument = 'to',
): Promise<TargetFile & { path: string }> {
  const name = new Arguments({ [argument]: out }, operation).text(argument);
  const [uri, path] = [terminal.uriOf(name), terminal.resolve(name)];
  const exists = (): Failure =>
    badArgument(
      operation,
      t(
        '{0} already exists. Choose another file, or replace it with {1}.',
        fileNameOf(uri),
        '--force',
      ),
    );
  // Also behind a link: neither a folder nor a device is replaced.
  const file = await stat(path).catch(() => undefined);
  if (file && !file.isFile())
    throw badArgument(
      operation,
      t(
        '“{0}” must be the path of a file, and {1} isn’t a regular file.',
        optionName(argument),
        fileNameOf(uri),
      ),
    );
  if (force) return { uri, path };
  if (await lstat(path).catch(() => undefined)) throw exists();
  const place = (temporary: string): Promise<void> =>
    createFrom(temporary, path).catch((error: unknown) => {
      throw codeOf(error) === 'EEXIST' ? exists() : error;
    });
  return { uri, path, place };
}

/** Gives a file a name that nothing has. Rejects with the error of the file system. */
async function createFrom(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    // For file systems without hard links: the name is taken first.
    await (await open(path, 'wx')).close();
    await rename(temporary, path);
  }
  await rm(temporary, { force: true });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
