import { dirname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { filesCountText } from './counts';
import { count } from './format';
import { OutsideText } from './outsideText';

/** A URI as text, or a URI object, whose path is decoded. */
type Address = string | { readonly path: string };

/** A longer path is shown without its beginning. */
const LONGEST_PATH = 250;

let workingFolder: string | undefined;
// The window's bundle has no use for paths.
let labelOf = nameIn;

/**
 * From now on, texts name files by their paths: from a folder, or absolute outside of it. Call it once in
 * each process and thread; without it, they name them without their folders.
 */
export function configureFilePaths(folder: string | undefined): void {
  workingFolder = folder;
  labelOf = folder === undefined ? nameIn : (uri) => pathFrom(folder, uri);
}

/** The folder that files are named from, to pass on to a new thread. */
export function folderOfPaths(): string | undefined {
  return workingFolder;
}

/** `uri`: or a path. */
function pathFrom(folder: string, uri: string): string {
  const path = pathIn(uri);
  if (path === undefined) return nameIn(uri);
  const below = relative(folder, path);
  const isOutside =
    // From the root, a path would only lose its slash.
    dirname(folder) === folder ||
    below === '' ||
    below === '..' ||
    below.startsWith(`..${sep}`) ||
    isAbsolute(below);
  const shown = isOutside ? path : below;
  return shown.length > LONGEST_PATH ? `…${shown.slice(-LONGEST_PATH)}` : shown;
}

/** The path on disk; undefined for another file system. */
function pathIn(uri: string): string | undefined {
  if (!SCHEME.test(uri)) return uri;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** How texts name the file with a URI, or a path. */
export function labelIn(uri: string): string {
  return labelOf(uri);
}

/** How texts name a file, for display. */
export function fileLabel(address: Address): OutsideText {
  return OutsideText.name(
    typeof address === 'string' ? labelIn(address) : lastSegment(address.path),
  );
}

/** The name of a file without its folder, in the window and the terminal. */
export function fileName(address: Address): OutsideText {
  return OutsideText.name(
    typeof address === 'string' ? nameIn(address) : lastSegment(address.path),
  );
}

/** Of a URI. A drive of Windows has one letter. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** How many of several files are named. */
const MAX_NAMED = 3;

/** Several files as texts name them, such as those of an upload. */
export function fileNames(
  files: readonly ({ readonly uri: string } | { readonly path: string })[],
): OutsideText {
  const more = files.length - MAX_NAMED;
  return OutsideText.join(
    [
      ...files.slice(0, MAX_NAMED).map((file) => fileLabel('uri' in file ? file.uri : file)),
      more > 0 ? t('… and {0} more', count(more)) : undefined,
    ],
    ', ',
  );
}

/** The name of the only file, or how many there are. */
export function fileOrCount(files: readonly { readonly uri: string }[]): OutsideText {
  return files.length === 1
    ? fileName(files[0].uri)
    : OutsideText.name(filesCountText(files.length));
}

/** The folder of each file whose name alone doesn't tell it from the others; else undefined. */
export function foldersToTell(uris: readonly string[]): (string | undefined)[] {
  const names = uris.map((uri) => fileName(uri).forTree());
  return uris.map((uri, index) =>
    names.indexOf(names[index]) === names.lastIndexOf(names[index])
      ? undefined
      : fileName(uri.slice(0, uri.lastIndexOf('/'))).forTree(),
  );
}

/** The file name in a URI text, decoded if possible. */
export function nameIn(uri: string): string {
  const last = lastSegment(uri.replace(/[?#].*$/s, '').replace(SCHEME, ''));
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A name as patterns see it: in lower case, without what a second download or copy adds. */
export function comparableName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s*\((?:\d+|copy)\)|[\s_-]+(?:copy|kopie|copie)(?=\.)/g, '');
}

/** The pattern of a file's name: each run of digits becomes `*`. Without digits, the name itself. */
export function patternOf(name: string): string {
  return comparableName(name).replace(/\d+/g, '*');
}
