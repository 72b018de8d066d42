import { t } from '@vscode/l10n';
import { commands, env, Uri, window, workspace } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { stateFolderOf } from '../../../app/terminalFolder';
import { keepForNext } from '../../../app/uploads/repeat/keepForNext';
import { hasDate } from '../../../app/uploads/repeat/nextName';
import { commandLineOf, type Surroundings } from '../../../app/uploads/repeat/repeatUpload';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { copiesOf, hasEnded } from '../../../app/uploads/standing';
import { Failure } from '../../../common/failure';
import { fileName, nameIn } from '../../../common/fileName';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';
import { copyText } from '../../base/copyText';
import type { JobNode } from '../view/jobNode';
import type { JobCommands } from './jobCommands';

const NAME = 'copyAsCommand';

/** Registers the command that copies the lines which make uploads again, and returns them. */
export function registerCopyAsCommand(
  jobs: JobCommands,
  accounts: Accounts,
  engine: () => Uploads,
  stateDir: string,
): void {
  /** Copies, keeps what the next runs compare with, and tells. */
  const copyAll = async (
    copied: readonly JobSummary[],
    copy: (text: string) => Thenable<unknown>,
  ): Promise<string> => {
    const all = await Promise.all(
      copied.map(async (job) => ({ job, plan: await engine().planOf(job.jobId) })),
    );
    const lines: string[] = [];
    for (const { job, plan } of all) {
      const account = await requireAccountOfJob(accounts, job, NAME);
      lines.push(commandLineOf(plan, account, surroundingsOf(plan, stateDir)));
    }
    const text = lines.join('\n');
    await copy(text);
    for (const note of await keepForNext(all, engine().jobs()))
      void window.showInformationMessage(note);
    return text;
  };
  const copyByHand = async (copied: readonly JobSummary[]): Promise<string | undefined> => {
    try {
      const text = await copyAll(copied, copyText);
      offerNightly(copied);
      return text;
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'not-expressible')) throw error;
      // Nothing failed: that is what a command can't do.
      void window.showInformationMessage(error.message);
      return undefined;
    }
  };
  jobs.add<string | undefined, never>({
    name: NAME,
    fits: (job) => hasEnded(job) && copiesOf(job).includes('command'),
    noneText: () => t('No uploads to copy'),
    run: async (job) => copyAll([job], (text) => env.clipboard.writeText(text)),
    prompt: (job) => copyByHand([job]),
    promptAll: copyByHand,
  });
}

/** Where the next file is probably called otherwise, which a line doesn't find. */
function offerNightly(copied: readonly JobSummary[]): void {
  const dated = copied.filter(({ files }) => files.some(({ uri }) => hasDate(nameIn(uri))));
  if (dated.length === 0) return;
  const add = t('Add to Nightly File…');
  const jobIds = dated.map(({ jobId }) => jobId);
  const row: JobNode = { kind: 'job', jobId: jobIds[0], jobIds };
  void window
    .showInformationMessage(
      t(
        'The command always takes {0}. A nightly file takes the newest file of such a name.',
        fileName(dated[0].files[0].uri).forNotification(),
      ),
      add,
    )
    .then((choice) => {
      if (choice === add) void commands.executeCommand('criteoAudiences.addToNightlyFile', row);
    });
}

function surroundingsOf(plan: Plan, stateDir: string): Surroundings {
  const uri = Uri.parse(plan.files[0].uri);
  return {
    folder: workspace.getWorkspaceFolder(uri)?.uri.fsPath,
    platform: process.platform,
    stateDir: stateDir === stateFolderOf(process.env) ? undefined : stateDir,
  };
}
