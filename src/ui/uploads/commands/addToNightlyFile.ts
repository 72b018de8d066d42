import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { entryOfPlan } from '../../../app/nightly/editor/newEntry';
import type { NewEntry } from '../../../app/nightly/file/addEntries';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { copiesOf, hasEnded } from '../../../app/uploads/standing';
import { badArgument } from '../../../common/failure';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import { uriIn } from '../../base/uriArguments';
import { addAndSave, addAndShow, chooseNightly } from '../../nightly/writeEntries';
import type { JobCommands } from './jobCommands';

const NAME = 'addToNightlyFile';

/** Registers the command that has uploads done every night: an entry of a nightly file for each. */
export function registerAddToNightlyFile(
  jobs: JobCommands,
  accounts: Accounts,
  engine: () => Uploads,
): void {
  const add = async <T>(
    chosen: readonly JobSummary[],
    write: (account: AccountHandle, entries: readonly NewEntry[]) => Promise<T>,
  ): Promise<T> => {
    const all = await Promise.all(chosen.map((job) => requireAccountOfJob(accounts, job, NAME)));
    const account = oneAccount(all);
    const plans = await Promise.all(chosen.map(({ jobId }) => engine().planOf(jobId)));
    return write(
      account,
      plans.map((plan) => entryOfPlan(plan, account, NAME)),
    );
  };
  const addAll = (chosen: readonly JobSummary[]): Promise<void> =>
    add(chosen, async (account, entries) => {
      const uri = await chooseNightly(account, t('Add to Nightly File'));
      await addAndShow(uri, account, entries, NAME);
    });
  jobs.add<string | void, Uri>({
    name: NAME,
    fits: (job) => hasEnded(job) && copiesOf(job).includes('entry'),
    noneText: () => t('No uploads of files on this machine’s disk'),
    read: (args) => uriIn(args, 'file'),
    run: (job, file) => add([job], (...of) => addAndSave(file, ...of, NAME)),
    prompt: (job) => addAll([job]),
    promptAll: addAll,
  });
}

/** The account of what is to have entries. Throws `Failure` 'bad-argument' if they are several. */
function oneAccount(accounts: readonly AccountHandle[]): AccountHandle {
  const [first] = accounts;
  if (accounts.every(({ key }) => key === first.key)) return first;
  throw badArgument(
    NAME,
    t('These are of several accounts, but a nightly file is for one account.'),
  );
}
