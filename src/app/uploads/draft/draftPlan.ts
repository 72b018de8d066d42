import type { Plan } from '../../../upload/uploadTypes';
import { withLoss, type Confirmation } from '../../segments/confirmation';
import type { HistoryEntry } from '../../segments/history';
import type { Caller, Choices } from '../choices/choices';
import { limitsOf } from '../choices/engineOptions';
import type { DraftPlan } from '../draftStep';
import { readingOf, type PlanFacts } from '../plan/planFacts';
import { confirmationReasons, lossOf } from '../plan/planReview';
import type { Destination } from '../target';
import { possibleChanges } from './missingChoices';

/** What a plan is for, and what is known beside it. */
interface Known {
  readonly into: Destination | undefined;
  readonly confirmation: Confirmation | undefined;
  readonly choices: Choices;
  readonly lastReading: HistoryEntry | undefined;
  /** Looks up what was sent to the segment until now: other uploads may end while a plan is shown. */
  readonly sentNow: () => PlanFacts['sent'];
  readonly by: Caller;
  /** Why a person has to think twice about people who opted out. */
  readonly optOut: string | undefined;
}

/** A plan, and what it takes to decide about sending it. `view`: loads what a page shows about it. */
export function draftPlan(
  plan: Plan,
  { into, confirmation, choices, lastReading, sentNow, by, optOut }: Known,
  view: (known: Pick<DraftPlan, 'plan' | 'into' | 'reading' | 'sent'>) => Promise<PlanFacts>,
): DraftPlan {
  const known = { plan, into, reading: readingOf(plan, lastReading), sent: sentNow() };
  const facts = { ...known, now: Date.now() };
  const limits = limitsOf(choices);
  let loaded: Promise<PlanFacts> | undefined;
  return {
    ...known,
    get sent() {
      return sentNow();
    },
    reasons: [...(optOut === undefined ? [] : [optOut]), ...confirmationReasons(facts, limits)],
    optOut,
    // For programs, the engine's safety checks hold instead.
    confirmation:
      by === 'person' && confirmation
        ? withLoss(confirmation, lossOf(facts, limits))
        : confirmation,
    changes: possibleChanges(plan.target.identifierType, plan.options.operation),
    view: async () => ({ ...(await (loaded ??= view(known))), sent: sentNow() }),
  };
}
