import { ProgressLocation, window, type Progress } from 'vscode';
import { Cancelled } from '../../common/failure';
import { Later } from '../../common/later';

/** Milliseconds. Work that ends earlier shows no progress. */
const SHOW_AFTER = 400;

type Step = { message?: string; increment?: number };

/**
 * Runs `work`, with a progress notification if it takes longer than `SHOW_AFTER`. Short work would
 * only make it flash; and of notifications that come within 800 ms the editor shows three, so the
 * result could be dropped. Resolves and rejects as `work` does. Cancel aborts the signal.
 */
export async function whileWorking<T>(
  options: { title: string; cancellable?: boolean },
  work: (signal: AbortSignal, progress: Progress<Step>) => Thenable<T>,
): Promise<T> {
  const aborting = new AbortController();
  /** Steps reported before the notification is shown. */
  const pending: Step = {};
  let notification: Progress<Step> | undefined;
  const report = (step: Step): void => {
    if (notification) {
      notification.report(step);
      return;
    }
    pending.message = step.message ?? pending.message;
    pending.increment = (pending.increment ?? 0) + (step.increment ?? 0);
  };
  const result = work(aborting.signal, { report });
  const showing = new Later('timeout', SHOW_AFTER, () => {
    void window.withProgress(
      { ...options, location: ProgressLocation.Notification },
      async (progress, token) => {
        token.onCancellationRequested(() => aborting.abort());
        notification = progress;
        notification.report(pending);
        await Promise.allSettled([result]);
      },
    );
  });
  showing.call();
  try {
    return await result;
  } finally {
    showing.dispose();
  }
}

/** As `whileWorking`, for work that leaves nothing behind: Cancel rejects with `Cancelled`. */
export function withCancel<T>(
  title: string,
  work: (signal: AbortSignal, progress: Progress<Step>) => Promise<T>,
): Promise<T> {
  return whileWorking({ title, cancellable: true }, async (signal, progress) => {
    try {
      return await work(signal, progress);
    } catch (error) {
      if (signal.aborted) throw new Cancelled();
      throw error;
    }
  });
}
