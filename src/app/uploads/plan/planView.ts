import { OutsideText } from '../../../common/outsideText';
import type { Plan } from '../../../upload/uploadTypes';
import type { Accounts } from '../../accounts/account';
import { lookUpAudiences } from '../../segments/audienceUsage';
import type { HistoryEntry } from '../../segments/history';
import type { TargetNames } from '../messages';
import { namesOf, type Destination } from '../target';
import { gitState } from './gitState';

/** All that a review and its document tell of a plan. */
export interface PlanView {
  plan: Plan;
  names: TargetNames;
  /** The local sandbox: nothing goes to Criteo. */
  sandbox: boolean;
  /** What the API last said of the list. */
  reading?: { identifiers: number; at: number };
  /** Names of the audiences that use the segment; undefined where the API did not tell. */
  audiences?: readonly OutsideText[];
  /** A plain-text file of people's addresses that git keeps, or would. */
  git?: 'tracked' | 'not-ignored';
  /** Calls a minute that the API's headers grant; undefined where they have not said. */
  quota?: number;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * What is known around a plan: the list's size, the audiences that use the segment, and what git
 * does with the file. `into`: undefined for a check. `trusted`: git may be run in the file's folder.
 */
export async function loadPlanView(
  { plan, into, reading }: Pick<PlanView, 'plan' | 'reading'> & { into?: Destination },
  accounts: Pick<Accounts, 'retailerName' | 'selected'>,
  trusted: boolean,
): Promise<PlanView> {
  const [audiences, git] = await Promise.all([
    into && lookUpAudiences(into.account, [into.segment.id]),
    gitOf(plan, trusted),
  ]);
  return {
    plan,
    names: into ? namesOf(accounts, into) : { segment: OutsideText.name('') },
    sandbox: into?.account.sandbox ?? false,
    reading,
    audiences: audiences?.map(({ id, name }) =>
      name && !name.isBlank ? name : OutsideText.name(id),
    ),
    git,
    quota: (into?.account ?? accounts.selected())?.client.rateLimiter.quota,
    now: Date.now(),
  };
}

/**
 * The newest figure of a list's size: read while the file was checked, else at an earlier time.
 * `kept`: the last reading before it.
 */
export function readingOf(
  { listReading }: Plan,
  kept: HistoryEntry | undefined,
): PlanView['reading'] {
  if (listReading?.identifiers !== undefined)
    return { identifiers: listReading.identifiers, at: listReading.at };
  return kept?.numberOfIdentifiers === undefined
    ? undefined
    : { identifiers: kept.numberOfIdentifiers, at: kept.at };
}

/**
 * What git does with a file of plain addresses, also of one that sends their hashes, which stand
 * beside them, in their place. Nothing is known of a file on another file system.
 */
async function gitOf(
  { byForm, columnWarnings, target, files: [{ path }] }: Plan,
  trusted: boolean,
): Promise<PlanView['git']> {
  const plain = byForm.plain || columnWarnings.includes('mixed-plain-and-hashed');
  return plain && target.identifierType.toLowerCase() === 'email' && trusted && path !== undefined
    ? gitState(path)
    : undefined;
}
