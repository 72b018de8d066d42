import { fileName } from '../../../common/fileName';
import { invalidRatio } from '../../../upload/safetyChecks';
import type { SegmentRole } from '../../audiences/keepsOut';
import { type Choices } from '../choices/choices';
import { limitsOf } from '../choices/engineOptions';
import type { Draft } from '../draft/draft';
import { draftPlanOf, type DraftStep } from '../draftStep';
import { filePattern, patternFits } from '../pairings/filePattern';

/** A file for a segment, on a line of its own. */
export interface BatchLine {
  readonly id: string;
  /** Of one file, as it is read. */
  readonly choices: Choices;
  /** The check of the file alone. Absent where one file goes to several segments. */
  readonly check?: Pick<Draft, 'step' | 'identifierType' | 'choices'>;
  /** By the user, or because the file can't be sent or is in doubt; of a Replace, only by the user. */
  readonly isLeftOut: boolean;
  /** Its segment or options have changed, and its check hasn't begun anew yet. */
  readonly isPreparing?: boolean;
  /** Why the file can't be sent, however it is ticked. */
  readonly stop?: DraftStep;
  /** Left out of a removal from several segments because of what the segment is for, or may be. */
  readonly held?: Exclude<SegmentRole, 'target'>;
  /** The URI of the file that updates the segment in its place: one content updates a segment. */
  readonly replacedBy?: string;
}

/** A line, and its check as it can be changed. */
export interface LineState {
  readonly id: string;
  choices: Choices;
  readonly check?: Draft;
  /** By the user. */
  ticked?: boolean;
  isPreparing?: boolean;
  /** Of the segment, once read for a removal from several. */
  role?: SegmentRole;
  isReadingRole?: boolean;
}

/** Whether two lines' files are named alike: `crm-1.csv`, `crm-2.csv` and `crm-2026-11-05.csv`. */
export function isNamedAlike({ files: [one] }: Choices, { files: [other] }: Choices): boolean {
  return patternFits(filePattern(fileName(one.uri)), fileName(other.uri));
}

/** A line as it is now. */
export function lineOf(line: LineState): BatchLine {
  const { id, choices, check, ticked, role } = line;
  const isPreparing = line.isPreparing || line.isReadingRole;
  const held = role === 'target' ? undefined : role;
  const stop = check && stopOf(check.step);
  const isDoubtful = stop !== undefined || (check !== undefined && isInDoubt(check.step, choices));
  // A Replace without one of its files would lose people, so the user has to leave it out.
  const isLeftOut =
    choices.operation === 'replace'
      ? ticked === false
      : stop !== undefined || held === 'keepOut' || !(ticked ?? (!isDoubtful && !held));
  return {
    id,
    choices: check ? { ...choices, files: check.choices.files } : choices,
    check,
    isLeftOut,
    stop,
    ...(isPreparing && { isPreparing }),
    ...(held && { held }),
  };
}

/** The step in which a file can't be sent. */
function stopOf(step: DraftStep): DraftStep | undefined {
  if (step.kind === 'needs' || step.kind === 'blocked') return step;
  return draftPlanOf(step)?.plan.good === 0 ? step : undefined;
}

/**
 * Whether a file has so many invalid rows that it may be the wrong one. The check's other reasons are
 * about a segment, which it doesn't know.
 */
function isInDoubt(step: DraftStep, choices: Choices): boolean {
  return step.kind === 'ready' && invalidRatio(step.planned.plan) > limitsOf(choices).maxRefused;
}
