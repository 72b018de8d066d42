import { window, type QuickPickItem } from 'vscode';
import { orCancel } from '../../common/failure';

/** Picks one item. Stays open when the focus moves elsewhere. Throws `Cancelled` on Escape. */
export async function pickOne<T extends QuickPickItem>(
  items: readonly T[],
  title: string,
  placeHolder?: string,
): Promise<T> {
  return orCancel(await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }));
}
