import { OutsideText } from '../../../common/outsideText';
import type { SizeChange, SizeReading } from '../../../upload/segmentSize';
import type { Plan } from '../../../upload/uploadTypes';
import type { Accounts } from '../../accounts/account';
import type { AudienceList } from '../../audiences/audienceList';
import { audienceName } from '../../audiences/audienceUsage';
import { MAX_AGE } from '../../audiences/keepsOut';
import type { TargetNames } from '../messages';
import { namesOf, type Destination } from '../target';
import { gitState } from './gitState';

/** Everything that a plan's review and page show. */
export interface PlanFacts {
  plan: Plan;
  names: TargetNames;
  /** Whether this is the local sandbox, also of a check: nothing is sent to Criteo. */
  sandbox: boolean;
  /** The segment's last known size. */
  reading?: SizeReading;
  /** What was sent to it from here: see `sentFromHere`. */
  sent?: readonly SizeChange[];
  /** Names of the audiences that use the segment; undefined if unknown. */
  audiences?: readonly OutsideText[];
  /** What git does with a file of plain addresses, if it tracks it or would. */
  git?: 'tracked' | 'not-ignored';
  /** Requests per minute, from the API's response headers; undefined until they say. */
  quota?: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** What the segment's size follows from. */
export type PlanSizes = Pick<PlanFacts, 'plan' | 'reading' | 'sent' | 'now'>;

/**
 * Loads what a review needs in addition to the plan: names, audiences, and what git does with the
 * file. `into`: undefined for a check. `trusted`: git may run in the file's folder.
 */
export async function loadPlanFacts(
  { plan, into, reading, sent }: Omit<PlanSizes, 'now'> & { into?: Destination },
  accounts: Pick<Accounts, 'retailerName' | 'selected'>,
  audienceList: Pick<AudienceList, 'using'>,
  trusted: boolean,
): Promise<PlanFacts> {
  const account = into?.account ?? accounts.selected();
  const [audiences, git] = await Promise.all([
    // Informational only: an application without the permission can still upload.
    into &&
      audienceList
        .using(
          into.account,
          into.segment.id,
          plan.options.operation === 'add' ? {} : { maxAge: MAX_AGE },
        )
        .catch(() => undefined),
    gitOf(plan, trusted),
  ]);
  return {
    plan,
    names: into ? namesOf(accounts, into) : { segment: OutsideText.name('') },
    sandbox: account?.sandbox ?? false,
    reading,
    sent,
    audiences: audiences?.map(audienceName),
    git,
    quota: account?.client.rateLimiter.quota,
    now: Date.now(),
  };
}

/**
 * What git does with a file of plain addresses, also of one that sends their hashes, which stand
 * beside them, in their place. Nothing is known of a file on another file system.
 */
async function gitOf(
  { byForm, columnWarnings, target, files: [{ path }] }: Plan,
  trusted: boolean,
): Promise<PlanFacts['git']> {
  const plain = byForm.plain || columnWarnings.includes('mixed-plain-and-hashed');
  return plain && target.identifierType.toLowerCase() === 'email' && trusted && path !== undefined
    ? gitState(path)
    : undefined;
}
