import type { Confirmed } from '../../segments/confirmation';
import type { Draft } from '../draft/draft';
import type { Upload } from '../upload';

/** A draft, and what was confirmed for it. */
interface ConfirmedDraft {
  readonly draft: Draft;
  readonly by: Confirmed;
}

/**
 * Sends all drafts, or none: rejects as `Draft.prepare` and `Draft.send`, and the uploads of those that
 * were sent before are discarded.
 */
export async function sendAll(drafts: readonly ConfirmedDraft[]): Promise<Upload[]> {
  // What still has to be confirmed is asked before one of them is handed over.
  for (const { draft, by } of drafts) await draft.prepare(by);
  const uploads: Upload[] = [];
  try {
    for (const { draft, by } of drafts) uploads.push(await draft.send(by));
  } catch (error) {
    for (const upload of uploads) await upload.discard();
    throw error;
  }
  return uploads;
}
