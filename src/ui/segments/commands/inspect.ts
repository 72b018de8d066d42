import { t } from '@vscode/l10n';
import { env, window } from 'vscode';
import type { Statistics } from '../../../api/apiTypes';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { requireSegment } from '../../../app/segments/access';
import { curlOf } from '../../../app/segments/curl';
import type { History } from '../../../app/segments/history';
import type { SegmentList } from '../../../app/segments/segmentList';
import { takeReading } from '../../../app/segments/statistics';
import type { Commands } from '../../base/command';
import type { SegmentChooser } from '../segmentChooser';
import type { SegmentDocuments } from '../segmentDocuments';
import type { SegmentPanels } from '../segmentPanels';

/** Commands that show or copy a segment without changing it. */
export function registerInspect({
  commands,
  accounts,
  list,
  history,
  documents,
  panels,
  chooser,
}: {
  commands: Commands;
  accounts: Accounts;
  list: SegmentList;
  history: History;
  documents: SegmentDocuments;
  panels: Pick<SegmentPanels, 'show'>;
  chooser: SegmentChooser;
}): void {
  commands.add<{ accountId?: string; id: string }, Statistics>({
    id: 'criteoAudiences.showStatistics',
    parse([raw]) {
      const args = Arguments.of(raw, 'showStatistics');
      return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    run: async ({ id, accountId }) => takeReading(history, await accounts.require(accountId), id),
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
  });

  commands.add<{ accountId?: string; id: string }, string>({
    id: 'criteoAudiences.openSegmentJson',
    parse([raw]) {
      const args = Arguments.of(raw, 'openSegmentJson');
      return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    async run({ id, accountId }) {
      const account = await accounts.require(accountId);
      return (
        await documents.openSegment(
          account,
          await requireSegment(list, account, id, 'openSegmentJson'),
        )
      ).uri.toString();
    },
    async prompt(...args) {
      const { account, segment } = await chooser.one(args, {
        title: t('Which segment do you want to open as JSON?'),
      });
      return (await documents.openSegment(account, segment)).uri.toString();
    },
  });

  commands.add<{ ids: string[] }, string>({
    id: 'criteoAudiences.copySegmentId',
    parse: ([raw]) => {
      const args = Arguments.of(raw, 'copySegmentId');
      return args && { ids: args.ids('ids') };
    },
    run: ({ ids }) => copy(ids.join('\n')),
    async prompt(...args) {
      const nodes = await chooser.oneOrMore(args, {
        title: t('Which segment’s ID do you want to copy?'),
      });
      const text = await copy(nodes.map((node) => node.segment.id).join('\n'));
      window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
      return text;
    },
  });

  commands.add<{ accountId?: string; id: string }, string>({
    id: 'criteoAudiences.copyAsCurl',
    parse([raw]) {
      const args = Arguments.of(raw, 'copyAsCurl');
      return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    run: async ({ id, accountId }) => copy(curlOf(await accounts.require(accountId), id)),
    async prompt(...args) {
      const { account, segment } = await chooser.one(args, {
        title: t('Which segment do you want to copy as curl?'),
      });
      const text = await copy(curlOf(account, segment.id));
      window.setStatusBarMessage(t('Copied to the clipboard, without the token.'), 3000);
      return text;
    },
  });
}

async function copy(text: string): Promise<string> {
  await env.clipboard.writeText(text);
  return text;
}
