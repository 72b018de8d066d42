import { t } from '@vscode/l10n';
import { env, window } from 'vscode';
import type { Statistics } from '../../api/types';
import type { AccountHandle } from '../../app/accounts/account';
import { Arguments, requireSegment } from '../../app/segments/arguments';
import { curlOf } from '../../app/segments/curl';
import { takeReading } from '../../app/segments/figures';
import { carries } from '../base/command';
import { settings } from '../base/settings';
import {
  chosenSegments,
  oneOrMoreSegments,
  oneSegment,
  pickedSegment,
  type Parts,
} from './context';

/** Commands that look closer at a segment and change nothing. */
export function registerLook(parts: Parts): void {
  const { commands, accounts, list, documents } = parts;

  commands.add<{ accountId?: string; id: string }, Statistics>({
    id: 'criteoAudiences.showStatistics',
    accepts([raw]) {
      if (!carries(raw, 'id', 'accountId')) return undefined;
      const args = new Arguments(raw, 'showStatistics');
      return { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    called: async ({ id, accountId }) =>
      takeReading(parts.history, await accounts.require(accountId), id),
    async asked(...args) {
      const chosen = chosenSegments(parts.tree, args).filter((node) => node.segment.contactList);
      const nodes =
        chosen.length > 0
          ? chosen
          : [
              await pickedSegment(parts, {
                title: t('Statistics of which segment?'),
                only: 'contactList',
              }),
            ];
      for (const account of new Set(nodes.map((node) => node.account))) {
        const own = nodes.filter((node) => node.account === account);
        await parts.panels.statistics(
          account,
          own.map(({ segment }) => segment.id),
        );
      }
    },
  });

  commands.add<{ accountId?: string; id: string }, string>({
    id: 'criteoAudiences.openSegmentJson',
    accepts([raw]) {
      if (!carries(raw, 'id', 'accountId')) return undefined;
      const args = new Arguments(raw, 'openSegmentJson');
      return { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    async called({ id, accountId }) {
      const account = await accounts.require(accountId);
      return (
        await documents.openSegment(
          account,
          await requireSegment(list, account, id, 'openSegmentJson'),
        )
      ).uri.toString();
    },
    async asked(...args) {
      const { account, segment } = await oneSegment(parts, args, {
        title: t('Open which segment as JSON?'),
      });
      return (await documents.openSegment(account, segment)).uri.toString();
    },
  });

  commands.add<{ ids: string[] }, string>({
    id: 'criteoAudiences.copySegmentId',
    accepts: ([raw]) =>
      carries(raw, 'ids') ? { ids: new Arguments(raw, 'copySegmentId').ids('ids') } : undefined,
    called: ({ ids }) => copy(ids.join('\n')),
    async asked(...args) {
      const nodes = await oneOrMoreSegments(parts, args, {
        title: t('Copy the id of which segment?'),
      });
      const text = await copy(nodes.map((node) => node.segment.id).join('\n'));
      window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
      return text;
    },
  });

  commands.add<{ accountId?: string; id: string }, string>({
    id: 'criteoAudiences.copyAsCurl',
    accepts([raw]) {
      if (!carries(raw, 'id', 'accountId')) return undefined;
      const args = new Arguments(raw, 'copyAsCurl');
      return { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    called: async ({ id, accountId }) => copy(curlFor(await accounts.require(accountId), id)),
    async asked(...args) {
      const { account, segment } = await oneSegment(parts, args, {
        title: t('Copy which segment as curl?'),
      });
      const text = await copy(curlFor(account, segment.id));
      window.setStatusBarMessage(t('Copied to the clipboard, without the token.'), 3000);
      return text;
    },
  });
}

function curlFor(account: AccountHandle, id: string): string {
  return curlOf({
    baseUrl: account.client.baseUrl,
    version: settings.apiVersion(),
    accountId: account.accountId,
    segmentId: id,
  });
}

async function copy(text: string): Promise<string> {
  await env.clipboard.writeText(text);
  return text;
}
