import { t } from '@vscode/l10n';
import { ownCheck, rules, type Rule } from './rule';

const base = { types: ['Email'] } as const;
const invalid = { ...base, level: 'error', fixes: ['remove'] } as const;

export const EMAIL_RULES: Rule[] = [
  ...rules(
    { ...invalid, source: () => `${ownCheck()}; RFC 5321 4.1.2` },
    {
      'email-no-at': [
        () => t('No @ sign'),
        () =>
          t('No @: neither an email address nor a hash of one. Fix it, or choose another column.'),
      ],
      'email-two-at': [
        () => t('Two @ signs'),
        () => t('An email address has exactly one @. Fix the address.'),
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
        () => t('The domain has no dot, so it isn’t a public mail domain. Complete the address.'),
      ],
      'email-domain-characters': [
        () => t('Malformed domain'),
        () =>
          t(
            'The domain has a character, a hyphen or a length that isn’t allowed. Fix the part after the @.',
          ),
      ],
      'email-dots': [
        () => t('Misplaced dot'),
        () =>
          t(
            'There are two dots in a row, or a dot at the start or end of a part. Fix the address.',
          ),
      ],
      'email-character': [
        () => t('Invalid character'),
        () =>
          t(
            'The part before the @ has a character that isn’t allowed, such as a comma or a bracket. Fix the address.',
          ),
      ],
      'email-local-too-long': [
        () => t('Part before the @ too long'),
        () => t('The part before the @ has more than 64 characters. Fix the address.'),
      ],
      'email-too-long': [
        () => t('Address too long'),
        () => t('An address has at most 254 characters. Fix it; two fields may have been joined.'),
      ],
      'email-whitespace-inside': [
        () => t('Space inside'),
        () =>
          t('Contains a space. Not removed automatically: it could become someone else’s address.'),
      ],
    },
  ),
  ...rules(
    { ...invalid, fixes: ['split', 'remove'], source: ownCheck },
    {
      'email-two-addresses': [
        () => t('Several addresses in one field'),
        () => t('The field contains more than one address. Put each in its own row.'),
      ],
    },
  ),
  ...rules(
    {
      ...invalid,
      fixes: ['unwrap', 'remove'],
      source: () => `${ownCheck()}; RFC 5322 3.4 (name-addr), RFC 6068 (mailto)`,
    },
    {
      'email-display-name': [
        () => t('Name around the address'),
        () =>
          t('The field contains a name and an address in angle brackets. Keep only the address.'),
      ],
      'email-mailto': [
        () => t('mailto: link'),
        () => t('The field is a mailto: link. Keep only the address.'),
      ],
      'email-wrapped': [
        () => t('Characters around the address'),
        () =>
          t('Quotation marks, brackets or punctuation around the address. Keep only the address.'),
      ],
    },
  ),
  ...rules(
    { ...base, level: 'warning', fixes: ['remove'], source: () => `${ownCheck()}; RFC 6531` },
    {
      'email-non-ascii-domain': [
        () => t('Non-ASCII letters in the domain'),
        () =>
          t(
            'The domain has non-ASCII letters. Sent as is (its xn-- form has another hash); check the address.',
          ),
      ],
      'email-non-ascii-local': [
        () => t('Non-ASCII letters before the @'),
        () =>
          t(
            'Non-ASCII letters before the @. Sent as is; check that the file was read with the right encoding.',
          ),
      ],
    },
  ),
];
