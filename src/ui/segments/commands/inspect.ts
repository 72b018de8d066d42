import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import type { AccountHandle } from '../../../app/accounts/account';
import { requireSegment } from '../../../app/segments/access';
import { readWithSize, type SizedStatistics } from '../../../app/segments/sizes/knownSizes';
import type { CommandDefinition } from '../../base/command';
import { copyIdsCommand, readItem } from '../../views/viewCommands';
import type { SegmentServices } from '../segmentServices';

type ItemCommand<R> = CommandDefinition<{ id: string; accountId?: string }, R>;

/** Commands that show or copy a segment without changing it. */
export function registerInspect(services: SegmentServices): void {
  const { commands, chooser } = services;
  commands.add(showStatistics(services));
  commands.add(openSegmentJson(services));
  commands.add(
    copyIdsCommand('criteoAudiences.copySegmentId', async (args) => {
      const title = t('Which segment’s ID do you want to copy?');
      return (await chooser.oneOrMore(args, { title })).map(({ segment }) => segment.id);
    }),
  );
}

function showStatistics(services: SegmentServices): ItemCommand<SizedStatistics> {
  const { accounts, panels, chooser } = services;
  return {
    id: 'criteoAudiences.showStatistics',
    read: readItem,
    run: async ({ id, accountId }) =>
      (await readWithSize(services, await accounts.require(accountId), id)).statistics,
    async prompt(...args) {
      const nodes = await chooser.oneOrMore(args, {
        title: t('Which segment do you want to see?'),
      });
      for (const account of new Set(nodes.map((node) => node.account))) {
        const ofAccount = nodes.filter((node) => node.account === account);
        await panels.show(
          account,
          ofAccount.map(({ segment }) => segment.id),
        );
      }
    },
  };
}

function openSegmentJson(services: SegmentServices): ItemCommand<string> {
  const { accounts, list, documents, chooser } = services;
  const open = async (account: AccountHandle, segment: Segment): Promise<string> =>
    (await documents.openSegment(account, segment)).uri.toString();
  return {
    id: 'criteoAudiences.openSegmentJson',
    read: readItem,
    async run({ id, accountId }) {
      const account = await accounts.require(accountId);
      return open(account, await requireSegment(list, account, id, 'openSegmentJson'));
    },
    async prompt(...args) {
      const title = t('Which segment do you want to open as JSON?');
      const { account, segment } = await chooser.one(args, { title });
      return open(account, segment);
    },
  };
}
