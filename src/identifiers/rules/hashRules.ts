import { t } from '@vscode/l10n';
import { documentedRule, ownCheck, rules, type Rule } from './rule';

const base = { types: ['Email', 'PhoneNumber'] } as const;
const invalid = { ...base, level: 'error', fixes: ['remove'] } as const;

export const HASH_RULES: Rule[] = [
  ...rules(
    { ...invalid, source: documentedRule },
    {
      'hash-sha1': [
        () => t('SHA-1 hash'),
        () =>
          t(
            'A SHA-1 hash (40 hex digits) isn’t accepted. Use SHA-256, or MD5 for email addresses.',
          ),
      ],
      'hash-sha384': [
        () => t('SHA-384 hash'),
        () =>
          t(
            'A SHA-384 hash (96 hex digits) isn’t accepted. Use SHA-256, or MD5 for email addresses.',
          ),
      ],
      'hash-sha512': [
        () => t('SHA-512 hash'),
        () =>
          t(
            'A SHA-512 hash (128 hex digits) isn’t accepted. Use SHA-256, or MD5 for email addresses.',
          ),
      ],
      'hash-length': [
        () => t('Wrong hash length'),
        () =>
          t(
            'Hex digits, but neither 32 (MD5) nor 64 (SHA-256): perhaps cut off. Get the hash again from its source.',
          ),
      ],
      'hash-base64': [
        () => t('Base64 hash'),
        () => t('A hash in Base64, as it seems. Only hex digits are accepted: convert it to hex.'),
      ],
    },
  ),
  ...rules(
    { ...invalid, fixes: ['dropPrefix', 'remove'], source: documentedRule },
    {
      'hash-prefix': [
        () => t('Hash with a prefix'),
        () =>
          t('The hash starts with 0x or \\x, as databases print bytes. Keep only the hex digits.'),
      ],
    },
  ),
  ...rules(
    { ...invalid, source: ownCheck },
    {
      'hash-of-empty': [
        () => t('Hash of an empty field'),
        () =>
          t('The hash of an empty field matches no one. Leave out empty fields before hashing.'),
      ],
      'hash-of-placeholder': [
        () => t('Hash of a placeholder (null, none)'),
        () =>
          t(
            'The hash of a placeholder such as null matches no one. Leave out such fields before hashing.',
          ),
      ],
      'hash-of-header': [
        () => t('Hash of the header'),
        () => t('The header was hashed with the data. Remove the row.'),
      ],
    },
  ),
  ...rules(
    { ...base, level: 'warning', fixes: ['lowerCase'], source: documentedRule },
    {
      'hash-upper-case': [
        () => t('Hash with uppercase letters'),
        () => t('The hash has uppercase letters. It’s sent in lowercase, as Criteo requires.'),
      ],
    },
  ),
];
