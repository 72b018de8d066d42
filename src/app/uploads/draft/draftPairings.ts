import type { Choices } from '../choices/choices';
import type { DraftPlan } from '../draftStep';
import type { Pairings } from '../pairings/pairings';
import {
  pairingsToKeep,
  proposePairings,
  type PlannedUpload,
  type ProposedPairing,
} from '../pairings/proposal';
import type { Draft } from './draft';
import { listsChosen } from './listsInUse';

type Planned = Pick<DraftPlan, 'plan' | 'into' | 'lists'>;

/**
 * What sending these drafts would leave for the next time: one pairing for each pattern of names,
 * those of the most files first. Empty for what isn't remembered: see `DraftOptions`.
 */
export function proposedPairings(
  drafts: readonly Draft[],
  pairings: Pick<Pairings, 'fitting'>,
): ProposedPairing[] {
  const uploads = drafts.flatMap(({ step, choices, options }) =>
    options.remembers && step.kind === 'ready' ? plannedUploads(step.planned, choices) : [],
  );
  return proposePairings(uploads, pairings);
}

/** Remembers where the files of an upload go that begins, unless the person decided otherwise. */
export function keepPairings(
  planned: Planned,
  choices: Choices,
  pairings: Pick<Pairings, 'keep' | 'fitting' | 'own'>,
): Promise<void> {
  const consent = choices.remember?.isOff !== true;
  const proposed = proposePairings(plannedUploads(planned, choices), pairings);
  return pairings.keep(pairingsToKeep(proposed, pairings, consent));
}

/** What the settings say isn't remembered. */
function plannedUploads({ plan, into, lists }: Planned, choices: Choices): PlannedUpload[] {
  return into
    ? [{ choices: { ...choices, suppress: listsChosen(choices, lists) }, into, plan }]
    : [];
}
