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
          t(
            'The file mixes UTF-8 and Windows-1252. Identifiers with non-ASCII letters may be misread or left out. Save the file as UTF-8.',
          ),
      ],
      'header-doubtful': [
        () => t('First row may be a header'),
        () =>
          t(
            'The first row is read as data, but it may contain column names. If it does, change how the file is read, or set "header" to true.',
          ),
      ],
      'named-otherwise': [
        () => t('Column name suggests another type'),
        () =>
          t(
            'The column name suggests a different identifier type than the segment has. Check that this is the right column and the right segment.',
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
            'The column mixes plain and hashed values. The same person may be in it, and in the segment, in both formats. Use one format throughout.',
          ),
      ],
      'mixed-hashes': [
        () => t('Mixed hash formats'),
        () =>
          t(
            'The column mixes MD5 and SHA-256. The same person may be in it, and in the segment, in both hash formats. Use one hash format throughout.',
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
            'Only the format of the hashes was checked. A hash doesn’t show whether the address was trimmed and lowercased before hashing, or salted.',
          ),
      ],
      'hashed-not-lower-cased': [
        () => t('Hashed before lowercasing'),
        () =>
          t(
            'The plain column shows that addresses were hashed with uppercase letters and won’t match anyone. Lowercase them before hashing.',
          ),
      ],
      'hashed-not-trimmed': [
        () => t('Hashed with spaces'),
        () =>
          t(
            'The plain column shows that addresses were hashed with the spaces around them and won’t match anyone. Trim them before hashing.',
          ),
      ],
      'hashed-with-line-end': [
        () => t('Hashed with a line break'),
        () =>
          t(
            'The plain column shows that a line break was hashed with each address (as echo without -n does). Hash the address alone.',
          ),
      ],
      'hashed-upper-cased': [
        () => t('Hashed in uppercase'),
        () =>
          t(
            'The plain column shows that addresses were converted to uppercase before hashing and won’t match anyone. Use lowercase.',
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
            'The plain column shows that the hashes were hashed again. The only two-step hash accepted is the SHA-256 of the lowercase MD5. Hash once.',
          ),
      ],
      'hashed-with-gmail-rule': [
        () => t('Hashed without dots or +tag'),
        () =>
          t(
            'The plain column shows that dots or a +tag were removed before hashing. Criteo has no such rule: hash the whole address.',
          ),
      ],
      'hashed-utf16': [
        () => t('Hashed as UTF-16'),
        () =>
          t(
            'The plain column shows that addresses were hashed as UTF-16 (NVARCHAR in SQL Server). Hash them as UTF-8 (VARCHAR).',
          ),
      ],
      'hashed-partly': [
        () => t('Some hashes of other values'),
        () =>
          t(
            'The plain column shows that some of the hashes don’t belong to these addresses: they are salted, or from other addresses. Those rows wouldn’t match anyone.',
          ),
      ],
      'hashed-otherwise': [
        () => t('Hashes of other values'),
        () =>
          t(
            'The plain column shows that the hashes don’t belong to these addresses: they are salted, from another column, or in another order. They wouldn’t match anyone.',
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
            'The RampIDs are encoded for more than one partner, and those of other partners can’t match. Have them translated to one encoding.',
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
            'Nearly all IDs have the same number of digits, some have fewer, and none begins with 0. A spreadsheet may have dropped leading zeros. Export again as text.',
          ),
      ],
      'customer-id-all-rounded': [
        () => t('Long IDs were rounded'),
        () =>
          t(
            'All IDs of more than 15 digits have only zeros after the 15th: a spreadsheet rounded them. Export again as text.',
          ),
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
            'Criteo doesn’t document a format for phone numbers. They are sent in international format (+ and digits) or as the SHA-256 of it. Try a small file first and check the match rate.',
          ),
      ],
    },
  ),
];
