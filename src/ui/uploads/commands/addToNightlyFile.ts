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
  const entriesOf = async (
    chosen: readonly JobSummary[],
  ): Promise<{ account: AccountHandle; entries: NewEntry[] }> => {
    const account = await requireAccountOfJob(accounts, chosen[0], NAME);
    const entries: NewEntry[] = [];
    for (const job of chosen) {
      if ((await requireAccountOfJob(accounts, job, NAME)).key !== account.key)
        throw badArgument(
          NAME,
          t('These uploads are of several accounts, but a nightly file is for one account.'),
        );
      entries.push(entryOfPlan(await engine().planOf(job.jobId), account, NAME));
    }
    return { account, entries };
  };
  const add = async (chosen: readonly JobSummary[]): Promise<void> => {
    const { account, entries } = await entriesOf(chosen);
    const uri = await chooseNightly(account, t('Add to Nightly File'));
    await addAndShow(uri, account, entries, NAME);
  };
  jobs.add<string | void, Uri>({
    name: NAME,
    fits: (job) => hasEnded(job) && copiesOf(job).includes('entry'),
    noneText: () => t('No uploads of files on this machine’s disk'),
    read: (args) => uriIn(args, 'file'),
    async run(job, file) {
      const { account, entries } = await entriesOf([job]);
      return addAndSave(file, account, entries, NAME);
    },
    prompt: (job) => add([job]),
    promptAll: add,
  });
}
