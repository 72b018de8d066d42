import { t } from '@vscode/l10n';
import { env, window } from 'vscode';
import type { Statistics } from '../../api/types';
import type { AccountHandle } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { requireSegment } from '../../app/segments/access';
import { curlOf } from '../../app/segments/curl';
import { settings } from '../base/settings';
import {
  chosenSegments,
  oneOrMoreSegments,
  oneSegment,
  pickedSegment,
  type Parts,
} from './context';

/** Asks the API for a contact list's figures and keeps the reading. */
export async function readStatistics(
  parts: Pick<Parts, 'history'>,
  account: AccountHandle,
  segmentId: string,
  signal?: AbortSignal,
): Promise<Statistics> {
  const statistics = await account.client.statistics(account.accountId, segmentId, { signal });
  const { numberOfIdentifiers, numberOfMatches, matchRate } = statistics;
  await parts.history.add(account, segmentId, {
    at: Date.now(),
    kind: 'reading',
    numberOfIdentifiers,
    numberOfMatches,
    matchRate,
  });
  return statistics;
}

/** Commands that look closer at a segment and change nothing. */
export function registerLook(parts: Parts): void {
  const { commands, accounts, list, documents } = parts;

  commands.add<{ accountId?: string; id: string }, Statistics>({
    id: 'criteoAudiences.showStatistics',
    accepts([raw]) {
      const args = Arguments.of(raw, 'showStatistics', 'id', 'accountId');
      return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    called: async ({ id, accountId }) =>
      readStatistics(parts, await accounts.require(accountId), id),
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
      const args = Arguments.of(raw, 'openSegmentJson', 'id', 'accountId');
      return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
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
    accepts: ([raw]) => {
      const args = Arguments.of(raw, 'copySegmentId', 'ids');
      return args && { ids: args.ids('ids') };
    },
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
      const args = Arguments.of(raw, 'copyAsCurl', 'id', 'accountId');
      return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
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
