import { t } from '@vscode/l10n';
import type { Failure } from '../../../common/failure';
import type { Choices } from '../choices/choices';
import { undoOneAnother } from '../draft/batch';
import type { Draft } from '../draft/draft';
import { segmentKey } from '../draft/groupKey';
import type { DraftPlan } from '../draftStep';
import type { Destination } from '../target';
import { lineOf, type BatchLine, type LineState } from './batchLine';

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
  readonly draft?: Pick<Draft, 'step' | 'choices'>;
  /** Another group changes the same segment, so that one would undo the other. */
  readonly isConflicting: boolean;
  /** One of the files of a Replace can't be sent, and isn't left out. */
  readonly isIncomplete: boolean;
  /** Of an Update with several files: whether the newest is sent, or all as parts of one export. */
  readonly parts?: 'newest' | 'together';
}

/** Groups of one segment with different operations, or with a Replace among them, by their IDs. */
export function conflictingGroups(
  groups: ReadonlyMap<string, readonly LineState[]>,
): ReadonlySet<string> {
  const sent = [...groups].filter(([, lines]) => lines.some((line) => !lineOf(line).isLeftOut));
  const conflicting = sent.filter(([id, [{ choices }]]) =>
    sent.some(([other, [line]]) => other !== id && undoOneAnother(choices, line.choices)),
  );
  return new Set(conflicting.map(([id]) => id));
}

/**
 * The lines whose files update a segment together with that of a line, also if the settings of their
 * folders differ: who is in one of them hasn't left.
 */
export function updatedTogether(
  lines: readonly BatchLine[],
  { choices: { into, operation, hash } }: BatchLine,
): readonly BatchLine[] {
  return lines.filter(
    ({ choices }) =>
      segmentKey(choices.into) === segmentKey(into) &&
      choices.operation === operation &&
      choices.hash === hash,
  );
}

/** What holds back groups that would undo one another. */
export function conflictText(): string {
  return t(
    'Other files change this segment in another way or hash format, so one would undo the other. Leave some of them out.',
  );
}

/** Groups that can be sent, with their plans. */
export function sendableGroups<G extends Pick<BatchGroup, 'draft' | 'lines'>>(
  groups: readonly G[],
): { group: G; planned: DraftPlan }[] {
  return groups.flatMap((group) => {
    const step = group.draft?.step;
    return step?.kind === 'ready' && group.lines.some(({ isLeftOut }) => !isLeftOut)
      ? [{ group, planned: step.planned }]
      : [];
  });
}
