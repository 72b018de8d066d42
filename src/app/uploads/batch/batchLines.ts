import { t } from '@vscode/l10n';
import { count, dateTime, percent } from '../../../common/format';
import { pick, present } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import type { Hash, IdentifierType } from '../../../identifiers/identifierTypes';
import { invalidRatio } from '../../../upload/safetyChecks';
import { DEFAULT_OPTIONS } from '../../../upload/uploadTypes';
import type { Line, LinesSection, Press, Tick } from '../../../webview/uploadModel';
import { keepsOutText, roleUnknownText } from '../../audiences/keepsOut';
import { segmentKey } from '../draft/groupKey';
import { draftPlanOf, type DraftStep } from '../draftStep';
import { LEFT_OUT, sharesOf, typeIcon } from '../page/commonSections';
import { identifiersText } from '../page/segmentWays';
import { leftOutRows } from '../plan/fileFigures';
import { audiencesText, warningText } from '../plan/planReview';
import { WORDS } from '../words/operationWords';
import {
  accountsOf,
  foldersToTell,
  isChecking,
  isFixed,
  isOff,
  lineFigures,
  lineName,
  sortedLines,
  type BatchPageInput,
  type BatchSort,
  type GroupView,
  type LineView,
} from './batchView';
import { groupSizes, sizesHint, sizesText } from './groupSizes';
import { commonWarnings, groupWarnings, stopText } from './groupWarnings';

/** The table: files by segment, or the segments of one file. */
export function linesSection(input: BatchPageInput): LinesSection {
  return input.isOneFile ? segmentLines(input) : fileLines(input);
}

function fileLines(input: BatchPageInput): LinesSection {
  const { groups, sort } = input;
  const labels: Record<Exclude<BatchSort, 'name'>, string> = {
    toSend: t('To send'),
    leftOut: t('Left out'),
  };
  // Those that need a segment first.
  const ordered = [...groups].sort(
    (a, b) => Number(a.choices.into !== undefined) - Number(b.choices.into !== undefined),
  );
  return {
    type: 'lines',
    title: t('Files'),
    untitled: true,
    heads: {
      name: t('File'),
      shares: t('Rows'),
      numbers: (['toSend', 'leftOut'] as const).map((one) => ({
        label: labels[one],
        ...(one === sort && { sorted: 'descending' as const }),
        ...(!isLocked(input) && {
          press: { label: labels[one], action: 'sort' as const, value: one },
        }),
      })),
      notes: t('Notes'),
    },
    tick: tickOfAll(input, t('All files')),
    groups: ordered.map((group) => ({
      id: group.id,
      head: headOf(group, input),
      lines: sortedLines(group, sortOf(input)).map((line) => fileLine(line, group, input)),
    })),
  };
}

/** Lines stay where they are until all figures are there. */
function sortOf({ groups, sort }: BatchPageInput): BatchSort | undefined {
  const isBusy = groups.some((group) => group.lines.some((line) => isChecking(line, group)));
  return isBusy && sort !== 'name' ? undefined : sort;
}

function isLocked({ countdown, isSending }: BatchPageInput): boolean {
  return countdown !== undefined || isSending === true;
}

function tickOfAll(input: BatchPageInput, label: string): Tick {
  const lines = input.groups.flatMap((group) =>
    group.lines.filter((line) => !isFixed(line, group)).map((line) => !line.isLeftOut),
  );
  const on = lines.filter(Boolean).length;
  return {
    label,
    state: on === 0 ? 'off' : on === lines.length ? 'on' : 'mixed',
    ...((lines.length === 0 || isLocked(input)) && { disabled: true }),
  };
}

function tickOf(line: LineView, group: GroupView, input: BatchPageInput, label: string): Tick {
  const fixed = isFixed(line, group);
  return {
    label,
    state: fixed || line.isLeftOut ? 'off' : 'on',
    ...((fixed || isLocked(input)) && { disabled: true }),
  };
}

