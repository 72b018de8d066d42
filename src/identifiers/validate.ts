import { judgeCustomerId } from './customerId';
import { judgeEmail } from './email';
import { judgeIdentityLink } from './identityLink';
import { judgePhoneNumber } from './phoneNumber';
import type { IdentifierType, JudgeContext, Verdict } from './types';
import { judgeUserIdentifier } from './userIdentifier';

/**
 * What a raw field is: blank, good (with the value to send, in its normal form) or bad (with the
 * rule that says why). Pure and idempotent: a good value judged again is good with the same value. It
 * does not hash.
 */
export function judge(type: IdentifierType, raw: string, context: JudgeContext = {}): Verdict {
  switch (type) {
    case 'Email':
      return judgeEmail(raw, context);
    case 'UserIdentifier':
      return judgeUserIdentifier(raw);
    case 'IdentityLink':
      return judgeIdentityLink(raw);
    case 'CustomerId':
      return judgeCustomerId(raw);
    case 'PhoneNumber':
      return judgePhoneNumber(raw, context);
  }
}
