import { t } from '@vscode/l10n';
import { writeSegmentFile } from '../../../app/segments/segmentFile';
import { count, plural } from '../../../common/format';
import { exportCommand } from '../../views/exportFile';
import type { SegmentServices } from '../segmentServices';

/** `criteoAudiences.exportSegments({uri?, accountId?})`. */
export function registerExportCsv({ accounts, list, commands, chooser }: SegmentServices): void {
  commands.add(
    exportCommand<{ csv: string; segments: number }>('criteoAudiences.exportSegments', accounts, {
      async read(account, signal) {
        const segments = await list.search(account, {}, signal);
        return { csv: writeSegmentFile(segments), segments: segments.length };
      },
      choose: (args) => chooser.account(args, t('Which account’s segments do you want to export?')),
      title: t('Export Segments'),
      fileName: 'segments',
      progress: t('Loading all segments…'),
      doneText: ({ segments }) =>
        plural(segments, {
          one: t('{0} segment exported.', count(segments)),
          other: t('{0} segments exported.', count(segments)),
        }),
    }),
  );
}
