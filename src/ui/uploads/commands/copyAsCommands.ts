import { t } from '@vscode/l10n';
import { env, Uri, workspace } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { commandLineOf, taskOf } from '../../../app/uploads/repeatUpload';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import { copyText } from '../../base/copyText';
import { TASK_TYPE } from '../../base/names';
import { UPLOADS_THAT_ARE } from './jobActions';
import type { JobCommands } from './jobCommands';

/** Registers the commands that copy how an upload was made, which they also return. */
export function registerCopyAs(
  jobs: JobCommands,
  accounts: Accounts,
  engine: () => Uploads,
  stateDir: string,
): void {
  const add = (name: string, textOf: typeof commandLineOf, separator: string): void => {
    const textOfAll = async (copied: readonly JobSummary[]): Promise<string> => {
      const texts: string[] = [];
      for (const job of copied) {
        const account = await requireAccountOfJob(accounts, job, name);
        const plan = await engine().planOf(job.jobId);
        const folder = workspace.getWorkspaceFolder(Uri.parse(plan.files[0].uri))?.uri.fsPath;
        texts.push(textOf(plan, account, { folder, stateDir, platform: process.platform }));
      }
      return texts.join(separator);
    };
    const copy = async (copied: readonly JobSummary[]): Promise<string> => {
      const text = await textOfAll(copied);
      await copyText(text);
      return text;
    };
    jobs.add({
      name,
      fits: UPLOADS_THAT_ARE.ended,
      noneText: () => t('No uploads to copy'),
      run: async (job) => {
        const text = await textOfAll([job]);
        await env.clipboard.writeText(text);
        return text;
      },
      prompt: (job) => copy([job]),
      promptAll: copy,
    });
  };
  add('copyAsCommand', commandLineOf, '\n');
  add('copyAsTask', taskText, ',\n');
}

/** A task as it is written in `tasks.json`. */
function taskText(...job: Parameters<typeof taskOf>): string {
  return JSON.stringify({ type: TASK_TYPE, ...taskOf(...job) }, undefined, 2);
}
