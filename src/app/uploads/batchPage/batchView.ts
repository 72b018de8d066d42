import { t } from '@vscode/l10n';
import type { Failure } from '../../../common/failure';
import { fileName, foldersToTell as foldersOfFiles } from '../../../common/fileName';
import { OutsideText } from '../../../common/outsideText';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import { invalidRatio } from '../../../upload/safetyChecks';
import type { SegmentSize } from '../../../upload/segmentSize';
import type { Counts, Operation } from '../../../upload/uploadTypes';
import type { Expand, RememberLine, UploadModel } from '../../../webview/uploadModel';
import type { AccountHandle } from '../../accounts/account';
import type { BatchGroup } from '../batch/batchGroup';
import type { BatchLine } from '../batch/batchLine';
import { draftPlanOf, isUnreadable, type DraftStep } from '../draftStep';
import type { TargetNames } from '../messages';
import { contextItems, contextOf } from '../page/commonSections';
import { filePattern, widestPattern } from '../pairings/filePattern';
import { fileFigures } from '../plan/fileFigures';
import type { PlanFacts } from '../plan/planFacts';

/** What lines can be sorted by. */
export const SORTS = ['leftOut', 'toSend', 'name'] as const;
export type BatchSort = (typeof SORTS)[number];

/** A line, and what is known beside its check. */
export interface LineView extends BatchLine {
  /** The line's own page, while it is open. */
  readonly detail?: UploadModel;
  /** The newest upload of the unchanged file to the segment. `at`: milliseconds since 1970. */
  readonly sentBefore?: { jobId: string; at: number };
}

/** A group, and what is known of its segment. */
export interface GroupView extends Omit<BatchGroup, 'lines'> {
  readonly lines: readonly LineView[];
  readonly account?: AccountHandle;
  readonly names?: TargetNames;
  readonly identifierType?: IdentifierType;
  /** The segment's size as far as known, until there is a plan. */
  readonly size?: SegmentSize;
  /** Of the draft's plan, once loaded. */
  readonly view?: PlanFacts;
  /** The page of the group's draft, while it is open. */
  readonly detail?: UploadModel;
}

