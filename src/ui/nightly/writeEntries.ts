import { t } from '@vscode/l10n';
import {
  Range,
  Selection,
  TextEditorRevealType,
  window,
  workspace,
  WorkspaceEdit,
  type QuickPickItem,
  type TextDocument,
  type Uri,
} from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import { writtenFile } from '../../app/nightly/editor/writtenFile';
import { addEntries, emptyNightly, type NewEntry } from '../../app/nightly/file/addEntries';
import { NIGHTLY_SUFFIX } from '../../app/nightly/file/nightlyFile';
import { badArgument, Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { OutsideText } from '../../common/outsideText';
import { stampOf } from '../base/editorSource';
import { NIGHTLY_GLOB } from '../base/names';
import { pickOne } from '../base/pickOne';
import { askTarget, writeText } from '../views/exportFile';

/** Of the workspace. */
const MOST_FILES = 100;

/** The nightly files of the workspace. */
export function nightlyFiles(): Thenable<Uri[]> {
  return workspace.findFiles(NIGHTLY_GLOB, '**/node_modules/**', MOST_FILES);
}

/** The text of a file as it is saved; undefined where it can't be read. It isn't opened, so nothing is said of it. */
export async function savedText(uri: Uri): Promise<string | undefined> {
  return workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
}

/**
 * Asks for the nightly file that is to have more entries of an account: one of the workspace, or a new
 * one. Throws `Cancelled` on Escape.
 */
export async function chooseNightly(account: AccountHandle, title: string): Promise<Uri> {
  const found = await Promise.all(
    (await nightlyFiles()).map(async (uri) => {
      const { account: written } = writtenFile((await savedText(uri)) ?? '');
      return { uri, isOurs: written?.text === account.accountId };
    }),
  );
  const items: (QuickPickItem & { uri?: Uri })[] = found
    .filter(({ isOurs }) => isOurs)
    .map(({ uri }) => ({
      uri,
      label: fileName(uri).forPrompt(),
      description: workspace.asRelativePath(uri),
    }));
  if (items.length === 0) return newNightly(title);
  const { uri } = await pickOne(
    [...items, { label: t('New Nightly File…') }],
    title,
    t('Which nightly file?'),
  );
  return uri ?? newNightly(title);
}

async function newNightly(title: string): Promise<Uri> {
  const uri = await askTarget(`night${NIGHTLY_SUFFIX}`, title, {
    [t('Nightly file')]: ['jsonc'],
  });
  return uri.path.endsWith(NIGHTLY_SUFFIX)
    ? uri
    : uri.with({ path: `${uri.path.replace(/(\.criteo)?(\.jsonc?)?$/, '')}${NIGHTLY_SUFFIX}` });
}

/**
 * Adds entries to a nightly file, which is created where it isn't there; one for each segment. Resolves with
 * those that it has already, which stay as they are. Throws `Failure` 'bad-argument' if its text has no place for
 * them, and 'not-applied'.
 */
async function writeEntries(
  uri: Uri,
  account: AccountHandle,
  entries: readonly NewEntry[],
  command: string,
): Promise<{ document: TextDocument; known: readonly NewEntry[] }> {
  const name = fileName(uri).forNotification();
  if (uri.scheme === 'file' && (await stampOf(uri)) === undefined)
    await writeText(uri, emptyNightly(account.accountId));
  const document = await workspace.openTextDocument(uri);
  const before = document.getText();
  const written = writtenFile(before);
  const ids = new Set(written.entries.flatMap(({ id }) => id?.text ?? []));
  const added = entries.filter(({ id }) => !ids.has(id) && ids.add(id));
  const after =
    uri.scheme === 'file' && written.account?.text === account.accountId
      ? addEntries(before, added, uri.toString())
      : undefined;
  if (after === undefined)
    throw badArgument(
      command,
      t(
        '{0} isn’t a nightly file of account {1}, or has mistakes. Correct it, or choose another file.',
        name,
        account.accountId,
      ),
    );
  const edit = new WorkspaceEdit();
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  const rest = new Range(document.positionAt(start), document.positionAt(before.length));
  edit.replace(uri, rest, after.slice(start));
  if (after !== before && !(await workspace.applyEdit(edit))) throw notWritable(name, command);
  return { document, known: entries.filter((entry) => !added.includes(entry)) };
}

function notWritable(name: string, command: string): Failure {
  const message = t('"{0}" couldn’t be changed. Check that it’s writable, then try again.', name);
  return new Failure('not-applied', message, command);
}

/** As `writeEntries`, for programs: it is saved. Resolves with its URI. */
export async function addAndSave(...given: Parameters<typeof writeEntries>): Promise<string> {
  const [uri, , , command] = given;
  const { document } = await writeEntries(...given);
  if (document.isDirty && !(await document.save()))
    throw notWritable(fileName(uri).forNotification(), command);
  return uri.toString();
}

/** As `writeEntries`, for a person, who sees the first of them, and saves it. */
export async function addAndShow(...given: Parameters<typeof writeEntries>): Promise<void> {
  const [, , entries] = given;
  const { document, known } = await writeEntries(...given);
  if (known.length > 0)
    void window.showInformationMessage(
      t(
        '{0} has an entry already, which stays as it is.',
        OutsideText.join(
          known.map(({ name, id }) => OutsideText.name(name ?? id)),
          ', ',
        ).forNotification(),
      ),
    );
  const first = entries.find((entry) => !known.includes(entry)) ?? entries[0];
  await showEntry(document, first.id);
}

/** Shows and selects the entry of a segment. */
export async function showEntry(document: TextDocument, segmentId: string): Promise<void> {
  const editor = await window.showTextDocument(document, { preview: false });
  const entry = writtenFile(document.getText()).entries.find(({ id }) => id?.text === segmentId);
  if (!entry) return;
  const { offset, length } = entry.at;
  editor.selection = new Selection(
    document.positionAt(offset),
    document.positionAt(offset + length),
  );
  editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
}
