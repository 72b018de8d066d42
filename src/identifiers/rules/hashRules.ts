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
            '40 hex digits are a SHA-1 hash, which Criteo doesn’t accept. Hash lowercase email addresses with SHA-256 or MD5, phone numbers with SHA-256.',
          ),
      ],
      'hash-sha384': [
        () => t('SHA-384 hash'),
        () =>
          t(
            '96 hex digits are a SHA-384 hash, which Criteo doesn’t accept. Hash lowercase email addresses with SHA-256 or MD5, phone numbers with SHA-256.',
          ),
      ],
      'hash-sha512': [
        () => t('SHA-512 hash'),
        () =>
          t(
            '128 hex digits are a SHA-512 hash, which Criteo doesn’t accept. Hash lowercase email addresses with SHA-256 or MD5, phone numbers with SHA-256.',
          ),
      ],
      'hash-length': [
        () => t('Wrong hash length'),
        () =>
          t(
            'The value has hex digits, but neither 32 (MD5) nor 64 (SHA-256). The hash may have been cut off; get it again from its source.',
          ),
      ],
      'hash-base64': [
        () => t('Base64 hash'),
        () =>
          t(
            'This looks like a Base64 hash. Only hex digits are accepted: convert the hash to hex.',
          ),
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
          t(
            'This is the hash of an empty field and can’t match anyone. Remove the row, and leave out empty fields before hashing.',
          ),
      ],
      'hash-of-placeholder': [
        () => t('Hash of a placeholder (null, none)'),
        () =>
          t(
            'This is the hash of a placeholder such as null or NaN and can’t match anyone. Remove the row, and leave out such fields before hashing.',
          ),
      ],
      'hash-of-header': [
        () => t('Hash of the header'),
        () =>
          t(
            'This is the hash of the column header: the header row was hashed with the data. Remove the row.',
          ),
      ],
    },
  ),
  ...rules(
    { ...base, level: 'warning', fixes: ['lowerCase'], source: documentedRule },
    {
      'hash-upper-case': [
        () => t('Hash with uppercase letters'),
        () =>
          t(
            'The hash has uppercase letters. It’s sent in lowercase, as Criteo requires. To remove this problem, change the hash to lowercase in the file.',
          ),
      ],
    },
  ),
];
