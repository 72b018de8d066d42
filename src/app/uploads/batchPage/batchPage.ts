import { t } from '@vscode/l10n';
import {
  filesCountText,
  filesLeftOutText,
  rowCountsText,
  segmentsLeftOutText,
  segmentsText,
} from '../../../common/counts';
import { fileOrCount } from '../../../common/fileName';
import { count, percent } from '../../../common/format';
import { compact, present } from '../../../common/records';
import { valuesIn } from '../../../upload/fieldsRead';
import type { Counts } from '../../../upload/uploadTypes';
import type { RowsSection, UploadModel, UploadSection } from '../../../webview/uploadModel';
import { segmentKey } from '../draft/groupKey';
import { calloutText, unsentCallout } from '../page/blockedPage';
import { rowsSection, timesSection, valuesTitle } from '../page/commonSections';
import { replacingText, uploadHeading } from '../page/draftBase';
import { operationSection } from '../page/draftSections';
import { stayInText } from '../plan/fileFigures';
import { batchBar, batchTyped } from './batchBar';
import { linesSection } from './batchLines';
import {
  accountContext,
  accountsOf,
  awaitsSegment,
  commonOperation,
  isAnyChecking,
  isAtMost,
  isChecking,
  isOff,
  isPreparing,
  lacksPrevious,
  lineFigures,
  linesSent,
  linesWhere,
  onlyOne,
  type BatchPageInput,
  type GroupView,
} from './batchView';
import { commonWarnings } from './groupWarnings';

/** The page of several uploads before they start: one line for each file, or for each segment. */
export function batchModel(input: BatchPageInput): UploadModel {
  const { isOneFile, groups, now } = input;
  const sent = linesSent(groups);
  const bar = batchBar(input);
  const callout = unsentCallout(input.unsent, bar);
  const accounts = accountsOf(groups);
  return compact<UploadModel>({
    step: callout ? 'unsent' : 'batch',
    heading: { text: headingText(input) },
    // What all groups have in common is said once, here.
    context: accountContext(
      accounts.length > 0 ? accounts : input.shown,
      isOneFile
        ? onlyOne(namedGroups(input).map(({ identifierType }) => identifierType))
        : undefined,
    ),
    callout,
    typed: batchTyped(input),
    intro: introOf(input),
    main: [rowsOf(input), linesSection(input)],
    first: isOneFile ? [operationOf(input)] : [],
    last: isOneFile && sent.length > 0 ? [timesSection(now, t('sent'), now)] : [],
    bar,
    announcement: callout ? calloutText(callout) : announcementOf(input),
  });
}

/** Groups of which something is sent, or all if nothing is. */
function namedGroups({ groups }: BatchPageInput): readonly GroupView[] {
  const sent = groups.filter((group) => linesSent([group]).length > 0);
  return sent.length > 0 ? sent : groups;
}

function headingText(input: BatchPageInput): string {
  const named = namedGroups(input);
  const sent = linesSent(named);
  const lines =
    sent.length > 0
      ? sent
      : linesWhere(named, ({ replacedBy }) => replacedBy === undefined).map(({ line }) => line);
  const files = lines.map(({ choices }) => choices.files[0]);
  return uploadHeading(
    commonOperation(named),
    fileOrCount(input.isOneFile ? files.slice(0, 1) : files).forTree(),
    segmentsNamed(named),
  );
}

/** The segment of all groups, or how many there are; undefined if one has none yet. */
function segmentsNamed(groups: readonly GroupView[]): string | undefined {
  const segments = new Set(groups.map(({ choices: { into } }) => segmentKey(into)));
  if (groups.some(({ choices: { into } }) => !into)) return undefined;
  return segments.size > 1 ? segmentsText(segments.size) : groups[0].names?.segment.forTree();
}

