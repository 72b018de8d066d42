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
import { badArgument } from '../../common/failure';
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

/**
 * Asks for the nightly file that is to have more entries of an account: one of the workspace, or a new
 * one. Throws `Cancelled` on Escape.
 */
export async function chooseNightly(account: AccountHandle, title: string): Promise<Uri> {
  const found = await Promise.all(
    (await nightlyFiles()).map(async (uri) => {
      const text = await textOf(uri).catch(() => '');
      return { uri, isOurs: writtenFile(text).account?.text === account.accountId };
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
 * Adds entries to a nightly file, which is created where it isn't there, and leaves saving it to the person.
 * Throws `Failure` 'bad-argument' if its text has no place for them.
 */
export async function writeEntries(
  uri: Uri,
  account: AccountHandle,
  entries: readonly NewEntry[],
  command: string,
): Promise<TextDocument> {
  if ((await stampOf(uri)) === undefined) await writeText(uri, emptyNightly(account.accountId));
  const document = await workspace.openTextDocument(uri);
  const before = document.getText();
  const after =
    writtenFile(before).account?.text === account.accountId
      ? addEntries(before, entries, uri.toString())
      : undefined;
  if (after === undefined)
    throw badArgument(
      command,
      t(
        '{0} isn’t a nightly file of account {1}, or has mistakes. Correct it, or choose another file.',
        fileName(uri).forNotification(),
        account.accountId,
      ),
    );
  const edit = new WorkspaceEdit();
  const { start, end, text } = changeBetween(before, after);
  edit.replace(uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  if (after !== before) await workspace.applyEdit(edit);
  return document;
}

/** As `writeEntries`, for a person, who sees the first of them. */
export async function addAndShow(...given: Parameters<typeof writeEntries>): Promise<void> {
  const [uri, , entries] = given;
  const known = await knownIds(uri);
  const document = await writeEntries(...given);
  if (entries.every(({ id }) => known.includes(id)))
    void window.showInformationMessage(
      t(
        '{0} has an entry already. Nothing was changed.',
        OutsideText.join(
          entries.map(({ name, id }) => OutsideText.name(name ?? id)),
          ', ',
        ).forNotification(),
      ),
    );
  await showEntry(document, entries[0].id);
}

async function knownIds(uri: Uri): Promise<string[]> {
  const text = await textOf(uri).catch(() => '');
  return writtenFile(text).entries.flatMap(({ id }) => id?.text ?? []);
}

/** Shows the entry of a segment: where its file is to be written, or else as a whole. */
export async function showEntry(document: TextDocument, segmentId: string): Promise<void> {
  const editor = await window.showTextDocument(document, { preview: false });
  const entry = writtenFile(document.getText()).entries.find(({ id }) => id?.text === segmentId);
  if (!entry) return;
  const { file, at } = entry;
  const isEmpty = file?.length === 2;
  const [start, end] = isEmpty
    ? [file.offset + 1, file.offset + 1]
    : [at.offset, at.offset + at.length];
  editor.selection = new Selection(document.positionAt(start), document.positionAt(end));
  editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
}

async function textOf(uri: Uri): Promise<string> {
  return (await workspace.openTextDocument(uri)).getText();
}

/** The one stretch that differs between two texts. */
function changeBetween(
  before: string,
  after: string,
): { start: number; end: number; text: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let kept = 0;
  while (
    kept < shorter - start &&
    before[before.length - 1 - kept] === after[after.length - 1 - kept]
  )
    kept++;
  return {
    start,
    end: before.length - kept,
    text: after.slice(start, after.length - kept),
  };
}
