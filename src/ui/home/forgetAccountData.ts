import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { AccountService } from '../../app/accounts/accountService';
import { SANDBOX_SESSION } from '../../app/accounts/signIn';
import { Arguments, type Confirm } from '../../app/arguments';
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

/** What went. */
interface ForgetResult {
  accountId: string;
  /** Uploads whose journals were deleted. */
  jobs: number;
  /** The sandbox with all its segments and lists went too. */
  sandbox: boolean;
}

/**
 * `criteoAudiences.forgetAccountData({accountId?, confirm?})`, for a hand-over: all that this
 * extension keeps of an account on this machine. Nothing changes at Criteo, and the sign-in stays.
 */
export function registerForget(
  commands: Commands,
  accounts: AccountService,
  history: History,
  recent: RecentSegments,
  uploads: Pick<LazyUploads, 'load'>,
): void {
  /** A sandbox goes as a whole: with it, what is kept of each of its accounts. */
  const forget = async (account: AccountHandle): Promise<ForgetResult> => {
    const ui = await uploads.load();
    const all = account.sandbox ? accounts.shown().filter(({ sandbox }) => sandbox) : [account];
    // First, since it refuses while an upload is under way.
    let jobs = 0;
    for (const one of all) jobs += await ui.forget(one, await history.segments(one.key));
    for (const one of all) {
      await history.forget(one.key);
      await recent.forget(one.key);
    }
    if (account.sandbox) {
      await accounts.forget(SANDBOX_SESSION);
      await accounts.sandbox.reset();
    }
    for (const one of all) await accounts.unselect(one);
    return { accountId: account.accountId, jobs, sandbox: account.sandbox };
  };

  commands.add<{ accountId?: string; confirm: Confirm }, ForgetResult>({
    id: 'criteoAudiences.forgetAccountData',
    parse: ([raw]) => {
      const args = Arguments.of(raw, OPERATION, 'accountId', 'confirm');
      return args && { accountId: args.optionalId('accountId'), confirm: args.confirm() };
    },
    run: async ({ accountId, confirm }) => {
      const account = await accounts.require(accountId);
      if (confirmationOf(account, undefined, confirm, OPERATION).kind !== 'nothing')
        throw badArgument(OPERATION, t('Set “confirm” to false or to the account ID.'));
      return forget(account);
    },
    prompt: async (node) => {
      const account = await accountFor(accounts, node);
      await confirmForget(await uploads.load(), account);
      const forgotten = await forget(account);
      void window.showInformationMessage(
        t('The local data of account {0} was deleted.', account.accountId),
      );
      return forgotten;
    },
  });
}

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
