import { t } from '@vscode/l10n';
import { identifiersText } from '../../../common/counts';
import { count, percent } from '../../../common/format';
import { compact, pick } from '../../../common/records';
import { identifiersKept } from '../../../upload/safetyChecks';
import { riskText, updateRisks } from '../../../upload/update/updateRisks';
import { plainRange } from '../../segments/sizes/knownSizes';
import { draftPlanOf, failureOf, type DraftPlan, type DraftStep } from '../../uploads/draftStep';
import { sizesOfPlan } from '../../uploads/plan/sentFromHere';
import { sizeBefore } from '../../uploads/plan/sizeBefore';
import type { EntryFigures } from './nightReport';

/** The figures of a plan. */
export function figuresOf({ plan, reading, sent = [] }: DraftPlan): EntryFigures {
  const { update, options, good, listReading } = plan;
  const { removed = 0, still = 0, notComparable = 0, shared = 0, rows } = update?.counts ?? {};
  const { before, after } = sizesOfPlan({ plan, reading, sent, now: Date.now() });
  const isKnown = before.read !== undefined || before.atLeast > 0 || listReading !== undefined;
  return compact<EntryFigures>({
    ...pick(plan, ['rows', 'invalid', 'duplicates', 'suppressed']),
    valid: good,
    ...(update && {
      leaving: removed,
      isNew: good - update.unchanged,
      previous: removed + still + notComparable + shared,
      previousRows: rows,
      maxRemoved: options.maxRemoved,
    }),
    ...(isKnown && { before: plainRange(before), after: plainRange(after) }),
  });
}

/** Why nothing is sent, as a fact: without what could be done about it. */
export function whyStopped(step: DraftStep): string {
  const planned = draftPlanOf(step);
  const { code, message } = failureOf(step);
  if (step.kind === 'blocked' && step.stop) return step.stop.fact;
  if (planned) {
    const { plan } = planned;
    const { leaving = 0, previous = 0, maxRemoved = 0 } = figuresOf(planned);
    if (code === 'max-removed')
      return t('{0} would leave (limit {1})', percent(leaving / previous), percent(maxRemoved));
    if (code === 'min-kept')
      return t(
        'as few as {0} of {1} may be left (limit {2})',
        ...keptOf(planned),
        percent(plan.options.minKept),
      );
    const risk = updateRisks(plan, plan.options).find((one) => one === code);
    if (risk !== undefined) return riskText(risk, plan, maxRemoved);
  }
  return message;
}

/** How many identifiers may be left, and how many there are, as the safety check counts them. */
function keptOf(planned: DraftPlan): string[] {
  const size = sizeBefore({ ...planned, now: Date.now() });
  return [count(identifiersKept(planned.plan, size)), identifiersText(size.identifiers)];
}
