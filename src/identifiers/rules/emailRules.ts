import { t } from '@vscode/l10n';
import { ownCheck, rules, type Rule } from './rule';

const base = { scope: 'value', types: ['Email'] } as const;
const wrong = { ...base, level: 'error', fixes: ['remove'] } as const;

export const EMAIL_RULES: Rule[] = [
  ...rules(
    { ...wrong, source: () => `${ownCheck()}; RFC 5321 4.1.2` },
    {
      'email-no-at': [
        () => t('No @ sign'),
        () =>
          t(
            'This is neither an email address (it has no @) nor a hash of one. Correct it, or choose another column.',
          ),
      ],
      'email-two-at': [
        () => t('Two @ signs'),
        () => t('An email address has exactly one @. Correct the address.'),
      ],
      'email-local-missing': [
        () => t('Nothing before the @'),
        () => t('The part before the @ is missing. Complete the address.'),
      ],
      'email-domain-missing': [
        () => t('Nothing after the @'),
        () => t('The domain after the @ is missing. Complete the address.'),
      ],
      'email-domain-without-dot': [
        () => t('Domain without a dot'),
        () => t('The domain has no dot, so it is no public mail domain. Complete the address.'),
      ],
      'email-domain-characters': [
        () => t('Domain not well-formed'),
        () =>
          t(
            'Parts of a domain are 1 to 63 letters, digits and inner hyphens. Correct the part after the @.',
          ),
      ],
      'email-dots': [
        () => t('A dot too many'),
        () => t('Two dots in a row, or a dot at the start or end of a part. Correct the address.'),
      ],
      'email-character': [
        () => t('Character that no address holds'),
        () =>
          t(
            'The part before the @ holds a character that addresses do not have, such as a comma, a bracket or a quotation mark. Correct the address.',
          ),
      ],
      'email-local-too-long': [
        () => t('Part before the @ too long'),
        () => t('The part before the @ has more than 64 characters. Correct the address.'),
      ],
      'email-too-long': [
        () => t('Address too long'),
        () =>
          t('An address has at most 254 characters. Correct it; two fields may have been joined.'),
      ],
      'email-whitespace-inside': [
        () => t('Blank inside'),
        () =>
          t(
            'There is a blank inside. It is not taken out by itself, because that can make somebody else’s address. Correct the address.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, fixes: ['split', 'remove'], source: ownCheck },
    {
      'email-two-addresses': [
        () => t('Several addresses in one field'),
        () => t('The field holds more than one address. Put each in a row of its own.'),
      ],
    },
  ),
  ...rules(
    {
      ...wrong,
      fixes: ['unwrap', 'remove'],
      source: () => `${ownCheck()}; RFC 5322 3.4 (name-addr), RFC 6068 (mailto)`,
    },
    {
      'email-display-name': [
        () => t('Name around the address'),
        () => t('The field holds a name and an address in angle brackets. Keep only the address.'),
      ],
      'email-mailto': [
        () => t('A mailto link'),
        () => t('The field is a mailto: link. Keep only the address.'),
      ],
      'email-wrapped': [
        () => t('Something around the address'),
        () =>
          t(
            'There are quotation marks, brackets or punctuation around the address. Keep only the address.',
          ),
      ],
    },
  ),
  ...rules(
    { ...base, level: 'warning', fixes: ['remove'], source: () => `${ownCheck()}; RFC 6531` },
    {
      'email-non-ascii-domain': [
        () => t('Domain with letters beyond a–z'),
        () =>
          t(
            'The domain has letters beyond a–z. It is sent as it is; its xn-- form is another text and hashes differently. Check that the address is meant so.',
          ),
      ],
      'email-non-ascii-local': [
        () => t('Letters beyond a–z before the @'),
        () =>
          t(
            'The part before the @ has letters beyond a–z. It is sent as it is; check that the file’s encoding was read correctly.',
          ),
      ],
    },
  ),
];
