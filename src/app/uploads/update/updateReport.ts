import { t } from '@vscode/l10n';
import { rowsText } from '../../../common/counts';
import { count, dateTime, plural } from '../../../common/format';
import { present } from '../../../common/records';
import { valuesIn } from '../../../upload/fieldsRead';
import type { RemovedCounts, Report } from '../../../upload/jobTypes';
import type { UpdatePermission } from '../../../upload/permissions';
import type { PreviousCounts } from '../../../upload/uploadTypes';
import { valueWords } from '../words/valueWords';
import { firstRunText } from './updateReview';

/** Whether people who left may still be in the segment, and resuming could remove them. */
export function leavesRemoves({ state, removed }: Pick<Report, 'state' | 'removed'>): boolean {
  if (removed === undefined) return false;
  // Rows that are rejected don't make it fail, but a request that is rejected as a whole does.
  const rejected = state === 'failed' ? removed.refused : 0;
  return removed.unsent + removed.unknown + rejected > 0 || removed.otherSpellingsOpen === true;
}

/**
 * The rows of a report's previous files as a sum, and what was removed; none of other reports. Before
 * them, what an update wasn't compared with.
 */
export function updateEquations(report: Report): string[] {
  const { previous, removed } = report;
  if (!previous || !removed) return [];
  return present([
    ...comparedNotes(report),
    previous.rows > 0 && previousEquation(previous),
    removed.rows > 0 && removedEquation(removed),
    previous.inOtherFormats && inOtherFormatsText(previous.inOtherFormats),
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
  allowed = [],
}: Pick<Report, 'firstRun' | 'afterClear' | 'leftSince' | 'allowed'>): string[] {
  return present([
    firstRun && firstRunText(afterClear),
    leftSince && leftSinceText(Date.parse(leftSince)),
    allowed.length > 0 && t('Allowed for this run: {0}.', allowed.map(permissionLabel).join('; ')),
  ]);
}

/** What was permitted, in words, and its code. */
export function permissionLabel(permission: UpdatePermission): string {
  return `${PERMITTED[permission]()} (${permission})`;
}

const PERMITTED: Record<UpdatePermission, () => string> = {
  'previous-unknown': () => t('not everything in the segment was compared'),
  'other-list': () => t('people of another list stay'),
  'other-formats': () => t('people who left stay in another hash format'),
  'invalid-grew': () => t('more invalid rows than before'),
  'cut-off': () => t('a file that may be cut off'),
  'remove-shared': () => t('people who are also in another file were removed'),
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
  const { blank, invalid, duplicates, still, notComparable, shared, removed } = previous;
  const figures = [valuesIn(previous), blank, invalid, duplicates, still];
  return valueWords(previous).previousSum(
    ...[...figures, notComparable, shared, removed].map(count),
    rowsText(previous.rows),
  );
}

/** The identifiers of the people who left as a sum. */
function removedEquation({ accepted, refused, unknown, unsent, sent }: RemovedCounts): string {
  return t(
    'Identifiers to remove: {0} = {1} accepted + {2} rejected + {3} unknown + {4} not sent',
    ...[sent + unsent, accepted, refused, unknown, unsent].map(count),
  );
}

/**
 * What became of the people who left, as parts of a sentence; none if no one did, or nothing was
 * sent at all.
 */
export function removedTexts(report: Pick<Report, 'removed' | 'sent'>): string[] {
  const { removed } = report;
  if (!removed || removed.rows === 0 || report.sent === 0) return [];
  const { rows, accepted, refused, unknown, sent, unsent } = removed;
  if (accepted === sent + unsent) return [t('{0} removed', count(rows))];
  return present([
    t('{0} of {1} removals accepted', count(accepted), count(sent + unsent)),
    refused > 0 &&
      plural(refused, {
        one: t('{0} removal rejected', count(refused)),
        other: t('{0} removals rejected', count(refused)),
      }),
    unknown > 0 &&
      plural(unknown, {
        one: t('{0} removal unknown', count(unknown)),
        other: t('{0} removals unknown', count(unknown)),
      }),
  ]);
}

/** That it isn't known whether everyone who left was removed, though each request was answered. */
export function withoutCountsText({ removed }: Pick<Report, 'removed'>): string {
  const unknown = removed?.unknown ?? 0;
  return plural(unknown, {
    one: t(
      'Criteo didn’t say whether it accepted {0} removal, so a person who left may still be in the segment.',
      count(unknown),
    ),
    other: t(
      'Criteo didn’t say whether it accepted {0} removals, so people who left may still be in the segment.',
      count(unknown),
    ),
  });
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
export function updateSums({ previous, removed, unchanged }: Report): ReportSum[] {
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
        [t('Duplicates'), previous.duplicates],
        [t('Blank'), previous.blank],
      ],
      name: valueWords(previous).all(),
      total: valuesIn(previous),
    },
  ];
  if (removed.rows > 0)
    sums.push({
      heading: t('Removed'),
      note: previous.inOtherFormats
        ? inOtherFormatsText(previous.inOtherFormats)
        : t('{0} people who left, in each hash format of the segment.', count(removed.rows)),
      parts: [
        [t('Accepted: Criteo doesn’t say whether they were in the segment'), removed.accepted],
        [t('Rejected: not well-formed, according to Criteo'), removed.refused],
        [t('Unknown: no count or no usable response from Criteo'), removed.unknown],
        [t('Not sent'), removed.unsent],
      ],
      name: t('Identifiers'),
      total: removed.sent + removed.unsent,
    });
  return sums;
}
