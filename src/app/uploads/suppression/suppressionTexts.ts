import { t } from '@vscode/l10n';
import { peopleText } from '../../../common/counts';
import { fileName } from '../../../common/fileName';
import { count, dateTime, duration, plural, timeAgo, wholeDuration } from '../../../common/format';
import { fileNamesOf } from '../../../common/messageText';
import { present } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import type { SuppressionListReport, SuppressionReport } from '../../../upload/jobTypes';
import { listReport } from '../../../upload/journal/report';
import type {
  PlannedSuppression,
  ReadSuppressionList,
} from '../../../upload/suppression/suppressionTypes';
import type { Plan } from '../../../upload/uploadTypes';
import { permissionLabel, permissionText } from '../update/updateReport';

// What suppression lists mean for an upload, in words: of a plan and of a report alike. Only numbers and
// names of files and columns are said, never who is in them.

/** A list, with its limit in milliseconds as long as that counts. */
export type ListFacts = SuppressionListReport & Pick<ReadSuppressionList, 'maxAge'>;

/** What is shown of a plan's lists or a report's. `removed`: people. */
export interface SuppressionFacts extends Omit<SuppressionReport, 'lists' | 'removed'> {
  removed: number;
  lists: readonly ListFacts[];
}

/** What lists mean for an upload, for programs: counts, no identifiers. */
export interface SuppressionCheck
  extends
    Omit<SuppressionReport, 'removed'>,
    Pick<PlannedSuppression, 'removed' | 'identifiers' | 'formats'> {}

/** `formats`: those in which people are removed. */
export function suppressionCheckOf({
  lists,
  files: _,
  formats: __,
  removedFormats,
  ...rest
}: PlannedSuppression): SuppressionCheck {
  return { ...rest, lists: lists.map(listReport), formats: removedFormats };
}

export function factsOfPlan(planned: PlannedSuppression): SuppressionFacts {
  return {
    ...planned,
    lists: planned.lists.map((list) => ({ ...listReport(list), maxAge: list.maxAge })),
  };
}

export function factsOfReport(report: SuppressionReport): SuppressionFacts {
  return { ...report, removed: report.removed.rows };
}

/**
 * What lists mean for a plan, as lines: `opt-outs.csv: 18,204 people, written 6 h ago, 31 suppressed`, and what
 * becomes of those; none without lists. `now`: milliseconds since 1970.
 */
export function suppressionLines(
  { suppression, files }: Pick<Plan, 'suppression' | 'files'>,
  now: number,
): string[] {
  if (!suppression) return [];
  const facts = factsOfPlan(suppression);
  return [
    ...facts.lists.map((list) => listText(list, writtenText(list, now))),
    ...present([suppressedText(facts, files), comparedText(facts)]),
    ...suppressionNotes(facts),
    ...allowedText(facts),
  ];
}

/** The lists of a report, a line each, what was compared, and what was missing. */
export function reportedLists(report: SuppressionReport): string[] {
  const facts = factsOfReport(report);
  return [
    ...facts.lists.map((list) => listText(list, writtenText(list))),
    ...present([comparedText(facts)]),
    ...suppressionNotes(facts),
  ];
}

function listText({ path, people, suppressed, failure }: ListFacts, written: string): string {
  const name = fileNamesOf([{ uri: path }]);
  return failure
    ? t('{0}: {1}', name, written)
    : t(
        '{0}: {1}, written {2}, {3} suppressed',
        name,
        peopleText(people),
        written,
        count(suppressed),
      );
}

/** When a list was written: `6 h ago, limit 26 h`; without `now`, the time. */
export function writtenText({ failure, writtenAt = '', maxAge }: ListFacts, now?: number): string {
  if (failure) return failure === 'missing' ? t('not found') : t('can’t be read');
  const at = Date.parse(writtenAt);
  if (now === undefined) return dateTime(at);
  return maxAge === undefined
    ? timeAgo(at, now)
    : t('{0} ago, limit {1}', duration(now - at), wholeDuration(maxAge));
}

