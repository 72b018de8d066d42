import { t } from '@vscode/l10n';
import { partsOf } from '../../api/algebra';
import type { Algebra, Audience, Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../accounts/account';
import { saysOptOut } from '../optOutName';
import type { AudienceList } from './audienceList';

/**
 * What people in a segment are for: `target`, or to `keepOut` of audiences. `unknown`: some audiences
 * have it both ways, or they couldn't be read.
 */
export type SegmentRole = 'target' | 'keepOut' | 'unknown';

/** How audiences use a segment: whether any includes its people, and whether any excludes them. */
interface Uses {
  includes: boolean;
  excludes: boolean;
}

const usesByList = new WeakMap<readonly Audience[], ReadonlyMap<string, Uses>>();

/**
 * The role of a segment. Removing people from one that keeps people out makes them targets again.
 * @param audiences All of the account; undefined if they couldn't be read, or not yet.
 */
export function roleOf(
  { id, name }: Pick<Segment, 'id' | 'name'>,
  audiences: readonly Audience[] | undefined,
): SegmentRole {
  if (name && saysOptOut(name)) return 'keepOut';
  if (!audiences) return 'unknown';
  const uses = usesIn(audiences).get(id);
  if (!uses?.excludes) return 'target';
  return uses.includes ? 'unknown' : 'keepOut';
}

/**
 * Milliseconds for which audiences count where people may be taken out: several segments of one upload
 * are asked about in a row.
 */
export const MAX_AGE = 10_000;

/** The role of a segment as of now. Never rejects. */
export async function readRole(
  audiences: Pick<AudienceList, 'all'>,
  account: AccountHandle,
  segment: Segment,
  signal?: AbortSignal,
): Promise<SegmentRole> {
  const known = roleOf(segment, undefined);
  if (known !== 'unknown') return known;
  const options = { maxAge: MAX_AGE, signal };
  return roleOf(segment, await audiences.all(account, options).catch(() => undefined));
}

/** How audiences use each of their segments, found once for each list. */
function usesIn(audiences: readonly Audience[]): ReadonlyMap<string, Uses> {
  const known = usesByList.get(audiences);
  if (known) return known;
  const found = new Map<string, Uses>();
  for (const { algebra } of audiences) addUses(algebra, found);
  usesByList.set(audiences, found);
  return found;
}

function addUses(algebra: Algebra, found: Map<string, Uses>): void {
  // Without recursion: a rule may be nested as deep as it likes.
  const open = [{ node: algebra, not: false, isClear: true }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, not, isClear } = next;
    if (node.kind === 'segment') {
      const uses = found.get(node.segmentId) ?? { includes: false, excludes: false };
      found.set(node.segmentId, uses);
      // Below an operator that isn't known, it may be either.
      uses.includes ||= !not || !isClear;
      uses.excludes ||= not || !isClear;
    }
    const below = {
      not: not !== (node.kind === 'not'),
      isClear: isClear && node.kind !== 'unknown',
    };
    for (const part of partsOf(node)) open.push({ node: part, ...below });
  }
}

/** Said where people aren't removed from a segment, and aren't added to it, before that is decided. */
export function roleUnknownText(): string {
  return t('It isn’t known whether this segment keeps people out of audiences.');
}

/** Said of a segment on its page, in its tooltip and where people are to be removed from it. */
export function keepsOutText(): string {
  return t('Keeps people out: people who are removed from it may be targeted again.');
}
