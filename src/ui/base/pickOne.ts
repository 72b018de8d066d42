import { t } from '@vscode/l10n';
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

/** Picks one of a few values, of which the one that holds is marked. Throws `Cancelled` on Escape. */
export async function pickValue<T extends string>(
  title: string,
  values: readonly T[],
  labels: Record<T, string>,
  current: T,
): Promise<T> {
  const items = values.map((value) => ({
    value,
    label: labels[value],
    description: value === current ? t('current') : undefined,
  }));
  return (await pickOne(items, title)).value;
}
