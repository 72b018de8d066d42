import { t } from '@vscode/l10n';
import type { Failure } from '../../../common/failure';
import { groupBy } from '../../../common/records';
import type { Choices } from '../choices/choices';
import type { Draft } from '../draft/draft';
import { draftPlanOf, type DraftPlan } from '../draftStep';
import type { Destination } from '../target';
import { lineOf, type BatchLine, type LineState } from './batchLine';
import type { GroupState } from './groupStates';

/** Files with the same segment and options: one draft, which becomes one upload. */
export interface BatchGroup {
  readonly id: string;
  readonly choices: Omit<Choices, 'files'>;
  readonly lines: readonly BatchLine[];
  /** Once read. */
  readonly destination?: Destination;
  /** Why nothing can be sent to the segment. */
  readonly failure?: Failure;
  /** Of the lines that aren't left out, once each is checked. */
  readonly draft?: Pick<Draft, 'step' | 'choices'> & Partial<Pick<Draft, 'options'>>;
  /** Another group changes the same segment, so that one would undo the other. */
  readonly isConflicting: boolean;
  /** One of the files of a Replace can't be sent, and isn't left out. */
  readonly isIncomplete: boolean;
  /** Of an Update with several files: whether the newest is sent, or all as parts of one export. */
  readonly parts?: 'newest' | 'together';
}

/** A group as it is now. `found`: its segment, or why that can't be read, once known. */
export function groupOf(
  { id, draft }: GroupState,
  lines: readonly LineState[],
  found: Destination | Failure | undefined,
  isConflicting: boolean,
): BatchGroup {
  const { choices } = lines[0];
  const own = lines.map(lineOf);
  const isRead = found !== undefined && 'segment' in found;
  const hasParts =
    choices.operation === 'update' && lines.length > 1 && lines.every(({ check }) => check);
  return {
    id,
    choices,
    lines: own,
    destination: isRead ? found : undefined,
    failure: isRead ? undefined : found,
    draft,
    isConflicting,
    isIncomplete: own.some(({ stop, isLeftOut }) => stop && !isLeftOut),
    parts: !hasParts ? undefined : lines.every(({ isPart }) => isPart) ? 'together' : 'newest',
  };
}

/** Groups of one segment with different operations, or with a Replace among them, by their IDs. */
export function conflictingGroups(
  groups: ReadonlyMap<string, readonly LineState[]>,
): ReadonlySet<string> {
  const sent = [...groups].flatMap(([id, lines]) => {
    const [{ choices }] = lines;
    const isSent = choices.into && lines.some((line) => !lineOf(line).isLeftOut);
    return isSent ? { id, choices } : [];
  });
  // By segment, of which there may be thousands.
  const bySegment = groupBy(sent, ({ choices: { into } }) =>
    JSON.stringify([into?.account.origin, into?.segmentId]),
  );
  const conflicting = [...bySegment.values()].flatMap((rivals) =>
    rivals.filter((one) =>
      rivals.some((other) => other !== one && undoOneAnother(one.choices, other.choices)),
    ),
  );
  return new Set(conflicting.map(({ id }) => id));
}

type Change = Pick<Choices, 'into' | 'operation'>;

/**
 * Whether two uploads change one segment with different operations, or both replace or update it:
 * each would remove the people in the other one.
 */
export function undoOneAnother(one: Change, other: Change): boolean {
  return (
    one.into !== undefined &&
    one.into.segmentId === other.into?.segmentId &&
    one.into.account.origin === other.into.account.origin &&
    one.operation !== undefined &&
    other.operation !== undefined &&
    (one.operation === 'replace' || one.operation === 'update' || one.operation !== other.operation)
  );
}

/** What holds back groups that would undo one another. */
export function conflictText(): string {
  return t(
    'Other files change this segment in another way or hash format, so one would undo the other. Leave some of them out.',
  );
}

/** Groups that can be sent, with their plans. */
export function sendableGroups<G extends Pick<BatchGroup, 'draft' | 'lines' | 'failure'>>(
  groups: readonly G[],
): { group: G; planned: DraftPlan }[] {
  return groups.flatMap((group) => {
    const { draft, lines, failure } = group;
    if (failure) return [];
    // A program's upload that a safety check stops ends with a report that says so.
    const canEnd = draft && (draft.step.kind === 'ready' || draft.options?.by === 'program');
    const planned = canEnd && draftPlanOf(draft.step);
    return planned && lines.some(({ isLeftOut }) => !isLeftOut) ? [{ group, planned }] : [];
  });
}

/** Whether a failure is what stops one of the groups, so that the page says it. */
export function isShown(groups: readonly Pick<BatchGroup, 'draft'>[], failure: unknown): boolean {
  return groups.some(
    ({ draft }) => draft?.step.kind === 'blocked' && draft.step.failure === failure,
  );
}
