import { fileName } from '../../../common/fileName';
import { groupBy } from '../../../common/records';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import { invalidRatio } from '../../../upload/safetyChecks';
import type { SegmentRole } from '../../audiences/keepsOut';
import { type Choices } from '../choices/choices';
import { limitsOf } from '../choices/engineOptions';
import type { FileChoice } from '../choices/fileChoice';
import type { Draft } from '../draft/draft';
import { segmentKey } from '../draft/groupKey';
import { draftPlanOf, type DraftStep } from '../draftStep';
import { filePattern, patternFits } from '../pairings/filePattern';
import { sendsNothing } from '../plan/fileFigures';
import { newestOf } from './newestFile';

/** A file for a segment, on a line of its own. */
export interface BatchLine {
  readonly id: string;
  /** Of one file, as it is read. */
  readonly choices: Choices;
  /** The check of the file alone. Absent where one file goes to several segments. */
  readonly check?: Pick<Draft, 'step' | 'identifierType' | 'choices'>;
  /**
   * By the user, or because the file can't be sent or is in doubt; of a Replace, and of an Update
   * with all parts of an export, only by the user.
   */
  readonly isLeftOut: boolean;
  /** Its segment or options have changed, and its check hasn't begun anew yet. */
  readonly isPreparing?: boolean;
  /** Why the file can't be sent, however it is ticked. */
  readonly stop?: DraftStep;
  /** Left out of a removal from several segments because of what the segment is for, or may be. */
  readonly held?: Exclude<SegmentRole, 'target'>;
  /** The URI of the file that updates the segment in its place: one content updates a segment. */
  readonly replacedBy?: string;
  /** That file is newer. */
  readonly isOlder?: boolean;
}

/** A line, and its check as it can be changed. */
export interface LineState {
  readonly id: string;
  choices: Choices;
  /** Increases when the user chooses something that needs another check. */
  generation?: number;
  readonly check?: Draft;
  /** By the user. */
  ticked?: boolean;
  /** Its file is a part of an export that updates the segment. */
  isPart?: boolean;
  /** See `BatchLine`. */
  replacedBy?: string;
  isOlder?: boolean;
  isPreparing?: boolean;
  /** Of the segment, once read for a removal from several. */
  role?: SegmentRole;
  isReadingRole?: boolean;
}

/** How the lines were before a reload of the window. */
export interface BatchBefore {
  /** By the user; by line. */
  readonly ticked?: readonly (boolean | undefined)[];
  /** Whether its file is a part of an export that updates its segment; by line. */
  readonly isPart?: readonly boolean[];
}

export function beforeOf(lines: readonly LineState[]): Required<BatchBefore> {
  return {
    ticked: lines.map(({ ticked }) => ticked),
    isPart: lines.map(({ isPart }) => isPart === true),
  };
}

/** Whether two lines' files are named alike: `crm-1.csv`, `crm-2.csv` and `crm-2026-11-05.csv`. */
export function isNamedAlike({ files: [one] }: Choices, { files: [other] }: Choices): boolean {
  return patternFits(filePattern(fileName(one.uri)), fileName(other.uri));
}

/** A line as it is now. */
export function lineOf(line: LineState): BatchLine {
  const { id, choices, check, ticked, role, isPart, replacedBy } = line;
  const { operation } = choices;
  const isPreparing = line.isPreparing || line.isReadingRole;
  const held = role === 'target' ? undefined : role;
  const stop = check && stopOf(check.step);
  const isDoubtful = stop !== undefined || (check !== undefined && isInDoubt(check.step, choices));
  // Without one of its files, people would be lost, so the user has to leave it out.
  const needsAll = operation === 'replace' || (operation === 'update' && isPart);
  const isLeftOut = needsAll
    ? ticked === false
    : stop !== undefined ||
      replacedBy !== undefined ||
      held === 'keepOut' ||
      !(ticked ?? (!isDoubtful && !held));
  return {
    id,
    choices: check ? { ...choices, files: check.choices.files } : choices,
    check,
    isLeftOut,
    stop,
    isPreparing: isPreparing || undefined,
    held,
    replacedBy,
    isOlder: replacedBy === undefined ? undefined : line.isOlder,
  };
}

