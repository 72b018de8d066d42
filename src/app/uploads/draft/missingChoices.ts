import { t } from '@vscode/l10n';
import { badArgument, Failure, toFailure } from '../../../common/failure';
import { fileLabel, fileNames } from '../../../common/fileName';
import { optionName } from '../../../common/optionNames';
import { pick } from '../../../common/records';
import { CsvError, DIALECT_ERRORS } from '../../../csv/csvError';
import { detect } from '../../../csv/detect';
import { findColumnOfType, rankTypes, resolveColumn } from '../../../csv/findColumn';
import { preview, type Preview } from '../../../csv/preview';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import { blockingError, hasNoOneToRemove, shrinkError } from '../../../upload/safetyChecks';
import { noPreviousText } from '../../../upload/update/planUpdate';
import { updateError } from '../../../upload/update/updateRisks';
import { UploadError } from '../../../upload/uploadError';
import { OPERATIONS, type Operation, type SourceFile } from '../../../upload/uploadTypes';
import type { FileChoice } from '../choices/fileChoice';
import type { Change, DraftPlan, DraftStep } from '../draftStep';
import { sizeBefore } from '../plan/sizeBefore';
import type { DraftOptions } from './draft';
import type { ListInUse } from './listsInUse';

/** What can be changed in an upload of identifiers of this type. */
export function possibleChanges(identifierType: string, operation?: Operation): Change[] {
  const hash = knownType(identifierType) === 'Email' ? (['hash'] as const) : [];
  const previous = operation === 'update' ? (['previous'] as const) : [];
  return ['column', 'dialect', ...hash, 'operation', ...previous, 'segment'];
}

export function needsSave(uri: string, command: string): DraftStep {
  const failure = new Failure(
    'unsaved-changes',
    t(
      '"{0}" has unsaved changes. Save it first: only saved content is sent.',
      fileLabel(uri).forNotification(),
    ),
    command,
  );
  return { kind: 'needs', missing: 'save', uri, failure };
}

export function needsSegment(command: string): DraftStep {
  const failure = badArgument(command, t('“{0}” is required: an ID, as a string.', 'segmentId'));
  return { kind: 'needs', missing: 'segment', failure };
}

export function needsOperation(command: string): DraftStep {
  const failure = badArgument(
    command,
    t('“{0}” must be one of: {1}.', 'operation', OPERATIONS.join(', ')),
  );
  return { kind: 'needs', missing: 'operation', failure };
}

export function needsPrevious(command: string): DraftStep {
  const failure = badArgument(command, noPreviousText());
  return { kind: 'needs', missing: 'previous', failure };
}

/** The step for files whose folders' settings would send them in different formats. */
export function sentInSeveralFormats(
  files: readonly { uri: string }[],
  command: string,
): Extract<DraftStep, { kind: 'blocked' }> {
  const failure = new Failure(
    'conflict',
    t(
      'The folders of {0} have different settings for hashing ({1}), so these files can’t be one upload. Give the folders the same setting, and check again.',
      fileNames(files).forNotification(),
      'criteoAudiences.upload.hashEmails',
    ),
    command,
  );
  return { kind: 'blocked', failure, changes: ['check'] };
}

/** Rejects with `CsvError` if the file can't be read. */
export async function needsType(source: SourceFile, command: string): Promise<DraftStep> {
  const candidates = rankTypes(columnsOf(await preview(source, source.dialect), source.columns));
  // The preview also shows what is no CSV: that is said before anyone is asked.
  if (!candidates.some(({ fits }) => fits))
    await detect(source, source.dialect).catch((error: unknown) => {
      if (error instanceof CsvError && error.code === 'binary') throw error;
    });
  const failure = badArgument(
    command,
    t('“{0}” or “{1}” is required.', optionName('identifierType'), optionName('segmentId')),
  );
  return { kind: 'needs', missing: 'type', candidates, failure };
}

/** A file as if it had only these columns. Throws `CsvError` if it lacks one. */
function columnsOf(
  { header, sample, columns }: Preview,
  chosen: SourceFile['columns'],
): Pick<Preview, 'header' | 'sample'> {
  if (!chosen || chosen.length === 0) return { header, sample };
  const indexes = chosen.map((column) => resolveColumn(header, column, columns));
  const only = (row: string[]): string[] => indexes.map((index) => row[index] ?? '');
  return { header: header && only(header), sample: sample.map(only) };
}

/**
 * Ready, unless a safety check stops the plan or it has nothing to send. A program's removal of no one
 * is ready, and needs no confirmation.
 */
export function applyGuards(
  planned: DraftPlan,
  { by, isProposal, isOneOfSeveral, command }: DraftOptions,
): DraftStep {
  const { plan, confirmation, changes } = planned;
  if (by === 'program' && !isProposal && !isOneOfSeveral && hasNoOneToRemove(plan))
    return {
      kind: 'ready',
      planned: {
        ...planned,
        isEmpty: true,
        confirmation: confirmation && { ...confirmation, kind: 'nothing' },
      },
    };
  const size = sizeBefore({ ...planned, now: Date.now() });
  const refusal =
    blockingError(plan) ??
    shrinkError(plan, size, plan.listReading) ??
    updateError(plan, plan.options);
  return refusal
    ? { kind: 'blocked', failure: toFailure(refusal, command), changes, planned }
    : { kind: 'ready', planned };
}

/**
 * The files with the columns of one left open that were chosen with those of another file: it lacks
 * them, but has one column that qualifies. Undefined if that isn't what is missing.
 */
export function withoutMissingColumns(
  files: readonly FileChoice[],
  step: DraftStep,
): FileChoice[] | undefined {
  if (step.kind !== 'needs' || step.missing !== 'column' || step.match === undefined)
    return undefined;
  return files[step.file].columns === undefined
    ? undefined
    : files.map((file, index) => (index === step.file ? pick(file, ['uri', 'dialect']) : file));
}

/**
 * The step for files that couldn't be planned. How the previous files of an update are read isn't
 * asked: others have to be chosen. `inUse`: the suppression lists.
 */
export async function stepForFailure(
  error: unknown,
  sources: readonly SourceFile[],
  type: IdentifierType,
  { checks, command }: DraftOptions,
  inUse: readonly ListInUse[] = [],
): Promise<DraftStep> {
  const failure = toFailure(error, command);
  const blocked: DraftStep = { kind: 'blocked', failure, changes: ['check'] };
  if (!(error instanceof UploadError)) return blocked;
  const { file = 0, stop } = error;
  if (stop) {
    const lists = stop.lists.map(
      (path) => inUse.find((list) => list.path === path) ?? { path, by: 'choice' as const },
    );
    return { ...blocked, stop: { fact: stop.fact, lists } };
  }
  if (file >= sources.length) return { ...blocked, changes: ['previous', 'check'] };
  const source = sources[file];
  const actualType = knownType(error.identifierType);
  if (error.code === 'wrong-type' && actualType !== undefined)
    return {
      ...blocked,
      // Another segment would apply to the other files too.
      changes: sources.length > 1 ? ['column'] : [checks ? 'type' : 'segment', 'column'],
      file,
      identifierType: actualType,
    };
  const needsColumn = error.code === 'ambiguous-column' || error.code === 'no-column';
  if (!needsColumn && !DIALECT_ERRORS.has(error.code)) return blocked;
  const sample = await preview(source, source.dialect).catch(() => undefined);
  if (!sample) return blocked;
  return needsColumn
    ? {
        kind: 'needs',
        missing: 'column',
        file,
        ...findColumnOfType(type, sample),
        failure,
      }
    : { kind: 'needs', missing: 'dialect', file, current: sample.dialect, failure };
}
