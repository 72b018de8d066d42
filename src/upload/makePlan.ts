import { t } from '@vscode/l10n';
import { READING_TIMEOUT } from '../api/options';
import { fileNamesOf } from '../common/told';
import { couldBeData } from '../csv/header';
import type { PlanControl } from './contract';
import { UploadError } from './error';
import { formChanged, mainForm, sentByForm } from './hashForms';
import { iso } from './journal/report';
import type { Store, StoredJob } from './journal/store';
import { unitsOf } from './journal/units';
import { typeOf } from './plan/chooseColumn';
import type { Judged } from './protocol';
import { checkOptions } from './safetyChecks';
import type {
  Finding,
  LastUpload,
  ListReading,
  Plan,
  PlannedChunk,
  SourceFile,
  Target,
  UploadOptions,
} from './types';
import { Reader } from './worker/client';

export interface PlanParts {
  store: Store;
  /** See `StoredJob.plannedBy`. */
  owner: string;
  workerPath: string;
  l10n?: string;
  now: () => number;
}

export interface Planning {
  job: StoredJob;
  chunks: PlannedChunk[];
  findings: Finding[];
  fields: Judged['fields'];
}

/** Reads the files, decides, and keeps the plan on disk. Errors as `Uploads.plan` says. */
export async function makePlan(
  files: readonly SourceFile[],
  target: Target,
  options: UploadOptions,
  control: PlanControl,
  parts: PlanParts,
): Promise<Planning> {
  checkOptions(options, target.identifierType);
  if (files.length === 0)
    throw new UploadError('bad-argument', t('There is no file to upload. Give at least one.'));
  const [judged, listReading] = await Promise.all([
    judge(files, target, options, control, parts),
    options.operation === 'replace' ? readList(target, control, parts) : undefined,
  ]);
  const plannedAt = parts.now();
  const job: StoredJob = {
    version: 1,
    jobId: parts.store.newId(plannedAt),
    plannedAt,
    plannedBy: parts.owner,
    target,
    options: toKeep(options, judged.files[0].column),
    files: judged.files,
    ...judged.counts,
    byRule: judged.byRule,
    byForm: judged.byForm,
    columnWarnings: judged.columnWarnings,
    distinct: judged.distinct,
    calls: unitsOf(judged.chunks).length + (options.operation === 'replace' ? 1 : 0),
    fingerprint: judged.fingerprint,
    ...(listReading && { listReading }),
  };
  await parts.store.create(job, judged.chunks, judged.bits);
  return { job, chunks: judged.chunks, findings: judged.findings, fields: judged.fields };
}

/**
 * How large the list is, for as long as the file is read at least; undefined where nobody can ask.
 */
async function readList(
  { accountId, segmentId }: Target,
  { sender, signal }: PlanControl,
  { now }: PlanParts,
): Promise<ListReading | undefined> {
  if (sender === undefined) return undefined;
  const identifiers = await sender
    .statistics(accountId, segmentId, { signal, timeout: READING_TIMEOUT })
    .then(
      ({ numberOfIdentifiers }) => numberOfIdentifiers,
      () => undefined,
    );
  return { at: now(), ...(identifiers !== undefined && { identifiers }) };
}

/** A column that was named by what may be somebody's value is kept by its number. */
function toKeep(options: UploadOptions, column: number): UploadOptions {
  return typeof options.column === 'string' && couldBeData(options.column)
    ? { ...options, column }
    : options;
}

async function judge(
  files: readonly SourceFile[],
  target: Target,
  options: UploadOptions,
  { signal, onProgress }: PlanControl,
  parts: PlanParts,
): Promise<Judged> {
  const cancelled = (): UploadError =>
    new UploadError(
      'cancelled',
      t('Checking {0} was cancelled. Nothing was sent.', fileNamesOf(files)),
    );
  const key = await parts.store.key();
  if (signal?.aborted) throw cancelled();
  const reader = new Reader(parts.workerPath, parts.l10n, files);
  const stop = (): void => void reader.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await reader.ask<'judge'>(
      { task: 'judge', job: { files, type: typeOf(target.identifierType), options, key } },
      (read) => {
        onProgress?.({
          phase: 'reading',
          ...read,
          sent: 0,
          accepted: 0,
          refused: 0,
          unknown: 0,
          inFlight: 0,
          callsDone: 0,
          callsTotal: 0,
        });
      },
    );
  } catch (error) {
    throw signal?.aborted ? cancelled() : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    // Its memory, with all the fingerprints, goes with the thread.
    await reader.close();
  }
}

/** The plan as callers see it, compared with what was last sent to the segment from here. */
export function planOf(
  { job, chunks, findings }: Pick<Planning, 'job' | 'chunks' | 'findings'>,
  last: LastUpload | undefined,
): Plan {
  const sent = sentByForm(job);
  const same =
    last?.fingerprint === job.fingerprint &&
    last.operation === job.options.operation &&
    !last.changedSince &&
    isComplete(last);
  return {
    ...job,
    chunks,
    findings,
    ...(last && { previous: last }),
    ...(last && same && { unchangedSince: iso(Date.parse(last.finishedAt)) }),
    ...(last && formChanged(last.byForm, sent) && { formBefore: mainForm(last.byForm) }),
  };
}

/** Of what 0.1.0 noted only the counts tell it. */
function isComplete({ complete, accepted, distinct }: LastUpload): boolean {
  return complete ?? accepted >= distinct;
}
