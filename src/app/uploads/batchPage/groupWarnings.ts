import { t } from '@vscode/l10n';
import { compact, present } from '../../../common/records';
import type { Press } from '../../../webview/uploadModel';
import { conflictText } from '../batch/batchGroup';
import type { DraftStep } from '../draftStep';
import { withoutFileName } from '../messages';
import { planNotes } from '../plan/planReview';
import {
  groupStop,
  lacksPrevious,
  segmentName,
  type BatchPageInput,
  type GroupView,
} from './batchView';

/** A sentence about a group, with a way on where there is one. */
export interface GroupWarning {
  text: string;
  press?: Press;
}

/** Why a group can't be sent, or needs a second look. */
export function groupWarnings(group: GroupView): GroupWarning[] {
  const { failure, draft, view, detail, parts, isConflicting, isIncomplete } = group;
  const again: Press = { label: t('Try Again'), action: 'check', value: group.id };
  if (failure) return [{ text: failure.message, press: again }];
  const together: GroupWarning[] = parts === 'newest' ? [togetherWarning(group)] : [];
  if (lacksPrevious(group)) return [...together, previousWarning(group)];
  const stop = groupStop(group);
  // The detail has better ways on.
  if (stop)
    return [
      ...together,
      compact<GroupWarning>({
        text: stopText(stop),
        press: detail?.callout ? undefined : hasOwnWays(stop) ? ways(group) : again,
      }),
    ];
  const planned = draft?.step.kind === 'ready' ? draft.step.planned : undefined;
  // What is said of columns is about single files, so it is in their lines.
  const notes = planned && view ? planNotes(view).filter(({ about }) => about !== 'column') : [];
  const texts = present([
    isIncomplete &&
      t('Without all of its files, people would be lost. Fix the file, or leave it out.'),
    isConflicting && conflictText(),
    ...(planned?.reasons ?? []).filter((reason) => !isDangerOf(detail, reason)),
    ...notes.map(({ text }) => text),
  ]);
  return [...together, ...texts.map((text) => ({ text }))];
}

/** Whether a detail begins with it: its other reasons are in its introduction. */
function isDangerOf(detail: GroupView['detail'], reason: string): boolean {
  return detail?.danger !== undefined && detail.intro.every(({ text }) => text !== reason);
}

/** The way on where only one of the files updates the segment. */
function togetherWarning(group: GroupView): GroupWarning {
  return {
    text: t('Only one of these files updates the segment.'),
    press: groupPress(group, t('They Are Parts of One Export'), 'sendTogether'),
  };
}

/** Whether another try alone is no way on: a suppression list has to be changed, added or left out. */
function hasOwnWays(step: DraftStep): boolean {
  return step.kind === 'blocked' && step.stop !== undefined;
}

/** Opens the group, whose page has the ways on. */
function ways(group: GroupView): Press {
  return groupPress(group, t('Choose What to Do…'), 'expand');
}

/** Opens the group, whose page proposes files. */
function previousWarning(group: GroupView): GroupWarning {
  return compact<GroupWarning>({
    text: t('Which file was sent before?'),
    press: group.detail ? undefined : groupPress(group, t('Choose Previous File…'), 'expand'),
  });
}

function groupPress(group: GroupView, label: string, action: Press['action']): Press {
  return {
    label,
    action,
    value: group.id,
    description: t('{0}: {1}', label, segmentName(group)),
  };
}

/** What all segments of one file share: said once, above the table. `strong`: to be confirmed. */
export function commonWarnings({
  isOneFile,
  groups,
}: Pick<BatchPageInput, 'isOneFile' | 'groups'>): { text: string; strong: boolean }[] {
  const planned = groups.filter(({ draft }) => draft?.step.kind === 'ready');
  if (!isOneFile || planned.length < 2) return [];
  const [first, ...others] = planned.map((group) =>
    groupWarnings({ ...group, detail: undefined }).map(({ text }) => text),
  );
  const reasons = planned.flatMap(({ draft }) =>
    draft?.step.kind === 'ready' ? draft.step.planned.reasons : [],
  );
  return first
    .filter((text) => others.every((texts) => texts.includes(text)))
    .map((text) => ({ text, strong: reasons.includes(text) }));
}

/** Why a step can't be sent, in a sentence. `file`: the one whose name stands beside it. */
export function stopText(step: DraftStep, file?: { uri: string }): string {
  if (step.kind === 'blocked')
    return step.stop?.fact ?? withoutFileName(step.failure.message, file);
  if (step.kind !== 'needs') return t('No row can be sent.');
  // What it says to programs is about arguments.
  switch (step.missing) {
    case 'save':
      return t('Unsaved changes');
    case 'segment':
      return t('No segment chosen.');
    case 'operation':
      return t('Choose what happens to the segment.');
    case 'previous':
      return t('Which file was sent before?');
    case 'column':
      return t('No column chosen.');
    default:
      return step.failure.message;
  }
}
