import type { UploadAction } from '../../../webview/uploadActions';
import type { UploadModel } from '../../../webview/uploadModel';

/** What a report is shown as, and what its presses do. */
export interface ReportView {
  model(): UploadModel | Promise<UploadModel>;
  press(action: UploadAction, value: string): Promise<unknown>;
}
