import {
  CancellationTokenSource,
  ProgressLocation,
  window,
  type CancellationToken,
  type Progress,
} from 'vscode';
import { Cancelled } from '../../common/failure';

/** Milliseconds. Work that is over by then shows nothing. */
const SOON = 400;

type Step = { message?: string; increment?: number };

/**
 * Runs `work`, and shows it in a notification once it lasts. What is over at once would only flash
 * there; and the editor shows no more than three notifications that come within 800 ms, so that the
 * fourth, which may be the result, would never be seen. Resolves and rejects as `work` does; its
 * token is cancelled by the notification's Cancel.
 */
export async function whileWorking<T>(
  options: { title: string; cancellable?: boolean },
  work: (progress: Progress<Step>, token: CancellationToken) => Thenable<T>,
): Promise<T> {
  const cancelling = new CancellationTokenSource();
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
  const result = work({ report }, cancelling.token);
  const timer = setTimeout(() => {
    void window.withProgress(
      { ...options, location: ProgressLocation.Notification },
      async (progress, token) => {
        token.onCancellationRequested(() => cancelling.cancel());
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
    cancelling.dispose();
  }
}

/** The same for work that a signal stops: its Cancel rejects with `Cancelled`. */
export function withCancel<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return whileWorking({ title, cancellable: true }, async (_, token) => {
    const aborting = new AbortController();
    const listening = token.onCancellationRequested(() => aborting.abort());
    try {
      return await work(aborting.signal);
    } catch (error) {
      if (aborting.signal.aborted) throw new Cancelled();
      throw error;
    } finally {
      listening.dispose();
    }
  });
}
