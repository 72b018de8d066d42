import { validateCustomerId } from './customerId';
import { validateEmail } from './email';
import type { ColumnContext, IdentifierType, Verdict } from './identifierTypes';
import { validateIdentityLink } from './identityLink';
import { validatePhoneNumber } from './phoneNumber';
import { validateUserIdentifier } from './userIdentifier';

/**
 * What a raw field is: blank, good (with the value to send, in its normal form) or bad (with the
 * rule that says why). Pure and idempotent: a good value judged again is good with the same value. It
 * does not hash.
 */
export function validate(type: IdentifierType, raw: string, context: ColumnContext = {}): Verdict {
  switch (type) {
    case 'Email':
      return validateEmail(raw, context);
    case 'UserIdentifier':
      return validateUserIdentifier(raw);
    case 'IdentityLink':
      return validateIdentityLink(raw);
    case 'CustomerId':
      return validateCustomerId(raw);
    case 'PhoneNumber':
      return validatePhoneNumber(raw, context);
  }
}
