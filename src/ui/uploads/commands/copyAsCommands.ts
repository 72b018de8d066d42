import { t } from '@vscode/l10n';
import { env, Uri, window, workspace } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { stateFolderOf } from '../../../app/terminalFolder';
import { keepForNext } from '../../../app/uploads/repeat/keepForNext';
import { laterNamesText, type LaterNames } from '../../../app/uploads/repeat/nextName';
import {
  commandLineOf,
  datedFolderOf,
  laterNamesOf,
  taskOf,
  type NextName,
  type Surroundings,
} from '../../../app/uploads/repeat/repeatUpload';
import { requireAccountOfJob } from '../../../app/uploads/requireJob';
import { copiesOf, hasEnded } from '../../../app/uploads/standing';
import { Failure } from '../../../common/failure';
import { fileLabel } from '../../../common/fileName';
import { OutsideText } from '../../../common/outsideText';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
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
    /** Copies, keeps what the next runs compare with, and tells. `next`: where it may be a new name. */
    const copyAll = async (
      copied: readonly JobSummary[],
      plans: readonly Plan[],
      next: NextName,
      copy: (text: string) => Thenable<unknown>,
    ): Promise<string> => {
      const texts: string[] = [];
      for (const [index, job] of copied.entries()) {
        const account = await requireAccountOfJob(accounts, job, name);
        texts.push(textOf(plans[index], account, surroundingsOf(plans[index], stateDir), next));
      }
      const text = texts.join(separator);
      await copy(text);
      const all = copied.map((job, index) => ({ job, plan: plans[index] }));
      const fixed = all.filter(({ plan }) => next === 'same' || !laterNamesOf(plan));
      // With a new name, a task takes a file of any folder.
      const folders = (as === 'command' ? all : fixed).flatMap(
        ({ plan }) => datedFolderOf(plan, surroundingsOf(plan, stateDir), name) ?? [],
      );
      const notes = [
        ...(await keepForNext(fixed, engine().jobs())),
        ...[...new Set(folders)].map((folder) => folderText(folder, as)),
      ];
      for (const note of notes) void window.showInformationMessage(note);
      return text;
    };
    const copy = async (copied: readonly JobSummary[]): Promise<string | undefined> => {
      const plans = await plansOf(copied);
      const next = await askNextName(plans, as);
      try {
        return await copyAll(copied, plans, next, copyText);
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
      run: async (job) =>
        copyAll([job], await plansOf([job]), 'same', (text) => env.clipboard.writeText(text)),
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

/** Says that the folder stays as it is, which its date doesn't. */
function folderText(folder: string, as: 'command' | 'task'): string {
  const shown = OutsideText.name(folder).forNotification();
  return as === 'command'
    ? t('The command always takes its file from {0}. If that changes, change the command.', shown)
    : t('The task always takes its file from {0}. If that changes, change the task.', shown);
}

/** Asks how the next file of an update is called, if that isn't clear. Throws `Cancelled`. */
async function askNextName(plans: readonly Plan[], as: 'command' | 'task'): Promise<NextName> {
  const [named] = plans.flatMap((plan) => {
    const names = laterNamesOf(plan);
    return names ? [{ uri: plan.files[0].uri, names }] : [];
  });
  if (!named) return 'same';
  const items: { label: string; detail: string; next: NextName }[] = [
    { label: t('A New Name'), detail: newNameText(named.names, as), next: 'new' },
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

function newNameText(names: LaterNames, as: 'command' | 'task'): string {
  if (as === 'task') return t('Takes the file in the active editor');
  const shown = OutsideText.name(laterNamesText(names)).forPrompt();
  return names.isByName
    ? t('Takes the file with the latest date of those called {0}, where # is any digit', shown)
    : t('Takes the file changed last of those called {0}, where # is any digit', shown);
}
