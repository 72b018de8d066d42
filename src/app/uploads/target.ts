import { t } from '@vscode/l10n';
import { type Segment } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import { OutsideText } from '../../common/outsideText';
import { knownType, type IdentifierType } from '../../identifiers/identifierTypes';
import type { Target } from '../../upload/uploadTypes';
import type { AccountHandle, Accounts } from '../accounts/account';
import { readSegment, requireWritable } from '../segments/access';
import { nameOf, retailerOf } from '../segments/labels';
import type { SegmentList } from '../segments/segmentList';
import type { Choices } from './choices/choices';
import type { TargetNames } from './messages';

/** A segment, and the account that reaches it. */
export interface Destination {
  readonly account: AccountHandle;
  readonly segment: Segment;
}

/** The type that a segment's identifiers are checked as. */
export function identifierTypeOf({ contactList }: Segment): IdentifierType {
  return knownType(contactList?.identifierType) ?? 'Email';
}

/**
 * A segment that accepts identifiers, read straight from the API because the list can be stale.
 * Rejects as `readSegment` and `requireWritable`, and with `Failure` 'unsupported-type'.
 */
export async function writableDestination(
  segments: Pick<SegmentList, 'search'>,
  { account, segmentId }: NonNullable<Choices['into']>,
  operation: string,
  signal?: AbortSignal,
): Promise<Destination> {
  const segment = await readSegment(segments, account, segmentId, operation, signal);
  requireWritable(segment, operation);
  const type = segment.contactList?.identifierType;
  if (knownType(type) !== undefined) return { account, segment };
  throw new Failure(
    'unsupported-type',
    t(
      '“{0}” has an identifier type that can’t be checked here ({1}). Choose another segment.',
      nameOf(segment).forNotification(),
      type ?? t('not specified'),
    ),
    operation,
  );
}

/** Whether it is the segment that takes no identifiers, also when it is tried again. */
export function takesNoIdentifiers({ code }: Pick<Failure, 'code'>): boolean {
  const closed: Failure['code'][] = [
    'segment-read-only',
    'segment-events',
    'segment-not-contact-list',
    'unsupported-type',
  ];
  return closed.includes(code);
}

/** The target of a check without a segment. */
export function targetOfCheck(identifierType: IdentifierType): Target {
  return { origin: '', clientId: '', accountId: '', segmentId: '', identifierType };
}

export function targetOf({ account, segment }: Destination): Target {
  return {
    origin: account.origin,
    clientId: account.clientId,
    accountId: account.accountId,
    segmentId: segment.id,
    segmentName: segment.name?.forTree(),
    identifierType: segment.contactList?.identifierType ?? '',
  };
}

export function namesOf(
  accounts: Pick<Accounts, 'retailerName'>,
  { account, segment }: Destination,
): TargetNames {
  return {
    account: account.label,
    retailer: retailerOf(segment, accounts.retailerName(account, segment.retailerId)),
    segment: nameOf(segment),
  };
}

/** The names of a job's target, as far as known without asking the API. */
export function namesOfJob(
  accounts: Pick<Accounts, 'shown' | 'retailerName'>,
  segments: Pick<SegmentList, 'find'>,
  target: Target,
): TargetNames {
  const account = accountOfJob(accounts, target);
  const segment = account && segments.find(account, target.segmentId);
  if (account && segment) return namesOf(accounts, { account, segment });
  return {
    account: account?.label ?? OutsideText.name(target.accountId),
    segment: OutsideText.name(target.segmentName || target.segmentId),
  };
}

/** The account of a job, if its session is signed in. */
export function accountOfJob(
  accounts: Pick<Accounts, 'shown'>,
  target: Target,
): AccountHandle | undefined {
  return accounts
    .shown()
    .find(
      ({ origin, clientId, accountId }) =>
        origin === target.origin && clientId === target.clientId && accountId === target.accountId,
    );
}
