import { t } from '@vscode/l10n';
import { badArgument, Failure, toFailure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import { DIALECT_ERRORS } from '../../../csv/csvError';
import { findColumnOfType, rankTypes } from '../../../csv/findColumn';
import { preview } from '../../../csv/preview';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import { blockingError, shrinkError } from '../../../upload/safetyChecks';
import { UploadError } from '../../../upload/uploadError';
import { OPERATIONS, type SourceFile } from '../../../upload/uploadTypes';
import { sizeBefore } from '../plan/planReview';
import type { Change, Planned, Step } from '../step';
import type { DraftOptions } from './draft';

/** What can be changed about an upload of identifiers of this type. */
export function possibleChanges(identifierType: string): Change[] {
  const hash = knownType(identifierType) === 'Email' ? (['hash'] as const) : [];
  return ['column', 'dialect', ...hash, 'operation', 'segment'];
}

export function needsSave(uri: string, command: string): Step {
  const failure = new Failure(
    'unsaved-changes',
    t(
      '"{0}" has unsaved changes. Save it first: only saved content is sent.',
      fileName(uri).forNotification(),
    ),
    command,
  );
  return { kind: 'needs', what: 'save', uri, failure };
}

export function needsSegment(command: string): Step {
  const failure = badArgument(command, t('“{0}” is required: an ID, as a string.', 'segmentId'));
  return { kind: 'needs', what: 'segment', failure };
}

export function needsOperation(command: string): Step {
  const failure = badArgument(
    command,
    t('“{0}” must be one of: {1}.', 'operation', OPERATIONS.join(', ')),
  );
  return { kind: 'needs', what: 'operation', failure };
}

/** Rejects where the file cannot be read. */
export async function needsType(source: SourceFile, command: string): Promise<Step> {
  const candidates = rankTypes(await preview(source, source.dialect));
  const failure = badArgument(command, t('checkCsv requires “identifierType” or “segmentId”.'));
  return { kind: 'needs', what: 'type', candidates, failure };
}

/** Ready, unless a guard stops it or nothing can be sent. */
export function applyGuards(planned: Planned, command: string): Step {
  const { plan, reading, changes: ways } = planned;
  const size = sizeBefore({ plan, reading, now: Date.now() });
  const refusal = blockingError(plan) ?? shrinkError(plan, size);
  return refusal
    ? { kind: 'blocked', failure: toFailure(refusal, command), ways, planned }
    : { kind: 'ready', planned };
}

/** The step for files that could not be planned. */
export async function stepForFailure(
  error: unknown,
  sources: readonly SourceFile[],
  type: IdentifierType,
  { checks, command }: DraftOptions,
): Promise<Step> {
  const failure = toFailure(error, command);
  const blocked: Step = { kind: 'blocked', failure, ways: ['check'] };
  if (!(error instanceof UploadError)) return blocked;
  const { file = 0 } = error;
  const source = sources[file];
  const other = knownType(error.identifierType);
  if (error.code === 'wrong-type' && other !== undefined)
    return {
      ...blocked,
      // Another segment would take the other files along.
      ways: sources.length > 1 ? ['column'] : [checks ? 'type' : 'segment', 'column'],
      file,
      identifierType: other,
    };
  const asksColumn = error.code === 'ambiguous-column' || error.code === 'no-column';
  if (!asksColumn && !DIALECT_ERRORS.has(error.code)) return blocked;
  const shown = await preview(source, source.dialect).catch(() => undefined);
  if (!shown) return blocked;
  return asksColumn
    ? {
        kind: 'needs',
        what: 'column',
        file,
        candidates: findColumnOfType(type, shown).candidates,
        failure,
      }
    : { kind: 'needs', what: 'dialect', file, current: shown.dialect, failure };
}
