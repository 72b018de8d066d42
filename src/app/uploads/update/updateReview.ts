import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import { fileNamesOf } from '../../../common/messageText';
import { present } from '../../../common/records';
import type { UpdatePermission } from '../../../upload/permissions';
import { otherFormatsText, permissionText } from '../../../upload/update/updateRisks';
import type { Plan, PlannedUpdate, PreviousCounts } from '../../../upload/uploadTypes';

/** What an update will do, for programs: counts, no identifiers. */
export interface UpdateCheck extends Pick<PlannedUpdate, 'unchanged' | 'identifiers' | 'formats'> {
  /** Whether there is no previous file, so that nobody is removed. */
  firstRun: boolean;
  /** Of the rows to send, those that aren't in the previous files. */
  new: number;
  /**
   * Whether every previous file was sent to this segment from here, and everything that updates and
   * replaces put there is compared with, as far as is known.
   */
  previousKnown: boolean;
  /**
   * The rows of the previous files, of which `removed` leave, and `invalid` can't be removed. See
   * `PreviousCounts`.
   */
  previous: PreviousCounts;
  /** What was permitted and makes a difference, and whom it concerns. */
  allowed?: { code: UpdatePermission; message: string }[];
}

type Planned = Pick<Plan, 'good' | 'update'>;
type Checked = Parameters<typeof permissionText>[1] & Pick<Plan, 'good'>;

/** Undefined for another operation. */
export function updateCheckOf(plan: Checked): UpdateCheck | undefined {
  const { good, update } = plan;
  if (!update) return undefined;
  const allowed = allowedIn(plan);
  const { counts, unchanged, identifiers, removedFormats, isKnown, unknown } = update;
  return {
    firstRun: isFirstRun(update),
    new: good - unchanged,
    unchanged,
    identifiers,
    formats: removedFormats,
    previousKnown: isKnown && unknown.length === 0,
    previous: counts,
    ...(allowed.length > 0 && { allowed }),
  };
}

function allowedIn(plan: Checked): NonNullable<UpdateCheck['allowed']> {
  const { allowed = [] } = plan.update ?? {};
  return allowed.map((code) => ({ code, message: permissionText(code, plan) }));
}

/** Whom each permission of a run concerns, as sentences. */
export function allowedLines(plan: Checked): string[] {
  return allowedIn(plan).map(({ code, message }) => t('Allowed ({0}): {1}', code, message));
}

/** `isCleared`: because the segment was cleared. */
export function firstRunText(isCleared = false): string {
  return isCleared
    ? t('First run since the segment was cleared: no one leaves.')
    : t('First run: no one leaves.');
}

/** Why a plan is compared with nothing. */
export function emptyComparisonText(update: PlannedUpdate): string {
  return isFirstRun(update)
    ? firstRunText(update.isCleared)
    : t('It isn’t known who left, so no one is removed.');
}

/** Whether nothing has to be compared with. */
export function isFirstRun({ files, unknown, asked }: PlannedUpdate): boolean {
  return files.length === 0 && unknown.length === 0 && asked.length === 0;
}

/** How many people are new, leave or stay, and why; none for another operation. */
export function updateLines({ good, update }: Planned): string[] {
  if (!update) return [];
  const { files, counts, unchanged } = update;
  if (files.length === 0) return [emptyComparisonText(update)];
  return present([
    t(
      'Compared with {0}: {1} new, {2} leaving, {3} unchanged.',
      fileNamesOf(files),
      count(good - unchanged),
      count(counts.removed),
      count(unchanged),
    ),
    foundText(update),
    ...stayingLines(update),
  ]);
}

/** What is compared with though nobody chose it; undefined where there is nothing. */
export function foundText({ files, found }: PlannedUpdate): string | undefined {
  if (found.length === 0) return undefined;
  const names = fileNamesOf(found.map((uri) => ({ uri })));
  return files.some(({ uri }) => !found.includes(uri))
    ? t('Also compared with {0}, which an earlier upload put into this segment.', names)
    : t('From an earlier upload to this segment: {0}.', names);
}

/** How many other files a check reads because of earlier adds. */
export function otherFilesText(n: number): string {
  return plural(n, {
    one: t('Also reads {0} other file of this segment: its people stay.', count(n)),
    other: t('Also reads {0} other files of this segment: their people stay.', count(n)),
  });
}

/** Why the next update of a segment would stop. */
export function stoppedUpdateText(
  segment: string,
  unknown: NonNullable<PlannedUpdate['unknown']>,
): string {
  return t(
    '{0}: the next update would stop. What an earlier upload put into the segment is gone or has changed: {1}.',
    segment,
    fileNamesOf(unknown.map(({ uri, keptAt = uri }) => ({ uri: keptAt }))),
  );
}

/** The people who aren't in the new files, but stay. */
function stayingLines(update: PlannedUpdate): string[] {
  const { counts, sharedFiles } = update;
  const { shared, notComparable, inOtherFormats = 0, invalid } = counts;
  const inBoth = [count(shared), fileNamesOf(sharedFiles)];
  return present([
    inOtherFormats > 0 && otherFormatsText(update),
    shared > 0 &&
      plural(shared, {
        one: t('{0} person who left is also in {1}, and stays.', ...inBoth),
        other: t('{0} people who left are also in {1}, and stay.', ...inBoth),
      }),
    notComparable > 0 &&
      plural(notComparable, {
        one: t(
          '{0} previous row has a hash that can’t be compared: this person stays.',
          count(notComparable),
        ),
        other: t(
          '{0} previous rows have a hash that can’t be compared: these people stay.',
          count(notComparable),
        ),
      }),
    invalid > 0 &&
      plural(invalid, {
        one: t('{0} previous row is invalid and can’t be removed.', count(invalid)),
        other: t('{0} previous rows are invalid and can’t be removed.', count(invalid)),
      }),
  ]);
}
