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

/** One table, one confirmation. Throws `Cancelled` unless it is a yes. */
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
  const yes = warned ? t('Send {0} Anyway', total) : t('Send {0}', total);
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
  const ask = warned || replacing ? window.showWarningMessage : window.showInformationMessage;
  const choice = await ask(
    plural(sending.length, {
      one: t('Start {0} upload?', count(sending.length)),
      other: t('Start {0} uploads, one after another?', count(sending.length)),
    }),
    { modal: true, detail: detail.join('\n') },
    yes,
  );
  if (choice !== yes) throw new Cancelled();
}
