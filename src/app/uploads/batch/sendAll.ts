import type { Confirmed } from '../../segments/confirmation';
import type { Draft } from '../draft/draft';
import { followChecks } from '../draft/followChecks';
import { draftPlanOf, type DraftPlan } from '../draftStep';
import type { Upload } from '../upload';

/** A draft, the plan that it had when sending began, and what was confirmed for that. */
interface ConfirmedDraft {
  readonly draft: Draft;
  readonly planned: DraftPlan;
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
  for (const { draft, planned, by } of drafts) {
    const isShown = draftPlanOf(draft.step) === planned;
    // What was changed since has been confirmed by nobody.
    const confirmed = isShown ? by : undefined;
    await followChecks(draft, () => draft.prepare(confirmed), signal, undefined);
  }
  signal.throwIfAborted();
  const uploads: Upload[] = [];
  try {
    for (const { draft } of drafts) {
      // As prepared: if it was changed since, it isn't confirmed.
      uploads.push(await draft.send());
      signal.throwIfAborted();
    }
  } catch (error) {
    for (const upload of uploads) await upload.discard();
    throw error;
  }
  return uploads;
}
