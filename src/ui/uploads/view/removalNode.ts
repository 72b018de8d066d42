import { t } from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { removalRow } from '../../../app/removals/page/removalRow';
import type { RemovalRecord } from '../../../app/removals/removalTypes';
import type { Event } from '../../../common/events';
import { isRecord } from '../../../common/records';

/** A row of the Uploads view; the commands on removals get it as an argument. */
export interface RemovalNode {
  readonly kind: 'removal';
  readonly removalId: string;
}

/** The removals that the view has rows for. */
export interface ShownRemovals {
  readonly shown: readonly RemovalRecord[];
  readonly onDidChange: Event<void>;
  readonly removals: { isRunning(id: string): boolean };
}

export function isRemovalNode(value: unknown): value is RemovalNode {
  return isRecord(value) && value.kind === 'removal' && typeof value.removalId === 'string';
}

/** A row as the editor draws it. Enter and a click open its page. */
export function removalItem(record: RemovalRecord, isRunning: boolean, now: number): TreeItem {
  const row = removalRow(record, isRunning, now);
  const item = new TreeItem(row.label, TreeItemCollapsibleState.None);
  item.id = record.id;
  item.description = row.description;
  item.iconPath = new ThemeIcon(
    row.icon,
    row.icon === 'warning' ? new ThemeColor('list.warningForeground') : undefined,
  );
  item.contextValue = row.context;
  item.tooltip = row.tooltip;
  item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
  item.command = { command: 'criteoAudiences.openUploadRow', title: t('Show Removal') };
  return item;
}
