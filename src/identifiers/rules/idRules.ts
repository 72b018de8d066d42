import { t } from '@vscode/l10n';
import { IDENTIFIER_TYPES } from '../identifierTypes';
import { documentedRule, ownCheck, rules, type Rule } from './rule';

const value = { scope: 'value' } as const;
const wrong = { ...value, level: 'error', fixes: ['remove'] } as const;
const odd = { ...value, level: 'warning', fixes: ['remove'] } as const;

export const ID_RULES: Rule[] = [
  ...rules(
    { ...wrong, types: ['UserIdentifier'], source: documentedRule },
    {
      'uuid-all-zeros': [
        () => t('Mobile id of zeros'),
        () =>
          t(
            'All zeros is what a phone gives whose owner declined tracking: nobody’s id. Remove the row.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: ['UserIdentifier'], fixes: ['hyphenate', 'remove'], source: documentedRule },
    {
      'uuid-without-hyphens': [
        () => t('Mobile id without hyphens'),
        () =>
          t(
            '32 hex digits: a mobile id without its hyphens, or an MD5. If it is a mobile id, put the hyphens in; if it is an MD5, it belongs in an Email segment.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: ['UserIdentifier'], fixes: ['unwrap', 'remove'], source: documentedRule },
    {
      'uuid-wrapped': [
        () => t('Mobile id in braces'),
        () => t('The mobile id has braces or urn:uuid: around it. Keep only the 36 characters.'),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: ['UserIdentifier'], source: documentedRule },
    {
      'id-is-hash': [
        () => t('A hash, no user id'),
        () =>
          t(
            'This is a hash. Mobile and cookie ids are sent as they are; hashes of emails belong in an Email segment.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: ['UserIdentifier', 'IdentityLink', 'PhoneNumber'], source: documentedRule },
    {
      'id-is-email': [
        () => t('An email address'),
        () =>
          t(
            'This is an email address, but the segment takes another type. Choose another column, or an Email segment.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: ['UserIdentifier', 'IdentityLink'], source: documentedRule },
    {
      'id-whitespace-inside': [
        () => t('Blank inside'),
        () =>
          t(
            'There is a blank inside the id; ids of this type have none. Correct it at its source.',
          ),
      ],
    },
  ),
  ...rules(
    { ...odd, types: ['IdentityLink'], source: () => 'LiveRamp, “RampID Translation Concepts”' },
    {
      'identity-link-length': [
        () => t('Unexpected form of a RampID'),
        () =>
          t(
            'A RampID begins with XY or hY and has 49 characters, or begins with Xi and has 70. It is sent as it is; check that it was not cut off.',
          ),
      ],
    },
  ),
  ...rules(
    { ...odd, types: ['CustomerId'], source: ownCheck },
    {
      'customer-id-scientific': [
        () => t('Id as a power of ten'),
        () =>
          t(
            'A spreadsheet turned the id into a number like 1.23E+11, and its last digits are lost. Export it again with the column as text.',
          ),
      ],
      'customer-id-decimal': [
        () => t('Id with a decimal'),
        () =>
          t(
            'The id ends in .0, as when a program took it for a number. If the retailer’s ids have no decimals, export it again as text.',
          ),
      ],
      'customer-id-rounded': [
        () => t('Long id that ends in zeros'),
        () =>
          t(
            'Spreadsheets keep 15 digits of a number and fill up with zeros; this id of 15 or more digits ends in zeros. Compare it with its source, and export it again as text.',
          ),
      ],
      'customer-id-non-ascii': [
        () => t('Id with letters beyond a–z'),
        () =>
          t(
            'The id has letters beyond a–z. It is sent as it is; check that the file’s encoding was read correctly.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: ['PhoneNumber'], source: () => `${documentedRule()}; ITU-T E.164` },
    {
      'phone-not-e164': [
        () => t('Not in international form'),
        () =>
          t(
            'Phone numbers are sent as + and up to 15 digits, the country code first, or as the SHA-256 of that. Write the number so.',
          ),
      ],
      'phone-hash-md5': [
        () => t('MD5 of a phone number'),
        () =>
          t(
            '32 hex digits are an MD5. For phone numbers only the SHA-256 of the international form is sent. Hash again.',
          ),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: ['PhoneNumber'], fixes: ['clean', 'remove'], source: () => 'ITU-T E.164' },
    {
      'phone-punctuation': [
        () => t('Number with punctuation'),
        () =>
          t('The number has blanks, dots, hyphens or brackets. Keep only the + and the digits.'),
      ],
    },
  ),
  ...rules(
    { ...wrong, types: IDENTIFIER_TYPES, source: ownCheck },
    {
      placeholder: [
        () => t('A word for nothing'),
        () =>
          t(
            'This is what programs write for an empty field (NULL, NaN, #N/A), no identifier. Remove the row.',
          ),
      ],
      'undecodable-character': [
        () => t('Character that cannot be read'),
        () =>
          t(
            'A character could not be read in the file’s encoding. Choose the right encoding, or save the file as UTF-8.',
          ),
      ],
      'control-character': [
        () => t('Line break or control character'),
        () =>
          t(
            'There is a line break or control character inside the field. A quotation mark may be missing before it; correct the field.',
          ),
      ],
      'value-too-long': [
        () => t('Much too long'),
        () =>
          t(
            'The field is longer than any identifier. A quotation mark may be missing at its end; correct the field.',
          ),
      ],
    },
  ),
  ...rules(
    { ...odd, types: IDENTIFIER_TYPES, fixes: ['clean'], source: ownCheck },
    {
      'invisible-characters': [
        () => t('Invisible characters'),
        () =>
          t(
            'The field has invisible characters or no-break spaces. They are left out when it is sent; clean the field to be rid of this.',
          ),
      ],
    },
  ),
];
