import { t } from '@vscode/l10n';
import { EndOfLine, workspace, type TextDocument, type Uri } from 'vscode';
import type { ReadingOptions } from '../../app/repair/fixRows';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import type { Dialect } from '../../csv/csvTypes';

/** The editor's names for an encoding. The first is the one to open a file with. */
function editorEncodings({ encoding, bomLength }: Dialect): readonly string[] {
  switch (encoding) {
    case 'utf-8':
      return bomLength > 0 ? ['utf8bom', 'utf8'] : ['utf8', 'utf8bom'];
    case 'utf-16le':
      return ['utf16le'];
    case 'utf-16be':
      return ['utf16be'];
    case 'windows-1252':
      return ['windows1252'];
  }
}

/**
 * Whether the editor opened a file in an encoding other than its own. Saving it would then damage
 * its non-ASCII characters.
 */
export function isMisread(document: TextDocument, { dialect }: ReadingOptions): boolean {
  return (
    !editorEncodings(dialect).includes(document.encoding) &&
    /[^\u0000-\u007f]/.test(document.getText())
  );
}

/** The document of a file, opened in the file's encoding unless it is already open. */
export async function openDocument(uri: Uri, readAs: ReadingOptions): Promise<TextDocument> {
  const opened = workspace.textDocuments.find(
    (candidate) => candidate.uri.toString() === uri.toString(),
  );
  return (
    opened ?? workspace.openTextDocument(uri, { encoding: editorEncodings(readAs.dialect)[0] })
  );
}

/**
 * The document of a file. Opens it in the file's encoding if needed; throws `Failure`
 * 'other-encoding' if it is already open in another one.
 */
export async function documentOf(uri: Uri, readAs: ReadingOptions): Promise<TextDocument> {
  const document = await openDocument(uri, readAs);
  if (!isMisread(document, readAs)) return document;
  throw new Failure(
    'other-encoding',
    t(
      'The editor opened "{0}" in an encoding other than the file’s ({1}), so saving it would damage the file. Reopen it with that encoding, or use "Save Fixed CSV As…", which keeps the encoding.',
      fileName(uri).forNotification(),
      readAs.dialect.encoding.toUpperCase(),
    ),
    'fixProblems',
  );
}

export function eolOf({ eol }: TextDocument): string {
  return eol === EndOfLine.CRLF ? '\r\n' : '\n';
}
