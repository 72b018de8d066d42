import type { Choices } from '../../../app/uploads/choices/choices';
import type { Upload } from '../../../app/uploads/upload';
import type { Disposable } from '../../../common/events';
import type { KeptBatch } from '../../../webview/protocol';
import type { UploadAction, UploadModel } from '../../../webview/uploadModel';

/** The host's side of what a page shows at the moment: drafts, uploads, or a report. */
export interface PageHost extends Disposable {
  readonly title: string;
  /** What survives a reload of the window, for drafts. */
  readonly kept?: KeptBatch;
  /** Sends the model to the page. Rejects with `Failure` if there is nothing to show. */
  draw(): Promise<void>;
  /**
   * Carries out what was pressed. `value`: see `UploadAction`. `line`: the line or group in whose
   * detail it was pressed.
   */
  press(action: UploadAction, value: string | undefined, line?: string): Promise<void>;
}

/** A page as its host uses it. */
export interface HostedPage {
  show(model: UploadModel): void;
  /** Brings the page to the front. */
  reveal(): void;
  /** Shows why there is nothing to show. */
  readonly fail: (error: unknown) => void;
  /** Uploads something else, on a page of its own. */
  startUpload(choices: Choices): void;
  /** Tells of a failure that no press waits for any more. */
  readonly report: (error: unknown) => void;
}

/** A page of drafts. */
export interface DraftPage extends HostedPage {
  /** Drafts were sent: the page shows their uploads from now on. */
  sent(uploads: readonly Upload[]): void;
}
