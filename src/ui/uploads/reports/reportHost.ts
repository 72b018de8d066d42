import { t } from '@vscode/l10n';
import { workspace, type Uri } from 'vscode';
import { nightsIn, type NightDocument } from '../../../app/nightly/report/nightReportFile';
import type { Receipt } from '../../../app/uploads/receipt/receipt';
import { reportDocument } from '../../../app/uploads/report/reportDocument';
import { parseReportFile, requireReportSize } from '../../../app/uploads/report/reportFile';
import { reportModel } from '../../../app/uploads/report/reportPage';
import { verifiedIn } from '../../../app/verify/verifyReportFile';
import type { VerifyReport } from '../../../app/verify/verifyTypes';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Failure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import type { UploadAction } from '../../../webview/uploadActions';
import { copyText } from '../../base/copyText';
import { readingFailure } from '../../base/editorSource';
import type { HostedPage, PageHost } from '../page/pageHost';
import { nightsView } from './nightsView';
import { toggle, type ReportSources, type ReportView } from './reportView';
import { verifiedView } from './verifyHost';

/** What the terminal leaves in a file, as far as a page shows it. */
export type ShownReport = Receipt | NightDocument | VerifyReport;

/** The host's side of the page of a report that is only a file. */
export class ReportHost extends DisposableOwner implements PageHost {
  private view: ReportView | undefined;
  private readonly open = new Set<string>();

  constructor(
    private readonly uri: Uri,
    private readonly page: Pick<HostedPage, 'show' | 'fail'>,
    private readonly sources: ReportSources,
  ) {
    super();
    // What can be done about it may be something else then.
    const redraw = (): void => void this.show().catch(page.fail);
    this.register(sources.accounts.onDidChange(redraw));
    this.register(workspace.onDidSaveTextDocument(redraw));
  }

  get title(): string {
    return t('Report {0}', fileName(this.uri).forTree());
  }

  /** Reads the file each time: it is kept nowhere. */
  async draw(): Promise<void> {
    const report = await readReport(this.uri);
    this.view =
      'nights' in report
        ? nightsView(report, this.uri, this.sources)
        : 'segments' in report
          ? verifiedView(report, this.uri, this.sources)
          : receiptView(report, this.uri);
    await this.show();
  }

  async press(action: UploadAction, value = ''): Promise<void> {
    if (action !== 'expand') return void (await this.view?.press(action, value));
    toggle(this.open, value);
    await this.show();
  }

  private async show(): Promise<void> {
    const model = await this.view?.model(this.open);
    if (model && !this.disposed) this.page.show(model);
  }
}

/** The report of one upload: nothing can be done with it but to copy it. */
function receiptView(receipt: Receipt, uri: Uri): ReportView {
  return {
    model: () => reportModel(receipt, fileName(uri).forTree(), Date.now()),
    press: async (action) => {
      if (action === 'copyReport') await copyText(reportDocument([receipt]));
    },
  };
}

/**
 * The report in a file: of an upload, or of what `run` or `uploads verify` left. Rejects with `Failure` 'not-found',
 * 'unreadable' or 'bad-report', which name the file.
 */
export async function readReport(uri: Uri): Promise<ShownReport> {
  const name = fileName(uri).forNotification();
  try {
    requireReportSize((await workspace.fs.stat(uri)).size, name);
    const bytes = await workspace.fs.readFile(uri);
    return parseReportFile<NightDocument | VerifyReport>(bytes, name, nightsIn, verifiedIn);
  } catch (error) {
    throw error instanceof Failure ? error : readingFailure(error, uri, 'openReportFile');
  }
}
