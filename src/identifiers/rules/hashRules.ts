import { t } from '@vscode/l10n';
import { documentedRule, ownCheck, rules, type Rule } from './rule';

const base = { scope: 'value', types: ['Email', 'PhoneNumber'] } as const;
const wrong = { ...base, level: 'error', fixes: ['remove'] } as const;

export const HASH_RULES: Rule[] = [
  ...rules(
    { ...wrong, source: documentedRule },
    {
      'hash-sha1': [
        () => t('SHA-1 hash'),
        () =>
          t(
            '40 hex digits are a SHA-1, which is not accepted. Hash the lower-case address again with SHA-256 or MD5.',
          ),
      ],
      'hash-sha384': [
        () => t('SHA-384 hash'),
        () =>
          t(
            '96 hex digits are a SHA-384, which is not accepted. Hash the lower-case address again with SHA-256 or MD5.',
          ),
      ],
      'hash-sha512': [
        () => t('SHA-512 hash'),
        () =>
          t(
            '128 hex digits are a SHA-512, which is not accepted. Hash the lower-case address again with SHA-256 or MD5.',
          ),
      ],
      'hash-length': [
        () => t('Hash of a wrong length'),
        () =>
          t(
            'Hex digits, but neither 32 (MD5) nor 64 (SHA-256). The hash may have been cut off; take it again from its source.',
          ),
      ],
      'hash-base64': [
        () => t('Hash in base64'),
        () =>
          t(
            'This looks like a hash in base64. Only hex digits are accepted: write the hash as hex.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, fixes: ['dropPrefix', 'remove'], source: documentedRule },
    {
      'hash-prefix': [
        () => t('Hash with a prefix'),
        () =>
          t('The hash begins with 0x or \\x, as databases print bytes. Keep only the hex digits.'),
      ],
    },
  ),
  ...rules(
    { ...wrong, source: ownCheck },
    {
      'hash-of-empty': [
        () => t('Hash of nothing'),
        () =>
          t(
            'This is the hash of an empty field: nobody’s. Remove the row, and leave empty fields out before hashing.',
          ),
      ],
      'hash-of-placeholder': [
        () => t('Hash of a word for nothing'),
        () =>
          t(
            'This is the hash of a word such as null or NaN: nobody’s. Remove the row, and leave such fields out before hashing.',
          ),
      ],
      'hash-of-header': [
        () => t('Hash of the header'),
        () =>
          t(
            'This is the hash of the column’s own header: the header row was hashed with the data. Remove the row.',
          ),
      ],
    },
  ),
  ...rules(
    { ...base, level: 'warning', fixes: ['lowerCase'], source: documentedRule },
    {
      'hash-upper-case': [
        () => t('Hash with capitals'),
        () =>
          t(
            'The hash has capital letters. It is sent in lower case, as the API asks; lower-case it in the file to be rid of this.',
          ),
      ],
    },
  ),
];
