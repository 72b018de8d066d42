import type { Disposable } from '../../../common/events';
import type { KeptDraft } from '../../../webview/protocol';
import type { UploadAction } from '../../../webview/uploadModel';

/** The host's side of what a page shows at the moment: a draft, an upload, or a report. */
export interface PageHost extends Disposable {
  readonly title: string;
  /** What survives a reload of the window, for a draft. */
  readonly kept?: KeptDraft;
  /** Sends the model to the page. Rejects with `Failure` if there is nothing to show. */
  draw(): Promise<void>;
  /** Carries out what was pressed. `value`: see `UploadAction`. */
  press(action: UploadAction, value: string | undefined): Promise<void>;
}
