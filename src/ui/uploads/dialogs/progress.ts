import { t } from '@vscode/l10n';
import { ProgressLocation, window } from 'vscode';
import type { AccountHandle } from '../../../app/accounts/account';
import { rowsWords } from '../../../common/counts';
import { percent } from '../../../common/format';
import type { Uploads } from '../../../upload/contract';
import type { Plan, SourceFile, Target, UploadOptions } from '../../../upload/types';
import { withCancel } from '../../base/progress';

/**
 * Reads the files once, with a progress that can be cancelled; `sender` is asked meanwhile how large
 * a list is that is to be replaced. `name`: of the files. Throws `Cancelled`, or what the engine
 * found wrong with the files.
 */
export function planShown(
  engine: Pick<Uploads, 'plan'>,
  name: string,
  files: readonly SourceFile[],
  target: Target,
  options: UploadOptions,
  sender?: AccountHandle['client'],
): Promise<Plan> {
  return withCancel(t('Checking {0}', name), (signal, progress) =>
    engine.plan(files, target, options, {
      signal,
      sender,
      onProgress: ({ bytesRead, bytesTotal, rowsRead }) =>
        progress.report({
          message:
            bytesTotal > 0
              ? t('{0}, {1}', rowsWords(rowsRead), percent(Math.min(1, bytesRead / bytesTotal)))
              : rowsWords(rowsRead),
        }),
    }),
  );
}

/**
 * A call before anything is sent: in the status bar, since it may have to wait for the API's limit.
 */
export function whileChecking<T>(work: () => Promise<T>): Thenable<T> {
  return window.withProgress(
    { location: ProgressLocation.Window, title: t('Looking at the segment…') },
    work,
  );
}
