import { t } from '@vscode/l10n';
import { Uri } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { writeAudienceFile } from '../../../app/audiences/audienceFile';
import { audiencesText } from '../../../common/counts';
import type { Commands } from '../../base/command';
import { withCancel } from '../../base/progress';
import { hasAccount, pickAccount } from '../../segments/segmentChooser';
import { askExportTarget, offerToOpen, writeText } from '../../views/exportFile';
import type { RuleSegments } from '../ruleSegments';

/**
 * `criteoAudiences.exportAudiences({uri?, accountId?})`: writes a file only where `uri` is given;
 * returns the CSV either way.
 */
export function registerExportAudiences({
  commands,
  accounts,
  segments,
}: {
  commands: Commands;
  accounts: Accounts;
  segments: RuleSegments;
}): void {
  /** Not from the view: its list may be hours old. */
  const csvOf = async (
    account: AccountHandle,
    signal?: AbortSignal,
  ): Promise<{ csv: string; audiences: number }> => {
    const audiences = await account.client.allAudiences(account.accountId, {}, { signal });
    // Without their names, the segments have their IDs.
    await segments.lookUpIn(account, audiences, signal).catch(() => signal?.throwIfAborted());
    const csv = writeAudienceFile(audiences, (id) => segments.nameOf(account, id));
    return { csv, audiences: audiences.length };
  };

  commands.add<{ uri?: string; accountId?: string }, { csv: string; audiences: number }>({
    id: 'criteoAudiences.exportAudiences',
    parse([raw]) {
      const args = Arguments.of(raw, 'exportAudiences');
      return args && { uri: args.optionalText('uri'), accountId: args.optionalId('accountId') };
    },
    async run({ uri, accountId }) {
      const target = uri === undefined ? undefined : Uri.parse(uri, true);
      const result = await csvOf(await accounts.require(accountId));
      if (target) await writeText(target, result.csv);
      return result;
    },
    async prompt(node) {
      const row = hasAccount(node) ? accounts.byKey(node.account.key) : undefined;
      const account =
        row ?? (await pickAccount(accounts, t('Which account’s audiences do you want to export?')));
      const target = await askExportTarget(
        t('Export Audiences'),
        `audiences-${account.accountId}.csv`,
      );
      const { csv, audiences } = await withCancel(t('Loading all audiences…'), (signal) =>
        csvOf(account, signal),
      );
      await writeText(target, csv);
      offerToOpen(t('Exported: {0}.', audiencesText(audiences)), target);
      return undefined;
    },
  });
}
