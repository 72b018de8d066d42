import { t } from '@vscode/l10n';
import { ProgressLocation, window } from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import { Arguments, type Confirm } from '../../app/arguments';
import { requireSegment, requireWritable } from '../../app/segments/access';
import { usesOf, useWords } from '../../app/segments/audienceUsage';
import { timeWords } from '../../app/segments/labels';
import { count, plural } from '../../common/format';
import { whileWorking } from '../base/progress';
import {
  ask,
  askAccountId,
  guardOf,
  isConfirmed,
  lookUpAudiences,
  lookUpStatistics,
  sandboxLines,
} from './confirm';
import { fullNameOf, oneSegment, rejectingCancel, type Parts } from './context';
import type { SegmentNode } from './segmentNode';

export interface Clearing {
  id: string;
  /** ISO 8601, UTC. */
  clearedAt: string;
}

/** `criteoAudiences.clearSegment({id, confirm?, accountId?})`. */
export function registerClear(parts: Parts): void {
  parts.commands.add<{ id: string; confirm: Confirm; accountId?: string }, Clearing>({
    id: 'criteoAudiences.clearSegment',
    accepts([raw]) {
      const args = Arguments.of(raw, 'clearSegment', 'id', 'confirm', 'accountId');
      return (
        args && {
          id: args.id('id'),
          confirm: args.confirm(),
          accountId: args.optionalId('accountId'),
        }
      );
    },
    async called({ id, confirm, accountId }) {
      const account = await parts.accounts.require(accountId);
      // The call itself has no account in its path: that the segment is of this account is found
      // out first.
      const segment = await requireSegment(parts.list, account, id, 'clearSegment');
      requireWritable(segment, 'clearSegment');
      await parts.lists.refuseBusy(account, id);
      const confirmed = isConfirmed(account, guardOf(account, segment), confirm, 'clearSegment');
      if (!confirmed)
        await rejectingCancel(
          'clearSegment',
          confirmClearing(parts, { kind: 'segment', account, segment }),
        );
      return clearSegment(parts, account, id);
    },
    async asked(...args) {
      const node = await oneSegment(
        parts,
        args,
        { title: t('Remove all identifiers of which segment?'), only: 'writable' },
        true,
      );
      requireWritable(node.segment, 'clearSegment');
      await parts.lists.refuseBusy(node.account, node.segment.id);
      await confirmClearing(parts, node);
      const clearing = await whileWorking({ title: t('Removing all identifiers…') }, () =>
        clearSegment(parts, node.account, node.segment.id),
      );
      await parts.recent.use(node);
      void window.showInformationMessage(
        t(
          'The API took the order to remove all identifiers of {0}. The segment itself stays.',
          fullNameOf(parts, node).forNotification(),
        ),
      );
      return clearing;
    },
  });
}

async function clearSegment(parts: Parts, account: AccountHandle, id: string): Promise<Clearing> {
  await parts.lists.empty(account, id, (options) => account.client.clear(id, options));
  const at = Date.now();
  await parts.history.add(account, id, { at, kind: 'clear' });
  return { id, clearedAt: new Date(at).toISOString() };
}

async function confirmClearing(parts: Parts, node: SegmentNode): Promise<void> {
  const { account, segment } = node;
  const [audiences, size] = await window.withProgress(
    { location: ProgressLocation.Window, title: t('Looking up the audiences that use it…') },
    () =>
      Promise.all([lookUpAudiences(account, [segment.id]), sizeWords(parts, account, segment.id)]),
  );
  const uses = audiences && usesOf(audiences, segment.id, true);
  const detail = [
    fullNameOf(parts, node).forNotification(),
    size,
    uses === undefined
      ? t('Which audiences use it could not be looked up.')
      : uses.length === 0
        ? t('No audience uses it.')
        : t('Used in {0}.', uses.map(useWords).join(', ')),
    '',
    t('The segment itself stays. What was in it cannot be brought back from here.'),
    ...sandboxLines(account),
  ];
  const question = t('Remove all identifiers?');
  await ask(question, detail, t('Remove All'));
  await askAccountId(account, guardOf(account, segment), question);
}

/** How many identifiers will be gone: as the API says now, else as it said last. */
async function sizeWords(parts: Parts, account: AccountHandle, id: string): Promise<string> {
  const read = await lookUpStatistics(account, id);
  if (read !== undefined) await parts.history.add(account, id, { kind: 'reading', ...read });
  const now = read?.numberOfIdentifiers;
  if (now !== undefined) return t('{0} → {1} identifiers.', count(now), count(0));
  const last = await parts.history.last(account, id, 'reading');
  const size = last?.numberOfIdentifiers;
  if (size === undefined) return t('How many identifiers it has could not be read.');
  return [
    t('How many identifiers it has now could not be read.'),
    plural(size, {
      one: t('Last reading: about {0} identifier, at {1}.', count(size), timeWords(last?.at)),
      other: t('Last reading: about {0} identifiers, at {1}.', count(size), timeWords(last?.at)),
    }),
  ].join(' ');
}
