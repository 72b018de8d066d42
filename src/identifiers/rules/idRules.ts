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
            'All zeros: the phone’s owner declined tracking, so it matches no one. Remove the row.',
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
            'A mobile ID without hyphens, or an MD5 hash. Add the hyphens; MD5 hashes belong in an Email segment.',
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
            'This is a hash; mobile and cookie IDs are sent unhashed. Email hashes belong in an Email segment.',
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
            'An email address, but the segment has another type. Choose another column or an Email segment.',
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
            'RampIDs have 49 characters (XY…, hY…) or 70 (Xi…). Sent as is; check that it wasn’t cut off.',
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
            'A spreadsheet made the ID a number like 1.23E+11; digits are lost. Export the column again as text.',
          ),
      ],
      'customer-id-decimal': [
        () => t('ID ending in .0'),
        () =>
          t(
            'Ends in .0, as if read as a number. If the IDs have no decimals, export the column again as text.',
          ),
      ],
      'customer-id-rounded': [
        () => t('Long ID ending in zeros'),
        () =>
          t(
            'A long ID ending in zeros: spreadsheets keep 15 digits. Compare it with its source; export again as text.',
          ),
      ],
      'customer-id-non-ascii': [
        () => t('ID with non-ASCII letters'),
        () =>
          t(
            'The ID has non-ASCII letters. Sent as is; check that the file was read with the right encoding.',
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
            'Not in international format. Write + and up to 15 digits, country code first, or the SHA-256 of that.',
          ),
      ],
      'phone-hash-md5': [
        () => t('MD5 hash of a phone number'),
        () =>
          t(
            'An MD5 hash; for phone numbers only SHA-256 of the international format is sent. Hash it again.',
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
            'A placeholder for an empty field (NULL, NaN, #N/A), not an identifier. Remove the row.',
          ),
      ],
      'undecodable-character': [
        () => t('Unreadable character'),
        () =>
          t(
            'A character can’t be read in the file’s encoding. Choose the right one, or save the file as UTF-8.',
          ),
      ],
      'control-character': [
        () => t('Line break or control character'),
        () =>
          t(
            'Contains a line break or control character. A quotation mark may be missing before it.',
          ),
      ],
      'value-too-long': [
        () => t('Field too long'),
        () => t('Longer than any identifier. The closing quotation mark may be missing.'),
      ],
    },
  ),
  ...rules(
    { ...suspicious, types: IDENTIFIER_TYPES, fixes: ['clean'], source: ownCheck },
    {
      'invisible-characters': [
        () => t('Invisible characters'),
        () => t('Invisible characters or non-breaking spaces. They’re removed when it’s sent.'),
      ],
    },
  ),
];
