import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import type { Arguments } from '../../../app/arguments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { jobText, targetLabel } from '../../../app/uploads/messages';
import { requireJob } from '../../../app/uploads/requireJob';
import { namesOfJob } from '../../../app/uploads/target';
import { Cancelled } from '../../../common/failure';
import { fileNames } from '../../../common/fileName';
import { dateTime } from '../../../common/format';
import type { OutsideText } from '../../../common/outsideText';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Commands } from '../../base/command';
import { pickOne } from '../../base/pickOne';
import { isJobNode, jobsOfNode, type JobNode } from '../view/jobNode';
import { isRemovalNode } from '../view/removalNode';

/** A command on an upload. `A`: its arguments by contract, beside the upload. */
export interface JobCommand<R, A> {
  /** Without the prefix. */
  readonly name: string;
  /** Whether it applies to a job of `all`: the Command Palette offers these. */
  fits(job: JobSummary, all: readonly JobSummary[]): boolean;
  /** What the picker says if there are none. */
  noneText(): string;
  /** Throws `Failure` 'bad-argument'. */
  read?(args: Arguments): A;
  /** Runs as programs call it: see `CommandDefinition`. */
  run(job: JobSummary, args: A): Promise<R>;
  /** Runs from the window. `byKey`: a key was pressed on its row. */
  prompt(job: JobSummary, byKey: boolean): Promise<R>;
  /**
   * For a row of several jobs: applies to all of those that it fits, or to all if it fits none.
   * Without it, one of them is picked.
   */
  promptAll?(jobs: readonly JobSummary[]): Promise<unknown>;
  /** Whether it applies to all selected rows, and not only to the clicked one. Needs `promptAll`. */
  readonly forSelection?: boolean;
  /** Whether the picker takes the only job that fits without asking. */
  readonly onlyMatch?: boolean;
}

/**
 * Registers commands on an upload: from its row or rows, from the Command Palette, which asks for the
 * upload, or by contract with `{jobId}`.
 */
export class JobCommands {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly engine: () => Uploads,
  ) {}

  add<R, A = never>(command: JobCommand<R, A>): void {
    const { name } = command;
    this.commands.add<{ jobId: string; given: A }, unknown>({
      id: `criteoAudiences.${name}`,
      read: (args) => ({ jobId: args.text('jobId'), given: command.read?.(args) as A }),
      run: async ({ jobId, given }) =>
        command.run(await requireJob(this.engine(), jobId, name), given),
      // A key passes its rows, the menu of a row only several.
      prompt: async (row, rows) => {
        // A key that was pressed on the row of a removal is about no upload.
        if (isRemovalNode(row)) throw new Cancelled();
        return this.prompt(command, nodesIn(row, command.forSelection && rows), rows !== undefined);
      },
    });
  }

  /** The segment of an upload and its account, as far as they are known. */
  targetOf({ target }: JobSummary): OutsideText {
    return targetLabel(namesOfJob(this.accounts, this.segments, target));
  }

  private async prompt<R, A>(
    command: JobCommand<R, A>,
    nodes: readonly JobNode[],
    byKey: boolean,
  ): Promise<unknown> {
    const { name, fits, promptAll } = command;
    // A row from before a restart of the extension host passes no job.
    if (nodes.length === 0) return command.prompt(await this.pick(command), byKey);
    const engine = this.engine();
    const jobIds = new Set(nodes.flatMap(jobsOfNode));
    // Others may have been deleted in another window.
    const jobs = [...jobIds].flatMap((jobId) => engine.job(jobId) ?? []);
    if (jobs.length < 2)
      return command.prompt(jobs[0] ?? (await requireJob(engine, nodes[0].jobId, name)), byKey);
    if (!promptAll) return command.prompt(await this.pick(command, jobIds), byKey);
    const fitting = jobs.filter((job) => fits(job, engine.jobs()));
    return promptAll(fitting.length > 0 ? fitting : jobs);
  }

  /** Asks for an upload that a command fits. `among`: of those with these IDs. Throws `Cancelled`. */
  private async pick<R, A>(
    { fits, noneText, onlyMatch }: JobCommand<R, A>,
    among?: ReadonlySet<string>,
  ): Promise<JobSummary> {
    await this.engine().refresh();
    const all = this.engine().jobs();
    const jobs = all.filter((job) => (among?.has(job.jobId) ?? true) && fits(job, all));
    if ((onlyMatch || among) && jobs.length === 1) return jobs[0];
    const items = jobs.map((job) => ({
      label: fileNames(job.files).forPrompt(),
      description: this.targetOf(job).forPrompt(),
      detail: `${dateTime(Date.parse(job.startedAt ?? job.plannedAt))} · ${jobText(job, Date.now())}`,
      job,
    }));
    const placeHolder = items.length === 0 ? noneText() : t('Which upload?');
    return (await pickOne(items, t('Uploads'), placeHolder)).job;
  }
}

/** The clicked or focused row, with the selection if that contains it. */
function nodesIn(row: unknown, rows: unknown): JobNode[] {
  if (!isJobNode(row)) return [];
  const selected = Array.isArray(rows) ? rows.filter(isJobNode) : [];
  return selected.some(({ jobId }) => jobId === row.jobId) ? selected : [row];
}
