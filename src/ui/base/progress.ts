import { ProgressLocation, window, type Progress } from 'vscode';
import { Cancelled } from '../../common/failure';

/** Milliseconds. Work that is over by then shows nothing. */
const SOON = 400;

type Step = { message?: string; increment?: number };

/**
 * Runs `work`, and shows it in a notification once it lasts. What is over at once would only flash
 * there; and the editor shows no more than three notifications that come within 800 ms, so that the
 * fourth, which may be the result, would never be seen. Resolves and rejects as `work` does; its
 * signal is aborted by the notification's Cancel.
 */
export async function whileWorking<T>(
  options: { title: string; cancellable?: boolean },
  work: (signal: AbortSignal, progress: Progress<Step>) => Thenable<T>,
): Promise<T> {
  const aborting = new AbortController();
  const before: Step = {};
  let shown: Progress<Step> | undefined;
  const report = (step: Step): void => {
    if (shown) {
      shown.report(step);
      return;
    }
    before.message = step.message ?? before.message;
    before.increment = (before.increment ?? 0) + (step.increment ?? 0);
  };
  const result = work(aborting.signal, { report });
  const timer = setTimeout(() => {
    void window.withProgress(
      { ...options, location: ProgressLocation.Notification },
      async (progress, token) => {
        token.onCancellationRequested(() => aborting.abort());
        shown = progress;
        shown.report(before);
        await Promise.allSettled([result]);
      },
    );
  }, SOON);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}

/** The same for work that can be cancelled without a trace: its Cancel rejects with `Cancelled`. */
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
