import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { badArgument, toFailure } from '../../common/failure';
import { compact } from '../../common/records';
import { knownType, type IdentifierType } from '../../identifiers/identifierTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { AudienceList } from '../audiences/audienceList';
import { MAX_AGE, roleOf } from '../audiences/keepsOut';
import { accessOf } from '../segments/labels';
import type { SegmentList } from '../segments/segmentList';
import type { Destination } from '../uploads/target';
import { REMOVAL } from './removalFailure';
import { segmentKeyOf } from './removalFigures';
import type { RemovalOptions, RemovalRecord, SegmentName } from './removalTypes';

/** Where a removal looks for segments. */
export interface ScopeSources {
  readonly accounts: Pick<Accounts, 'retailerName' | 'retailers'>;
  readonly segments: Pick<SegmentList, 'search'>;
  readonly audiences: Pick<AudienceList, 'all'>;
}

/** The segments of accounts, as far as a removal is concerned. */
export interface Scope extends Pick<RemovalRecord, 'accounts' | 'outOfReach' | 'leftOut'> {
  /** To which something is sent. */
  targets: (SegmentName & { operation: 'remove' | 'add' })[];
  /** By `segmentKeyOf`. */
  destinations: Map<string, Destination>;
}

/**
 * Reads which segments of accounts may have people with identifiers of these types. An account that
 * can't be read has its `failure`. Rejects if the signal is aborted.
 */
export async function readScope(
  accounts: readonly AccountHandle[],
  types: readonly IdentifierType[],
  options: RemovalOptions,
  sources: ScopeSources,
  signal?: AbortSignal,
): Promise<Scope> {
  const scope: Scope = {
    accounts: [],
    outOfReach: [],
    leftOut: [],
    targets: [],
    destinations: new Map(),
  };
  for (const account of accounts) {
    const { accountId, label, sandbox, isProtected } = account;
    const entry: RemovalRecord['accounts'][number] = compact({
      accountId,
      name: label.forTree() === accountId ? undefined : label.forTree(),
      isSandbox: sandbox || undefined,
      isProtected: isProtected || undefined,
      otherTypes: [],
    });
    scope.accounts.push(entry);
    try {
      await addSegments(scope, entry, account, types, options, sources, signal);
    } catch (error) {
      signal?.throwIfAborted();
      entry.failure = toFailure(error, REMOVAL).toJSON();
    }
  }
  return scope;
}

async function addSegments(
  scope: Scope,
  entry: RemovalRecord['accounts'][number],
  account: AccountHandle,
  types: readonly IdentifierType[],
  { retailerIds, alsoFrom = [], addTo = [] }: RemovalOptions,
  { accounts, segments, audiences }: ScopeSources,
  signal?: AbortSignal,
): Promise<void> {
  const all = await segments.search(account, {}, signal);
  // Without them, it isn't known which segments keep people out.
  const known = await audiences.all(account, { maxAge: MAX_AGE, signal });
  // Names, for the receipt.
  await accounts.retailers(account).catch(() => []);
  for (const segment of all) {
    const type = knownType(segment.contactList?.identifierType);
    const named = nameOf(account, segment, type ?? segment.contactList?.identifierType ?? '', {
      accounts,
    });
    const access = accessOf(segment);
    if (access !== 'writable' || type === undefined) {
      const reason =
        access === 'readOnly' ? 'read-only' : access === 'events' ? access : 'unsupported';
      scope.outOfReach.push({ ...named, reason });
    } else if (!types.includes(type)) countType(entry, type);
    else if (retailerIds && !retailerIds.includes(segment.retailerId ?? ''))
      scope.leftOut.push({ ...named, reason: 'other-retailer' });
    else {
      const role = roleOf(segment, known);
      const isRemoved = role === 'target' || alsoFrom.includes(segment.id);
      const operation = isRemoved ? 'remove' : addTo.includes(segment.id) ? 'add' : undefined;
      if (operation) {
        scope.targets.push({ ...named, operation });
        scope.destinations.set(segmentKeyOf(named), { account, segment });
      } else
        scope.leftOut.push({ ...named, reason: role === 'keepOut' ? 'keeps-out' : 'role-unknown' });
    }
  }
}

function nameOf(
  account: AccountHandle,
  segment: Segment,
  type: string,
  { accounts }: Pick<ScopeSources, 'accounts'>,
): SegmentName {
  const { id, name, retailerId } = segment;
  return compact({
    accountId: account.accountId,
    id,
    name: name?.forTree(),
    retailerId,
    retailer: accounts.retailerName(account, retailerId)?.forTree(),
    type,
  });
}

function countType({ otherTypes }: RemovalRecord['accounts'][number], type: string): void {
  const known = otherTypes.find((one) => one.type === type);
  if (known) known.segments++;
  else otherTypes.push({ type, segments: 1 });
}

/** Throws `Failure` 'bad-argument' if accounts are reached by several: their owners are different companies. */
export function requireOneApplication([first, ...others]: readonly AccountHandle[]): void {
  const other = others.find((one) => !isSameApplication(one, first));
  if (!other) return;
  throw badArgument(
    REMOVAL,
    t(
      'Account {0} is of another application than account {1}. Choose accounts of one application.',
      other.accountId,
      first.accountId,
    ),
  );
}

/** Whether accounts are reached by the same application of the same API. */
export function isSameApplication(
  one: Pick<AccountHandle, 'origin' | 'clientId'>,
  other: Pick<AccountHandle, 'origin' | 'clientId'>,
): boolean {
  return one.origin === other.origin && one.clientId === other.clientId;
}
