import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Segment } from '../../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import type { AudienceList } from '../../../app/audiences/audienceList';
import { requireSegment } from '../../../app/segments/access';
import {
  applyClearing,
  clearedText,
  planClearing,
  type ClearingPlan,
} from '../../../app/segments/changes/clearing';
import type { UploadLocks } from '../../../app/segments/changes/uploadLocks';
import type { Confirmed } from '../../../app/segments/confirmation';
import type { History } from '../../../app/segments/history';
import type { RecentSegments } from '../../../app/segments/recentSegments';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { SentTo } from '../../../app/segments/sizes/knownSizes';
import type { Commands } from '../../base/command';
import { whileWorking } from '../../base/progress';
import { askConfirmation, rejectOnCancel } from '../confirm';
import type { SegmentChooser } from '../segmentChooser';

const OPERATION = 'clearSegment';

interface Services {
  accounts: Accounts;
  list: SegmentList;
  audiences: AudienceList;
  history: History;
  commands: Commands;
  recent: RecentSegments;
  lists: UploadLocks;
  sentTo: SentTo;
  chooser: SegmentChooser;
}

/** `criteoAudiences.clearSegment({id, confirm?, accountId?})`. */
export function registerClear(services: Services): void {
  const { accounts, list, commands, recent, chooser } = services;
  /** For someone who is asked. */
  const planToAsk = (account: AccountHandle, segment: Segment): Promise<ClearingPlan> =>
    whileWorking({ title: t('Checking the segment…') }, () =>
      planClearing(services, account, segment, undefined, 'person'),
    );

  const confirmPlan = (plan: ClearingPlan): Promise<Confirmed | undefined> =>
    askConfirmation(plan, t('Clear Segment'));

  commands.add({
    id: 'criteoAudiences.clearSegment',
    read: (args) => ({
      id: args.id('id'),
      confirm: args.confirm(),
      accountId: args.optionalId('accountId'),
    }),
    async run({ id, confirm, accountId }) {
      const account = await accounts.require(accountId);
      // The request has no account in its path, so check first that the account owns the segment.
      const segment = await requireSegment(list, account, id, OPERATION);
      const plan = await (confirm === undefined
        ? planToAsk(account, segment)
        : planClearing(services, account, segment, confirm));
      return applyClearing(services, plan, await rejectOnCancel(OPERATION, confirmPlan(plan)));
    },
    async prompt(...args) {
      const node = await chooser.one(
        args,
        { title: t('Which segment do you want to clear?'), only: 'writable' },
        true,
      );
      const plan = await planToAsk(node.account, node.segment);
      const confirmed = await confirmPlan(plan);
      const clearing = await whileWorking({ title: t('Clearing the segment…') }, () =>
        applyClearing(services, plan, confirmed),
      );
      await recent.use(node);
      void window.showInformationMessage(clearedText(plan.name.forNotification()));
      return clearing;
    },
  });
}
