import type { Confirmed } from '../../segments/confirmation';
import type { Draft } from '../draft/draft';
import { followChecks } from '../draft/followChecks';
import type { Upload } from '../upload';

/** A draft, and what was confirmed for it. */
interface ConfirmedDraft {
  readonly draft: Draft;
  readonly by: Confirmed;
}

/**
 * Sends all drafts, or none: rejects as `Draft.prepare` and `Draft.send`, and with the reason of the signal,
 * and the uploads of those that were sent before are discarded.
 */
export async function sendAll(
  drafts: readonly ConfirmedDraft[],
  signal: AbortSignal,
): Promise<Upload[]> {
  // What still has to be confirmed is asked before one of them is handed over.
  for (const { draft, by } of drafts)
    await followChecks(draft, () => draft.prepare(by), signal, undefined);
  signal.throwIfAborted();
  const uploads: Upload[] = [];
  try {
    for (const { draft } of drafts) {
      // Without what was confirmed: if it was changed meanwhile, nobody has confirmed that.
      uploads.push(await draft.send());
      signal.throwIfAborted();
    }
  } catch (error) {
    for (const upload of uploads) await upload.discard();
    throw error;
  }
  return uploads;
}