function headOf(group: GroupView, input: BatchPageInput): LinesSection['groups'][number]['head'] {
  const { identifierType, choices } = group;
  if (!choices.into) return { icon: 'question', title: t('No segment yet'), warnings: [] };
  const title = segmentName(group);
  const texts = [
    placeText(group, input),
    choices.operation && WORDS[choices.operation].label(),
    formatText(group, input.groups),
    sizesText(group, input.now),
  ];
  return {
    icon: typeIcon(identifierType),
    title,
    text: texts.filter((text) => text !== undefined).join(' · '),
    ...(!isLocked(input) && {
      press: {
        label: t('Change'),
        action: 'changeGroup',
        value: group.id,
        description: t('Change {0}', title),
      },
    }),
    warnings: groupWarnings(group),
  };
}

/**
 * In which format the group's addresses are sent, if they are hashed, or another group of the segment
 * is sent in another format.
 */
function formatText(group: GroupView, groups: readonly GroupView[]): string | undefined {
  const hash = hashOf(group);
  if (hash === undefined) return undefined;
  const segment = segmentKey(group.choices.into);
  const isOnlyWay = groups.every(
    (one) => segmentKey(one.choices.into) !== segment || (hashOf(one) ?? hash) === hash,
  );
  if (hash !== 'none') return t('sent as {0}', formatLabel(hash));
  return isOnlyWay ? undefined : t('sent as written');
}

/** How plain addresses are hashed; undefined where there are none. */
function hashOf({ draft }: GroupView): Hash | undefined {
  const plan = draft && draftPlanOf(draft.step)?.plan;
  return plan?.byForm.plain ? plan.options.hash : undefined;
}

/** The name of a group's segment; until it is known, its ID. */
function segmentName({ names, choices: { into } }: GroupView): string {
  return names?.segment.forTree() ?? t('Segment {0}', into?.segmentId ?? '');
}

/** The retailer of a group's segment, and its account unless that is the same for all. */
function placeText({ names, account }: GroupView, { groups }: BatchPageInput): string | undefined {
  const texts = present([
    names?.retailer?.forTree(),
    accountsOf(groups).length > 1 && account?.label.forTree(),
  ]);
  return texts.length > 0 ? texts.join(' · ') : undefined;
}

function fileLine(line: LineView, group: GroupView, input: BatchPageInput): Line {
  const name = lineName(line).forTree();
  const figures = lineFigures(line, group);
  const off = isOff(line, group);
  const { detail } = line;
  const folder = foldersToTell(input.groups).get(line.id);
  return {
    id: line.id,
    name,
    ...(folder !== undefined && { text: folder }),
    tick: tickOf(line, group, input, name),
    ...(off && { off }),
    shares: figures
      ? sharesOf({ [off ? 'unsent' : 'send']: figures.good, ...pick(figures, LEFT_OUT) })
      : [],
    numbers: figures ? [count(figures.good), count(leftOutRows(figures))] : ['', ''],
    notes: notesOf(line, group),
    expand: {
      label: detail ? t('Less about {0}', name) : t('More about {0}', name),
      open: detail !== undefined,
    },
    ...(detail && {
      detail: {
        sections: detail.main,
        presses: [
          ...(detail.callout?.presses ?? []),
          { label: t('Open Separately'), action: 'openSeparately', value: line.id },
        ],
      },
    }),
  };
}

