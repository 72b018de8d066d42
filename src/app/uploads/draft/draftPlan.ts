import type { PlanControl } from '../../../upload/contract';
import { readSize } from '../../../upload/segmentSize';
import type { Operation, Plan } from '../../../upload/uploadTypes';
import type { AccountHandle } from '../../accounts/account';
import { withLoss, type Confirmation } from '../../segments/confirmation';
import type { History, HistoryEntry } from '../../segments/history';
import { lastRead } from '../../segments/sizes/knownSizes';
import { takeReading } from '../../segments/statistics';
import type { Caller, Choices } from '../choices/choices';
import { limitsOf } from '../choices/engineOptions';
import type { DraftPlan } from '../draftStep';
import type { PlanFacts } from '../plan/planFacts';
import { confirmationReasons, lossOf } from '../plan/planReview';
import type { Destination } from '../target';
import type { ListInUse } from './listsInUse';
import { possibleChanges } from './missingChoices';

/** What a plan is for, and what is known beside it. */
interface Known {
  readonly into: Destination | undefined;
  readonly confirmation: Confirmation | undefined;
  readonly choices: Choices;
  /** The segment's history when it was planned. */
  readonly entries: readonly HistoryEntry[];
  /** Reads it again: others may clear the segment or send something while a plan is shown. */
  readonly readHistory: () => Promise<readonly HistoryEntry[]>;
  /** What was sent to the segment by now, by the records of uploads and its history. */
  readonly sentBy: (entries: readonly HistoryEntry[]) => PlanFacts['sent'];
  readonly by: Caller;
  /** Why a person has to think twice about people who opted out. */
  readonly optOut: string | undefined;
  /** Its suppression lists. */
  readonly lists: readonly ListInUse[];
  /** Neither they nor that one is required counts, because the segment keeps people out. */
  readonly areListsUnused: boolean;
}

/**
 * What reads the segment's size for a plan. What a person sees on a page is kept, so that rows and other
 * pages have it at once. The size that an add begins from is only for that: programs save the request.
 */
export function sizeReader(
  history: Pick<History, 'add'>,
  account: AccountHandle,
  operation: Operation,
  by: Caller,
): PlanControl['sender'] {
  if (by === 'program') return operation === 'add' ? undefined : account.client;
  return {
    statistics: (_, segmentId, options) => takeReading(history, account, segmentId, options),
  };
}

/** A plan, and what it takes to decide about sending it. `view`: loads what a page shows about it. */
export function draftPlan(
  plan: Plan,
  { into, confirmation, choices, by, optOut, lists, areListsUnused, ...segment }: Known,
  view: (known: Pick<DraftPlan, 'plan' | 'into' | 'reading' | 'sent'>) => Promise<PlanFacts>,
): DraftPlan {
  let { entries } = segment;
  const reading = readSize(plan.listReading) ?? lastRead(entries);
  const known = { plan, into, reading, sent: segment.sentBy(entries) };
  const facts = { ...known, now: Date.now() };
  const limits = limitsOf(choices);
  let loaded: Promise<PlanFacts> | undefined;
  return {
    ...known,
    get sent() {
      return segment.sentBy(entries);
    },
    reasons: [...(optOut === undefined ? [] : [optOut]), ...confirmationReasons(facts, limits)],
    optOut,
    ...(lists.length > 0 && { lists }),
    ...(areListsUnused && { areListsUnused }),
    // For programs, the engine's safety checks hold instead.
    confirmation:
      by === 'person' && confirmation
        ? withLoss(confirmation, lossOf(facts, limits))
        : confirmation,
    changes: possibleChanges(plan.target.identifierType, plan.options.operation),
    view: async () => {
      const facts = await (loaded ??= view(known));
      entries = await segment.readHistory().catch(() => entries);
      return { ...facts, sent: segment.sentBy(entries) };
    },
  };
}
