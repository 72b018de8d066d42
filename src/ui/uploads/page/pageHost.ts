import { t } from '@vscode/l10n';
import { commands } from 'vscode';
import type { Choices } from '../../../app/uploads/choices/choices';
import type { Upload } from '../../../app/uploads/upload';
import type { Disposable } from '../../../common/events';
import { fileOrCount } from '../../../common/fileName';
import type { KeptBatch, UploadState } from '../../../webview/protocol';
import type { UploadAction } from '../../../webview/uploadActions';
import type { UploadModel } from '../../../webview/uploadModel';
import { settings } from '../../base/settings';

/** The host's side of what a page shows at the moment: drafts, uploads, or a report. */
export interface PageHost extends Disposable {
  readonly title: string;
  /** What survives a reload of the window, for drafts. */
  readonly kept?: KeptBatch;
  /** The same of a removal. */
  readonly state?: UploadState;
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
  readonly reveal: () => void;
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

/** The title of a page of these files, each of which counts once. */
export function titleOf(uris: readonly string[], act: 'upload' | 'check' | 'undo'): string {
  if (uris.length === 0) return t('Upload');
  const names = fileOrCount([...new Set(uris)].map((uri) => ({ uri }))).forTree();
  return {
    upload: t('Upload {0}', names),
    check: t('Check {0}', names),
    undo: t('Undo {0}', names),
  }[act];
}

/** Presses that are a command of the editor, on whichever page. */
const EDITOR_COMMANDS: Partial<Record<UploadAction, string>> = {
  signIn: 'criteoAudiences.signIn',
  refreshSegments: 'criteoAudiences.refresh',
  showProblems: 'workbench.actions.view.problems',
  openUpload: 'criteoAudiences.openReport',
};

/** Resolves with whether it is a command, which then was run. */
export async function runCommand(
  action: UploadAction,
  value: string | undefined,
): Promise<boolean> {
  const args = action === 'openUpload' ? [{ kind: 'job', jobId: value }] : [];
  const command = EDITOR_COMMANDS[action];
  if (command) await commands.executeCommand(command, ...args);
  else if (action === 'openListSetting') await openListSetting();
  else return false;
  return true;
}

/** Opens the settings where lists are set: the user's, unless the workspace has some. */
async function openListSetting(): Promise<void> {
  await commands.executeCommand(
    settings.hasSuppressHere()
      ? 'workbench.action.openWorkspaceSettings'
      : 'workbench.action.openSettings',
    { query: '@id:criteoAudiences.suppress' },
  );
}
