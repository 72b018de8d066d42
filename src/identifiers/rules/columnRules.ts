import { t } from '@vscode/l10n';
import { IDENTIFIER_TYPES } from '../identifierTypes';
import { documentedRule, ownCheck, rules, type Rule } from './rule';

const column = { scope: 'column', level: 'warning', fixes: [] } as const;

export const COLUMN_RULES: Rule[] = [
  ...rules(
    { ...column, types: IDENTIFIER_TYPES, source: ownCheck },
    {
      'mixed-encodings': [
        () => t('Two encodings mixed'),
        () =>
          t(
            'The file mixes UTF-8 and Windows-1252. Identifiers with letters beyond a–z may be misread or left out. Save the file as UTF-8.',
          ),
      ],
      'header-doubtful': [
        () => t('First row may be a header'),
        () =>
          t(
            'The first row is read as data, but it may name the columns. If it does, change how the file is read, or set "header" to true.',
          ),
      ],
      'named-otherwise': [
        () => t('Column with the name of another type'),
        () =>
          t(
            'The column has the name of another type of identifier than the segment takes. Make sure that it is the right column, and the right segment.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['Email', 'PhoneNumber'], source: ownCheck },
    {
      'mixed-plain-and-hashed': [
        () => t('Plain and hashed values mixed'),
        () =>
          t(
            'The column mixes plain and hashed values. The same person may be in it, and in the segment, in both forms. Use one form throughout.',
          ),
      ],
      'mixed-hashes': [
        () => t('Different hashes mixed'),
        () =>
          t(
            'The column mixes MD5 and SHA-256. The same person may be in it, and in the segment, in both forms. Use one form throughout.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['Email'], source: documentedRule },
    {
      'hash-unverified': [
        () => t('Hashes checked by format only'),
        () =>
          t(
            'Only the format of the hashes was checked. Whether the addresses were trimmed and lower-cased before hashing, or salted, cannot be seen.',
          ),
      ],
      'hashed-not-lower-cased': [
        () => t('Hashed before lower-casing'),
        () =>
          t(
            'Compared with the plain column, addresses were hashed with their capitals and will match nobody. Lower-case them before hashing.',
          ),
      ],
      'hashed-not-trimmed': [
        () => t('Hashed with blanks'),
        () =>
          t(
            'Compared with the plain column, addresses were hashed with the blanks around them and will match nobody. Trim them before hashing.',
          ),
      ],
      'hashed-with-line-end': [
        () => t('Hashed with a line end'),
        () =>
          t(
            'Compared with the plain column, a line end was hashed with each address (echo without -n does this). Hash without it.',
          ),
      ],
      'hashed-upper-cased': [
        () => t('Hashed in capitals'),
        () =>
          t(
            'Compared with the plain column, addresses were put in capitals before hashing and will match nobody. Use lower case.',
          ),
      ],
      'hashed-quoted': [
        () => t('Hashed with quotation marks'),
        () =>
          t(
            'Compared with the plain column, the quotation marks were hashed with each address. Hash the address alone.',
          ),
      ],
      'hashed-twice': [
        () => t('Hashed twice'),
        () =>
          t(
            'Compared with the plain column, the hashes were hashed again. Only SHA-256 of the lower-case MD5 is accepted in two steps. Hash once.',
          ),
      ],
      'hashed-with-gmail-rule': [
        () => t('Hashed without dots or plus part'),
        () =>
          t(
            'Compared with the plain column, dots or a +part were taken out before hashing. The API has no such rule: hash the whole address.',
          ),
      ],
      'hashed-utf16': [
        () => t('Hashed as UTF-16'),
        () =>
          t(
            'Compared with the plain column, addresses were hashed as UTF-16 (NVARCHAR in SQL Server). Hash them as UTF-8 (VARCHAR).',
          ),
      ],
      'hashed-partly': [
        () => t('Some hashes of something else'),
        () =>
          t(
            'Compared with the plain column, a part of the hashes are not of these addresses: salted, or of others. Those rows would match nobody.',
          ),
      ],
      'hashed-otherwise': [
        () => t('Hashes of something else'),
        () =>
          t(
            'Compared with the plain column, the hashes are not of these addresses: salted, of another column, or in another order. They would match nobody.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['IdentityLink'], source: () => 'LiveRamp, “RampID Translation Concepts”' },
    {
      'identity-link-mixed-partners': [
        () => t('RampIDs of several partners'),
        () =>
          t(
            'The RampIDs are encoded for more than one partner; those of other partners cannot be matched. Have them translated to one encoding.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['CustomerId'], source: ownCheck },
    {
      'customer-id-lost-zeros': [
        () => t('Leading zeros may be lost'),
        () =>
          t(
            'Nearly all ids have the same number of digits, some have fewer, and none begins with 0: a spreadsheet may have dropped leading zeros. Export again as text.',
          ),
      ],
      'customer-id-all-rounded': [
        () => t('Long ids were rounded'),
        () =>
          t(
            'All ids of more than 15 digits have only zeros after the 15th: a spreadsheet rounded them. Export again as text.',
          ),
      ],
    },
  ),
  ...rules(
    { ...column, types: ['PhoneNumber'], source: documentedRule },
    {
      'phone-undocumented': [
        () => t('Format of phone numbers not documented'),
        () =>
          t(
            'Criteo documents no format for phone numbers. International form (+ and digits), or its SHA-256, is sent; try a small file first and look at the match rate.',
          ),
      ],
    },
  ),
];
