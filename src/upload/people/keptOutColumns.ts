import type { IdentifierType } from '../../identifiers/identifierTypes';

/** The columns of the list of people who are kept out, in order, with what they hold. */
export const KEPT_OUT_IDENTIFIERS: readonly (readonly [name: string, type: IdentifierType])[] = [
  ['email_sha256', 'Email'],
  ['mobile_id', 'UserIdentifier'],
  ['phone', 'PhoneNumber'],
  ['customer_id', 'CustomerId'],
  ['ramp_id', 'IdentityLink'],
];
export const KEPT_OUT_COLUMNS: readonly string[] = [
  ...KEPT_OUT_IDENTIFIERS.map(([name]) => name),
  'date',
  'reference',
];
