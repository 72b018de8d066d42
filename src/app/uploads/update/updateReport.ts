import { t } from '@vscode/l10n';
import { peopleText, rowsText } from '../../../common/counts';
import { count, dateTime, plural } from '../../../common/format';
import { present } from '../../../common/records';
import { valuesIn } from '../../../upload/fieldsRead';
import type { RemovedCounts, Report, Side } from '../../../upload/jobTypes';
import type { Permission } from '../../../upload/permissions';
import type { PreviousCounts } from '../../../upload/uploadTypes';
import { suppressedPart, valueWords } from '../words/valueWords';
import { firstRunText } from './updateReview';

/**
 * The rows of a report's previous files as a sum, and what was removed; none of other reports. Before
 * them, what an update wasn't compared with, and what was permitted.
 */
export function updateEquations(report: Report): string[] {
  const { previous, removed, suppression } = report;
  return present([
    ...comparedNotes(report),
    previous && previous.rows > 0 && previousEquation(previous),
    removed &&
      removed.rows > 0 &&
      t(
        'Identifiers to remove: {0} = {1} accepted + {2} rejected + {3} unknown + {4} not sent',
        ...removedFigures(removed),
      ),
    previous?.inOtherFormats && inOtherFormatsText(previous.inOtherFormats),
    suppression &&
      suppression.removed.rows > 0 &&
      t(
        'Suppressed identifiers to remove: {0} = {1} accepted + {2} rejected + {3} unknown + {4} not sent',
        ...removedFigures(suppression.removed),
      ),
  ]);
}

/** How many of the people who left stay in a hash format that can't be made: see `PreviousCounts`. */
export function inOtherFormatsText(people: number): string {
  return plural(people, {
    one: t(
      '{0} person who left may still be in the segment in another hash format, which can’t be made from the previous file.',
      count(people),
    ),
    other: t(
      '{0} people who left may still be in the segment in another hash format, which can’t be made from the previous file.',
      count(people),
    ),
  });
}

/**
 * That an update was a first run, or wasn't compared with everything that was in the segment, and what
 * was permitted.
 */
export function comparedNotes({
  firstRun,
  afterClear,
  leftSince,
  ...report
}: Pick<Report, 'firstRun' | 'afterClear' | 'leftSince' | 'allowed' | 'suppression'>): string[] {
  const allowed = allowedIn(report);
  return present([
    firstRun && firstRunText(afterClear),
    leftSince && leftSinceText(Date.parse(leftSince)),
    allowed.length > 0 && t('Allowed for this run: {0}.', allowed.map(permissionLabel).join('; ')),
  ]);
}

/** What was permitted for a run and made a difference. */
export function allowedIn({
  allowed = [],
  suppression,
}: Pick<Report, 'allowed' | 'suppression'>): Permission[] {
  return [...allowed, ...(suppression?.allowed ?? [])];
}

/** What was permitted, in words, and its code. */
export function permissionLabel(permission: Permission): string {
  return `${permissionText(permission)} (${permission})`;
}

/** What was permitted, in words. */
export function permissionText(permission: Permission): string {
  return PERMITTED[permission]();
}

const PERMITTED: Record<Permission, () => string> = {
  'previous-unknown': () => t('not everything in the segment was compared'),
  'other-list': () => t('people of another list stay'),
  'other-formats': () => t('people who left stay in another hash format'),
  'invalid-grew': () => t('more invalid rows than before'),
  'cut-off': () => t('a file that may be cut off'),
  'remove-shared': () => t('people who are also in another file were removed'),
  'suppression-missing': () => t('a suppression list that is missing'),
  'suppression-unreadable': () => t('a suppression list that can’t be read'),
  'suppression-empty': () => t('a suppression list without anyone in it'),
  'suppression-stale': () => t('a suppression list that is older than its limit'),
  'suppression-shrunk': () => t('a suppression list that has fewer people than before'),
  'suppression-not-comparable': () => t('people on a suppression list who can’t be compared'),
  'too-many-suppressed': () => t('many suppressed people'),
};

/** `since`: milliseconds since 1970. */
export function leftSinceText(since: number): string {
  return t(
    'People who left before {0} may still be in this segment: an update ran without comparing everything that was in it.',
    dateTime(since),
  );
}

/** The rows of the previous files as a sum, or their fields. */
export function previousEquation(previous: PreviousCounts): string {
  const { blank, invalid, suppressed, duplicates, still, notComparable, shared, removed } =
    previous;
  return valueWords(previous).previousSum(
    ...[valuesIn(previous), blank, invalid].map(count),
    suppressedPart(suppressed),
    ...[duplicates, still, notComparable, shared, removed].map(count),
    rowsText(previous.rows),
  );
}