/** What becomes of the people in the files who are on a list; empty if no list was read. */
export function suppressedText(
  { lists, inFiles, inPrevious = 0, removed }: SuppressionFacts,
  files: readonly { uri: string }[],
): string {
  const names = fileNamesOf(files);
  const wereRead = lists.filter(({ failure }) => !failure);
  if (wereRead.length === 0) return '';
  const texts = [
    inFiles === 0
      ? wereRead.length < lists.length
        ? t('No one in {0} is on {1}.', names, fileNamesOf(uris(wereRead)))
        : t('No one in {0} is on a suppression list.', names)
      : removed === 0
        ? plural(inFiles, {
            one: t('{0} person in {1} isn’t sent.', count(inFiles), names),
            other: t('{0} people in {1} aren’t sent.', count(inFiles), names),
          })
        : plural(inFiles, {
            one: t(
              '{0} person in {1} isn’t sent, and is removed from the segment if they are in it.',
              count(inFiles),
              names,
            ),
            other: t(
              '{0} people in {1} aren’t sent, and are removed from the segment if they are in it.',
              count(inFiles),
              names,
            ),
          }),
    inPrevious > 0 &&
      plural(inPrevious, {
        one: t('{0} person in the previous file is removed for that reason.', count(inPrevious)),
        other: t('{0} people in the previous file are removed for that reason.', count(inPrevious)),
      }),
  ];
  return present(texts).join(' ');
}

/**
 * The columns of the files that were compared, and with which lists, if not with all; undefined where no
 * column's name is known, or there was no one to compare with.
 */
export function comparedText({ lists, compared }: SuppressionFacts): string | undefined {
  const names = compared.filter((name) => name !== '').join(', ');
  const used = lists.filter(({ failure, people }) => !failure && people > 0);
  if (names === '' || used.length === 0) return undefined;
  return used.length === lists.length
    ? t('Compared: {0}.', names)
    : t('Compared with {0}: {1}.', fileNamesOf(uris(used)), names);
}

function uris(lists: readonly ListFacts[]): { uri: string }[] {
  return lists.map(({ path }) => ({ uri: path }));
}

/** What lists can't do, and which of them is missing, as sentences. */
export function suppressionNotes({
  lists,
  lacking = [],
  inOtherFormats = 0,
  otherFormats = [],
}: SuppressionFacts): string[] {
  const formats = otherFormats.map(formatLabel).join(', ');
  return [
    ...(inOtherFormats > 0
      ? [
          plural(inOtherFormats, {
            one: t(
              '{0} suppressed person may stay in the segment in another hash format ({1}), which can’t be made from their row.',
              count(inOtherFormats),
              formats,
            ),
            other: t(
              '{0} suppressed people may stay in the segment in another hash format ({1}), which can’t be made from their rows.',
              count(inOtherFormats),
              formats,
            ),
          }),
        ]
      : []),
    ...lists.flatMap(({ path, invalid, notComparable }) => {
      const name = fileName(path).forTree();
      return present([
        invalid > 0 &&
          plural(invalid, {
            one: t(
              '{0} row of {1} can’t be read: no one is recognized by it.',
              count(invalid),
              name,
            ),
            other: t(
              '{0} rows of {1} can’t be read: no one is recognized by them.',
              count(invalid),
              name,
            ),
          }),
        notComparable > 0 &&
          plural(notComparable, {
            one: t(
              '{0} person in {1} can’t be compared with the file.',
              count(notComparable),
              name,
            ),
            other: t(
              '{0} people in {1} can’t be compared with the file.',
              count(notComparable),
              name,
            ),
          }),
      ]);
    }),
    ...lacking.map(({ path }) =>
      t('Without {0}, which earlier uploads to this segment used.', fileName(path).forTree()),
    ),
  ];
}

/** What was permitted for this run, in a sentence; none without. `isPage`: for a person, without codes. */
export function allowedText(
  { allowed = [] }: Pick<SuppressionFacts, 'allowed'>,
  isPage = false,
): string[] {
  if (allowed.length === 0) return [];
  return [
    isPage
      ? t('Allowed for this upload: {0}.', allowed.map(permissionText).join('; '))
      : t('Allowed for this run: {0}.', allowed.map(permissionLabel).join('; ')),
  ];
}
