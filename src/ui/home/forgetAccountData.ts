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
import { ask } from '../segments/confirm';
import { askAccount } from '../segments/segmentChooser';
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
        throw badArgument(OPERATION, t('Pass “confirm”: false, or the account’s id.'));
      return forget(account);
    },
    prompt: async (node) => {
      const account = await accountFor(accounts, node);
      await confirmForget(await uploads.load(), account);
      const forgotten = await forget(account);
      void window.showInformationMessage(
        t('The data of account {0} on this machine is gone.', account.accountId),
      );
      return forgotten;
    },
  });
}

async function accountFor(accounts: Accounts, node: unknown): Promise<AccountHandle> {
  const selected = await accounts.require();
  const key = (node as { account?: { key?: unknown } } | undefined)?.account?.key;
  if (typeof key === 'string') return accounts.byKey(key) ?? selected;
  return askAccount(accounts, t('Forget the data of which account?'));
}

async function confirmForget(
  uploads: Pick<UploadsUi, 'jobsOf'>,
  account: AccountHandle,
): Promise<void> {
  const jobs = await uploads.jobsOf(account);
  const lines = [
    t('These go from this machine:'),
    `• ${t('the readings, uploads and clears noted for its segments')}`,
    `• ${plural(jobs.length, { one: t('the journal and report of {0} upload; one not finished can no longer be resumed', count(jobs.length)), other: t('the journals and reports of {0} uploads; those not finished can no longer be resumed', count(jobs.length)) })}`,
    `• ${t('what was chosen for its files, its recently used segments, and readings still to come')}`,
    `• ${t('that it is selected or shown here')}`,
    ...(account.sandbox
      ? [`• ${t('the sandbox itself: its segments, lists and credentials')}`]
      : []),
    '',
    account.sandbox
      ? t('Local sandbox: nothing goes to Criteo.')
      : t('Nothing changes at Criteo, and the sign-in stays: sign out to forget that too.'),
  ];
  await ask(
    t('Forget the data of account {0} ({1})?', account.label.forNotification(), account.accountId),
    lines,
    t('Forget'),
  );
}
