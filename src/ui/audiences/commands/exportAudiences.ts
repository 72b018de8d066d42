import { t } from '@vscode/l10n';
import { writeAudienceFile } from '../../../app/audiences/audienceFile';
import { audiencesText } from '../../../common/counts';
import { pickAccount } from '../../segments/segmentChooser';
import { exportCommand } from '../../views/exportFile';
import { rowAccount } from '../../views/rowAccount';
import type { AudienceServices } from '../audienceServices';

/** `criteoAudiences.exportAudiences({uri?, accountId?})`. */
export function registerExportAudiences({ commands, accounts, segments }: AudienceServices): void {
  commands.add(
    exportCommand<{ csv: string; audiences: number }>('criteoAudiences.exportAudiences', accounts, {
      async read(account, signal) {
        const audiences = await account.client.allAudiences(account.accountId, {}, { signal });
        // Without their names, the segments have their IDs.
        await segments.lookUpIn(account, audiences, signal).catch(() => signal?.throwIfAborted());
        const csv = writeAudienceFile(audiences, (id) => segments.nameOf(account, id));
        return { csv, audiences: audiences.length };
      },
      choose: async ([row]) =>
        rowAccount(accounts, row) ??
        pickAccount(accounts, t('Which account’s audiences do you want to export?')),
      title: t('Export Audiences'),
      fileName: 'audiences',
      progress: t('Loading all audiences…'),
      doneText: ({ audiences }) => t('Exported: {0}.', audiencesText(audiences)),
    }),
  );
}
