import { validateCustomerId } from './customerId';
import { validateEmail } from './email';
import type { ColumnContext, IdentifierType, Verdict } from './identifierTypes';
import { validateIdentityLink } from './identityLink';
import { validatePhoneNumber } from './phoneNumber';
import { validateUserIdentifier } from './userIdentifier';

/**
 * Validates a raw field: blank, valid (with the normalized value to send, not hashed) or invalid
 * (with the rule it breaks). Pure and idempotent: validating a returned value gives the same value.
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
