import { t } from '@vscode/l10n';
import { env, Uri, window, workspace } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { stateFolderOf } from '../../../app/terminalFolder';
import {
  commandLineOf,
  hasNumber,
  keptPathOf,
  taskOf,
  type NextName,
  type Surroundings,
} from '../../../app/uploads/repeat/repeatUpload';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { copiesOf, findLaterUpload, hasEnded } from '../../../app/uploads/standing';
import { Failure } from '../../../common/failure';
import { fileLabel } from '../../../common/fileName';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import { keepSent } from '../../../upload/update/keptFile';
import type { Plan } from '../../../upload/uploadTypes';
import { copyText } from '../../base/copyText';
import { TASK_TYPE } from '../../base/names';
import { pickOne } from '../../base/pickOne';
import { settings } from '../../base/settings';
import type { JobCommands } from './jobCommands';

/** Registers the commands that copy how an upload is made again, which they also return. */
export function registerCopyAs(
  jobs: JobCommands,
  accounts: Accounts,
  engine: () => Uploads,
  stateDir: string,
): void {
  const add = (
    name: string,
    as: 'command' | 'task',
    textOf: typeof commandLineOf,
    separator: string,
  ): void => {
    const plansOf = (copied: readonly JobSummary[]): Promise<Plan[]> =>
      Promise.all(copied.map(({ jobId }) => engine().planOf(jobId)));
    const textOfAll = async (
      copied: readonly JobSummary[],
      plans: readonly Plan[],
      next: NextName,
    ): Promise<string> => {
      const texts: string[] = [];
      for (const [index, job] of copied.entries()) {
        const account = await requireAccountOfJob(accounts, job, name);
        texts.push(textOf(plans[index], account, surroundingsOf(plans[index], stateDir), next));
      }
      return texts.join(separator);
    };
    const copy = async (copied: readonly JobSummary[]): Promise<string | undefined> => {
      const plans = await plansOf(copied);
      const next = await askNextName(plans, as);
      try {
        const text = await textOfAll(copied, plans, next);
        await copyText(text);
        if (next === 'same') await keepAll(engine(), copied, plans);
        return text;
      } catch (error) {
        if (!(error instanceof Failure && error.code === 'not-expressible')) throw error;
        // Nothing failed: that is what a command or a task can't do.
        void window.showInformationMessage(error.message);
        return undefined;
      }
    };
    jobs.add<string | undefined, never>({
      name,
      fits: (job) => hasEnded(job) && copiesOf(job).includes(as),
      noneText: () => t('No uploads to copy'),
      run: async (job) => {
        const plans = await plansOf([job]);
        const text = await textOfAll([job], plans, 'same');
        await env.clipboard.writeText(text);
        await keepAll(engine(), [job], plans);
        return text;
      },
      prompt: (job) => copy([job]),
      promptAll: copy,
    });
  };
  add('copyAsCommand', 'command', commandLineOf, '\n');
  add('copyAsTask', 'task', taskText, ',\n');
}

function surroundingsOf(plan: Plan, stateDir: string): Surroundings {
  const uri = Uri.parse(plan.files[0].uri);
  return {
    folder: workspace.getWorkspaceFolder(uri)?.uri.fsPath,
    platform: process.platform,
    stateDir: stateDir === stateFolderOf(process.env) ? undefined : stateDir,
    usualHash: settings.hashEmails(uri),
  };
}

/** A task as it is written in `tasks.json`. */
function taskText(...job: Parameters<typeof taskOf>): string {
  return JSON.stringify({ type: TASK_TYPE, ...taskOf(...job) }, undefined, 2);
}

/** Asks how the next file of an update is called, if that isn't clear. Throws `Cancelled`. */
async function askNextName(plans: readonly Plan[], as: 'command' | 'task'): Promise<NextName> {
  const updates = plans.filter(({ options }) => options.operation === 'update');
  const [named] = updates.flatMap(({ files }) => files.filter(hasNumber));
  if (!named) return 'same';
  const items: { label: string; detail: string; next: NextName }[] = [
    {
      label: t('A New Name'),
      detail:
        as === 'command'
          ? t('Takes the newest file that differs in its numbers only')
          : t('Takes the file in the active editor'),
      next: 'new',
    },
    {
      label: t('The Same Name'),
      detail: t(
        'Always takes {0}, and keeps a copy of it now to compare with. After an update from here, copy again: otherwise the next run stops.',
        fileLabel(named.uri).forPrompt(),
      ),
      next: 'same',
    },
  ];
  const title = as === 'command' ? t('Copy as Command') : t('Copy as Task');
  const { next } = await pickOne(items, title, t('What is the file of the next update called?'));
  return next;
}

/**
 * Keeps what updates sent, for a next run whose file has taken its place. What a later upload has
 * sent to the segment is on record, and this file is no longer what the segment has.
 */
async function keepAll(
  engine: Uploads,
  jobs: readonly JobSummary[],
  plans: readonly Plan[],
): Promise<void> {
  for (const [index, plan] of plans.entries()) {
    const [{ path, contentHash, uri }] = plan.files;
    const kept = keptPathOf(plan);
    if (plan.options.operation !== 'update' || plan.keep || findLaterUpload(engine, jobs[index]))
      continue;
    if (path === undefined || kept === undefined || contentHash === undefined) continue;
    if (!(await keepSent(path, kept, contentHash)))
      void window.showInformationMessage(
        t(
          'Copied. {0} has changed since it was sent, so the first run stops: it isn’t known who left. Update the segment from here first, then copy again.',
          fileLabel(uri).forNotification(),
        ),
      );
  }
}
