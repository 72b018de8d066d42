import { t } from '@vscode/l10n';
import { window } from 'vscode';
import {
  summaryLine,
  summaryLines,
  type BatchSummary,
} from '../../../app/uploads/plan/batchReview';
import type { DraftPlan } from '../../../app/uploads/step';
import { Cancelled } from '../../../common/failure';
import { count, plural } from '../../../common/format';

/** Asks for one confirmation of several uploads. Throws `Cancelled` unless the user agrees. */
export async function reviewBatch(
  lines: readonly BatchSummary[],
  planned: readonly DraftPlan[],
): Promise<void> {
  const sending = planned.filter(({ plan }) => plan.good > 0);
  if (sending.length === 0) {
    await window.showWarningMessage(t('Nothing in these files can be sent.'), {
      modal: true,
      detail: lines.map(summaryLine).join('\n'),
    });
    throw new Cancelled();
  }
  const total = count(sending.reduce((sum, { plan }) => sum + plan.good, 0));
  const warned = lines.some((line) => line.reasons.length > 0);
  const replacing = planned.some(({ plan }) => plan.options.operation === 'replace');
  const send = warned ? t('Send {0} Anyway', total) : t('Send {0}', total);
  const detail = [
    ...summaryLines(lines),
    ...(replacing
      ? [
          '',
          t(
            'Replacing takes more than one step: a segment is cleared first, then filled request by request.',
          ),
        ]
      : []),
  ];
  const showMessage =
    warned || replacing ? window.showWarningMessage : window.showInformationMessage;
  const choice = await showMessage(
    plural(sending.length, {
      one: t('Start {0} upload?', count(sending.length)),
      other: t('Start {0} uploads, one after another?', count(sending.length)),
    }),
    { modal: true, detail: detail.join('\n') },
    send,
  );
  if (choice !== send) throw new Cancelled();
}
