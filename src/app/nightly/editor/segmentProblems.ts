import { t } from '@vscode/l10n';
import { toFailure } from '../../../common/failure';
import type { AccountHandle } from '../../accounts/account';
import { requireWritable } from '../../segments/access';
import { nameOf, writtenName } from '../../segments/labels';
import type { SegmentList } from '../../segments/segmentList';
import type { NightlyProblem } from '../file/nightlyFile';
import type { WrittenEntry, WrittenFile } from './writtenFile';

/**
 * What a nightly file says of segments that isn't so: one that doesn't exist or takes no identifiers, or
 * has another name. Nothing is said of what isn't loaded. `account`: that of the file; undefined if it isn't
 * shown.
 */
export function segmentProblems(
  { account: written, entries }: WrittenFile,
  account: AccountHandle | undefined,
  segments: Pick<SegmentList, 'find' | 'complete'>,
): NightlyProblem[] {
  if (account) return entries.flatMap((entry) => problemsOf(entry, account, segments));
  if (!written) return [];
  const message = t(
    'Account {0} isn’t one of the accounts shown. Select it first.',
    written.text.slice(0, 20),
  );
  return [{ message, severity: 'warning', at: written }];
}

function problemsOf(
  { id, name }: WrittenEntry,
  account: AccountHandle,
  segments: Pick<SegmentList, 'find' | 'complete'>,
): NightlyProblem[] {
  if (!id || !/^\d+$/.test(id.text)) return [];
  const segmentId = id.text;
  const segment = segments.find(account, segmentId);
  if (!segment) {
    const message = t(
      'Account {0} has no segment {1}. Check the ID, or choose another segment.',
      account.label.forTree(),
      segmentId,
    );
    return segments.complete(account) ? [{ message, severity: 'error', at: id, segmentId }] : [];
  }
  const problems: NightlyProblem[] = [];
  try {
    requireWritable(segment, 'nightly');
  } catch (error) {
    problems.push({
      message: toFailure(error, 'nightly').message,
      severity: 'error',
      at: id,
      segmentId,
    });
  }
  if (name && name.text !== writtenName(segment))
    problems.push({
      message: t('The segment is called “{0}”.', nameOf(segment).forTree()),
      severity: 'note',
      at: name,
      segmentId,
    });
  return problems;
}
