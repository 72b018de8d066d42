import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { FileType, Uri, workspace } from 'vscode';

/**
 * Files that a language model may have read: those below the folders that are open, and not what a
 * link there leads to.
 */

/**
 * The file at a path below an open folder, an absolute one, or an address, as it is called once
 * every link below the folder is followed. Undefined where it is not there, or elsewhere.
 */
export async function findInWorkspace(path: string): Promise<Uri | undefined> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const candidates = /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? [Uri.parse(path)]
    : path.startsWith('/')
      ? folders.map((uri) => uri.with({ path }))
      : folders.map((uri) => Uri.joinPath(uri, path));
  for (const candidate of candidates) {
    // `..` and the like are taken out before it is asked where the file is.
    const uri = Uri.joinPath(candidate, '.');
    const folder = workspace.getWorkspaceFolder(uri)?.uri;
    const found =
      folder &&
      (await (uri.scheme === 'file' ? withoutLinks(folder, uri) : unlessLinked(folder, uri)));
    if (found) return found;
  }
  return undefined;
}

/** The folder itself may be a link: the user opened it. */
async function withoutLinks(folder: Uri, uri: Uri): Promise<Uri | undefined> {
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
 * Other file systems cannot say where a link leads: neither the file nor a folder above it may be
 * one, as far as they tell links.
 */
async function unlessLinked(folder: Uri, uri: Uri): Promise<Uri | undefined> {
  for (let at = uri; at.path.length > folder.path.length; at = Uri.joinPath(at, '..')) {
    const found = await workspace.fs.stat(at).then(
      ({ type }) => type,
      () => undefined,
    );
    if (found === undefined || found & FileType.SymbolicLink) return undefined;
  }
  return uri;
}

/**
 * What tells a file from another one, or from itself before a change. On a disk the time of its
 * last change of any kind is in it, which nobody can set back. Rejects where it is not there.
 */
export async function identityOf(uri: Uri): Promise<string> {
  if (uri.scheme === 'file') {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(uri.fsPath, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  }
  const { size, mtime } = await workspace.fs.stat(uri);
  return [size, mtime].join();
}
