import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AccountService } from '../../app/accounts/accountService';
import { SANDBOX_SESSION } from '../../app/accounts/signIn';
import { confirmationOf } from '../../app/segments/confirmation';
import type { History } from '../../app/segments/history';
import type { RecentSegments } from '../../app/segments/recentSegments';
import { badArgument } from '../../common/failure';
import { count, plural } from '../../common/format';
import { type Commands } from '../base/command';
import { confirmModal } from '../segments/confirm';
import { pickAccount } from '../segments/segmentChooser';
import type { LazyUploads } from '../uploads/lazyUploads';
import type { UploadsUi } from '../uploads/registerUploads';

const OPERATION = 'forgetAccountData';

/** What was deleted. */
interface ForgetResult {
  accountId: string;
  /** Uploads whose journals were deleted. */
  jobs: number;
  /** The account is the sandbox, which was deleted with its segments and identifiers. */
  sandbox: boolean;
}

/**
 * `criteoAudiences.forgetAccountData({accountId?, confirm?})`: deletes everything that the extension
 * stores about an account on this machine, for example before handing it over. Changes nothing at
 * Criteo, and stays signed in.
 */
export function registerForget(
  commands: Commands,
  accounts: AccountService,
  history: History,
  recent: RecentSegments,
  uploads: Pick<LazyUploads, 'load'>,
): void {
  /** The sandbox is deleted as a whole, with the data of all its accounts. */
  const forget = async (account: AccountHandle): Promise<ForgetResult> => {
    const ui = await uploads.load();
    const targets = account.sandbox ? accounts.shown().filter(({ sandbox }) => sandbox) : [account];
    // First, because it rejects while an upload is running.
    let jobs = 0;
    for (const target of targets)
      jobs += await ui.forget(target, await history.segments(target.key));
    for (const target of targets) {
      await history.forget(target.key);
      await recent.forget(target.key);
    }
    if (account.sandbox) {
      await accounts.forget(SANDBOX_SESSION);
      await accounts.sandbox.reset();
    }
    for (const target of targets) await accounts.unselect(target);
    return { accountId: account.accountId, jobs, sandbox: account.sandbox };
  };

  commands.add({
    id: 'criteoAudiences.forgetAccountData',
    read: (args) => ({
      accountId: args.optionalId('accountId'),
      confirm: args.confirm(),
    }),
    run: async ({ accountId, confirm }) => {
      const account = await accounts.require(accountId);
      if (confirmationOf(account, undefined, confirm, OPERATION).kind !== 'nothing')
        throw badArgument(OPERATION, t('Set “confirm” to false or to the account ID.'));
      return forget(account);
    },
    prompt: async (node) => {
      const account = await accountFor(accounts, node);
      await confirmForget(await uploads.load(), account);
      const result = await forget(account);
      void window.showInformationMessage(
        t('The local data of account {0} was deleted.', account.accountId),
      );
      return result;
    },
  });
}

/** The account of the tree row, else the one that the user picks. */
async function accountFor(accounts: Accounts, node: unknown): Promise<AccountHandle> {
  const selected = await accounts.require();
  const key = (node as { account?: { key?: unknown } } | undefined)?.account?.key;
  if (typeof key === 'string') return accounts.byKey(key) ?? selected;
  return pickAccount(accounts, t('Which account’s local data do you want to delete?'));
}

async function confirmForget(
  uploads: Pick<UploadsUi, 'jobsOf'>,
  account: AccountHandle,
): Promise<void> {
  const jobs = await uploads.jobsOf(account);
  const lines = [
    t('This will be deleted from this machine:'),
    `• ${t('the history of its segments: statistics, uploads and clears')}`,
    `• ${plural(jobs.length, { one: t('the record and report of {0} upload; if unfinished, it can no longer be resumed', count(jobs.length)), other: t('the records and reports of {0} uploads; unfinished ones can no longer be resumed', count(jobs.length)) })}`,
    `• ${t('the choices made for its files, its recently used segments and scheduled statistics')}`,
    `• ${t('its place among the selected and shown accounts')}`,
    ...(account.sandbox
      ? [`• ${t('the sandbox itself: its segments, identifiers and credentials')}`]
      : []),
    '',
    account.sandbox
      ? t('Local sandbox: nothing is sent to Criteo.')
      : t(
          'Nothing changes at Criteo, and you stay signed in. To delete the sign-in too, sign out.',
        ),
  ];
  await confirmModal(
    t(
      'Delete the local data of account {0} ({1})?',
      account.label.forNotification(),
      account.accountId,
    ),
    lines,
    t('Delete'),
  );
}
