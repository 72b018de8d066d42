import { Uri, window, workspace } from 'vscode';
import type { HistoryEntry } from '../../app/segments/history';
import { historyCsv } from '../../app/segments/historyText';

/**
 * Asks for a file, and writes one row per reading, upload and clear, with times in ISO 8601. Resolves
 * to the file's path in the workspace, or undefined if cancelled.
 */
export async function exportHistory(
  segmentId: string,
  entries: readonly HistoryEntry[],
): Promise<string | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    defaultUri: folder && Uri.joinPath(folder, `segment-${segmentId}-history.csv`),
    filters: { CSV: ['csv'] },
  });
  if (!target) return undefined;
  await workspace.fs.writeFile(target, new TextEncoder().encode(historyCsv(entries)));
  return workspace.asRelativePath(target);
}
