import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { requireJob } from '../../../app/uploads/requireJob';
import type { Uploads } from '../../../upload/contract';
import type { JobSummary } from '../../../upload/jobTypes';
import type { Commands } from '../../base/command';
import { pickJob } from '../dialogs/pickJob';
import { isJobNode, jobsOfNode, type JobNode } from '../view/jobNode';

/** A command on an upload. */
export interface JobCommand<R> {
  /** Without the prefix. */
  readonly name: string;
  /** Whether it applies to a job: the Command Palette offers these. */
  fits(job: JobSummary): boolean;
  /** What the picker says if there are none. */
  noneText(): string;
  /** `args`: of the contract. */
  run(job: JobSummary, byContract: boolean, args?: Arguments): Promise<R>;
  /**
   * For a row of several jobs: applies to all of those that it fits, or to all if it fits none.
   * Without it, one of them is picked.
   */
  runAll?(jobs: readonly JobSummary[]): Promise<unknown>;
  /** Whether it applies to all selected rows, and not only to the clicked one. Needs `runAll`. */
  readonly forSelection?: boolean;
  /** Whether the picker takes the only job that fits without asking. */
  readonly onlyMatch?: boolean;
}

/** Registers commands on uploads. */
export type AddJobCommand = <R>(command: JobCommand<R>) => void;

/**
 * Makes what registers commands on an upload: from its row or rows, from the Command Palette, which
 * asks for the upload, or by contract with `{jobId}`.
 */
export function jobCommandAdder(
  commands: Commands,
  accounts: Accounts,
  segments: SegmentList,
  engine: () => Uploads,
): AddJobCommand {
  return <R>(command: JobCommand<R>): void => {
    const { name, fits, run, runAll } = command;
    const pick = (among?: readonly JobSummary[]): Promise<JobSummary> =>
      pickJob(engine(), accounts, segments, {
        fits: (job) => fits(job) && (!among || among.some(({ jobId }) => jobId === job.jobId)),
        noneText: command.noneText(),
        onlyMatch: command.onlyMatch || among !== undefined,
      });
    commands.add<{ jobId: string; args: Arguments }, R | unknown>({
      id: `criteoAudiences.${name}`,
      parse: ([argument]) => {
        const args = Arguments.of(argument, name);
        return args && { jobId: args.text('jobId'), args };
      },
      run: async ({ jobId, args }) => run(await requireJob(engine(), jobId, name), true, args),
      prompt: async (row, rows) => {
        const nodes = nodesIn(row, command.forSelection ? rows : undefined);
        // A row from before a restart of the extension host passes no job.
        if (nodes.length === 0) return run(await pick(), false);
        const jobIds = new Set(nodes.flatMap(jobsOfNode));
        // Others may have been deleted in another window.
        const jobs = [...jobIds].flatMap((jobId) => engine().job(jobId) ?? []);
        if (jobs.length < 2)
          return run(jobs[0] ?? (await requireJob(engine(), nodes[0].jobId, name)), false);
        const fitting = jobs.filter(fits);
        if (!runAll) return run(await pick(jobs), false);
        return runAll(fitting.length > 0 ? fitting : jobs);
      },
    });
  };
}

/** The clicked or focused row, with the selection if that contains it. */
function nodesIn(row: unknown, rows: unknown): JobNode[] {
  if (!isJobNode(row)) return [];
  const selected = Array.isArray(rows) ? rows.filter(isJobNode) : [];
  return selected.some(({ jobId }) => jobId === row.jobId) ? selected : [row];
}
