import { t } from '@vscode/l10n';
import { IDENTIFIER_TYPES } from '../identifierTypes';
import { documentedRule, ownCheck, rules, type Rule } from './rule';

const column = { level: 'warning', fixes: [] } as const;

export const COLUMN_RULES: Rule[] = [
  ...rules(
    { ...column, types: IDENTIFIER_TYPES, source: ownCheck },
    {
      'mixed-encodings': [
        () => t('Mixed encodings'),
        () =>
          t('The file mixes UTF-8 and Windows-1252, so letters may be misread. Save it as UTF-8.'),
      ],
      'header-doubtful': [
        () => t('First row may be a header'),
        () =>
          t(
            'The first row is read as data but may hold column names. If so, change how the file is read, or set "header" to true.',
          ),
      ],
      'named-otherwise': [
        () => t('Column name suggests another type'),
        () =>
          t(
            'The column name suggests a type other than the segment’s. Check the column and the segment.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['Email', 'PhoneNumber'], source: ownCheck },
    {
      'mixed-plain-and-hashed': [
        () => t('Mixed plain and hashed values'),
        () =>
          t(
            'The column mixes plain and hashed values, so a person may be in it twice. Use one format throughout.',
          ),
      ],
      'mixed-hashes': [
        () => t('Mixed hash formats'),
        () =>
          t(
            'The column mixes MD5 and SHA-256, so a person may be in it twice. Use one hash format throughout.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['Email'], source: documentedRule },
    {
      'hash-unverified': [
        () => t('Hashes checked for format only'),
        () =>
          t(
            'Only the format of the hashes was checked. Whether addresses were trimmed and lowercased first can’t be seen.',
          ),
      ],
      'hashed-not-lower-cased': [
        () => t('Hashed before lowercasing'),
        () =>
          t(
            'The plain column shows that uppercase letters were hashed: they match no one. Lowercase before hashing.',
          ),
      ],
      'hashed-not-trimmed': [
        () => t('Hashed with spaces'),
        () =>
          t(
            'The plain column shows that spaces were hashed with the addresses: they match no one. Trim before hashing.',
          ),
      ],
      'hashed-with-line-end': [
        () => t('Hashed with a line break'),
        () =>
          t(
            'The plain column shows that line breaks were hashed (as echo without -n does). Hash the address alone.',
          ),
      ],
      'hashed-upper-cased': [
        () => t('Hashed in uppercase'),
        () =>
          t(
            'The plain column shows that addresses were hashed in uppercase: they match no one. Use lowercase.',
          ),
      ],
      'hashed-quoted': [
        () => t('Hashed with quotation marks'),
        () =>
          t(
            'The plain column shows that quotation marks were hashed with each address. Hash the address alone.',
          ),
      ],
      'hashed-twice': [
        () => t('Hashed twice'),
        () =>
          t(
            'The plain column shows that hashes were hashed again. Hash once (only SHA-256 of the lowercase MD5 is accepted).',
          ),
      ],
      'hashed-with-gmail-rule': [
        () => t('Hashed without dots or +tag'),
        () =>
          t(
            'The plain column shows that dots or a +tag were removed before hashing. Hash the whole address.',
          ),
      ],
      'hashed-utf16': [
        () => t('Hashed as UTF-16'),
        () =>
          t(
            'The plain column shows that addresses were hashed as UTF-16 (NVARCHAR). Hash them as UTF-8 (VARCHAR).',
          ),
      ],
      'hashed-partly': [
        () => t('Some hashes of other values'),
        () =>
          t(
            'Some hashes don’t belong to the addresses in the plain column: salted, or from others. They match no one.',
          ),
      ],
      'hashed-otherwise': [
        () => t('Hashes of other values'),
        () =>
          t(
            'The hashes don’t belong to the addresses in the plain column: salted, or in another order. They match no one.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['IdentityLink'], source: () => 'LiveRamp, “RampID Translation Concepts”' },
    {
      'identity-link-mixed-partners': [
        () => t('RampIDs from several partners'),
        () =>
          t(
            'The RampIDs are encoded for several partners, and only one partner’s can match. Translate them to one encoding.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['CustomerId'], source: ownCheck },
    {
      'customer-id-lost-zeros': [
        () => t('Leading zeros may be missing'),
        () =>
          t(
            'Some IDs are shorter than most and none begins with 0: leading zeros may be lost. Export again as text.',
          ),
      ],
      'customer-id-all-rounded': [
        () => t('Long IDs were rounded'),
        () => t('A spreadsheet rounded all IDs of more than 15 digits. Export again as text.'),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['PhoneNumber'], source: documentedRule },
    {
      'phone-undocumented': [
        () => t('Phone number format not documented'),
        () =>
          t(
            'Criteo documents no format for phone numbers. Try a small file first and check the match rate.',
          ),
      ],
    },
  ),
];
