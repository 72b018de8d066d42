import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import { exportedText, exportLeftOut, type ExportResult } from '../../app/repair/exportLeftOut';
import { requireOtherFile } from '../../app/repair/fixFile';
import { orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import type { Commands } from '../base/command';
import { sourceOf } from '../base/editorSource';
import { withCancel } from '../base/progress';
import { uriIn } from '../base/uriArguments';
import { offerToOpen } from '../views/exportFile';
import { fileWithProblems, readAsFor, targetFile, withSuffix } from './problemFile';
import type { Problems } from './problems';

const OPERATION = 'exportRefusedRows';

/**
 * `criteoAudiences.exportRefusedRows({uri, to})`, "Export Invalid and Rejected Rows…": writes row
 * number, value and rule of every invalid or rejected row.
 */
export function registerExport(commands: Commands, problems: Problems): void {
  commands.add({
    id: 'criteoAudiences.exportRefusedRows',
    read: (args) => ({
      uri: uriIn(args, 'uri'),
      to: uriIn(args, 'to'),
    }),
    run: ({ uri, to }) => exportRows(problems, uri, to),
    prompt: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      const to = orCancel(
        await window.showSaveDialog({
          title: t('Export Invalid and Rejected Rows'),
          defaultUri: withSuffix(uri, t('left-out')),
          filters: { CSV: ['csv'] },
        }),
      );
      const result = await withCancel(
        t('Exporting invalid and rejected rows of {0}…', fileName(uri).forNotification()),
        (signal) => exportRows(problems, uri, to, signal),
      );
      offerToOpen(exportedText(result, fileName(to).forNotification()), to);
      return result;
    },
  });
}

async function exportRows(
  problems: Problems,
  uri: Uri,
  to: Uri,
  signal?: AbortSignal,
): Promise<ExportResult> {
  requireOtherFile(uri.toString(), to.toString(), OPERATION);
  const readAs = readAsFor(problems, uri, OPERATION);
  const rejected = await problems.rejectedOnDisk(uri);
  const source = await sourceOf(uri, OPERATION);
  return exportLeftOut(source, readAs, rejected, targetFile(to), signal);
}
