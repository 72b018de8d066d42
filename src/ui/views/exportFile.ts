import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { orCancel } from '../../common/failure';

/** Asks where to save a CSV. Throws `Cancelled` on Escape. */
export async function askExportTarget(title: string, name: string): Promise<Uri> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return orCancel(
    await window.showSaveDialog({
      title,
      defaultUri: folder && Uri.joinPath(folder, name),
      filters: { CSV: ['csv'] },
    }),
  );
}

export async function writeText(target: Uri, text: string): Promise<void> {
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

/** Says that a file was written, and offers to open it. */
export function offerToOpen(message: string, target: Uri): void {
  const open = t('Open');
  void window.showInformationMessage(message, open).then((choice) => {
    if (choice === open) void window.showTextDocument(target);
  });
}
