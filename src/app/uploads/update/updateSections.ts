import { t } from '@vscode/l10n';
import { duplicatesText } from '../../../common/counts';
import { fileName, fileNames } from '../../../common/fileName';
import { count, plural } from '../../../common/format';
import { present } from '../../../common/records';
import { valuesIn } from '../../../upload/fieldsRead';
import type { RemovedCounts, Report } from '../../../upload/jobTypes';
import type {
  Plan,
  PlannedUpdate,
  PreviousCounts,
  UploadOptions,
} from '../../../upload/uploadTypes';
import type {
  NotesSection,
  Press,
  RowsSection,
  ShareKind,
  WaysSection,
} from '../../../webview/uploadModel';
import { valueWords } from '../words/valueWords';
import { plannedChange } from './updateFigures';
import { allowedIn, comparedNotes, inOtherFormatsText, permissionLabel } from './updateReport';
import { emptyComparisonText } from './updateReview';

/** The three figures of an Update: new, leaving, unchanged. Undefined for other plans. */
export function changeSection(
  plan: Pick<Plan, 'good' | 'update' | 'suppression'>,
): RowsSection | undefined {
  const change = plannedChange(plan);
  const { update } = plan;
  if (!change || !update) return undefined;
  const shares: { kind: ShareKind; rows: number; count: string; text: string }[] = [
    { kind: 'send', rows: change.added, count: `+${count(change.added)}`, text: t('new') },
    {
      kind: 'leaving',
      rows: change.removed,
      count: `−${count(change.removed)}`,
      text: t('leaving'),
    },
    {
      kind: 'unchanged',
      rows: update.unchanged,
      count: count(update.unchanged),
      text: t('unchanged'),
    },
  ];
  const isFirst = update.files.length === 0;
  return {
    type: 'rows',
    title: t('What changes'),
    // Without a previous file there is nothing to compare with.
    legend: shares
      .slice(0, isFirst ? 1 : undefined)
      .map(({ kind, count: figure, text }) => ({ kind, count: figure, text })),
    shares: shares.filter(({ rows }) => rows > 0).map(({ kind, rows }) => ({ kind, rows })),
    hint: isFirst
      ? emptyComparisonText(update)
      : change.removed === 0
        ? t('No one left, so no one is removed.')
        : t('Everyone in the file is added first, then the people who left are removed.'),
  };
}

/**
 * The people in the previous files, and what becomes of them, as sentences that add up. Undefined for
 * a first run. `isRemovingShared`: with the permission `remove-shared`; `locked`: nothing can be
 * changed.
 */
export function previousFiguresSection(
  { files, counts, sharedFiles }: Pick<PlannedUpdate, 'files' | 'counts' | 'sharedFiles'>,
  isRemovingShared: boolean,
  locked: boolean,
): NotesSection | undefined {
  if (files.length === 0) return undefined;
  const press = (value: boolean): Press => ({
    label: value ? t('Remove Them Too') : t('Keep Them'),
    action: 'removeShared',
    value: String(value),
  });
  return notesSection(t('In the previous file'), [
    previousCountsNote(counts),
    counts.shared > 0 && {
      text: sharedText(counts.shared, sharedFiles),
      ...(!locked && { press: press(true) }),
    },
    isRemovingShared && {
      text: t('People who are also in other files of this segment are removed, too.'),
      ...(!locked && { press: press(false) }),
    },
    ...previousHints(counts),
  ]);
}

/** For the report: what became of the rows of the previous files, or why there are none. */
export function comparedSections(report: Report): NotesSection[] {
  const { previous } = report;
  const allowed = allowedIn(report);
  const { firstRun, afterClear, leftSince } = report;
  const notes = comparedNotes({ firstRun, afterClear, leftSince }).map((text) => ({ text }));
  return present([
    notes.length > 0 && {
      type: 'notes',
      title: report.leftSince === undefined ? t('People who left') : t('Not compared'),
      items: notes,
    },
    allowed.length > 0 && {
      type: 'notes',
      title: t('Allowed for this run'),
      items: allowed.map((one) => ({ text: capitalized(permissionLabel(one)) })),
    },
    previous &&
      notesSection(t('In the previous file'), [
        previousCountsNote(previous),
        ...previousHints(previous),
      ]),
  ]);
}

/** Undefined without any. */
function notesSection(
  title: string,
  notes: readonly (NotesSection['items'][number] | undefined | false)[],
): NotesSection | undefined {
  const items = present(notes);
  return items.length > 0 ? { type: 'notes', title, items } : undefined;
}

