import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { t } from '@vscode/l10n';
import { FileType, Uri, workspace } from 'vscode';
import type { Arguments } from '../../app/arguments';
import { Failure } from '../../common/failure';
import { argumentText } from '../../common/messageText';

// A language model may read files below the open folders only, not what a link there leads to.

/**
 * The file at a path (below an open folder, or absolute) or URI, with every link below the folder
 * resolved. Undefined if it doesn't exist or is outside the open folders.
 */
async function findInWorkspace(path: string): Promise<Uri | undefined> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const candidates = /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? [Uri.parse(path)]
    : path.startsWith('/')
      ? folders.map((uri) => uri.with({ path }))
      : folders.map((uri) => Uri.joinPath(uri, path));
  for (const candidate of candidates) {
    // Normalizes `..` before looking up the folder.
    const uri = Uri.joinPath(candidate, '.');
    const folder = workspace.getWorkspaceFolder(uri)?.uri;
    const resolved =
      folder &&
      (await (uri.scheme === 'file' ? resolveLinks(folder, uri) : unlessLinked(folder, uri)));
    if (resolved) return resolved;
  }
  return undefined;
}

/** The folder itself may be a link: the user chose to open it. */
async function resolveLinks(folder: Uri, uri: Uri): Promise<Uri | undefined> {
  try {
    const below = relative(await realpath(folder.fsPath), await realpath(uri.fsPath));
    if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below))
      return undefined;
    return Uri.joinPath(folder, ...below.split(sep));
  } catch {
    return undefined;
  }
}

/**
 * Other file systems can't resolve links, so neither the file nor a folder above it may be one (as
 * far as the file system reports them).
 */
async function unlessLinked(folder: Uri, uri: Uri): Promise<Uri | undefined> {
  for (let at = uri; at.path.length > folder.path.length; at = Uri.joinPath(at, '..')) {
    const fileType = await workspace.fs.stat(at).then(
      ({ type }) => type,
      () => undefined,
    );
    if (fileType === undefined || fileType & FileType.SymbolicLink) return undefined;
  }
  return uri;
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