/** The figures of what is sent, or is to be sent once it has a segment; of one file, its figures. */
function figuresOf({ isOneFile, groups }: BatchPageInput): Counts {
  const figures = (lines: ReturnType<typeof linesWhere>): Counts[] =>
    lines.flatMap(({ line, group }) => lineFigures(line, group) ?? []);
  const sent = figures(linesWhere(groups, (line, group) => !isOff(line, group)));
  const awaiting = sent.length > 0 ? [] : figures(linesWhere(groups, awaitsSegment));
  const counted = isOneFile
    ? [...sent, ...figures(linesWhere(groups))].slice(0, 1)
    : [...sent, ...awaiting];
  const sum = (key: Exclude<keyof Counts, 'fields'>): number =>
    counted.reduce((total, figures) => total + (figures[key] ?? 0), 0);
  const fields = counted.reduce((total, figures) => total + valuesIn(figures), 0);
  return compact<Counts>({
    rows: sum('rows'),
    fields: counted.some((figures) => figures.fields !== undefined) ? fields : undefined,
    good: sum('good'),
    invalid: sum('invalid'),
    suppressed: sum('suppressed') || undefined,
    duplicates: sum('duplicates'),
    blank: sum('blank'),
  });
}

/** People who aren't removed come first: an opt-out that can't be read is still an opt-out. */
function introOf(input: BatchPageInput): UploadModel['intro'] {
  const removes = commonOperation(namedGroups(input)) === 'remove';
  const unreadable = removes ? stayInText(figuresOf(input).invalid) : undefined;
  return present([
    ...(input.notices ?? []).map((text) => ({ text, strong: true })),
    unreadable && { text: unreadable, strong: true },
    ...commonWarnings(input),
  ]);
}

/** All rows of the files that are sent; of one file, its rows. */
function rowsOf(input: BatchPageInput): RowsSection {
  const { isOneFile, groups } = input;
  const figures = figuresOf(input);
  const { good, suppressed, invalid, duplicates, blank } = figures;
  const section = rowsSection(valuesTitle(figures), {
    ...{ send: good, suppressed, invalid, duplicates, blank },
  });
  // One whose segment or previous file is asked for isn't left out.
  const off = linesWhere(
    groups,
    (line, group) =>
      isOff(line, group) &&
      (line.isLeftOut || !(awaitsSegment(line, group) || lacksPrevious(group))),
  ).length;
  const awaiting = linesWhere(groups, awaitsSegment).length;
  const isBusy = isAnyChecking(groups);
  return compact<RowsSection>({
    ...section,
    untitled: isOneFile ? undefined : true,
    legend: present<RowsSection['legend'][number]>([
      ...section.legend.map((one) =>
        one.kind === 'send' && isAtMost(groups)
          ? { ...one, count: t('up to {0}', count(good)) }
          : one,
      ),
      awaiting > 0 && !isBusy && { text: t('no segment yet: {0}', filesCountText(awaiting)) },
      off > 0 && !isBusy && { text: isOneFile ? segmentsLeftOutText(off) : filesLeftOutText(off) },
      isAtMost(groups) && { text: t('duplicates across files aren’t known yet') },
      invalid > 0 && { text: '', press: { label: t('Show Problems'), action: 'showProblems' } },
    ]),
    busy: isBusy || isPreparing(groups) || undefined,
  });
}

/** What happens, as on the page of a single upload: the same for all segments. */
function operationOf(input: BatchPageInput): UploadSection {
  const { countdown, isSending } = input;
  const [{ choices, lines, identifierType, draft }] = namedGroups(input);
  return operationSection({
    step: draft?.step ?? { kind: 'checking' },
    choices: { ...choices, files: lines[0].choices.files },
    identifierType,
    countdown,
    waits: isSending,
  });
}

/** Read out while files are checked, in steps of ten percent, and once they are. */
function announcementOf(input: BatchPageInput): string | undefined {
  const { groups, countdown } = input;
  if (countdown !== undefined) return replacingText(countdown);
  const all = linesWhere(groups).length;
  const checked = all - linesWhere(groups, isChecking).length;
  if (checked === all) return isPreparing(groups) ? undefined : rowCountsText(figuresOf(input));
  const tens = Math.floor((checked / all) * 10) / 10;
  return tens > 0 ? t('Checking: {0}', percent(tens)) : undefined;
}
