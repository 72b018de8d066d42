import { t } from '@vscode/l10n';
import { filesCountText } from '../../../common/counts';
import { count } from '../../../common/format';
import { compact, pick, present } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import type { Hash } from '../../../identifiers/identifierTypes';
import type { Line, LinesSection, Press, Tick } from '../../../webview/uploadModel';
import { holdsOther, mostlyType } from '../batch/batchLine';
import { segmentKey } from '../draft/groupKey';
import { draftPlanOf } from '../draftStep';
import { NOT_SENT, sharesOf, typeIcon } from '../page/commonSections';
import { WORDS } from '../words/operationWords';
import {
  accountsOf,
  awaitsSegment,
  expandTo,
  foldersToTell,
  isAnyChecking,
  isChecking,
  isFixed,
  isOff,
  isTicked,
  lacksSegment,
  lineFigures,
  lineName,
  linesWhere,
  patternName,
  segmentName,
  sortedLines,
  type BatchPageInput,
  type BatchSort,
  type GroupView,
  type LineView,
} from './batchView';
import { openGroup } from './groupDetail';
import { groupSizes, groupSizesText, sizesHint } from './groupSizes';
import { commonWarnings, groupWarnings, type GroupWarning } from './groupWarnings';
import {
  chooseSegment,
  fileNotes,
  foundText,
  heldNotes,
  sentAgainText,
  usedByNotes,
} from './lineNotes';

type Group = LinesSection['groups'][number];
type GroupHead = NonNullable<Group['head']>;

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
  const folders = foldersToTell(groups);
  // Those that need a segment first, and those for which there is nothing to do last.
  const rank = (group: GroupView): number => (lacksSegment(group) ? 0 : group.choices.into ? 1 : 2);
  const ordered = [...groups].sort((a, b) => rank(a) - rank(b));
  return {
    type: 'lines',
    title: t('Files'),
    untitled: true,
    heads: {
      name: t('File'),
      shares: t('Rows'),
      numbers: (['toSend', 'leftOut'] as const).map((one) =>
        compact<LinesSection['heads']['numbers'][number]>({
          label: labels[one],
          sorted: one === sort ? 'descending' : undefined,
          press: unlessLocked(input, { label: labels[one], action: 'sort', value: one }),
        }),
      ),
      notes: t('Notes'),
    },
    tick: tickOfAll(input, t('All files')),
    groups: ordered.map((group, index) => fileGroup(group, input, folders, index === 0)),
  };
}

/** The files for one segment, or those that wait for one together. */
function fileGroup(
  group: GroupView,
  input: BatchPageInput,
  folders: ReadonlyMap<string, string>,
  isFirst: boolean,
): Group {
  // That a file was sent before is said in its line.
  const again = sentAgainText(group.draft?.step);
  // What stops all groups of a segment is said with the first of them.
  const { failure } = group;
  const isSaid = failure && input.groups.find((one) => one.failure === failure) !== group;
  const warnings = isSaid ? [] : groupWarnings(group).filter(({ text }) => text !== again);
  const lines = sortedLines(group, sortOf(input)).map((line) =>
    fileLine(line, group, input, folders.get(line.id)),
  );
  // Each file has its own preview and rows, and what is wrong with them once it is open.
  const isEachOpen = group.lines.filter(isTicked).every((line) => line.detail);
  const { detail, unsaid } = openGroup(
    group.detail,
    warnings.map(({ text }) => text),
    lines.flatMap(({ notes }) => notes.map(({ text }) => text)),
    isEachOpen ? ['file', 'kinds'] : ['file'],
  );
  return compact<Group>({
    id: group.id,
    head: group.choices.into
      ? headOf(group, input, unsaid(warnings))
      : lacksSegment(group)
        ? askingHead(group, input, isFirst)
        : unreadableHead(lines.length),
    detail,
    lines,
  });
}

/** Whether there is more about a group, and is shown. */
function expandOf(group: GroupView): Line['expand'] {
  const { draft, detail } = group;
  return draft || detail ? expandTo(segmentName(group), detail !== undefined) : undefined;
}

/** Lines stay where they are until all figures are there. */
function sortOf({ groups, sort }: BatchPageInput): BatchSort | undefined {
  return isAnyChecking(groups) && sort !== 'name' ? undefined : sort;
}

function isLocked({ countdown, isSending }: BatchPageInput): boolean {
  return countdown !== undefined || isSending === true;
}

/** Nothing can be pressed while it is sent. */
function unlessLocked(input: BatchPageInput, press: Press): Press | undefined {
  return isLocked(input) ? undefined : press;
}

function tickOfAll(input: BatchPageInput, label: string): Tick {
  const lines = linesWhere(
    input.groups,
    (line, group) => !isFixed(line, group) && line.replacedBy === undefined,
  );
  const on = lines.filter(({ line }) => !line.isLeftOut).length;
  return compact<Tick>({
    label,
    state: on === 0 ? 'off' : on === lines.length ? 'on' : 'mixed',
    disabled: lines.length === 0 || isLocked(input) || undefined,
  });
}

function tickOf(line: LineView, group: GroupView, input: BatchPageInput, label: string): Tick {
  const fixed = isFixed(line, group);
  return compact<Tick>({
    label,
    state: fixed || !isTicked(line) ? 'off' : 'on',
    disabled: fixed || isLocked(input) || undefined,
  });
}

