import { t } from '@vscode/l10n';
import { peopleText } from '../../common/counts';
import { count, percent, plural } from '../../common/format';
import { fileNamesOf } from '../../common/messageText';
import { optionName, optionValue } from '../../common/optionNames';
import { formatLabel } from '../../identifiers/formatLabel';
import type { ValueFormat } from '../../identifiers/identifierTypes';
import { UPDATE_PERMISSIONS, type AllowedRisk, type UpdatePermission } from '../permissions';
import { invalidRatio } from '../safetyChecks';
import { UploadError } from '../uploadError';
import { type Plan, type PlannedUpdate, type UploadOptions } from '../uploadTypes';

/** Why an update may remove people who haven't left. `max-removed`: see `UploadOptions`. */
export type UpdateRisk = 'max-removed' | AllowedRisk;

/** The growth of the ratio of invalid rows, from which a file may be a bad export. */
const MAX_INVALID_GROWTH = 0.01;

type Checked = Pick<Plan, 'rows' | 'fields' | 'blank' | 'invalid' | 'files' | 'update'>;

/**
 * What has to be confirmed before an update sends anything, each by itself; empty for other plans.
 * What it is compared with matters whatever it removes: people who aren't found stay for good.
 */
export function updateRisks(
  plan: Checked,
  { maxRemoved, allowed }: Pick<UploadOptions, 'maxRemoved' | 'allowed'>,
): UpdateRisk[] {
  const { update } = plan;
  if (!update) return [];
  const { counts, isKnown, unknown, asked } = update;
  const removes = counts.removed > 0;
  const risks: Record<UpdateRisk, boolean> = {
    'max-removed': removedRatio(counts) > maxRemoved,
    'previous-unknown': !isKnown || unknown.length > 0,
    // If it is allowed that something isn't compared with, why doesn't matter.
    'other-list': asked.length > 0 && !allowed.includes('previous-unknown'),
    'other-formats': (counts.inOtherFormats ?? 0) > 0,
    'invalid-grew': removes && invalidRatio(plan) > invalidRatio(counts) + MAX_INVALID_GROWTH,
    'cut-off': removes && isCutOff(plan),
  };
  return (Object.keys(risks) as UpdateRisk[]).filter(
    (risk) => risks[risk] && (risk === 'max-removed' || !allowed.includes(risk)),
  );
}

/** What was permitted and made a difference: without it, the update would have stopped or kept people. */
export function usedPermissions(
  plan: Checked,
  { allowed }: Pick<UploadOptions, 'allowed'>,
): UpdatePermission[] {
  const risks: string[] = updateRisks(plan, { maxRemoved: 1, allowed: [] });
  return UPDATE_PERMISSIONS.filter(
    (one) =>
      allowed.includes(one) &&
      (one === 'remove-shared' ? plan.update?.sharedRemoved !== undefined : risks.includes(one)),
  );
}

/** Whom a permission concerns, as a sentence. */
export function permissionText(permission: UpdatePermission, plan: Checked): string {
  return permission === 'remove-shared'
    ? t(
        'People who are also in {0}, which was sent to this segment, are removed, too.',
        fileNamesOf(plan.update?.sharedRemoved ?? []),
      )
    : riskText(permission, plan, 1);
}

/** The ratio (0–1) of the people in the previous files who are removed, and weren't before. */
function removedRatio({
  removed: all,
  again = 0,
  still,
  notComparable,
  shared,
}: NonNullable<Plan['update']>['counts']): number {
  const removed = all - again;
  return removed > 0 ? removed / (removed + still + notComparable + shared) : 0;
}

/** Whether a new file lacks its last line end, though every previous one has it. */
function isCutOff({ files, update }: Checked): boolean {
  return (
    files.some(({ endsWithLineEnd }) => endsWithLineEnd === false) &&
    update?.files.every(({ endsWithLineEnd }) => endsWithLineEnd === true) === true
  );
}

/** The error that stops an update before anything is sent; undefined if nothing does. */
export function updateError(
  plan: Checked,
  options: Pick<UploadOptions, 'maxRemoved' | 'allowed' | 'entry'>,
): UploadError | undefined {
  const [risk] = updateRisks(plan, options);
  if (risk === undefined || !plan.update) return undefined;
  return new UploadError(
    risk,
    t(
      'Nothing was sent. {0} {1}',
      riskText(risk, plan, options.maxRemoved),
      allowText(risk, plan, options.entry !== undefined),
    ),
  );
}

