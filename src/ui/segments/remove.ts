import { t } from '@vscode/l10n';
import { env, ProgressLocation, window } from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import { Arguments, type Confirm } from '../../app/arguments';
import { namedLines } from '../../app/segments/audienceUsage';
import { inParts, type BulkOptions } from '../../app/segments/bulk';
import { asSentence, deletionHint, type ItemOutcome } from '../../app/segments/problems';
import { badArgument } from '../../common/failure';
import { count, plural } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import { whileWorking } from '../base/progress';
import { ask, askAccountId, guardOf, isConfirmed, lookUpAudiences, sandboxLines } from './confirm';
import { fullNameOf, oneOrMoreSegments, rejectingCancel, type Parts } from './context';
import type { SegmentNode } from './segmentNode';

export interface DeletionProblem extends Omit<ItemOutcome, 'index'> {
  id: string;
}

export interface Deletion {
  deleted: string[];
  problems: DeletionProblem[];
}

interface Named {
  id: string;
  name: OutsideText;
}

/** `criteoAudiences.deleteSegments({ids, confirm?, accountId?})`. */
export function registerRemove(parts: Parts): void {
  parts.commands.add<{ ids: string[]; confirm: Confirm; accountId?: string }, Deletion>({
    id: 'criteoAudiences.deleteSegments',
    accepts([raw]) {
      const args = Arguments.of(raw, 'deleteSegments', 'ids', 'confirm', 'accountId');
      return (
        args && {
          ids: args.ids('ids'),
          confirm: args.confirm(),
          accountId: args.optionalId('accountId'),
        }
      );
    },
    async called({ ids, confirm, accountId }) {
      const account = await parts.accounts.require(accountId);
      if (!isConfirmed(account, guardOf(account), confirm, 'deleteSegments')) {
        const found = await parts.list.search(account, { segmentIds: ids });
        const named = ids.map((id) => {
          const segment = found.find((other) => other.id === id);
          return {
            id,
            name: segment
              ? fullNameOf(parts, { kind: 'segment', account, segment })
              : OutsideText.name(id),
          };
        });
        await rejectingCancel('deleteSegments', confirmDeletion(account, named));
      }
      return deleteSegments(parts, account, ids);
    },
    async asked(...args) {
      const nodes = await oneOrMoreSegments(
        parts,
        args,
        { title: t('Delete which segment?') },
        true,
      );
      const account = sameAccount(nodes);
      const named = nodes.map((node) => ({ id: node.segment.id, name: fullNameOf(parts, node) }));
      await confirmDeletion(account, named);
      const deletion = await whileWorking(
        { title: t('Deleting segments…'), cancellable: true },
        (progress, token) => {
          const stop = new AbortController();
          token.onCancellationRequested(() => stop.abort());
          const ids = named.map(({ id }) => id);
          const onProgress = (asked: number): void =>
            progress.report({ message: t('{0} of {1}', count(asked), count(ids.length)) });
          return deleteSegments(parts, account, ids, { signal: stop.signal, onProgress });
        },
      );
      void tellDeletion(parts, named, deletion);
      return deletion;
    },
  });
}

/**
 * Deletes in parts of 50, and takes what the API says is deleted out of the list. Rejects where
 * nothing was answered.
 */
async function deleteSegments(
  parts: Parts,
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
  parts.list.remove(account, deleted);
  await parts.recent.forget(account.key, deleted);
  for (const id of deleted) await parts.lists.changed(account, id);
  for (const warning of warnings)
    parts.log.warn(`delete: warning code=${warning.code ?? '-'} traceId=${warning.traceId ?? '-'}`);
  return {
    deleted,
    problems: problems.map(({ index, ...outcome }) => ({ id: ids[index] ?? '', ...outcome })),
  };
}

async function confirmDeletion(account: AccountHandle, named: readonly Named[]): Promise<void> {
  const audiences = await window.withProgress(
    { location: ProgressLocation.Window, title: t('Looking up the audiences that use them…') },
    () =>
      lookUpAudiences(
        account,
        named.map(({ id }) => id),
      ),
  );
  const question =
    named.length === 1
      ? t('Delete this segment?')
      : plural(named.length, {
          one: t('Delete {0} segment?', count(named.length)),
          other: t('Delete {0} segments?', count(named.length)),
        });
  const detail = [
    ...namedLines(named, audiences),
    '',
    t('This cannot be undone.'),
    ...sandboxLines(account),
  ];
  await ask(question, detail, t('Delete'));
  await askAccountId(account, guardOf(account), question);
}

/** One message for all; the items one by one in a document. */
async function tellDeletion(
  parts: Parts,
  named: readonly Named[],
  { deleted, problems }: Deletion,
): Promise<void> {
  if (problems.length === 0) {
    void window.showInformationMessage(
      plural(deleted.length, {
        one: t('{0} segment deleted.', count(deleted.length)),
        other: t('{0} segments deleted.', count(deleted.length)),
      }),
    );
    return;
  }
  const nameOf = (id: string): string =>
    named.find((item) => item.id === id)?.name.forNotification() ?? id;
  const [first] = problems;
  const hint = first && problems.map(({ code }) => deletionHint(code)).find(Boolean);
  const told = first ? asSentence(`${nameOf(first.id)}: ${first.message}`) : '';
  const summary = t('{0} of {1} deleted.', count(deleted.length), count(named.length));
  const [details, copy] = [t('Show Details'), t('Copy Details')];
  const more = problems.length > 1 ? t('… and {0} more', count(problems.length - 1)) : '';
  const choice = await window.showWarningMessage(
    [summary, told, more, hint ?? ''].filter(Boolean).join(' '),
    details,
    copy,
  );
  if (choice !== details && choice !== copy) return;
  const lines = named.map(({ id, name: outside }) => {
    const name = outside.forTree();
    const problem = problems.find((item) => item.id === id);
    if (!problem) return t('{0} ({1}): deleted', name, id);
    const trace = problem.traceId ? t('trace id {0}', problem.traceId) : '';
    return [t('{0} ({1}): not deleted', name, id), problem.message, `code=${problem.code}`, trace]
      .filter(Boolean)
      .join(' | ');
  });
  if (choice === copy) await env.clipboard.writeText(lines.join('\n'));
  else
    await parts.documents.openOutcome(t('Deleted segments'), hint ? [...lines, '', hint] : lines);
}

function sameAccount(nodes: readonly SegmentNode[]): AccountHandle {
  const [first] = nodes;
  if (!first || nodes.some((node) => node.account.key !== first.account.key)) {
    throw badArgument(
      'deleteSegments',
      t('The selected segments belong to several accounts. Delete them account by account.'),
    );
  }
  return first.account;
}