function notesOf(line: LineView, group: GroupView): Line['notes'] {
  const { check, stop, sentBefore, choices } = line;
  if (isChecking(line, group)) return [{ text: checkingText(line) }];
  const step = check?.step;
  const ratio = step && invalidShare(step);
  return present<Line['notes'][number]>([
    ...heldNotes(line, segmentName(group)),
    stop && !lacksOnlySegment(stop) && stopNote(line, stop),
    !choices.into &&
      !group.failure && {
        text: foundText(step, check?.identifierType),
        press: chooseSegment(line),
      },
    ratio !== undefined &&
      ratio > DEFAULT_OPTIONS.maxRefused && {
        text: t('{0} invalid: wrong column?', percent(Math.round(ratio * 100) / 100)),
        icon: 'warning',
      },
    ...columnWarnings(step).map((text) => ({ text, icon: 'warning' as const })),
    sentBefore && {
      text: t('Sent before, {0}', dateTime(sentBefore.at)),
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

/** Why a segment is left out of a removal from several, and what can be done instead. */
function heldNotes({ id, held }: LineView, segment: string): Line['notes'] {
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
function usedByNotes({ view, choices: { operation } }: GroupView): Line['notes'] {
  const text = operation !== 'add' && view ? audiencesText(view) : undefined;
  return text === undefined ? [] : [{ text, icon: 'info' }];
}

function checkingText({ check }: LineView): string {
  const progress = check?.step.kind === 'checking' ? check.step.progress : undefined;
  return progress && progress.bytesTotal > 0
    ? t(
        'Checking: {0}',
        percent(Math.min(1, Math.floor((progress.bytesRead / progress.bytesTotal) * 100) / 100)),
      )
    : t('Checking…');
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
  if (stop.kind === 'needs' && stop.missing === 'previous')
    return {
      text: stop.failure.message,
      icon: 'info',
      press: {
        label: t('Open Update'),
        action: 'openSeparately',
        value: line.id,
        description: t('Open the update with {0}', lineName(line).forTree()),
      },
    };
  if (stop.kind === 'needs' && stop.missing === 'column')
    return { text: t('Expand to choose a column.'), icon: 'warning' };
  if (stop.kind === 'blocked' && stop.identifierType)
    return {
      text: t('Contains {0}', identifiersText(stop.identifierType)),
      icon: 'warning',
      press: chooseSegment(line),
    };
  return { text: stopText(stop), icon: 'warning' };
}

function chooseSegment(line: LineView): Press {
  return {
    label: t('Choose Segment…'),
    action: 'chooseTarget',
    value: line.id,
    description: t('Choose Segment… for {0}', lineName(line).forTree()),
  };
}

/** `8,412 mobile IDs`, as far as known. */
function foundText(step: DraftStep | undefined, type: IdentifierType | undefined): string {
  const good = step && draftPlanOf(step)?.plan.good;
  return good && type ? t('{0} {1}', count(good), identifiersText(type)) : '';
}

/** The ratio (0–1) of rows that are invalid. */
function invalidShare(step: DraftStep): number | undefined {
  const plan = draftPlanOf(step)?.plan;
  return plan && invalidRatio(plan);
}

function segmentLines(input: BatchPageInput): LinesSection {
  const { groups, now } = input;
  const hint = sizesHint(groups, now);
  return {
    type: 'lines',
    title: t('Segments'),
    ...(!isLocked(input) && { press: { label: t('Add Segment…'), action: 'addTargets' } }),
    heads: {
      name: t('Name'),
      text: t('Retailer'),
      numbers: [{ label: t('Size') }, { label: t('After') }],
      notes: t('Notes'),
    },
    tick: tickOfAll(input, t('All segments')),
    groups: [
      {
        id: 'segments',
        lines: groups.flatMap((group) =>
          group.lines.map((line) => segmentLine(line, group, input)),
        ),
      },
    ],
    ...(hint !== undefined && { hint }),
  };
}

function segmentLine(line: LineView, group: GroupView, input: BatchPageInput): Line {
  const name = segmentName(group);
  const off = isOff(line, group);
  const { before = '', after = '' } = groupSizes(group, input.now);
  const saidAbove = commonWarnings(input).map(({ text }) => text);
  return {
    id: line.id,
    name,
    icon: typeIcon(group.identifierType),
    text: placeText(group, input) ?? '',
    tick: tickOf(line, group, input, name),
    ...(off && { off }),
    numbers: [before, off ? '' : after],
    notes: isChecking(line, group)
      ? [{ text: t('Checking…') }]
      : [
          ...heldNotes(line, name),
          ...(line.held
            ? []
            : groupWarnings(group)
                .filter(({ text }) => !saidAbove.includes(text))
                .map((warning) => ({ ...warning, icon: 'warning' as const }))),
          ...usedByNotes(group),
        ],
  };
}