/** Lines of the same file for more segments, each segment once. */
export function linesToAdd(
  lines: readonly LineState[],
  more: readonly NonNullable<Choices['into']>[],
): LineState[] {
  // Where a segment keeps people out, they may be added to it instead of removed.
  const { choices } = lines.find((line) => line.choices.operation === 'remove') ?? lines[0];
  const known = new Set(lines.map((line) => segmentKey(line.choices.into)));
  const added = new Map(more.map((into) => [segmentKey(into), into]));
  return [...added]
    .filter(([key]) => !known.has(key))
    .map(([, into], index) => ({
      id: String(lines.length + index),
      // What is compared with is of the other segment.
      choices: { ...withoutPrevious(choices), into },
    }));
}

/** Whether two lines update the same segment. */
function updateSameSegment(
  { choices: one }: Pick<LineState, 'choices'>,
  { choices: other }: Pick<LineState, 'choices'>,
): boolean {
  return (
    one.operation === 'update' &&
    other.operation === 'update' &&
    one.into !== undefined &&
    segmentKey(one.into) === segmentKey(other.into)
  );
}

/** A line that was ticked updates its segment in place of the others, unless it is one part of several. */
export function yieldUpdate(lines: readonly LineState[], ticked: LineState): void {
  if (ticked.isPart) return;
  for (const line of lines)
    if (line !== ticked && updateSameSegment(line, ticked)) line.ticked = false;
}

/** The files that update the segment of a line are parts of one export. */
export function updateTogether(lines: readonly LineState[], first: LineState): void {
  for (const line of lines.filter((one) => updateSameSegment(first, one))) {
    line.isPart = true;
    line.ticked = undefined;
  }
}

/**
 * The lines with the segment of a line whose files are named alike. Of those that fit their segment and
 * those that don't, only the ones like it. Without a segment, those with its key that don't hold
 * identifiers of another type.
 */
export function alikeLines(
  lines: readonly LineState[],
  one: LineState,
  keyOf: (line: LineState) => string,
): readonly LineState[] {
  const { into } = one.choices;
  if (into)
    return lines.filter(
      (line) =>
        isNamedAlike(one.choices, line.choices) &&
        segmentKey(line.choices.into) === segmentKey(into) &&
        Boolean(lineOf(line).stop) === Boolean(lineOf(one).stop),
    );
  const group = lines.filter((line) => keyOf(line) === keyOf(one));
  const most = mostlyType(group);
  // What isn't known to be another type goes with most of them.
  const typeOf = ({ check }: LineState): IdentifierType | undefined =>
    check?.identifierType ?? most;
  return group.filter((line) => typeOf(line) === typeOf(one));
}

/** The type that most of the files hold, as far as that is known. */
export function mostlyType(lines: readonly Pick<BatchLine, 'check'>[]): IdentifierType | undefined {
  const files = new Map<IdentifierType, number>();
  for (const { check } of lines) {
    const type = check?.identifierType;
    if (type) files.set(type, (files.get(type) ?? 0) + 1);
  }
  return [...files].sort(([, one], [, other]) => other - one).at(0)?.[0];
}

/**
 * The lines whose files are read as that of a line: those for its segment that are named alike; of one
 * file for several segments, all.
 */
export function readAlike(
  lines: readonly LineState[],
  { choices }: LineState,
  isOneFile: boolean,
): readonly LineState[] {
  return lines.filter(
    (line) =>
      isNamedAlike(choices, line.choices) &&
      (isOneFile || segmentKey(line.choices.into) === segmentKey(choices.into)),
  );
}

