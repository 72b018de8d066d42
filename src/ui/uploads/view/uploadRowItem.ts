import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import {
  rowDescription,
  rowLabel,
  rowSpoken,
  type UploadRowInput,
} from '../../../app/uploads/rows/uploadRowText';
import { rowTooltip } from '../../../app/uploads/rows/uploadRowTooltip';
import { contextOf, type RowAbilities, type Standing } from '../../../app/uploads/standing';

const WARNING = 'list.warningForeground';
const ERROR = 'list.errorForeground';

/** Told apart by their shape, too. */
const ICONS: Record<Standing, [icon: string, color?: string]> = {
  running: ['sync~spin'],
  paused: ['debug-pause', WARNING],
  planned: ['clock'],
  waiting: ['clock'],
  incomplete: ['warning', WARNING],
  failed: ['error', ERROR],
  cancelled: ['circle-slash'],
  partly: ['warning', WARNING],
  done: ['pass', 'testing.iconPassed'],
  unreadable: ['error', ERROR],
};

/** A row as the editor draws it. Enter and a click open its page. `undoes`: see `rowTooltip`. */
export function uploadRowItem(
  input: UploadRowInput,
  abilities: RowAbilities,
  undoes: string,
): TreeItem {
  const { row } = input;
  const item = new TreeItem(rowLabel(input), TreeItemCollapsibleState.None);
  item.id = row.id;
  item.description = rowDescription(input);
  const [icon, color] = ICONS[row.state];
  item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
  item.contextValue = contextOf(row.jobs, abilities);
  item.tooltip = rowTooltip(input, undoes);
  item.accessibilityInformation = { label: rowSpoken(input) };
  item.command = { command: 'criteoAudiences.openUploadRow', title: t('Open Upload') };
  return item;
}
