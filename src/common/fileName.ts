import { t } from '@vscode/l10n';
import { filesCountText } from './counts';
import { count } from './format';
import { OutsideText } from './outsideText';

/** A URI as text, or a URI object, whose path is decoded. */
type Address = string | { readonly path: string };

/** The name of a file without its folder, for display. */
export function fileName(address: Address): OutsideText {
  return OutsideText.name(
    typeof address === 'string' ? nameIn(address) : lastSegment(address.path),
  );
}

/** How many of several files are named. */
const MAX_NAMED = 3;

/** The names of several files, such as those of an upload. */
export function fileNames(
  files: readonly ({ readonly uri: string } | { readonly path: string })[],
): OutsideText {
  const more = files.length - MAX_NAMED;
  return OutsideText.join(
    [
      ...files.slice(0, MAX_NAMED).map((file) => fileName('uri' in file ? file.uri : file)),
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
  const last = lastSegment(uri.replace(/[?#].*$/s, '').replace(/^[a-z][a-z0-9+.-]+:/i, ''));
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
