import { t } from '@vscode/l10n';
import { count } from './format';
import { OutsideText } from './outsideText';

/** A file's address: a URI's text, or a URI, whose path is decoded. */
type Address = string | { readonly path: string };

/** The name of the file at an address, without its folder, for people. */
export function fileName(address: Address): OutsideText {
  return OutsideText.name(
    typeof address === 'string' ? nameIn(address) : lastSegment(address.path),
  );
}

/** The most of several files that are named. */
const MAX_NAMED = 3;

/** The names of several, such as a job's files. */
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

/** The name as it is spelled in a URI's text, decoded where it can be. */
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
