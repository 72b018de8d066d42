import { t } from '@vscode/l10n';
import { identifiersText as identifierCount } from '../../../common/counts';
import { fileName } from '../../../common/fileName';
import { count, dateTime, percent } from '../../../common/format';
import { present } from '../../../common/records';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import { DEFAULT_OPTIONS } from '../../../upload/uploadTypes';
import type { Line, Press } from '../../../webview/uploadModel';
import { keepsOutText, roleUnknownText } from '../../audiences/keepsOut';
import { holdsOther, mostlyType } from '../batch/batchLine';
import { draftPlanOf, type DraftStep } from '../draftStep';
import { readPercent, readRatio } from '../page/draftBase';
import { identifiersText } from '../page/segmentWays';
import { againNote, audiencesText, warningText } from '../plan/planReview';
import {
  invalidShare,
  isChecking,
  lineFigures,
  lineName,
  segmentName,
  type GroupView,
  type LineView,
} from './batchView';
import { stopText } from './groupWarnings';

/** What is said of a file, with ways on. */
export function fileNotes(line: LineView, group: GroupView): Line['notes'] {
  const { check, stop, sentBefore, choices } = line;
  if (isChecking(line, group)) return [{ text: checkingText(line) }];
  const step = check?.step;
  const ratio = invalidShare(line);
  const { suppressed = 0 } = lineFigures(line, group) ?? {};
  return present<Line['notes'][number]>([
    ...heldNotes(line, segmentName(group)),
    replacedNote(line, group),
    stop && !lacksOnlySegment(stop) && stopNote(line, stop),
    // The others have the answer for their group.
    !choices.into &&
      holdsOther(line, mostlyType(group.lines)) && {
        text: foundText([line], check?.identifierType) ?? '',
        press: chooseSegment(line.id, lineName(line).forTree()),
      },
    ratio !== undefined &&
      ratio > DEFAULT_OPTIONS.maxRefused && {
        text: t('{0} invalid: wrong column?', percent(Math.round(ratio * 100) / 100)),
        icon: 'warning',
      },
    suppressed > 0 && { text: t('{0} suppressed', count(suppressed)), icon: 'info' },
    ...columnWarnings(step).map((text) => ({ text, icon: 'warning' as const })),
    sentBefore && {
      text:
        sentAgainText(step) ??
        (group.lines.length === 1 ? sentAgainText(group.draft?.step) : undefined) ??
        t('Sent before, {0}', dateTime(sentBefore.at)),
      icon: 'info',
      press: {
        label: t('Show'),
        action: 'openUpload',
        value: sentBefore.jobId,
        description: t('Show the upload of {0}', dateTime(sentBefore.at)),
      },
    },
  ]);
}

/** What its plan says of the same upload before, if that is known. */
export function sentAgainText(step: DraftStep | undefined): string | undefined {
  const planned = step && draftPlanOf(step);
  return planned && againNote({ ...planned, now: Date.now() });
}

/** Which file updates the segment in place of this one, or would. */
function replacedNote(
  { replacedBy, isOlder }: LineView,
  { lines }: GroupView,
): Line['notes'][number] | undefined {
  if (replacedBy === undefined) return undefined;
  const name = fileName(replacedBy).forTree();
  const other = lines.find(({ choices }) => choices.files[0].uri === replacedBy);
  const sentText = isOlder
    ? t('Older: {0} updates this segment.', name)
    : t('{0} updates this segment.', name);
  return {
    text: other?.isLeftOut ? t('{0} comes first, but is left out.', name) : sentText,
    icon: 'info',
  };
}

/** Why a segment is left out of a removal from several, and what can be done instead. */
export function heldNotes({ id, held }: LineView, segment: string): Line['notes'] {
  switch (held) {
    case 'keepOut':
      return [
        {
          text: keepsOutText(),
          icon: 'warning',
          press: {
            label: t('Add Them There'),
            action: 'addThere',
            value: id,
            description: t('Add Them There: {0}', segment),
          },
        },
      ];
    case 'unknown':
      return [{ text: roleUnknownText(), icon: 'warning' }];
    case undefined:
      return [];
  }
}

/** The audiences that a removal concerns. */
export function usedByNotes({ view, choices: { operation } }: GroupView): Line['notes'] {
  const text = operation !== 'add' && view ? audiencesText(view) : undefined;
  return text === undefined ? [] : [{ text, icon: 'info' }];
}

function checkingText({ check }: LineView): string {
  const progress = check?.step.kind === 'checking' ? check.step.progress : undefined;
  const ratio = readRatio(progress);
  return ratio === undefined ? t('Checking…') : t('Checking: {0}', readPercent(ratio));
}

/** What is odd about the column as a whole, such as mixed formats. */
function columnWarnings(step: DraftStep | undefined): string[] {
  const plan = step && draftPlanOf(step)?.plan;
  return (plan?.columnWarnings ?? []).map(warningText);
}

/** Without a segment, a file's content isn't known to be wrong. */
function lacksOnlySegment(stop: DraftStep): boolean {
  return stop.kind === 'needs' && stop.missing === 'type';
}

function stopNote(line: LineView, stop: DraftStep): Line['notes'][number] {
  if (stop.kind === 'needs' && stop.missing === 'save')
    return {
      text: t('Unsaved changes'),
      icon: 'warning',
      press: { label: t('Save File'), action: 'saveFile', value: line.id },
    };
  if (stop.kind === 'needs' && stop.missing === 'column')
    return { text: t('Expand to choose a column.'), icon: 'warning' };
  if (stop.kind === 'blocked' && stop.identifierType)
    return {
      text: t('Contains {0}', identifiersText(stop.identifierType)),
      icon: 'warning',
      press: chooseSegment(line.id, lineName(line).forTree()),
    };
  return { text: stopText(stop, line.choices.files[0]), icon: 'warning' };
}

/** Asks for the segment of a line, and of those that go with it. `name`: of its file, or of all. */
export function chooseSegment(id: string, name: string): Press {
  return {
    label: t('Choose Segment…'),
    action: 'chooseTarget',
    value: id,
    description: t('Choose Segment… for {0}', name),
  };
}

/** `8,412 mobile IDs`, as far as known. */
export function foundText(
  lines: readonly Pick<LineView, 'check'>[],
  type: IdentifierType | undefined,
): string | undefined {
  const good = lines.reduce(
    (sum, { check }) => sum + ((check && draftPlanOf(check.step)?.plan.good) ?? 0),
    0,
  );
  if (good === 0 || !type) return undefined;
  // The names of types are plural.
  return good === 1 ? identifierCount(good) : t('{0} {1}', count(good), identifiersText(type));
}
