import type { Disposable } from '../../../common/events';
import type { KeptBatch, KeptDraft } from '../../../webview/protocol';
import type { UploadAction } from '../../../webview/uploadModel';

/** The host's side of what a page shows at the moment: drafts, uploads, or a report. */
export interface PageHost extends Disposable {
  readonly title: string;
  /** What survives a reload of the window, for drafts. */
  readonly kept?: { draft: KeptDraft } | { batch: KeptBatch };
  /** Sends the model to the page. Rejects with `Failure` if there is nothing to show. */
  draw(): Promise<void>;
  /**
   * Carries out what was pressed. `value`: see `UploadAction`. `line`: the line or group in whose
   * detail it was pressed.
   */
  press(action: UploadAction, value: string | undefined, line?: string): Promise<void>;
}
