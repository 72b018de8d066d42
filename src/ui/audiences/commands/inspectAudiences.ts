import { t } from '@vscode/l10n';
import { env, window } from 'vscode';
import type { Audience, AudienceFilter } from '../../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { AudienceList } from '../../../app/audiences/audienceList';
import { audienceName } from '../../../app/audiences/audienceUsage';
import { plainAudience, type PlainAudience } from '../../../app/audiences/plainAudience';
import { requireAudience } from '../../../app/audiences/resolveAudience';
import type { Commands } from '../../base/command';
import type { SegmentsView } from '../../segments/registerSegments';
import { hasAccount } from '../../segments/segmentChooser';
import { isSegmentLink } from '../../segments/segmentNode';
import { isAudienceNode, type AudienceNode } from '../audienceNodes';
import type { AudienceTree } from '../audienceTree';
import type { RuleSegments } from '../ruleSegments';
import { pickAudience } from './pickAudience';

/** Commands that read audiences, and show or copy one. */
export function registerInspectAudiences({
  commands,
  accounts,
  audiences,
  segments,
  tree,
  segmentsView,
}: {
  commands: Commands;
  accounts: Accounts;
  audiences: AudienceList;
  segments: RuleSegments;
  tree: AudienceTree;
  segmentsView: Pick<SegmentsView, 'documents'>;
}): void {
  const open = async (account: AccountHandle, audience: Audience): Promise<string> =>
    (
      await segmentsView.documents.openAudience(account, audience.id, audienceName(audience))
    ).uri.toString();
  const search = (
    { client, accountId }: AccountHandle,
    filter: AudienceFilter,
  ): Promise<Audience[]> => client.allAudiences(accountId, filter);
  /** The row's account, or else the selected one. */
  const rowAccount = async (node: unknown): Promise<AccountHandle> =>
    (hasAccount(node) && accounts.byKey(node.account.key)) || accounts.require();
  const reload = async (account: AccountHandle): Promise<{ loaded: number }> => {
    segments.forget(account);
    await audiences.refresh(account);
    // After a failure, that was only the first page.
    return { loaded: (await audiences.loadAll(account)).length };
  };
  /** The audience of the row or of the selected one, or else the one that the user picks. */
  const chosen = async (node: unknown, title: string): Promise<AudienceNode> => {
    if (isAudienceNode(node)) return node;
    const selected = tree.view.selection.find(isAudienceNode);
    return (node === undefined ? selected : undefined) ?? pickAudience(accounts, audiences, title);
  };

  commands.add<AudienceFilter & { accountId?: string }, PlainAudience[]>({
    id: 'criteoAudiences.listAudiences',
    parse([raw]) {
      const args = Arguments.of(raw, 'listAudiences');
      return (
        args && {
          audienceIds: args.optionalTexts('audienceIds'),
          segmentIds: args.optionalTexts('segmentIds'),
          retailerIds: args.optionalTexts('retailerIds'),
          accountId: args.optionalId('accountId'),
        }
      );
    },
    run: async ({ accountId, ...filter }) =>
      (await search(await accounts.require(accountId), filter)).map(plainAudience),
    prompt: async () => (await search(await accounts.require(), {})).map(plainAudience),
  });

  commands.add<{ accountId?: string }, { loaded: number }>({
    id: 'criteoAudiences.refreshAudiences',
    parse([raw]) {
      const args = Arguments.of(raw, 'refreshAudiences');
      return args && { accountId: args.optionalId('accountId') };
    },
    run: async ({ accountId }) => reload(await accounts.require(accountId)),
    async prompt(node) {
      const account = await rowAccount(node);
      const all = node === undefined ? accounts.shown() : [account];
      const results = await Promise.all(all.map(reload));
      return { loaded: results.reduce((sum, { loaded }) => sum + loaded, 0) };
    },
  });

  // Linked from the welcome text: rethrows the loading error, so that it is shown in full.
  commands.add<never, void>({
    id: 'criteoAudiences.showAudiencesLoadError',
    async prompt(node) {
      const { error } = audiences.state(await rowAccount(node));
      if (error) throw error;
    },
  });

  commands.add<{ accountId?: string; id: string }, string>({
    id: 'criteoAudiences.openAudienceJson',
    parse([raw]) {
      const args = Arguments.of(raw, 'openAudienceJson');
      return args && { id: args.id('id'), accountId: args.optionalId('accountId') };
    },
    async run({ id, accountId }) {
      const account = await accounts.require(accountId);
      return open(account, await requireAudience(account, id, 'openAudienceJson'));
    },
    async prompt(node) {
      const { account, audience } = await chosen(
        node,
        t('Which audience do you want to open as JSON?'),
      );
      return open(account, audience);
    },
  });

  commands.add<{ ids: string[] }, string>({
    id: 'criteoAudiences.copyAudienceId',
    parse([raw]) {
      const args = Arguments.of(raw, 'copyAudienceId');
      return args && { ids: args.ids('ids') };
    },
    run: ({ ids }) => copy(ids.join('\n')),
    async prompt(node) {
      // The key also copies the ID of a segment in a rule.
      const text = await copy(
        isSegmentLink(node)
          ? node.segmentId
          : (await chosen(node, t('Which audience’s ID do you want to copy?'))).audience.id,
      );
      window.setStatusBarMessage(t('Copied to the clipboard.'), 3000);
      return text;
    },
  });
}

async function copy(text: string): Promise<string> {
  await env.clipboard.writeText(text);
  return text;
}
