import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import type { ReadingOptions } from '../../app/repair/fixRows';
import type { TargetFile } from '../../app/writeParts';
import { Failure, orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { OutsideText } from '../../common/outsideText';
import { filesOf } from '../base/chooseFile';
import type { Problems } from './problems';

/**
 * The file passed to the command, else the active editor's, else one picked from the files with
 * problems. Throws `Failure` 'no-problems' if there are none.
 */
export async function fileWithProblems(problems: Problems, args: readonly unknown[]): Promise<Uri> {
  const withProblems = (uri: Uri | undefined): Uri | undefined =>
    uri && problems.readAs(uri) ? uri : undefined;
  const current =
    withProblems(filesOf(args)[0]) ?? withProblems(window.activeTextEditor?.document.uri);
  if (current) return current;
  const uris = problems.uris();
  if (uris.length === 1) return uris[0];
  if (uris.length === 0)
    throw new Failure(
      'no-problems',
      t('No file has upload problems. Check or upload a file first.'),
      'problems',
    );
  return orCancel(
    await window.showQuickPick(
      uris.map((uri) => ({
        label: fileName(uri).forPrompt(),
        description: OutsideText.text(workspace.asRelativePath(uri)).forPrompt(),
        uri,
      })),
      { title: t('Which file?') },
    ),
  ).uri;
}

/** How the file was read. Throws `Failure` 'no-problems' if it has none. */
export function readAsFor(problems: Problems, uri: Uri, operation: string): ReadingOptions {
  const readAs = problems.readAs(uri);
  if (readAs) return readAs;
  throw new Failure(
    'no-problems',
    t('"{0}" has no upload problems. Check or upload it first.', fileName(uri).forNotification()),
    operation,
  );
}

/** Inserts a suffix before the extension: `customers.csv` → `customers.fixed.csv`. Drops `.gz`. */
export function withSuffix(uri: Uri, suffix: string): Uri {
  const name = fileName(uri).raw().replace(/\.gz$/i, '');
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return Uri.joinPath(uri, '..', `${stem}.${suffix}${dot > 0 ? name.slice(dot) : '.csv'}`);
}

/** A file to write: streamed to a local path, else written as a whole through the editor. */
export function targetFile(uri: Uri): TargetFile {
  return uri.scheme === 'file'
    ? { uri: uri.toString(), path: uri.fsPath }
    : {
        uri: uri.toString(),
        write: (content) => workspace.fs.writeFile(uri, content),
      };
}
