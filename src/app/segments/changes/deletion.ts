import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import type { OutsideText } from '../../../common/outsideText';
import type { AccountHandle } from '../../accounts/account';
import type { Log } from '../../state';
import { sandboxLines, type Lists } from '../access';
import { lookUpAudiences, namedLines } from '../audienceUsage';
import type { RecentSegments } from '../recent';
import type { PagedSegmentList } from '../segmentList';
import { inParts, type BulkOptions } from './bulk';
import { asSentence, deletionHint, type ItemOutcome } from './problems';

export interface DeletionProblem extends Omit<ItemOutcome, 'index'> {
  id: string;
}

/** What `deleteSegments` returns: every id is in exactly one of the two. */
export interface Deletion {
  deleted: string[];
  problems: DeletionProblem[];
}

/** A segment, by the name that people are told. */
export interface Named {
  id: string;
  name: OutsideText;
}

/**
 * Deletes in parts of 50, and takes what the API says is deleted out of the list. Rejects where
 * nothing was answered.
 */
export async function deleteSegments(
  {
    list,
    recent,
    lists,
    log,
  }: {
    list: Pick<PagedSegmentList, 'remove'>;
    recent: Pick<RecentSegments, 'forget'>;
    lists: Pick<Lists, 'changed'>;
    log: Pick<Log, 'warn'>;
  },
  account: AccountHandle,
  ids: readonly string[],
  options?: BulkOptions<string>,
): Promise<Deletion> {
  const { done, problems, warnings } = await inParts(
    ids.length,
    (indexes) =>
      account.client.deleteSegments(
        account.accountId,
        indexes.flatMap((index) => ids[index] ?? []),
      ),
    options,
  );
  const deleted = done.flatMap(({ index }) => ids[index] ?? []);
  list.remove(account, deleted);
  await recent.forget(account.key, deleted);
  for (const id of deleted) await lists.changed(account, id);
  for (const warning of warnings)
    log.warn(`delete: warning code=${warning.code ?? '-'} traceId=${warning.traceId ?? '-'}`);
  return {
    deleted,
    problems: problems.map(({ index, ...outcome }) => ({ id: ids[index] ?? '', ...outcome })),
  };
}

/** What is asked before segments are deleted. */
export function deletionQuestion(segments: number): string {
  if (segments === 1) return t('Delete this segment?');
  return plural(segments, {
    one: t('Delete {0} segment?', count(segments)),
    other: t('Delete {0} segments?', count(segments)),
  });
}

/** What is to be known before: which segments, and who uses them. Asks the API for the latter. */
export async function deletionLines(
  account: AccountHandle,
  named: readonly Named[],
): Promise<string[]> {
  const audiences = await lookUpAudiences(
    account,
    named.map(({ id }) => id),
  );
  return [
    ...namedLines(named, audiences),
    '',
    t('This cannot be undone.'),
    ...sandboxLines(account),
  ];
}

/** The end of a deletion in a sentence or two: what went, else the first that did not, and why. */
export function deletionWords(named: readonly Named[], { deleted, problems }: Deletion): string {
  const [first] = problems;
  if (!first)
    return plural(deleted.length, {
      one: t('{0} segment deleted.', count(deleted.length)),
      other: t('{0} segments deleted.', count(deleted.length)),
    });
  const name = named.find(({ id }) => id === first.id)?.name.forNotification() ?? first.id;
  return [
    t('{0} of {1} deleted.', count(deleted.length), count(named.length)),
    asSentence(`${name}: ${first.message}`),
    problems.length > 1 ? t('… and {0} more', count(problems.length - 1)) : '',
    hintOf(problems) ?? '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** The same, segment by segment, with the hint of `deletionWords` apart. */
export function deletionOutcome(
  named: readonly Named[],
  { problems }: Deletion,
): { lines: string[]; hint?: string } {
  const lines = named.map(({ id, name: outside }) => {
    const name = outside.forTree();
    const problem = problems.find((item) => item.id === id);
    if (!problem) return t('{0} ({1}): deleted', name, id);
    const trace = problem.traceId ? t('trace id {0}', problem.traceId) : '';
    return [t('{0} ({1}): not deleted', name, id), problem.message, `code=${problem.code}`, trace]
      .filter(Boolean)
      .join(' | ');
  });
  return { lines, hint: hintOf(problems) };
}

function hintOf(problems: readonly DeletionProblem[]): string | undefined {
  return problems.map(({ code }) => deletionHint(code)).find(Boolean);
}
