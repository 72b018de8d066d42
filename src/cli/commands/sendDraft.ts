import { t } from '@vscode/l10n';
import type { Confirmation, Confirmed } from '../../app/segments/confirmation';
import { limitsOf } from '../../app/uploads/choices/engineOptions';
import type { Draft } from '../../app/uploads/draft/draft';
import { draftPlanOf, requireDraftPlan, type DraftPlan } from '../../app/uploads/draftStep';
import { targetLabel } from '../../app/uploads/messages';
import { outcomeOfFailure } from '../../app/uploads/outcome';
import { checkResultOf } from '../../app/uploads/plan/checkResult';
import { noOneToRemoveText } from '../../app/uploads/plan/noOneToRemove';
import type { PlanFacts } from '../../app/uploads/plan/planFacts';
import { problemsOf } from '../../app/uploads/plan/planProblems';
import {
  formatsText,
  planWarnings,
  reviewLines,
  sizeLines,
} from '../../app/uploads/plan/planReview';
import { isOutdated } from '../../app/uploads/standing';
import { unusedListsText } from '../../app/uploads/suppression/suppressionSection';
import { suppressionLines } from '../../app/uploads/suppression/suppressionTexts';
import { undoesText } from '../../app/uploads/undoUpload';
import {
  allowedLines,
  emptyComparisonText,
  isFirstRun,
  updateLines,
} from '../../app/uploads/update/updateReview';
import { WORDS } from '../../app/uploads/words/operationWords';
import { rowCountsText } from '../../common/counts';
import { Cancelled, Failure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import { present } from '../../common/records';
import type { CommandContext } from '../context';
import { problemsDocument, problemsIn } from '../output/problemLines';
import type { Result } from '../output/reporter';
import { askConfirmation, mayAsk } from '../prompt';
import { followedCheck } from './checkFiles';
import { runUpload } from './runUpload';

/** How to send. `dryRun`: only checks. */
export interface Sending {
  readonly dryRun?: boolean;
}

/**
 * Checks a draft, unless it is checked, and sends it once it is confirmed. `confirmed`: before.
 * Discards a draft that isn't sent. If another run changes the segment before the first request, checks
 * again, as long as `--max-wait` allows; then rejects with `Failure` 'locked'.
 */
export async function sendDraft(
  context: CommandContext,
  draft: Draft,
  sending: Sending,
  confirmed?: Confirmed,
): Promise<Result> {
  let end: number | undefined;
  for (let next = draft; ; next = next.again()) {
    // What was confirmed isn't what is sent after another check.
    const result = await sendOnce(context, next, sending, next === draft ? confirmed : undefined);
    if (typeof result !== 'string') return result;
    if (context.interruption.isReceived) throw new Cancelled();
    end ??= performance.now() + context.session.patience.longest;
    if (performance.now() >= end)
      throw new Failure(
        'locked',
        t(
          'Nothing was sent: something has changed since {0} was checked. Run the command again.',
          fileNames(draft.choices.files).forTerminal(),
        ),
        draft.options.command,
      );
    context.reporter.note(t('{0} Checking again.', result));
  }
}

/** As `sendDraft`, once; or why it has to be checked again, before anything was sent. */
async function sendOnce(
  context: CommandContext,
  draft: Draft,
  { dryRun = false }: Sending,
  confirmed: Confirmed | undefined,
): Promise<Result | string> {
  const limits = limitsOf(draft.choices);
  try {
    const isChecked = draft.step.kind !== 'checking';
    const step = isChecked ? draft.step : await followedCheck(context, draft);
    const planned = requireDraftPlan(step);
    if (dryRun) {
      await draft.discard();
      return await dryRunResult(context, draft, planned, step);
    }
    if (step.kind === 'blocked' && step.failure.cancelled) throw new Cancelled();
    const sent = await draft.send(confirmed ?? (await confirmUpload(context, planned, draft)));
    const result = await runUpload(context, sent, limits.maxRefused);
    const { report } = sent;
    if (!report || report.calls > 0 || !isOutdated(report)) return result;
    // Nothing of it is left to look at, nor to resume.
    await sent.discard();
    return t('Another run has changed the segment since the check.');
  } catch (error) {
    await draft.discard();
    // Somebody took their time to confirm it.
    if (error instanceof Failure && error.code === 'changed' && mayAsk(context))
      return error.message;
    throw error;
  }
}

/**
 * Checks all drafts, of one account, and asks for the confirmation of all of them at once, where any
 * needs it. Resolves with undefined if none does. Rejects with `Failure` 'not-confirmed', or if it is
 * interrupted.
 */
export async function confirmTogether(
  context: CommandContext,
  drafts: readonly Draft[],
): Promise<Confirmed | undefined> {
  const asked: { draft: Draft; planned: DraftPlan; confirmation: Confirmation }[] = [];
  for (const draft of drafts) {
    const step = await followedCheck(context, draft);
    if (context.interruption.isReceived) throw new Cancelled();
    const planned = draftPlanOf(step);
    const { confirmation } = planned ?? {};
    if (planned && confirmation?.kind === 'accountId') asked.push({ draft, planned, confirmation });
  }
  if (asked.length === 0) return undefined;
  const [{ draft, planned, confirmation }] = asked;
  const segments: string[] = [];
  const lines: string[] = [];
  for (const one of asked) {
    const view = await one.planned.view();
    segments.push(view.names.segment.forNotification());
    lines.push(t('{0}:', view.names.segment.forTerminal()), ...questionLines(one.planned, view));
  }
  const question = WORDS[planned.plan.options.operation].question(
    fileNames(draft.choices.files).forNotification(),
    segments.join(', '),
  );
  return askConfirmation(context, { confirmation, question, lines }, draft.options.command);
}

function questionLines(planned: DraftPlan, view: PlanFacts): string[] {
  return [...planned.reasons, ...reviewLines(view), ...unusedLists(planned), ...planWarnings(view)];
}

function unusedLists({ areListsUnused }: DraftPlan): string[] {
  return areListsUnused ? [unusedListsText()] : [];
}

/** What will be sent where, in short. */
function reviewOf(planned: DraftPlan, { undoes }: Draft['options']): string[] {
  const { plan, into, reading, sent, optOut } = planned;
  const target = into?.segment.name?.forTerminal() ?? plan.target.segmentId;
  return [
    t('{0} → {1}', WORDS[plan.options.operation].label(), target),
    ...(undoes ? [undoesText(undoes)] : []),
    ...updateLines(plan),
    ...allowedLines(plan),
    ...sizeLines({ plan, reading, sent, now: Date.now() }),
    rowCountsText(plan),
    ...suppressionLines(plan, Date.now()),
    ...unusedLists(planned),
    ...present([formatsText(plan), optOut]),
  ];
}

/** Says what will be sent, and asks for the confirmation that is missing. */
async function confirmUpload(
  context: CommandContext,
  planned: DraftPlan,
  { choices: { files }, options }: Draft,
): ReturnType<typeof askConfirmation> {
  const { confirmation } = planned;
  if (confirmation?.kind !== 'accountId') {
    const { update } = planned.plan;
    // As text, the result says of a first run that no one is removed.
    const isText = !context.options.json;
    const isSaidLater = (line: string): boolean =>
      isText && update !== undefined && isFirstRun(update) && line === emptyComparisonText(update);
    for (const line of reviewOf(planned, options))
      if (!isSaidLater(line)) context.reporter.note(line);
    return confirmation?.kind === 'yes' ? 'yes' : undefined;
  }
  const view = await planned.view();
  const question = WORDS[view.plan.options.operation].question(
    fileNames(files).forNotification(),
    targetLabel(view.names).forNotification(),
  );
  const lines = questionLines(planned, view);
  return askConfirmation(context, { confirmation, question, lines }, options.command);
}

async function dryRunResult(
  { terminal }: CommandContext,
  draft: Draft,
  planned: DraftPlan,
  step: Draft['step'],
): Promise<Result> {
  const view = await planned.view();
  const problems = problemsIn(problemsOf(planned.plan), terminal);
  const { files } = draft.choices;
  const names = fileNames(files).forTerminal();
  return {
    document: { check: checkResultOf(planned), ...problemsDocument(problems) },
    lines: [
      `${names}: ${t('Nothing was sent.')}`,
      ...reviewOf(planned, draft.options).slice(0, draft.options.undoes ? 2 : 1),
      ...(planned.isEmpty
        ? [noOneToRemoveText(names, files.length)]
        : [
            ...planned.reasons,
            ...reviewLines(view),
            ...unusedLists(planned),
            ...allowedLines(planned.plan),
            ...planWarnings(view),
          ]),
    ],
    problems,
    ...(step.kind === 'blocked' && {
      ending: outcomeOfFailure(step.failure),
      error: step.failure.toJSON(),
    }),
  };
}
