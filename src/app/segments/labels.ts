import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { dateTime } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import type { AccountHandle, Accounts } from '../accounts/account';
import { plainItem, type Plain } from '../lists/plainItem';

/** Where a segment belongs: the same name can exist for twelve retailers. */
interface SegmentContext {
  account: OutsideText;
  /** The retailer's name, if known. */
  retailer?: OutsideText;
}

export function nameOf({ name }: Segment): OutsideText {
  return name && !name.isBlank ? name : OutsideText.name(t('(no name)'));
}

/** The name as it is, for a file that keeps it, and to be compared with that; undefined without one. */
export function writtenName({ name }: Segment): string | undefined {
  return name && !name.isBlank ? name.raw() : undefined;
}

export function retailerOf(segment: Segment, retailer: OutsideText | undefined): OutsideText {
  return (
    retailer ??
    OutsideText.name(segment.retailerId ? t('retailer {0}', segment.retailerId) : t('no retailer'))
  );
}

/** A segment's full name in pickers and confirmations. */
export function fullName(segment: Segment, { account, retailer }: SegmentContext): OutsideText {
  return OutsideText.join([account, retailerOf(segment, retailer), nameOf(segment)], ' · ');
}

/** The full name, with the retailer's name if it has been loaded. */
export function fullNameOf(
  accounts: Pick<Accounts, 'retailerName'>,
  { account, segment }: { account: AccountHandle; segment: Segment },
): OutsideText {
  const retailer = accounts.retailerName(account, segment.retailerId);
  return fullName(segment, { account: account.label, retailer });
}

export function typeLabel(type: string | undefined): string {
  if (type === 'ContactList') return t('Contact list');
  if (type === 'Events') return t('Events');
  return type || t('unknown type');
}

/** A contact list's identifier type, otherwise the segment's type. */
export function kindLabel(segment: Segment): string {
  return segment.contactList?.identifierType
    ? identifierTypeLabel(segment.contactList.identifierType)
    : typeLabel(segment.type);
}

type Access = 'writable' | 'readOnly' | 'events' | 'other';

/** Whether a segment's identifiers can be changed here. */
export function accessOf(segment: Segment): Access {
  if (segment.contactList) return segment.contactList.isReadOnly ? 'readOnly' : 'writable';
  return segment.events || segment.type === 'Events' ? 'events' : 'other';
}

/** The `viewItem` value for `when` clauses. */
export function contextValueOf(segment: Segment): string {
  const access = accessOf(segment);
  return access === 'writable' || access === 'readOnly'
    ? `segment.contactList.${access}`
    : `segment.${access}`;
}

/** The icon of types that have none of their own. */
export const OTHER_ICON = 'organization';

/** The ID of a codicon. */
export function iconOf(segment: Segment): string {
  const access = accessOf(segment);
  if (access === 'events') return 'pulse';
  if (access === 'readOnly') return 'lock';
  switch (segment.contactList?.identifierType?.toLowerCase()) {
    case 'email':
      return 'mail';
    case 'useridentifier':
      return 'device-mobile';
    case 'identitylink':
      return 'link';
    case 'customerid':
      return 'person';
    case 'phonenumber':
      return 'call-outgoing';
    default:
      return OTHER_ICON;
  }
}

/** Which kind of account it is, as icon (the ID of a codicon) and word. */
export function accountKind({ sandbox, isProtected }: AccountHandle): {
  icon: string;
  word: string;
} {
  if (sandbox)
    return { icon: 'beaker', word: isProtected ? t('sandbox · protected') : t('sandbox') };
  return isProtected
    ? { icon: 'shield', word: t('protected') }
    : { icon: 'globe', word: t('live') };
}

/** Local date and time; empty for undefined. */
export function timeText(at: number | undefined): string {
  return at === undefined ? '' : dateTime(at);
}

/** A segment as commands return it. */
export type PlainSegment = Plain<Segment>;

export function plainSegment(segment: Segment): PlainSegment {
  return plainItem(segment);
}
