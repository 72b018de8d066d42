import { t } from '@vscode/l10n';
import type { Choices } from '../../app/uploads/choices/choices';
import { fileNames } from '../../common/fileName';
import { OutsideText } from '../../common/outsideText';
import type { JobSummary } from '../../upload/jobTypes';
import type { Operation } from '../../upload/uploadTypes';
import type { Session } from '../session/openSession';

/**
 * What a log says before anything is asked for, so that a failure is about something. `segments`: as they
 * were given; none for all of them. `accountId`: if it is known.
 */
export function startingText(
  operation: Operation,
  files: readonly { readonly uri: string }[],
  segments: readonly string[],
  accountId: string | undefined,
): string {
  const names = segments.map((name) => OutsideText.name(name).forTerminal()).join(', ');
  const what = t(
    'Starting: {0} → {1}',
    `${operation} ${fileNames(files).forTerminal()}`,
    names || t('all segments'),
  );
  return accountId === undefined ? what : t('{0}, account {1}', what, accountId);
}

/** What a log says next, of a check: which files it is of, and for which segment of which account. */
export function checkingText({ list }: Pick<Session, 'list'>, { files, into }: Choices): string {
  const names = fileNames(files).forTerminal();
  if (!into) return t('Checking {0}', names);
  const { account, segmentId } = into;
  const segment = segmentText(segmentId, list.find(account, segmentId)?.name);
  return t('Checking {0} for {1}, account {2}', names, segment, account.accountId);
}

/** What a log says first of an upload that is resumed. */
export function resumingText({ files, target }: Pick<JobSummary, 'files' | 'target'>): string {
  const { accountId, segmentId, segmentName } = target;
  const segment = segmentText(segmentId, segmentName && OutsideText.name(segmentName));
  return t('Resuming {0} for {1}, account {2}', fileNames(files).forTerminal(), segment, accountId);
}

/** `name`: as far as it is known. */
function segmentText(id: string, name: OutsideText | string | undefined): string {
  return name ? t('{0} ({1})', name instanceof OutsideText ? name.forTerminal() : name, id) : id;
}