/** What a risk is, as a sentence. */
export function riskText(risk: UpdateRisk, plan: Checked, maxRemoved: number): string {
  const { counts, files: previous = [], unknown = [], asked = [] } = plan.update ?? {};
  const before = fileNamesOf(previous);
  switch (risk) {
    case 'max-removed':
      return t(
        '{0} would be removed, {1} of those in {2}, more than the allowed {3}.',
        peopleText(counts ? counts.removed - (counts.again ?? 0) : 0),
        percent(counts ? removedRatio(counts) : 0),
        before,
        percent(maxRemoved),
      );
    case 'previous-unknown':
      return unknown.length > 0
        ? t(
            'What an earlier upload put into this segment is gone or has changed: {0}. So it isn’t known who left.',
            fileNamesOf(unknown.map(({ uri, keptAt = uri }) => ({ uri: keptAt }))),
          )
        : notSentText(plan.update);
    case 'other-list':
      return t(
        'This segment already has {0}. If that is an earlier version of {1}, people who left are still in the segment.',
        fileNamesOf(asked.map(({ uri, foundAt = uri }) => ({ uri: foundAt }))),
        fileNamesOf(plan.files),
      );
    case 'other-formats':
      return otherFormatsText(plan.update);
    case 'invalid-grew':
      return t(
        '{0} of {1} are invalid, but only {2} of {3}: people whose row is broken would be removed.',
        percent(invalidRatio(plan)),
        fileNamesOf(plan.files),
        percent(counts ? invalidRatio(counts) : 0),
        before,
      );
    case 'cut-off':
      return t(
        '{0} doesn’t end with a line end, as {1} does: it may be cut off, and the people who are missing would be removed.',
        fileNamesOf(plan.files),
        before,
      );
  }
}

/** Why it isn't known that the previous files are in the segment. */
function notSentText({ notSent, notSentBecause, files = [] }: Partial<PlannedUpdate> = {}): string {
  const names = fileNamesOf(notSent?.map((uri) => ({ uri })) ?? files);
  switch (notSentBecause) {
    case 'never':
      return t(
        'As far as is known here, {0} was never sent to this segment. So it isn’t known who left.',
        names,
      );
    case 'changed':
      return t(
        '{0} has changed since it was sent to this segment. So it isn’t known who left.',
        names,
      );
    case 'replaced':
      return t(
        '{0} was sent to this segment, but another file has taken its place since. So it isn’t known who left.',
        names,
      );
    case 'otherwise':
      return t(
        '{0} was sent to this segment in another way: with other columns, another format or hash. So it isn’t known who left.',
        names,
      );
    case undefined:
      return t(
        'As far as is known here, this segment doesn’t have {0}, or it was sent in another way. So it isn’t known who left.',
        names,
      );
  }
}

/** `isEntry`: of a nightly file, which names no previous file. */
function allowText(risk: UpdateRisk, { update }: Checked, isEntry: boolean): string {
  switch (risk) {
    case 'max-removed':
      return t(
        'Check that this is the right file, or raise the limit ({0}).',
        optionName('maxRemoved'),
      );
    case 'previous-unknown':
      if (!update?.unknown.length) break;
      if (isEntry)
        return t(
          'Put it back. Or allow this once ({0}): people who are only in that content then stay.',
          optionValue('allow', risk),
        );
      return t(
        'Put it back, or choose a file with the same content ({0}). Or allow this once ({1}): people who are only in that content then stay.',
        optionName('previous'),
        optionValue('allow', risk),
      );
    case 'other-list':
      if (isEntry) break;
      return t(
        'Compare with it ({0}), or say that it is another list, whose people stay ({1}).',
        optionName('previous'),
        optionValue('allow', risk),
      );
    case 'other-formats':
      return t(
        'Replace the segment once, so that everyone is in it in one format, or allow it ({0}): they then stay in that format.',
        optionValue('allow', risk),
      );
    case 'invalid-grew':
    case 'cut-off':
      break;
  }
  return t('Check the files, or allow it ({0}).', optionValue('allow', risk));
}

/** How many people left and stay in a format that can’t be made; empty if none do. */
export function otherFormatsText(update: PlannedUpdate | undefined): string {
  const { counts, files = [], otherFormats = [] } = update ?? {};
  const n = counts?.inOtherFormats ?? 0;
  if (n === 0) return '';
  const values = [count(n), otherFormats.map(nameOf).join(', '), fileNamesOf(files)];
  return plural(n, {
    one: t(
      '{0} person who left can’t be removed completely: they may also be in the segment as {1}, which can’t be made from the hashes in {2}.',
      ...values,
    ),
    other: t(
      '{0} people who left can’t be removed completely: they may also be in the segment as {1}, which can’t be made from the hashes in {2}.',
      ...values,
    ),
  });
}

function nameOf(format: ValueFormat): string {
  return format === 'plain' ? t('plain addresses') : formatLabel(format);
}
