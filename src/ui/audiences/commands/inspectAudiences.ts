import { t } from '@vscode/l10n';
import type { Audience, AudienceFilter } from '../../../api/apiTypes';
import type { AccountHandle } from '../../../app/accounts/account';
import { audienceName } from '../../../app/audiences/audienceUsage';
import { plainAudience, type PlainAudience } from '../../../app/audiences/plainAudience';
import { requireAudience } from '../../../app/audiences/resolveAudience';
import type { CommandDefinition } from '../../base/command';
import { isSegmentLink } from '../../segments/segmentNode';
import { rowAccount } from '../../views/rowAccount';
import { copyIdsCommand, readAccount, readItem, showErrorCommand } from '../../views/viewCommands';
import { isAudienceNode, type AudienceNode } from '../audienceNodes';
import type { AudienceServices } from '../audienceServices';
import { pickAudience } from './pickAudience';

/** Commands that read audiences, and show or copy one. */
export function registerInspectAudiences(services: AudienceServices): void {
  const { commands, accounts, list: audiences } = services;
  commands.add(listAudiences(services));
  commands.add(refreshAudiences(services));
  commands.add(showErrorCommand('criteoAudiences.showAudiencesLoadError', accounts, audiences));
  commands.add(openAudienceJson(services));
  commands.add(
    copyIdsCommand('criteoAudiences.copyAudienceId', async ([row]) => {
      // The key also copies the ID of a segment in a rule.
      if (isSegmentLink(row)) return [row.segmentId];
      const title = t('Which audience’s ID do you want to copy?');
      return [(await choose(services, row, title)).audience.id];
    }),
  );
}

function listAudiences(
  services: AudienceServices,
): CommandDefinition<AudienceFilter & { accountId?: string }, PlainAudience[]> {
  const { accounts } = services;
  const search = async (
    { client, accountId }: AccountHandle,
    filter: AudienceFilter,
  ): Promise<PlainAudience[]> => (await client.allAudiences(accountId, filter)).map(plainAudience);
  return {
    id: 'criteoAudiences.listAudiences',
    read: (args) => ({
      audienceIds: args.optionalTexts('audienceIds'),
      segmentIds: args.optionalTexts('segmentIds'),
      retailerIds: args.optionalTexts('retailerIds'),
      ...readAccount(args),
    }),
    run: async ({ accountId, ...filter }) => search(await accounts.require(accountId), filter),
    prompt: async () => search(await accounts.require(), {}),
  };
}

function refreshAudiences(
  services: AudienceServices,
): CommandDefinition<{ accountId?: string }, { loaded: number }> {
  const { accounts, list: audiences, segments } = services;
  const reload = async (account: AccountHandle): Promise<{ loaded: number }> => {
    segments.forget(account);
    await audiences.refresh(account);
    // After a failure, that was only the first page.
    return { loaded: (await audiences.loadAll(account)).length };
  };
  return {
    id: 'criteoAudiences.refreshAudiences',
    read: readAccount,
    run: async ({ accountId }) => reload(await accounts.require(accountId)),
    async prompt(row) {
      const account = rowAccount(accounts, row) ?? (await accounts.require());
      const all = row === undefined ? accounts.shown() : [account];
      const results = await Promise.all(all.map(reload));
      return { loaded: results.reduce((sum, { loaded }) => sum + loaded, 0) };
    },
  };
}

function openAudienceJson(
  services: AudienceServices,
): CommandDefinition<{ id: string; accountId?: string }, string> {
  const open = async (account: AccountHandle, audience: Audience): Promise<string> => {
    const { documents } = services.segmentsView;
    return (
      await documents.openAudience(account, audience.id, audienceName(audience))
    ).uri.toString();
  };
  return {
    id: 'criteoAudiences.openAudienceJson',
    read: readItem,
    async run({ id, accountId }) {
      const account = await services.accounts.require(accountId);
      return open(account, await requireAudience(account, id, 'openAudienceJson'));
    },
    async prompt(row) {
      const title = t('Which audience do you want to open as JSON?');
      const { account, audience } = await choose(services, row, title);
      return open(account, audience);
    },
  };
}

/** The audience of the row or of the selected one, or else the one that the user picks. */
async function choose(
  { accounts, list: audiences, tree }: AudienceServices,
  row: unknown,
  title: string,
): Promise<AudienceNode> {
  if (isAudienceNode(row)) return row;
  const selected = row === undefined ? tree.view.selection.find(isAudienceNode) : undefined;
  return selected ?? pickAudience(accounts, audiences, title);
}
