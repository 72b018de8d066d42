import { t } from '@vscode/l10n';
import { window, type QuickPickItem } from 'vscode';
import { actionLabel, targetLabel } from '../../../app/uploads/messages';
import {
  planWarnings,
  reviewLines,
  reviewQuestion,
  warningText,
} from '../../../app/uploads/plan/planReview';
import type { PlanView } from '../../../app/uploads/plan/planView';
import type { Change, DraftPlan } from '../../../app/uploads/step';
import { Cancelled } from '../../../common/failure';
import { pickOne } from '../../base/pickOne';
import { confirmModal } from '../../segments/confirm';

/** The user's answer to a plan: send it, or change something first. */
export type Decision = 'send' | Change;

interface Review {
  planned: DraftPlan;
  view: PlanView;
  file: string;
  showPlan(): Promise<void>;
  /** For programs: the user can only confirm, not change anything. */
  confirmOnly: boolean;
}

/**
 * Asks for confirmation in a modal that names the target and what will be sent. "Show Plan" opens
 * the plan instead, and asks again in a picker that also offers changes. Throws `Cancelled` on
 * Escape.
 */
export async function review(options: Review): Promise<Decision> {
  const { planned, view } = options;
  const { plan, reasons } = planned;
  if (plan.good === 0) return nothingToSend(options);
  const send = sendLabel(planned);
  const showPlan = t('Show Plan');
  const detail = [...reasons, ...reviewLines(view), ...planWarnings(view)].join('\n');
  const showMessage =
    reasons.length > 0 || plan.options.operation === 'replace'
      ? window.showWarningMessage
      : window.showInformationMessage;
  const choice = await showMessage(
    reviewQuestion(options.view, options.file),
    { modal: true, detail },
    send,
    showPlan,
  );
  if (choice === send) return 'send';
  if (choice !== showPlan) throw new Cancelled();
  await options.showPlan();
  return reviewBesidePlan(options, send);
}

function sendLabel({ plan, reasons }: DraftPlan): string {
  if (plan.unchangedSince !== undefined && reasons.length === 1) return t('Send Anyway');
  return actionLabel(plan.options.operation, plan.good, reasons.length > 0);
}

interface Choice extends QuickPickItem {
  decision: Decision;
}

/** Asks in a picker at the top of the window, so that the plan stays visible. */
async function reviewBesidePlan(options: Review, send: string): Promise<Decision> {
  const { planned, view, confirmOnly } = options;
  const items: Choice[] = [
    { label: send, detail: targetLabel(view.names).forPrompt(), decision: 'send' },
    ...(confirmOnly ? [] : changeItems(planned)),
  ];
  const placeHolder = confirmOnly
    ? t('The plan is open. Send now?')
    : t('The plan is open. Send now, or change something first?');
  const { decision } = await pickOne(
    items,
    reviewQuestion(options.view, options.file),
    placeHolder,
  );
  if (decision === 'send' && view.plan.options.operation === 'replace')
    await confirmModal(reviewQuestion(options.view, options.file), reviewLines(view), send);
  return decision;
}

function changeItems({ changes }: DraftPlan): Choice[] {
  const labels: Partial<Record<Change, string>> = {
    column: t('Choose Another Column…'),
    dialect: t('Change How the File Is Read…'),
    hash: t('Change Hashing…'),
    operation: t('Change Operation…'),
    segment: t('Choose Another Segment…'),
  };
  return changes.map((decision) => ({ label: labels[decision] ?? '', decision }));
}

async function nothingToSend(options: Review): Promise<Decision> {
  const { planned, view, file, confirmOnly } = options;
  // A program learns it from the report.
  if (confirmOnly) return 'send';
  const showPlan = t('Show Plan');
  const message = t('Nothing in {0} can be sent.', file);
  const lines = [...reviewLines(view).slice(0, 1), ...planned.plan.columnWarnings.map(warningText)];
  const modal = { modal: true, detail: lines.join('\n') };
  const choice = await window.showWarningMessage(message, modal, showPlan);
  if (choice !== showPlan) throw new Cancelled();
  await options.showPlan();
  return (await pickOne(changeItems(planned), message)).decision;
}
