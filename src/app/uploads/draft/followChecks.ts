import { Cancelled } from '../../../common/failure';
import type { Progress } from '../../../upload/jobTypes';
import type { Draft } from './draft';

/**
 * Reports the progress of a draft's checks during `work`; the signal cancels them. Throws
 * `Cancelled` if it is aborted already.
 */
export async function followChecks<T>(
  draft: Draft,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<T> {
  if (signal?.aborted) throw new Cancelled();
  const cancel = (): void => draft.cancel();
  signal?.addEventListener('abort', cancel);
  const listening = draft.onDidChange((step) => {
    if (step.kind === 'checking' && step.progress) onProgress?.(step.progress);
  });
  try {
    return await work();
  } finally {
    listening.dispose();
    signal?.removeEventListener('abort', cancel);
  }
}
