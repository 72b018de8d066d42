import { t } from '@vscode/l10n';
import { ProgressLocation, window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments, type Confirm } from '../../../app/arguments';
import { requireSegment, requireWritable, type Lists } from '../../../app/segments/access';
import { clearingLines, clearSegment, type Clearing } from '../../../app/segments/changes/clearing';
import { confirmationOf, guardOf } from '../../../app/segments/confirmation';
import type { History } from '../../../app/segments/history';
import type { RecentSegments } from '../../../app/segments/recent';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { Commands } from '../../base/command';
import { whileWorking } from '../../base/progress';
import { fullNameOf, type SegmentChooser } from '../chooser';
import { ask, askAccountId, rejectingCancel } from '../confirm';
import type { SegmentNode } from '../segmentNode';

/** `criteoAudiences.clearSegment({id, confirm?, accountId?})`. */
export function registerClear({
  accounts,
  list,
  history,
  commands,
  recent,
  lists,
  chooser,
}: {
  accounts: Accounts;
  list: SegmentList;
  history: History;
  commands: Commands;
  recent: RecentSegments;
  lists: Lists;
  chooser: SegmentChooser;
}): void {
  const confirmClearing = async (node: SegmentNode): Promise<void> => {
    const { account, segment } = node;
    const lines = await window.withProgress(
      { location: ProgressLocation.Window, title: t('Looking up the audiences that use it…') },
      () => clearingLines(history, account, segment, fullNameOf(accounts, node)),
    );
    const question = t('Remove all identifiers?');
    await ask(question, lines, t('Remove All'));
    await askAccountId(account, guardOf(account, segment), question);
  };

  commands.add<{ id: string; confirm: Confirm; accountId?: string }, Clearing>({
    id: 'criteoAudiences.clearSegment',
    accepts([raw]) {
      const args = Arguments.of(raw, 'clearSegment', 'id', 'confirm', 'accountId');
      return (
        args && {
          id: args.id('id'),
          confirm: args.confirm(),
          accountId: args.optionalId('accountId'),
        }
      );
    },
    async called({ id, confirm, accountId }) {
      const account = await accounts.require(accountId);
      // The call itself has no account in its path: that the segment is of this account is found
      // out first.
      const segment = await requireSegment(list, account, id, 'clearSegment');
      requireWritable(segment, 'clearSegment');
      await lists.refuseBusy(account, id);
      if (
        confirmationOf(account, guardOf(account, segment), confirm, 'clearSegment').kind !==
        'nothing'
      )
        await rejectingCancel(
          'clearSegment',
          confirmClearing({ kind: 'segment', account, segment }),
        );
      return clearSegment(lists, history, account, id);
    },
    async asked(...args) {
      const node = await chooser.one(
        args,
        { title: t('Remove all identifiers of which segment?'), only: 'writable' },
        true,
      );
      requireWritable(node.segment, 'clearSegment');
      await lists.refuseBusy(node.account, node.segment.id);
      await confirmClearing(node);
      const clearing = await whileWorking({ title: t('Removing all identifiers…') }, () =>
        clearSegment(lists, history, node.account, node.segment.id),
      );
      await recent.use(node);
      void window.showInformationMessage(
        t(
          'The API took the order to remove all identifiers of {0}. The segment itself stays.',
          fullNameOf(accounts, node).forNotification(),
        ),
      );
      return clearing;
    },
  });
}
