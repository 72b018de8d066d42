import { t } from '@vscode/l10n';
import { window, type QuickPickItem } from 'vscode';
import { actionLabel, targetLabel } from '../../../app/uploads/messages';
import { planWarnings, reviewLines, warningText } from '../../../app/uploads/plan/planReview';
import type { PlanView } from '../../../app/uploads/plan/planView';
import type { Change, DraftPlan } from '../../../app/uploads/step';
import { Cancelled } from '../../../common/failure';
import { pickOne } from '../../base/pickOne';
import { ask } from '../../segments/confirm';

/** What the user decided on a plan: to send it, or what is to be changed. */
export type Decision = 'send' | Change;

interface Review {
  planned: DraftPlan;
  view: PlanView;
  file: string;
  showPlan(): Promise<void>;
  /** By contract: only the confirmation is asked, nothing can be changed. */
  fixed: boolean;
}

/**
 * The one confirmation: account · retailer · segment, what is sent, and a button that says what
 * happens. The plan opens beside it, and there the reading can be changed. Throws `Cancelled` on
 * Escape.
 */
export async function review(options: Review): Promise<Decision> {
  const { planned, view } = options;
  const { plan, reasons } = planned;
  if (plan.good === 0) return nothingToSend(options);
  const send = sendLabel(planned);
  const showPlan = t('Show Plan');
  const detail = [...reasons, ...reviewLines(view), ...planWarnings(view)].join('\n');
  const ask =
    reasons.length > 0 || plan.options.operation === 'replace'
      ? window.showWarningMessage
      : window.showInformationMessage;
  const choice = await ask(question(options), { modal: true, detail }, send, showPlan);
  if (choice === send) return 'send';
  if (choice !== showPlan) throw new Cancelled();
  await options.showPlan();
  return beside(options, send);
}

function question({ view, file }: Review): string {
  const target = targetLabel(view.names).forNotification();
  switch (view.plan.options.operation) {
    case 'add':
      return t('Add {0} to {1}?', file, target);
    case 'remove':
      return t('Remove the identifiers in {0} from {1}?', file, target);
    case 'replace':
      return t('Clear {0}, then add {1}?', target, file);
  }
}

function sendLabel({ plan, reasons }: DraftPlan): string {
  if (plan.unchangedSince !== undefined && reasons.length === 1) return t('Send Anyway');
  return actionLabel(plan.options.operation, plan.good, reasons.length > 0);
}

interface Choice extends QuickPickItem {
  decision: Decision;
}

/** The plan is open: the question stays at the top of the window, out of its way. */
async function beside(options: Review, send: string): Promise<Decision> {
  const { planned, view, fixed } = options;
  const items: Choice[] = [
    { label: send, detail: targetLabel(view.names).forPrompt(), decision: 'send' },
    ...(fixed ? [] : changes(planned)),
  ];
  const placeHolder = fixed
    ? t('The plan is open. Send now?')
    : t('The plan is open. Send now, or change something first?');
  const { decision } = await pickOne(items, question(options), placeHolder);
  if (decision === 'send' && view.plan.options.operation === 'replace')
    await ask(question(options), reviewLines(view), send);
  return decision;
}

function changes({ changes: ways }: DraftPlan): Choice[] {
  const labels: Partial<Record<Change, string>> = {
    column: t('Choose Another Column…'),
    dialect: t('Change How the File Is Read…'),
    hash: t('Change Hashing…'),
    operation: t('Change Operation…'),
    segment: t('Choose Another Segment…'),
  };
  return ways.map((decision) => ({ label: labels[decision] ?? '', decision }));
}

async function nothingToSend(options: Review): Promise<Decision> {
  const { planned, view, file, fixed } = options;
  // By contract the report says it.
  if (fixed) return 'send';
  const showPlan = t('Show Plan');
  const nothing = t('Nothing in {0} can be sent.', file);
  const lines = [...reviewLines(view).slice(0, 1), ...planned.plan.columnWarnings.map(warningText)];
  const modal = { modal: true, detail: lines.join('\n') };
  const choice = await window.showWarningMessage(nothing, modal, showPlan);
  if (choice !== showPlan) throw new Cancelled();
  await options.showPlan();
  return (await pickOne(changes(planned), nothing)).decision;
}
