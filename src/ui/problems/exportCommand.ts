import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import { Arguments } from '../../app/arguments';
import { exportLeftOut, notLocatedText, type ExportResult } from '../../app/repair/exportLeftOut';
import { rowsText } from '../../common/counts';
import { orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import type { Commands } from '../base/command';
import { sourceOf } from '../base/editorSource';
import { withCancel } from '../base/progress';
import { uriIn } from '../base/uriArguments';
import { beside, fileWithProblems, readAsFor, targetFile } from './problemFile';
import type { Problems } from './problems';

const OPERATION = 'exportRefusedRows';

/**
 * "Export Refused Rows…": row number, value and rule of every refused row, beside the file, only
 * when asked.
 */
export function registerExport(commands: Commands, problems: Problems): void {
  commands.add<{ uri: Uri; to: Uri }, ExportResult>({
    id: 'criteoAudiences.exportRefusedRows',
    parse: ([argument]) => {
      const args = Arguments.of(argument, OPERATION, 'to');
      return args && { uri: uriIn(args, 'uri'), to: uriIn(args, 'to') };
    },
    run: ({ uri, to }) => exportRows(problems, uri, to),
    prompt: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      const to = orCancel(
        await window.showSaveDialog({
          title: t('Export Invalid and Rejected Rows'),
          defaultUri: beside(uri, t('left-out')),
          filters: { CSV: ['csv'] },
        }),
      );
      const exported = await withCancel(
        t('Exporting invalid and rejected rows of {0}…', fileName(uri).forNotification()),
        (signal) => exportRows(problems, uri, to, signal),
      );
      const open = t('Open');
      const said = t(
        'Exported {0} to {1}. The file contains identifiers: protect it like its source.',
        rowsText(exported.rows),
        fileName(to).forNotification(),
      );
      void window
        .showInformationMessage(
          [said, ...(exported.refusedUnknown ? [notLocatedText()] : [])].join(' '),
          open,
        )
        .then((choice) => {
          if (choice === open) void window.showTextDocument(to);
        });
      return exported;
    },
  });
}

async function exportRows(
  problems: Problems,
  uri: Uri,
  to: Uri,
  signal?: AbortSignal,
): Promise<ExportResult> {
  const readAs = readAsFor(problems, uri, OPERATION);
  const byApi = await problems.refusedOnDisk(uri);
  const source = await sourceOf(uri, OPERATION);
  return exportLeftOut(source, readAs, byApi, targetFile(to), signal);
}