/** Everything that the page of several uploads shows before they start. */
export interface BatchPageInput {
  /** Whether one file goes to several segments: each line is a segment. */
  readonly isOneFile: boolean;
  readonly groups: readonly GroupView[];
  /** The accounts whose segments can be chosen. */
  readonly shown: readonly AccountHandle[];
  readonly sort: BatchSort;
  /** What would be remembered, if anything new. */
  readonly remember?: RememberLine;
  /** Seconds until a confirmed Replace begins. */
  readonly countdown?: number;
  /** The segments are read once more before the first request. */
  readonly isSending?: boolean;
  /** Why nothing was sent although it was confirmed. */
  readonly unsent?: Failure;
  /** What else the user should know, as sentences. */
  readonly notices?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The step in which a group can't be sent. */
export function groupStop({ draft }: Pick<GroupView, 'draft'>): DraftStep | undefined {
  return draft && (draft.step.kind === 'blocked' || draft.step.kind === 'needs')
    ? draft.step
    : undefined;
}

/** Whether a group is an Update whose previous file hasn't been chosen yet. */
export function lacksPrevious(group: Pick<GroupView, 'draft'>): boolean {
  const step = groupStop(group);
  return step?.kind === 'needs' && step.missing === 'previous';
}

/** Whether a group waits for its segment. */
export function lacksSegment({ choices, lines }: GroupView): boolean {
  return !choices.into && !lines.every(({ stop }) => isUnreadable(stop));
}

/** Whether a line is to be sent, as far as the user decides. */
export function isTicked({ isLeftOut, replacedBy }: LineView): boolean {
  return !isLeftOut && replacedBy === undefined;
}

/** Whether a line is to be sent, and only waits for its segment. */
export function awaitsSegment(line: LineView, group: GroupView): boolean {
  return isTicked(line) && lacksSegment(group);
}

/** Whether a line isn't sent, for whatever reason. */
export function isOff(line: LineView, group: GroupView): boolean {
  return (
    !isTicked(line) ||
    group.choices.into === undefined ||
    group.failure !== undefined ||
    groupStop(group) !== undefined
  );
}

/**
 * Whether ticking a line changes nothing: something else keeps it from being sent. Where several
 * files are stopped together, leaving one of them out may help, and of a Replace, or an Update with
 * all parts of an export, only the user can.
 * An Update only waits for its previous file.
 */
export function isFixed(line: LineView, group: GroupView): boolean {
  return (
    (line.stop !== undefined &&
      line.choices.operation !== 'replace' &&
      group.parts !== 'together') ||
    line.held === 'keepOut' ||
    group.failure !== undefined ||
    (groupStop(group) !== undefined && group.lines.length === 1 && !lacksPrevious(group))
  );
}

type TestLine = (line: LineView, group: GroupView) => boolean;

/** The lines of which this holds; by default all. */
export function linesWhere(
  groups: readonly GroupView[],
  holds: TestLine = () => true,
): { line: LineView; group: GroupView }[] {
  return groups.flatMap((group) =>
    group.lines.filter((line) => holds(line, group)).map((line) => ({ line, group })),
  );
}

/** Lines that are sent once every check has ended. */
export function linesSent(groups: readonly GroupView[]): LineView[] {
  return linesWhere(groups, (line, group) => !isOff(line, group)).map(({ line }) => line);
}

/** Whether a line still waits for its own figures. */
export function isChecking(line: LineView, group: GroupView): boolean {
  if (line.isPreparing) return true;
  if (line.stop || group.failure) return false;
  return (line.check ?? group.draft)?.step.kind === 'checking';
}

/** Whether any line does. */
export function isAnyChecking(groups: readonly GroupView[]): boolean {
  return linesWhere(groups, isChecking).length > 0;
}

/** Whether files that were checked each are now checked together, as one upload. */
export function isPreparing(groups: readonly GroupView[]): boolean {
  return groups.some(
    ({ draft, failure, lines }) =>
      !failure && draft?.step.kind === 'checking' && lines.some(({ check }) => check),
  );
}

/** A line's rows: in the group's draft, which knows duplicates of other files, else of its check. */
export function lineFigures(line: LineView, group: GroupView): Counts | undefined {
  const [{ uri }] = line.choices.files;
  const planned =
    !line.isLeftOut || !line.check ? group.draft && draftPlanOf(group.draft.step) : undefined;
  const index = planned?.plan.files.findIndex((file) => file.uri === uri) ?? -1;
  if (planned && index >= 0) return fileFigures(planned.plan, index);
  const own = line.check && draftPlanOf(line.check.step)?.plan;
  return own && fileFigures(own, 0);
}

/** Whether several files for one segment aren't read together yet: they may have people in common. */
export function isAtMost(groups: readonly GroupView[]): boolean {
  return groups.some(
    (group) =>
      group.lines.filter((line) => !isOff(line, group) && !line.stop).length > 1 &&
      !(group.draft && draftPlanOf(group.draft.step)),
  );
}

/** The value that all of them are; undefined if they differ. */
export function onlyOne<T>(values: readonly T[]): T | undefined {
  const distinct = new Set(values);
  return distinct.size === 1 ? values[0] : undefined;
}

/** The operation of all groups; undefined if they differ. */
export function commonOperation(groups: readonly GroupView[]): Operation | undefined {
  return onlyOne(groups.map(({ choices }) => choices.operation));
}

/** The accounts that segments are in. */
export function accountsOf(
  segments: readonly { readonly account?: AccountHandle }[],
): AccountHandle[] {
  const accounts = segments.flatMap(({ account }) => account ?? []);
  return [...new Map(accounts.map((account) => [account.key, account])).values()];
}

/** The line under the heading: the account, if there is only one, and the type of all identifiers. */
export function accountContext(
  accounts: readonly AccountHandle[],
  identifierType?: IdentifierType,
): UploadModel['context'] {
  const account = accounts.length === 1 ? accounts[0] : undefined;
  return contextOf(account, contextItems({ account: account?.label }, identifierType));
}

/** The name of a line's file. */
export function lineName({ choices: { files } }: Pick<LineView, 'choices'>): OutsideText {
  return fileName(files[0].uri);
}

/** The name of a group's segment; until it is known, its ID. */
export function segmentName({ names, choices: { into } }: GroupView): string {
  return names?.segment.forTree() ?? t('Segment {0}', into?.segmentId ?? '');
}

/** The pattern of the names of a group's files; of one file, or without digits, the name itself. */
export function patternName({ lines }: Pick<GroupView, 'lines'>): string {
  const names = lines.map(lineName);
  const pattern = widestPattern(names[0], names.map(filePattern));
  const isSeveral = names.length > 1 && pattern.includes('*');
  return (isSeveral ? OutsideText.name(pattern) : names[0]).forTree();
}

/** Shows more or less about something with this name. */
export function expandTo(name: string, isOpen: boolean): Expand {
  return { label: isOpen ? t('Less about {0}', name) : t('More about {0}', name), open: isOpen };
}

/** The ratio (0–1) of a file's rows that are invalid; undefined until it is checked. */
export function invalidShare({ check }: Pick<BatchLine, 'check'>): number | undefined {
  const plan = check && draftPlanOf(check.step)?.plan;
  return plan && invalidRatio(plan);
}

/** The folders of files whose names alone don't tell them apart, by line. */
export function foldersToTell(groups: readonly GroupView[]): ReadonlyMap<string, string> {
  const lines = linesWhere(groups);
  const folders = foldersOfFiles(lines.map(({ line: { choices } }) => choices.files[0].uri));
  return new Map(
    lines.flatMap(({ line: { id } }, index) => {
      const folder = folders[index];
      return folder === undefined ? [] : [[id, folder]];
    }),
  );
}

/** Lines in the order of the table; without `sort`, as they were given. */
export function sortedLines(group: GroupView, sort: BatchSort | undefined): readonly LineView[] {
  if (sort === undefined) return group.lines;
  const value = (line: LineView): number => {
    const figures = lineFigures(line, group);
    if (!figures) return -1;
    return sort === 'leftOut' ? figures.invalid : figures.good;
  };
  const name = (line: LineView): string => lineName(line).forTree();
  return [...group.lines].sort((a, b) =>
    sort === 'name'
      ? name(a).localeCompare(name(b), undefined, { numeric: true })
      : value(b) - value(a),
  );
}
