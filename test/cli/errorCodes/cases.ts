import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { endingOf, EXIT_CODES } from '../../../src/cli/exitCodes';
import type { ToolCode } from '../../../src/common/codes/toolCodes';
import { Failure } from '../../../src/common/failure';
import type { Report } from '../../../src/upload/jobTypes';
import type { StoredJob } from '../../../src/upload/journal/store';
import type { Operation } from '../../../src/upload/uploadTypes';
import { people } from '../../support/people';
import type { AccountsBench } from '../../unit/app/accounts/bench';
import type { DraftBench } from '../../unit/app/uploads/draftBench';
import { documentOf, type Ended } from '../support/cli';
import type { World } from '../support/world';

/** How something failed. */
export interface Failed {
  code: string;
  source?: string;
  exitCode: number | null;
}

/** What a case works with. */
export interface Places {
  world: World;
  bench: DraftBench;
  accounts: AccountsBench;
}

/** Makes something fail with a code. It never creates the failure itself. */
export type Case = (places: Places) => Promise<Failed>;

export type Cases = Partial<Record<ToolCode, Case>>;

type ErrorText = Pick<Failed, 'code' | 'source'>;

/** What a run of the terminal says with `--json`. */
export function failedRun(ended: Ended): Failed {
  const { error } = documentOf<{ error: ErrorText }>(ended);
  return { code: error.code, source: error.source, exitCode: ended.code };
}

/** Runs the terminal with `--json`. */
export const running =
  (...args: string[]): Case =>
  async ({ world }) =>
    failedRun(await world.run([...args, '--json']));

/** What an exported function fails with. */
export async function failing(work: () => unknown): Promise<Failed> {
  try {
    await work();
  } catch (error) {
    return failed(error);
  }
  return assert.fail('nothing failed');
}

export function failed(error: unknown): Failed {
  assert.ok(error instanceof Failure, String(error));
  const { code, source } = error;
  return { code, source, exitCode: EXIT_CODES[endingOf(error)] };
}

/** The item that failed with a code, of those in a document. */
export function failedItem(ended: Ended, problems: readonly ErrorText[], code: string): Failed {
  const { source } = problems.find((one) => one.code === code) ?? {};
  return { code, source, exitCode: ended.code };
}

/** Uploads files to a segment. */
export function upload(
  world: World,
  segment: string,
  operation: Operation,
  files: string | readonly string[],
  ...more: readonly string[]
): Promise<Ended> {
  return world.run([...[operation, ...[files].flat(), '--segment', segment], ...more, '--json']);
}

/** Adds a file, so that it is known to be in the segment. */
export async function add(world: World, segment: string, file: string): Promise<string> {
  const { report } = documentOf<{ report: Report }>(await upload(world, segment, 'add', file));
  assert.equal(report.state, 'finished');
  return report.jobId;
}

/** Adds some of `people.csv` to a new segment, and then has no permission. */
export async function addPart(world: World): Promise<{ segment: string; jobId: string }> {
  const segment = await world.newSegment();
  world.writeCsv('people.csv', people(6));
  world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 4 });
  const ended = await upload(
    ...([world, segment, 'add', 'people.csv'] as const),
    ...['--chunk-size', '1', '--concurrency', '1'],
  );
  world.control.clearFaults();
  return { segment, jobId: documentOf<{ report: Report }>(ended).report.jobId };
}

export async function resume(world: World, jobId: string): Promise<Failed> {
  return failedRun(await world.run(['uploads', 'resume', jobId, '--json']));
}

/** Changes the record of an upload on the disk. */
export function editJob(
  world: World,
  jobId: string,
  change: (job: StoredJob) => Partial<StoredJob>,
): void {
  const file = path.join(world.stateFolder, 'jobs', jobId, 'job.json');
  const job = JSON.parse(fs.readFileSync(file, 'utf8')) as StoredJob;
  fs.writeFileSync(file, JSON.stringify({ ...job, ...change(job) }));
}