function headOf(group: GroupView, input: BatchPageInput, warnings: GroupWarning[]): GroupHead {
  const { identifierType, choices } = group;
  const title = segmentName(group);
  const texts = present([
    placeText(group, input),
    choices.operation && WORDS[choices.operation].label(),
    formatText(group, input.groups),
    groupSizesText(group, input.now),
  ]);
  return compact<GroupHead>({
    icon: typeIcon(identifierType),
    title,
    text: texts.join(' · '),
    loss: groupSizes(group, input.now).isLoss || undefined,
    press: unlessLocked(input, {
      label: t('Change'),
      action: 'changeGroup',
      value: group.id,
      description: t('Change {0}', title),
    }),
    warnings,
    expand: expandOf(group),
  });
}

/** Of files for which a segment would be of no use. */
function unreadableHead(files: number): GroupHead {
  const [title, text] = [t('Can’t be read'), filesCountText(files)];
  return { icon: 'circleSlash', title, text, warnings: [] };
}

/** Asks once for the segment of files that are named alike. */
function askingHead(group: GroupView, input: BatchPageInput, isFirst: boolean): GroupHead {
  const { lines, choices } = group;
  const { operation } = choices;
  const type = mostlyType(group.lines);
  const title = patternName(group);
  const alike = lines.filter((line) => !holdsOther(line, type));
  const ticked = alike.filter(isTicked);
  const counted = ticked.length > 0 ? ticked : alike;
  const texts = present([
    counted.length < lines.length
      ? t('{0} of {1}', count(counted.length), filesCountText(lines.length))
      : filesCountText(lines.length),
    !isAnyChecking([group]) && foundText(counted, type),
    operation && operation !== 'add' && WORDS[operation].label(),
  ]);
  const press = unlessLocked(input, chooseSegment(alike[0].id, title));
  return compact<GroupHead>({
    icon: type ? typeIcon(type) : 'question',
    title,
    text: texts.join(' · '),
    press,
    look: press && (isFirst ? 'primary' : 'secondary'),
    warnings: [],
  });
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

/** The retailer of a group's segment, and its account unless that is the same for all. */
function placeText({ names, account }: GroupView, { groups }: BatchPageInput): string | undefined {
  const texts = present([
    names?.retailer?.forTree(),
    accountsOf(groups).length > 1 && account?.label.forTree(),
  ]);
  return texts.length > 0 ? texts.join(' · ') : undefined;
}

/** `folder`: that of a file whose name alone doesn't tell it apart. */
function fileLine(
  line: LineView,
  group: GroupView,
  input: BatchPageInput,
  folder: string | undefined,
): Line {
  const name = lineName(line).forTree();
  const figures = lineFigures(line, group);
  const off = isOff(line, group) && !awaitsSegment(line, group);
  const { detail } = line;
  return compact<Line>({
    id: line.id,
    name,
    text: folder,
    tick: tickOf(line, group, input, name),
    off: off || undefined,
    shares: figures
      ? sharesOf({ [off ? 'unsent' : 'send']: figures.good, ...pick(figures, NOT_SENT) })
      : [],
    numbers: figures ? [count(figures.good), count(figures.invalid)] : ['', ''],
    notes: fileNotes(line, group),
    expand: expandTo(name, detail !== undefined),
    detail: detail && { sections: detail.main, presses: detail.callout?.presses ?? [] },
  });
}

function segmentLines(input: BatchPageInput): LinesSection {
  const { groups, now } = input;
  return compact<LinesSection>({
    type: 'lines',
    title: t('Segments'),
    press: unlessLocked(input, { label: t('Add Segments…'), action: 'addTargets' }),
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
        lines: linesWhere(groups).map(({ line, group }) => segmentLine(line, group, input)),
      },
    ],
    hint: sizesHint(groups, now),
  });
}

function segmentLine(line: LineView, group: GroupView, input: BatchPageInput): Line {
  const name = segmentName(group);
  const off = isOff(line, group);
  const { before = '', after = '', isLoss } = groupSizes(group, input.now);
  const saidAbove = commonWarnings(input).map(({ text }) => text);
  const warnings = line.held
    ? []
    : groupWarnings(group).filter(({ text }) => !saidAbove.includes(text));
  // What happens is chosen for all, beside the table.
  const { detail, unsaid } = openGroup(
    group.detail,
    warnings.map(({ text }) => text),
    saidAbove,
    ['operation', 'facts'],
  );
  return compact<Line>({
    id: line.id,
    name,
    icon: typeIcon(group.identifierType),
    text: placeText(group, input) ?? '',
    tick: tickOf(line, group, input, name),
    off: off || undefined,
    numbers: [before, off ? '' : after],
    loss: (isLoss && !off) || undefined,
    notes: isChecking(line, group)
      ? [{ text: t('Checking…') }]
      : unsaid([
          ...heldNotes(line, name),
          // Here, the line is what is opened.
          ...warnings.map(({ text, press }) =>
            compact<Line['notes'][number]>({
              text,
              icon: 'warning',
              press: press && { ...press, value: line.id },
            }),
          ),
          // What is opened says it beside the size.
          ...(detail ? [] : usedByNotes(group)),
        ]),
    expand: expandOf(group),
    detail,
  });
}
