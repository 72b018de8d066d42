import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import { isContractArgument } from '../../../app/contractArgument';
import { orCancel } from '../../../common/failure';
import type { Commands } from '../../base/command';
import { uriOf } from '../../base/editorSource';
import { firstUri } from '../../base/uriArguments';
import type { UploadPages } from '../page/uploadPages';
import { readReport, type ShownReport } from '../reports/reportHost';

/** Registers `openReportFile`, which shows a report of the terminal as a page and returns it. */
export function registerOpenReportFile(commands: Commands, pages: UploadPages): void {
  // Read before the page opens, so that a wrong file is a failure of the command.
  const open = async (uri: Uri): Promise<ShownReport> => {
    const report = await readReport(uri);
    pages.openReport(uri);
    return report;
  };
  commands.add<Uri, ShownReport>({
    id: 'criteoAudiences.openReportFile',
    parse: ([uri]) => (isContractArgument(uri) ? firstUri(uri, 'openReportFile') : uriOf(uri)),
    run: open,
    prompt: async () => open(await chooseReport()),
  });
}

async function chooseReport(): Promise<Uri> {
  const uris = orCancel(
    await window.showOpenDialog({
      title: t('Open Upload Report'),
      openLabel: t('Open'),
      filters: { JSON: ['json', 'jsonl', 'txt', 'log'], [t('All files')]: ['*'] },
    }),
  );
  return orCancel(uris.at(0));
}