/** Whether a file is known to hold identifiers of another type, if there is one. */
export function holdsOther(
  { check }: Pick<BatchLine, 'check'>,
  type: IdentifierType | undefined,
): boolean {
  const own = check?.identifierType;
  return own !== undefined && type !== undefined && own !== type;
}

/**
 * Chooses the one file that updates each segment, unless all of them are parts of one export: the
 * newest one, or the one that the user ticked. What was chosen for another file is asked again.
 */
export function chooseUpdates(lines: readonly LineState[]): void {
  const isUpdate = ({ check, choices: { into, operation } }: LineState): boolean =>
    check !== undefined && into !== undefined && operation === 'update';
  for (const line of lines) if (!isUpdate(line)) line.replacedBy = undefined;
  const bySegment = groupBy(lines.filter(isUpdate), ({ choices }) => segmentKey(choices.into));
  for (const rivals of bySegment.values()) {
    const isTogether = rivals.every(({ isPart }) => isPart);
    const ticked = rivals.filter((line) => line.ticked === true);
    const chosen = newestLine(ticked.length > 0 ? ticked : rivals);
    for (const line of rivals) {
      const isChosen = isTogether || line === chosen;
      if (isChosen && line.replacedBy !== undefined)
        for (const one of rivals) one.choices = withoutPrevious(one.choices);
      // Not together with a file that came later.
      line.isPart = isTogether;
    }
    for (const line of rivals) {
      const isReplaced = !isTogether && line !== chosen;
      line.replacedBy = isReplaced ? chosen.choices.files[0].uri : undefined;
      line.isOlder = isReplaced && newestLine([line, chosen]) === chosen;
    }
  }
}

/** By the names of the files, or where these are of several kinds, by when they were changed. */
function newestLine(lines: readonly LineState[]): LineState {
  const isNamed = lines.some((one) =>
    lines.every(({ choices }) => isNamedAlike(one.choices, choices)),
  );
  return newestOf(lines, ({ choices: { files }, check }) => ({
    name: isNamed ? fileName(files[0].uri).forTree() : '',
    modifiedAt: (check && draftPlanOf(check.step)?.plan.files.at(0)?.modifiedAt) ?? 0,
  }));
}

/** Choices without what an Update is compared with: that was chosen for another file or segment. */
export function withoutPrevious(choices: Choices): Choices {
  return { ...choices, previous: undefined, allow: undefined };
}

/** The step in which a file can't be sent. */
function stopOf(step: DraftStep): DraftStep | undefined {
  if (step.kind === 'needs' || step.kind === 'blocked') return step;
  const plan = draftPlanOf(step)?.plan;
  return plan && sendsNothing(plan) ? step : undefined;
}

/**
 * Whether a file has so many invalid rows that it may be the wrong one. The check's other reasons are
 * about a segment, which it doesn't know.
 */
function isInDoubt(step: DraftStep, choices: Choices): boolean {
  return step.kind === 'ready' && invalidRatio(step.planned.plan) > limitsOf(choices).maxRefused;
}

/**
 * The files of lines as they are read, each once, with the columns that their checks have found; those of
 * one line as they were given.
 */
export function filesOfLines(lines: readonly LineState[]): FileChoice[] {
  const files = lines.flatMap(({ choices, check }) => {
    const columns = check?.sources.at(0)?.columns;
    return (check?.choices ?? choices).files.map((file) => ({
      ...file,
      ...(columns && { columns }),
    }));
  });
  if (lines.length === 1) return files;
  return [...new Map(files.map((file) => [JSON.stringify(file), file])).values()];
}

/** Of which lines a draft is, and as of when they were chosen and read. */
export function contentOf(lines: readonly LineState[]): string {
  return JSON.stringify(
    lines.map(({ id, choices, check, generation }) => [
      id,
      choices.files,
      (check ?? { generation }).generation,
    ]),
  );
}
