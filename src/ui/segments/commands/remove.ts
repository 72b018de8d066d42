import { t } from '@vscode/l10n';
import { env, ProgressLocation, window, type LogOutputChannel } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments, type Confirm } from '../../../app/arguments';
import type { Lists } from '../../../app/segments/access';
import {
  deleteSegments,
  deletionLines,
  deletionOutcome,
  deletionQuestion,
  deletionWords,
  type Deletion,
  type Named,
} from '../../../app/segments/changes/deletion';
import { confirmationOf, guardOf } from '../../../app/segments/confirmation';
import type { RecentSegments } from '../../../app/segments/recent';
import type { SegmentList } from '../../../app/segments/segmentList';
import { badArgument } from '../../../common/failure';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { Commands } from '../../base/command';
import { whileWorking } from '../../base/progress';
import { fullNameOf, type SegmentChooser } from '../chooser';
import { ask, askAccountId, rejectingCancel } from '../confirm';
import type { Documents } from '../documents';
import type { SegmentNode } from '../segmentNode';

/** `criteoAudiences.deleteSegments({ids, confirm?, accountId?})`. */
export function registerRemove({
  accounts,
  list,
  commands,
  recent,
  lists,
  log,
  documents,
  chooser,
}: {
  accounts: Accounts;
  list: SegmentList;
  commands: Commands;
  recent: RecentSegments;
  lists: Lists;
  log: LogOutputChannel;
  documents: Documents;
  chooser: SegmentChooser;
}): void {
  const kept = { list, recent, lists, log };
  commands.add<{ ids: string[]; confirm: Confirm; accountId?: string }, Deletion>({
    id: 'criteoAudiences.deleteSegments',
    accepts([raw]) {
      const args = Arguments.of(raw, 'deleteSegments', 'ids', 'confirm', 'accountId');
      return (
        args && {
          ids: args.ids('ids'),
          confirm: args.confirm(),
          accountId: args.optionalId('accountId'),
        }
      );
    },
    async called({ ids, confirm, accountId }) {
      const account = await accounts.require(accountId);
      if (confirmationOf(account, guardOf(account), confirm, 'deleteSegments').kind !== 'nothing') {
        const found = await list.search(account, { segmentIds: ids });
        const named = ids.map((id) => {
          const segment = found.find((other) => other.id === id);
          const name = segment
            ? fullNameOf(accounts, { kind: 'segment', account, segment })
            : OutsideText.name(id);
          return { id, name };
        });
        await rejectingCancel('deleteSegments', confirmDeletion(account, named));
      }
      return deleteSegments(kept, account, ids);
    },
    async asked(...args) {
      const nodes = await chooser.oneOrMore(args, { title: t('Delete which segment?') }, true);
      const account = sameAccount(nodes);
      const named = nodes.map((node) => ({
        id: node.segment.id,
        name: fullNameOf(accounts, node),
      }));
      await confirmDeletion(account, named);
      const deletion = await whileWorking(
        { title: t('Deleting segments…'), cancellable: true },
        (signal, progress) => {
          const ids = named.map(({ id }) => id);
          const onProgress = (asked: number): void =>
            progress.report({ message: t('{0} of {1}', count(asked), count(ids.length)) });
          return deleteSegments(kept, account, ids, { signal, onProgress });
        },
      );
      void tellDeletion(documents, named, deletion);
      return deletion;
    },
  });
}

async function confirmDeletion(account: AccountHandle, named: readonly Named[]): Promise<void> {
  const lines = await window.withProgress(
    { location: ProgressLocation.Window, title: t('Looking up the audiences that use them…') },
    () => deletionLines(account, named),
  );
  const question = deletionQuestion(named.length);
  await ask(question, lines, t('Delete'));
  await askAccountId(account, guardOf(account), question);
}

/** One message for all; the items one by one in a document. */
async function tellDeletion(
  documents: Documents,
  named: readonly Named[],
  deletion: Deletion,
): Promise<void> {
  const words = deletionWords(named, deletion);
  if (deletion.problems.length === 0) {
    void window.showInformationMessage(words);
    return;
  }
  const [details, copy] = [t('Show Details'), t('Copy Details')];
  const choice = await window.showWarningMessage(words, details, copy);
  const { lines, hint } = deletionOutcome(named, deletion);
  if (choice === copy) await env.clipboard.writeText(lines.join('\n'));
  if (choice === details)
    await documents.openOutcome(t('Deleted segments'), hint ? [...lines, '', hint] : lines);
}

function sameAccount(nodes: readonly SegmentNode[]): AccountHandle {
  const [first] = nodes;
  if (!first || nodes.some((node) => node.account.key !== first.account.key)) {
    throw badArgument(
      'deleteSegments',
      t('The selected segments belong to several accounts. Delete them account by account.'),
    );
  }
  return first.account;
}
