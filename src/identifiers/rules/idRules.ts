import { t } from '@vscode/l10n';
import { IDENTIFIER_TYPES } from '../identifierTypes';
import { documentedRule, ownCheck, rules, type Rule } from './rule';

const invalid = { level: 'error', fixes: ['remove'] } as const;
const suspicious = { level: 'warning', fixes: ['remove'] } as const;

export const ID_RULES: Rule[] = [
  ...rules(
    { ...invalid, types: ['UserIdentifier'], source: documentedRule },
    {
      'uuid-all-zeros': [
        () => t('All-zero mobile ID'),
        () =>
          t(
            'Phones send an ID of all zeros when their owner declined tracking, so it can’t match anyone. Remove the row.',
          ),
      ],
    },
  ),
  ...rules(
    {
      ...invalid,
      types: ['UserIdentifier'],
      fixes: ['hyphenate', 'remove'],
      source: documentedRule,
    },
    {
      'uuid-without-hyphens': [
        () => t('Mobile ID without hyphens'),
        () =>
          t(
            '32 hex digits can be a mobile ID without hyphens or an MD5 hash. If it’s a mobile ID, add the hyphens; if it’s an MD5 hash, it belongs in an Email segment.',
          ),
      ],
    },
  ),
  ...rules(
    { ...invalid, types: ['UserIdentifier'], fixes: ['unwrap', 'remove'], source: documentedRule },
    {
      'uuid-wrapped': [
        () => t('Mobile ID in braces'),
        () =>
          t('The mobile ID is in braces or starts with urn:uuid:. Keep only the 36 characters.'),
      ],
    },
  ),
  ...rules(
    { ...invalid, types: ['UserIdentifier'], source: documentedRule },
    {
      'id-is-hash': [
        () => t('Hash instead of an ID'),
        () =>
          t(
            'This is a hash. Mobile and cookie IDs are sent unhashed; email hashes belong in an Email segment.',
          ),
      ],
    },
  ),
  ...rules(
    {
      ...invalid,
      types: ['UserIdentifier', 'IdentityLink', 'PhoneNumber'],
      source: documentedRule,
    },
    {
      'id-is-email': [
        () => t('Email address'),
        () =>
          t(
            'This is an email address, but the segment has another identifier type. Choose another column or an Email segment.',
          ),
      ],
    },
  ),
  ...rules(
    { ...invalid, types: ['UserIdentifier', 'IdentityLink'], source: documentedRule },
    {
      'id-whitespace-inside': [
        () => t('Space inside'),
        () => t('The ID contains a space; IDs of this type have none. Fix it at its source.'),
      ],
    },
  ),
  ...rules(
    {
      ...suspicious,
      types: ['IdentityLink'],
      source: () => 'LiveRamp, “RampID Translation Concepts”',
    },
    {
      'identity-link-length': [
        () => t('Unexpected RampID format'),
        () =>
          t(
            'A RampID starts with XY or hY and has 49 characters, or starts with Xi and has 70. This one is sent as is; check that it wasn’t cut off.',
          ),
      ],
    },
  ),
  ...rules(
    { ...suspicious, types: ['CustomerId'], source: ownCheck },
    {
      'customer-id-scientific': [
        () => t('ID in scientific notation'),
        () =>
          t(
            'A spreadsheet converted the ID to a number like 1.23E+11, and its last digits are lost. Export the column again as text.',
          ),
      ],
      'customer-id-decimal': [
        () => t('ID ending in .0'),
        () =>
          t(
            'The ID ends in .0, as if a program had read it as a number. If the retailer’s IDs have no decimals, export the column again as text.',
          ),
      ],
      'customer-id-rounded': [
        () => t('Long ID ending in zeros'),
        () =>
          t(
            'This ID has 15 or more digits and ends in zeros. Spreadsheets keep only 15 digits of a number and fill the rest with zeros. Compare the ID with its source, and export the column again as text.',
          ),
      ],
      'customer-id-non-ascii': [
        () => t('ID with non-ASCII letters'),
        () =>
          t(
            'The ID has non-ASCII letters. It’s sent as is; check that the file was read with the right encoding.',
          ),
      ],
    },
  ),
  ...rules(
    { ...invalid, types: ['PhoneNumber'], source: () => `${documentedRule()}; ITU-T E.164` },
    {
      'phone-not-e164': [
        () => t('Not in international format'),
        () =>
          t(
            'A phone number is sent as + and up to 15 digits, starting with the country code, or as the SHA-256 hash of that. Write the number this way.',
          ),
      ],
      'phone-hash-md5': [
        () => t('MD5 hash of a phone number'),
        () =>
          t(
            '32 hex digits are an MD5 hash. For phone numbers, only the SHA-256 hash of the international format is sent. Hash the number again.',
          ),
      ],
    },
  ),
  ...rules(
    { ...invalid, types: ['PhoneNumber'], fixes: ['clean', 'remove'], source: () => 'ITU-T E.164' },
    {
      'phone-punctuation': [
        () => t('Number with punctuation'),
        () =>
          t('The number has spaces, dots, hyphens or brackets. Keep only the + and the digits.'),
      ],
    },
  ),
  ...rules(
    { ...invalid, types: IDENTIFIER_TYPES, source: ownCheck },
    {
      placeholder: [
        () => t('Placeholder (null, none)'),
        () =>
          t(
            'This is a placeholder for an empty field (NULL, NaN, #N/A), not an identifier. Remove the row.',
          ),
      ],
      'undecodable-character': [
        () => t('Unreadable character'),
        () =>
          t(
            'A character couldn’t be read in the file’s encoding. Choose the right encoding, or save the file as UTF-8.',
          ),
      ],
      'control-character': [
        () => t('Line break or control character'),
        () =>
          t(
            'The field contains a line break or control character. A quotation mark may be missing before it; fix the field.',
          ),
      ],
      'value-too-long': [
        () => t('Field too long'),
        () =>
          t(
            'The field is longer than any identifier. The closing quotation mark may be missing; fix the field.',
          ),
      ],
    },
  ),
  ...rules(
    { ...suspicious, types: IDENTIFIER_TYPES, fixes: ['clean'], source: ownCheck },
    {
      'invisible-characters': [
        () => t('Invisible characters'),
        () =>
          t(
            'The field has invisible characters or non-breaking spaces. They’re removed when it’s sent. To remove this problem, clean the field in the file.',
          ),
      ],
    },
  ),
];
