import { t } from '@vscode/l10n';
import { Uri } from 'vscode';
import type { Segment } from '../../../api/apiTypes';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { writeSegmentFile } from '../../../app/segments/segmentFile';
import type { SegmentList } from '../../../app/segments/segmentList';
import { count, plural } from '../../../common/format';
import type { Commands } from '../../base/command';
import { withCancel } from '../../base/progress';
import { askExportTarget, offerToOpen, writeText } from '../../views/exportFile';
import type { SegmentChooser } from '../segmentChooser';

/**
 * `criteoAudiences.exportSegments({uri?, accountId?})`: writes a file only where `uri` is given;
 * returns the CSV either way.
 */
export function registerExportCsv({
  accounts,
  list,
  commands,
  chooser,
}: {
  accounts: Accounts;
  list: SegmentList;
  commands: Commands;
  chooser: SegmentChooser;
}): void {
  commands.add<{ uri?: string; accountId?: string }, { csv: string; segments: number }>({
    id: 'criteoAudiences.exportSegments',
    parse([raw]) {
      const args = Arguments.of(raw, 'exportSegments');
      return args && { uri: args.optionalText('uri'), accountId: args.optionalId('accountId') };
    },
    async run({ uri, accountId }) {
      const account = await accounts.require(accountId);
      return writeExport(
        await list.search(account, {}),
        uri === undefined ? undefined : Uri.parse(uri, true),
      );
    },
    async prompt(...args) {
      const account = await chooser.account(
        args,
        t('Which account’s segments do you want to export?'),
      );
      const target = await askExportTarget(
        t('Export Segments'),
        `segments-${account.accountId}.csv`,
      );
      // Not from the view: its list may be hours old.
      const current = await withCancel(t('Loading all segments…'), (signal) =>
        list.search(account, {}, signal),
      );
      const { segments } = await writeExport(current, target);
      offerToOpen(
        plural(segments, {
          one: t('{0} segment exported.', count(segments)),
          other: t('{0} segments exported.', count(segments)),
        }),
        target,
      );
      return undefined;
    },
  });
}

async function writeExport(
  segments: readonly Segment[],
  target: Uri | undefined,
): Promise<{ csv: string; segments: number }> {
  const csv = writeSegmentFile(segments);
  if (target) await writeText(target, csv);
  return { csv, segments: segments.length };
}