/** The identifiers to remove: all, and the parts of that sum. */
function removedFigures({ accepted, refused, unknown, unsent, sent }: RemovedCounts): string[] {
  return [sent + unsent, accepted, refused, unknown, unsent].map(count);
}

/**
 * What became of the people who left, or are suppressed, as parts of a sentence; none if there is no one,
 * or nothing was sent at all.
 */
export function removedTexts({
  sides: { left, suppressed },
  ...report
}: Pick<Report, 'sides' | 'suppression' | 'sent'>): string[] {
  const sumOf = (key: keyof Side): number => (left?.[key] ?? 0) + (suppressed?.[key] ?? 0);
  const [people, done, rejected] = [sumOf('people'), sumOf('done'), sumOf('rejected')];
  const unknown = sumOf('unknown');
  // Everyone in the file may be suppressed.
  if (report.sent === 0 && !report.suppression?.removed.sent) return [];
  if (done === people)
    return present([
      left?.people && t('{0} removed', count(left.people)),
      suppressed?.people && suppressedRemovedText(suppressed.people),
    ]);
  return present([
    plural(people, {
      one: t('{0} of {1} removal accepted', count(done), count(people)),
      other: t('{0} of {1} removals accepted', count(done), count(people)),
    }),
    rejected > 0 &&
      plural(rejected, {
        one: t('{0} removal rejected', count(rejected)),
        other: t('{0} removals rejected', count(rejected)),
      }),
    unknown > 0 &&
      plural(unknown, {
        one: t('{0} removal unknown', count(unknown)),
        other: t('{0} removals unknown', count(unknown)),
      }),
  ]);
}

/** `37 suppressed people removed`, in case they were in it. */
function suppressedRemovedText(people: number): string {
  return plural(people, {
    one: t('{0} suppressed person removed', count(people)),
    other: t('{0} suppressed people removed', count(people)),
  });
}

/** That it isn't known what Criteo accepted, though each request was answered. */
export function withoutCountsText({ sides }: Pick<Report, 'sides'>): string {
  return sides.added?.unknown
    ? t('Criteo didn’t say what it accepted, so people may be missing in the segment.')
    : t('Criteo didn’t say what it accepted, so people to remove may still be in the segment.');
}

/** A part of a report in Markdown: a heading, and the parts of a sum with its name and total. */
interface ReportSum {
  heading: string;
  note?: string;
  parts: readonly (readonly [string, number])[];
  name: string;
  total: number;
}

/** The previous files and what was removed, for a document; none of other reports. */
export function updateSums(report: Report): ReportSum[] {
  const { suppression } = report;
  return [
    ...leaverSums(report),
    ...(suppression && suppression.removed.rows > 0
      ? [removedSum(t('Suppressed people'), suppression.removed)]
      : []),
  ];
}

function leaverSums({ previous, removed, unchanged }: Report): ReportSum[] {
  if (!previous || !removed || previous.rows === 0) return [];
  const sums: ReportSum[] = [
    {
      heading: t('Previous file'),
      ...(unchanged !== undefined && {
        note: t('{0} of the valid rows were in it, too.', count(unchanged)),
      }),
      parts: [
        [t('Still in the file'), previous.still],
        [t('People who left'), previous.removed],
        [t('Not comparable, so they stay'), previous.notComparable],
        [t('Also in another file of this segment, so they stay'), previous.shared],
        [t('Invalid: can’t be removed'), previous.invalid],
        [t('Suppressed'), previous.suppressed ?? 0],
        [t('Duplicates'), previous.duplicates],
        [t('Blank'), previous.blank],
      ],
      name: valueWords(previous).all(),
      total: valuesIn(previous),
    },
  ];
  if (removed.rows > 0)
    sums.push({
      ...removedSum(t('Removed'), removed),
      note: previous.inOtherFormats
        ? inOtherFormatsText(previous.inOtherFormats)
        : t('People who left: {0}, in each hash format of the segment.', count(removed.rows)),
    });
  return sums;
}

function removedSum(heading: string, removed: RemovedCounts): ReportSum {
  return {
    heading,
    note: t('Removed in each hash format of the segment: {0}.', peopleText(removed.rows)),
    parts: [
      [t('Accepted: Criteo doesn’t say whether they were in the segment'), removed.accepted],
      [t('Rejected: not well-formed, according to Criteo'), removed.refused],
      [t('Unknown: no count or no usable response from Criteo'), removed.unknown],
      [t('Not sent'), removed.unsent],
    ],
    name: t('Identifiers'),
    total: removed.sent + removed.unsent,
  };
}
