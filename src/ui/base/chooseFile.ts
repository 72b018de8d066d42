import { t } from '@vscode/l10n';
import { QuickPickItemKind, Uri, window, workspace, type QuickPickItem } from 'vscode';
import { Cancelled, orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { OutsideText } from '../../common/outsideText';
import { isCsvName } from './editorSource';
import { CSV_GLOB } from './names';

/** Workspace files listed at most. */
const MAX_FILES = 500;
interface FileItem extends QuickPickItem {
  uri: Uri;
}

/**
 * The files that the editor passes to a command: `(uri, [uris])` from the Explorer, `(uri,
 * {groupId})` from an editor title, nothing from the Command Palette. Of a mixed selection, those
 * named like a CSV come first.
 */
export function filesOf(args: readonly unknown[]): Uri[] {
  const [first, selection] = args;
  if (Array.isArray(selection) && selection.length > 1) {
    const uris = selection.filter((one) => one instanceof Uri);
    if (uris.some(({ path }) => isCsvName(path)))
      return uris.sort((a, b) => Number(isCsvName(b.path)) - Number(isCsvName(a.path)));
  }
  return first instanceof Uri ? [first] : [];
}

/** The file of the active editor, if it is a CSV. */
function activeCsv(): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri && isCsvName(uri.path) ? uri : undefined;
}

/** The file that a command was called for, else that of the active editor, else the picked one. */
export async function fileFor(args: readonly unknown[], title: string): Promise<Uri> {
  return filesOf(args)[0] ?? activeCsv() ?? chooseFile(title);
}

/** Picks one of the workspace's CSVs, or any file. Throws `Cancelled` on Escape. */
export async function chooseFile(title: string): Promise<Uri> {
  const items = await workspaceFiles();
  const browse: QuickPickItem = { label: t('Browse…') };
  if (items.length === 0) return browseFile(title);
  const choice = orCancel(
    await window.showQuickPick<QuickPickItem | FileItem>(
      [browse, { label: t('in the workspace'), kind: QuickPickItemKind.Separator }, ...items],
      { title, ignoreFocusOut: true, matchOnDescription: true, placeHolder: t('Which file?') },
    ),
  );
  return 'uri' in choice ? choice.uri : browseFile(title);
}

/** Picks one or more files. Throws `Cancelled` on Escape, or when none is selected. */
export async function chooseFiles(title: string): Promise<Uri[]> {
  const items = await workspaceFiles();
  if (items.length === 0) return browseFiles(title, true);
  const chosen = orCancel(
    await window.showQuickPick(items, {
      title,
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
      placeHolder: t('Which files?'),
    }),
  );
  if (chosen.length === 0) throw new Cancelled();
  return chosen.map(({ uri }) => uri);
}

/** The active editor's file first, then by path. */
async function workspaceFiles(): Promise<FileItem[]> {
  const uris = await workspace.findFiles(CSV_GLOB, '**/node_modules/**', MAX_FILES);
  const active = activeCsv()?.toString();
  return uris
    .sort(
      (a, b) =>
        Number(b.toString() === active) - Number(a.toString() === active) ||
        a.path.localeCompare(b.path),
    )
    .map((uri) => ({
      label: fileName(uri).forPrompt(),
      description: folderOf(uri).forPrompt(),
      uri,
    }));
}

async function browseFile(title: string): Promise<Uri> {
  const [uri] = await browseFiles(title, false);
  return uri;
}

/** Picks files in the system's dialog. Throws `Cancelled` if there is none. */
export async function browseFiles(title: string, canSelectMany: boolean): Promise<Uri[]> {
  const uris = orCancel(
    await window.showOpenDialog({
      title,
      canSelectMany,
      openLabel: t('Choose'),
      filters: { CSV: ['csv', 'tsv', 'txt', 'gz', 'CSV', 'TSV', 'TXT'], [t('All files')]: ['*'] },
    }),
  );
  if (uris.length === 0) throw new Cancelled();
  return uris;
}

function folderOf(uri: Uri): OutsideText {
  const path = workspace.asRelativePath(uri, true);
  return OutsideText.text(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
}
