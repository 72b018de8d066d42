import { t } from '@vscode/l10n';
import { window, type QuickPickItem } from 'vscode';
import { actionLabel, targetLabel } from '../../../app/uploads/messages';
import { facts, guards, notes, warningText } from '../../../app/uploads/plan/planReview';
import { type PlanView } from '../../../app/uploads/plan/planView';
import { answered, Cancelled } from '../../../common/failure';

/** What the user decided on a plan. */
export type Decision = 'send' | 'column' | 'dialect' | 'hash' | 'operation' | 'segment';

interface ReviewOptions {
  view: PlanView;
  file: string;
  limits: { maxRefused: number; minKept: number };
  showPlan(): Promise<void>;
  /** By contract: only the confirmation is asked, nothing can be changed. */
  fixed?: boolean;
}

/**
 * The one confirmation: account · retailer · segment, what is sent, and a button that says what
 * happens. The plan opens beside it, and there the reading can be changed. Throws `Cancelled` on
 * Escape.
 */
export async function review(options: ReviewOptions): Promise<Decision> {
  const { view, limits } = options;
  const warned = guards(view, limits.maxRefused, limits.minKept);
  if (view.plan.good === 0) return nothingToSend(options);
  const send = sendLabel(options, warned.length > 0);
  const showPlan = t('Show Plan');
  const detail = [...warned, ...facts(view), ...notes(view)].join('\n');
  const ask =
    warned.length > 0 || view.plan.options.operation === 'replace'
      ? window.showWarningMessage
      : window.showInformationMessage;
  const choice = await ask(question(options), { modal: true, detail }, send, showPlan);
  if (choice === send) return 'send';
  if (choice !== showPlan) throw new Cancelled();
  await options.showPlan();
  return beside(options, send);
}

function question({ view, file }: ReviewOptions): string {
  const target = targetLabel(view.names).forNotification();
  switch (view.plan.options.operation) {
    case 'add':
      return t('Add {0} to {1}?', file, target);
    case 'remove':
      return t('Remove those in {0} from {1}?', file, target);
    case 'replace':
      return t('Empty {0}, then fill it with {1}?', target, file);
  }
}

function sendLabel({ view, limits }: ReviewOptions, warned: boolean): string {
  const { plan } = view;
  if (
    plan.unchangedSince !== undefined &&
    guards(view, limits.maxRefused, limits.minKept).length === 1
  )
    return t('Send Anyway');
  return actionLabel(plan.options.operation, plan.good, warned);
}

interface Choice extends QuickPickItem {
  decision: Decision;
}

/** The plan is open: the question stays at the top of the window, out of its way. */
async function beside(options: ReviewOptions, send: string): Promise<Decision> {
  const { view, fixed } = options;
  const items: Choice[] = [
    { label: send, detail: targetLabel(view.names).forPrompt(), decision: 'send' },
    ...(fixed ? [] : changes(view)),
  ];
  const placeHolder = fixed
    ? t('The plan is open. Send?')
    : t('The plan is open. Send, or change something first?');
  const choice = answered(
    await window.showQuickPick(items, {
      title: question(options),
      ignoreFocusOut: true,
      placeHolder,
    }),
  );
  if (choice.decision === 'send' && view.plan.options.operation === 'replace') {
    const yes = await window.showWarningMessage(
      question(options),
      { modal: true, detail: facts(view).join('\n') },
      send,
    );
    if (yes !== send) throw new Cancelled();
  }
  return choice.decision;
}

function changes(view: PlanView): Choice[] {
  return [
    { label: t('Choose Another Column…'), decision: 'column' },
    { label: t('Change How the File Is Read…'), decision: 'dialect' },
    ...(view.plan.target.identifierType.toLowerCase() === 'email'
      ? [{ label: t('Change Hashing…'), decision: 'hash' } satisfies Choice]
      : []),
    { label: t('Change What Happens…'), decision: 'operation' },
    { label: t('Choose Another Segment…'), decision: 'segment' },
  ];
}

async function nothingToSend(options: ReviewOptions): Promise<Decision> {
  const showPlan = t('Show Plan');
  const { plan } = options.view;
  // By contract the report says it.
  if (options.fixed) return 'send';
  const choice = await window.showWarningMessage(
    t('Nothing in {0} can be sent.', options.file),
    {
      modal: true,
      detail: [...facts(options.view).slice(0, 1), ...plan.columnWarnings.map(warningText)].join(
        '\n',
      ),
    },
    showPlan,
  );
  if (choice !== showPlan) throw new Cancelled();
  await options.showPlan();
  const items = changes(options.view);
  return answered(
    await window.showQuickPick(items, {
      title: t('Nothing in {0} can be sent.', options.file),
      ignoreFocusOut: true,
    }),
  ).decision;
}
