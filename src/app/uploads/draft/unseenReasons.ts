import { t } from '@vscode/l10n';
import { fileLabel } from '../../../common/fileName';
import type { PlannedFile } from '../../../upload/uploadTypes';
import type { Choices } from '../choices/choices';
import { limitsOf } from '../choices/engineOptions';
import type { DraftPlan } from '../draftStep';
import { newReasons } from '../plan/planReview';

/**
 * Why a plan has to be confirmed that wasn't a reason to confirm the one that was shown, whatever the
 * figures; or which of its files have changed since.
 */
export function unseenReasons(shown: DraftPlan, found: DraftPlan, choices: Choices): string[] {
  const optOut = shown.optOut === undefined && found.optOut !== undefined ? [found.optOut] : [];
  const changed = found.plan.files
    .filter((file, index) => stampOf(file) !== stampOf(shown.plan.files[index]))
    .map(({ uri }) => t('“{0}” has changed.', fileLabel(uri).forNotification()));
  const now = Date.now();
  const reasons = newReasons({ ...found, now }, { ...shown, now }, limitsOf(choices));
  return [...changed, ...optOut, ...reasons];
}

function stampOf({ size, modifiedAt, contentHash }: PlannedFile): string {
  return JSON.stringify([size, modifiedAt, contentHash]);
}
