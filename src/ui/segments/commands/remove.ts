import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { AudienceList } from '../../../app/audiences/audienceList';
import {
  applyDeletion,
  audiencesAfter,
  deletionOutcome,
  deletionResultText,
  planDeletion,
  type Deletion,
  type DeletionPlan,
} from '../../../app/segments/changes/deletion';
import type { UploadLocks } from '../../../app/segments/changes/uploadLocks';
import type { Confirmed } from '../../../app/segments/confirmation';
import type { History } from '../../../app/segments/history';
import type { RecentSegments } from '../../../app/segments/recentSegments';
import type { SegmentList } from '../../../app/segments/segmentList';
import type { SentTo } from '../../../app/segments/sizes/knownSizes';
import { count } from '../../../common/format';
import type { Commands } from '../../base/command';
import { copyDetails } from '../../base/copyText';
import { whileWorking } from '../../base/progress';
import { askConfirmation, rejectOnCancel } from '../confirm';
import type { SegmentChooser } from '../segmentChooser';
import type { SegmentDocuments } from '../segmentDocuments';

const OPERATION = 'deleteSegments';

interface Services {
  accounts: Accounts;
  list: SegmentList;
  history: History;
  audiences: AudienceList;
  commands: Commands;
  recent: RecentSegments;
  lists: UploadLocks;
  sentTo: SentTo;
  documents: SegmentDocuments;
  chooser: SegmentChooser;
}

/** `criteoAudiences.deleteSegments({ids, confirm?, accountId?})`. */
export function registerRemove(services: Services): void {
  const { accounts, commands, chooser } = services;
  const planWithProgress = (segments: Parameters<typeof planDeletion>[1]): Promise<DeletionPlan> =>
    whileWorking({ title: t('Finding audiences that use these segments…') }, () =>
      planDeletion(services, segments, undefined),
    );
  const confirmPlan = (plan: DeletionPlan): Promise<Confirmed | undefined> =>
    askConfirmation(plan, t('Delete'));

  commands.add({
    id: 'criteoAudiences.deleteSegments',
    read: (args) => ({
      ids: args.ids('ids'),
      confirm: args.confirm(),
      accountId: args.optionalId('accountId'),
    }),
    async run({ ids, confirm, accountId }) {
      const account = await accounts.require(accountId);
      const segments = ids.map((id) => ({ account, id }));
      const plan = await (confirm === undefined
        ? planWithProgress(segments)
        : planDeletion(services, segments, confirm));
      return applyDeletion(services, plan, await rejectOnCancel(OPERATION, confirmPlan(plan)));
    },
    async prompt(...args) {
      const nodes = await chooser.oneOrMore(
        args,
        { title: t('Which segment do you want to delete?') },
        true,
      );
      const plan = await planWithProgress(
        nodes.map(({ account, segment }) => ({ account, id: segment.id, segment })),
      );
      const confirmed = await confirmPlan(plan);
      const deletion = await deleteWithProgress(services, plan, confirmed);
      showResult(services, plan, deletion).catch((error: unknown) =>
        commands.report(error, OPERATION),
      );
      return deletion;
    },
  });
}

function deleteWithProgress(
  services: Services,
  plan: DeletionPlan,
  confirmed: Confirmed | undefined,
): Promise<Deletion> {
  const size = count(plan.segments.length);
  return whileWorking({ title: t('Deleting segments…'), cancellable: true }, (signal, progress) => {
    const onProgress = (done: number): void =>
      progress.report({ message: t('{0} of {1}', count(done), size) });
    return applyDeletion(services, plan, confirmed, { signal, onProgress });
  });
}

/** Shows one message for all segments; a button opens the outcome of each in a document. */
async function showResult(
  { documents, audiences }: Services,
  plan: DeletionPlan,
  deletion: Deletion,
): Promise<void> {
  const known = await audiencesAfter(deletion, audiences, plan.account);
  const message = deletionResultText(plan, deletion, known);
  if (deletion.problems.length === 0) {
    void window.showInformationMessage(message);
    return;
  }
  const [details, copy] = [t('Show Details'), t('Copy Details')];
  const choice = await window.showWarningMessage(message, details, copy);
  const { lines, hint } = deletionOutcome(plan, deletion, known);
  if (choice === copy) await copyDetails(lines.join('\n'));
  if (choice === details)
    await documents.openOutcome(t('Deleted segments'), hint ? [...lines, '', hint] : lines);
}
