import { t } from '@vscode/l10n';
import { workspace, type Uri } from 'vscode';
import type { Receipt } from '../../../app/uploads/receipt/receipt';
import { reportDocument, reportJson } from '../../../app/uploads/report/reportDocument';
import { parseReportFile, requireReportSize } from '../../../app/uploads/report/reportFile';
import { reportModel } from '../../../app/uploads/report/reportPage';
import { Failure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import type { UploadAction } from '../../../webview/uploadActions';
import { copyText } from '../../base/copyText';
import { readingFailure } from '../../base/editorSource';
import type { HostedPage, PageHost } from './pageHost';

/** The host's side of the page of a report that is only a file. */
export class ReportHost implements PageHost {
  private disposed = false;
  private receipt: Receipt | undefined;

  constructor(
    private readonly uri: Uri,
    private readonly page: Pick<HostedPage, 'show'>,
  ) {}

  get title(): string {
    return t('Report {0}', fileName(this.uri).forTree());
  }

  /** Reads the file each time: it is kept nowhere. */
  async draw(): Promise<void> {
    const receipt = await readReportFile(this.uri);
    if (this.disposed) return;
    this.receipt = receipt;
    this.page.show(reportModel(receipt, fileName(this.uri).forTree(), Date.now()));
  }

  async press(action: UploadAction): Promise<void> {
    const { receipt } = this;
    if (!receipt) return;
    if (action === 'copyReport') await copyText(reportDocument([receipt]));
    if (action === 'copyReportJson') await copyText(reportJson(receipt));
  }

  dispose(): void {
    this.disposed = true;
  }
}

/**
 * The report in a file. Rejects with `Failure` 'not-found', 'unreadable' or 'bad-report', which name
 * the file.
 */
export async function readReportFile(uri: Uri): Promise<Receipt> {
  const name = fileName(uri).forNotification();
  try {
    requireReportSize((await workspace.fs.stat(uri)).size, name);
    return parseReportFile(await workspace.fs.readFile(uri), name);
  } catch (error) {
    throw error instanceof Failure ? error : readingFailure(error, uri, 'openReportFile');
  }
}