/** What becomes of the rows, where they aren't just the people who left and those who are unchanged. */
function previousCountsNote(counts: PreviousCounts): { text: string } | undefined {
  const { shared, notComparable, invalid, suppressed = 0, duplicates, blank } = counts;
  return shared + notComparable + invalid + suppressed + duplicates + blank > 0
    ? { text: previousCountsText(counts) }
    : undefined;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The question whether what was sent before is an earlier version of the list; undefined where it
 * isn't asked, or is answered. `allowed`: see `UploadOptions`.
 */
export function otherListSection(
  { files, update }: Pick<Plan, 'files' | 'update'>,
  allowed: UploadOptions['allowed'],
): WaysSection | undefined {
  const asked = update?.asked ?? [];
  if (asked.length === 0 || allowed.includes('other-list')) return undefined;
  return {
    type: 'ways',
    title: t('Is this an earlier version of {0}?', fileNames(files).forTree()),
    items: [
      ...asked.flatMap(({ foundAt }): WaysSection['items'][number][] => {
        if (foundAt === undefined) return [];
        const name = fileName(foundAt).forTree();
        const press: Press = {
          label: t('Compare'),
          action: 'comparePrevious',
          value: foundAt,
          description: t('Compare with {0}', name),
        };
        return [{ icon: 'table', text: name, note: t('sent before'), press, look: 'secondary' }];
      }),
      {
        icon: 'add',
        text: '',
        note: t('its people stay in the segment'),
        press: { label: t('It Is Another List'), action: 'otherList' },
        look: 'link',
      },
    ],
  };
}

/** `48,380 rows: 48,000 still there, 340 people who left, 20 shared, …`; zeros are left out. */
export function previousCountsText(counts: PreviousCounts): string {
  const { still, removed, shared, notComparable, invalid, duplicates, blank } = counts;
  const { suppressed = 0 } = counts;
  const parts = present([
    still > 0 && t('{0} still there', count(still)),
    removed > 0 && leftText(removed),
    shared > 0 && t('{0} also in other files', count(shared)),
    notComparable > 0 && t('{0} not comparable', count(notComparable)),
    invalid > 0 && t('{0} not removable', count(invalid)),
    suppressed > 0 && t('{0} suppressed', count(suppressed)),
    duplicates > 0 && duplicatesText(duplicates),
    blank > 0 && t('{0} blank', count(blank)),
  ]);
  const total = valueWords(counts).count(valuesIn(counts));
  return parts.length > 0 ? t('{0}: {1}', total, parts.join(', ')) : total;
}

function leftText(people: number): string {
  return plural(people, {
    one: t('{0} person who left', count(people)),
    other: t('{0} people who left', count(people)),
  });
}

function previousHints(counts: PreviousCounts): { text: string }[] {
  const { notComparable, inOtherFormats = 0, invalid } = counts;
  return present([
    inOtherFormats > 0 && inOtherFormatsText(inOtherFormats),
    notComparable > 0 &&
      t('Not comparable: hashed with MD5 in one file, with SHA-256 in the other. They stay.'),
    invalid > 0 && t('Not removable: these rows of the previous file are invalid. They stay.'),
  ]).map((text) => ({ text }));
}

function sharedText(shared: number, files: PlannedUpdate['sharedFiles']): string {
  const names = fileNames(files).forTree();
  return plural(shared, {
    one: t(
      '{0} person who left is in {1}, which went to this segment, too: this person stays.',
      count(shared),
      names,
    ),
    other: t(
      '{0} people who left are in {1}, which went to this segment, too: they stay.',
      count(shared),
      names,
    ),
  });
}

/** Identifiers whose removal was rejected, or whose answer lacks a count, and so on. */
export function removedSection(
  title: string,
  removed: RemovedCounts,
  { isSending, allAdded }: { isSending: boolean; allAdded: boolean },
): RowsSection | undefined {
  const { rows, accepted, refused, unknown, unsent } = removed;
  if (rows === 0) return undefined;
  const shares: { kind: ShareKind; rows: number; text: string }[] = [
    { kind: 'accepted', rows: accepted, text: t('removals accepted') },
    { kind: 'rejected', rows: refused, text: t('rejected') },
    { kind: 'unknown', rows: unknown, text: t('unknown') },
    { kind: 'unsent', rows: unsent, text: isSending ? t('not sent yet') : t('not sent') },
  ];
  const sent = shares.filter((share) => share.rows > 0);
  const identifiers = sent.reduce((sum, share) => sum + share.rows, 0);
  const hint = present([
    identifiers !== rows && inFormatsText(rows, identifiers),
    unsent > 0 && !allAdded && t('No one is removed until everyone is added.'),
  ]).join(' ');
  return {
    type: 'rows',
    title,
    legend: sent.map(({ kind, rows: n, text }) => ({ kind, count: `−${count(n)}`, text })),
    shares: sent.map(({ kind, rows: n }) => ({ kind, rows: n })),
    ...(hint !== '' && { hint }),
  };
}

function inFormatsText(people: number, identifiers: number): string {
  return plural(people, {
    one: t('{0} person, removed as {1} identifiers.', count(people), count(identifiers)),
    other: t('{0} people, removed as {1} identifiers.', count(people), count(identifiers)),
  });
}
