import { t } from '@vscode/l10n';
import type { ExtensionContext } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { SegmentList } from '../../app/segments/segmentList';
import { isRecord, isTextList } from '../../common/records';
import type { SegmentState, SegmentToHost, SegmentToPage } from '../../webview/protocol';
import type { Commands } from '../base/command';
import { Panels, type Panel } from './panel';
import type { SegmentHost } from './segmentHost';

/** The page of each segment, and that of several side by side. */
export class SegmentPages extends Panels<SegmentState, SegmentToHost, SegmentToPage> {
  constructor(
    context: Pick<ExtensionContext, 'extensionUri'>,
    accounts: Accounts,
    segments: SegmentList,
    commands: Commands,
    hostOf: (panel: Panel<SegmentState, SegmentToPage>) => SegmentHost,
  ) {
    super(context, accounts, commands, {
      name: 'segment',
      keyOf: ({ accountKey, segmentIds }) =>
        JSON.stringify([accountKey, ...[...segmentIds].sort()]),
      title: (state) => titleOf(state, accounts, segments),
      isState,
      connect: hostOf,
    });
  }

  /** Shows the page of these segments. A new page takes a reading of each. */
  open(account: AccountHandle, segmentIds: readonly string[]): void {
    this.show({ accountKey: account.key, segmentIds: [...new Set(segmentIds)] });
  }
}

/** The tab's title: the segment's name, or its ID until that is known. */
function titleOf(
  { accountKey, segmentIds }: SegmentState,
  accounts: Accounts,
  segments: SegmentList,
): string {
  if (segmentIds.length > 1) return t('Compare {0} Segments', segmentIds.length);
  const [segmentId = ''] = segmentIds;
  const account = accounts.byKey(accountKey);
  return (account && segments.find(account, segmentId)?.name?.forTree()) || segmentId;
}

function isState(value: unknown): value is SegmentState {
  if (!isRecord(value)) return false;
  const { accountKey, segmentIds } = value;
  return typeof accountKey === 'string' && isTextList(segmentIds) && segmentIds.length > 0;
}
