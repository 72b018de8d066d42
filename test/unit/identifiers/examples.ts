import * as assert from 'node:assert/strict';
import type { IdentifierType, Verdict } from '../../../src/identifiers/identifierTypes';

type Example = readonly [raw: string, expected: Verdict];

// uploads.md: Identifiers.
export const PLAIN = 'john.doe@gmail.com';
export const MD5 = 'e13743a7f1db7f4246badd6fd6ff54ff';
export const SHA256 = '375320dd9ae7ed408002f3768e16cb5f28c861062fd50dff9a3bff62e9dce4ef';
export const SHA256_OF_MD5 = '000e3171a5110c35c69d060112bd0ba55d9631c7c2ec93f1840e4570095b263a';
export const UUID = '6F9619FF-8B86-D011-B42D-00CF4FC964FF';
export const RAMP_XY = `XY1005${'wXyWPB1SgpMUKIpzA0I3UaLEz-2lg0wFAr1PWK7FMhs'}`;
export const RAMP_XI = `Xi1005${'p_iYcKP7ZlvFwwK9EwR8GKl_VJqIWUhEaAFmHLAjNOQ9b6OQzSkA43XiVFcTYQ9X'}`;
export const HEADER = 'email_address';

/** 254 characters. */
const LONGEST = `a@${`${'b'.repeat(62)}.`.repeat(3)}${'e'.repeat(63)}`;

const blank: Verdict = { kind: 'blank' };
const invalid = (rule: string): Verdict => ({ kind: 'invalid', rule });
const valid = (
  value: string,
  format: 'plain' | 'md5' | 'sha256' | 'mobileId' | 'cookieId' | 'opaque',
  warning?: string,
): Verdict =>
  warning === undefined
    ? { kind: 'valid', value, format }
    : { kind: 'valid', value, format, warning };
const plain = (value: string, warning?: string) => valid(value, 'plain', warning);
const opaque = (value: string, warning?: string) => valid(value, 'opaque', warning);

export const EXAMPLES: Readonly<Record<IdentifierType, readonly Example[]>> = {
  Email: [
    // Clean, trim, lower-case (uploads.md, Identifiers).
    ['', blank],
    [' \t ', blank],
    ['\u200b\ufeff', blank],
    ['john.doe@gmail.com', plain('john.doe@gmail.com')],
    ['  John.Doe@GMAIL.com\t', plain('john.doe@gmail.com')],
    ['\r\njohn@example.com\r\n', plain('john@example.com')],
    ['\ufeffjohn@example.com', plain('john@example.com', 'invisible-characters')],
    ['john\u200b@example.com\0', plain('john@example.com', 'invisible-characters')],
    ['\u00a0john@example.com', plain('john@example.com', 'invisible-characters')],
    // No Gmail dot or plus rule (uploads.md: Identifiers).
    ['J.o.h.n+news@gmail.com', plain('j.o.h.n+news@gmail.com')],
    // RFC 5322 atext.
    ["o'neil!#$%&*/=?^_`{|}~-@example.com", plain("o'neil!#$%&*/=?^_`{|}~-@example.com")],
    ['x@a-b.co.uk', plain('x@a-b.co.uk')],
    // Exactly one @.
    ['john.example.com', invalid('email-no-at')],
    ['not an address', invalid('email-whitespace-inside')],
    ['john@@example.com', invalid('email-two-at')],
    ['john@doe@example.com', invalid('email-two-at')],
    // RFC 5321 4.5.3.1: local part 1 to 64, whole at most 254.
    ['@example.com', invalid('email-local-missing')],
    ['john@', invalid('email-domain-missing')],
    [`${'a'.repeat(64)}@example.com`, plain(`${'a'.repeat(64)}@example.com`)],
    [`${'a'.repeat(65)}@example.com`, invalid('email-local-too-long')],
    [LONGEST, plain(LONGEST)],
    [`a${LONGEST}`, invalid('email-too-long')],
    // RFC 1035 2.3.1, 2.3.4: labels of letters, digits and inner hyphens, at most 63.
    [`a@${'b'.repeat(64)}.com`, invalid('email-domain-characters')],
    ['john@-example.com', invalid('email-domain-characters')],
    ['john@example-.com', invalid('email-domain-characters')],
    ['john@exam_ple.com', invalid('email-domain-characters')],
    ['john@localhost', invalid('email-domain-without-dot')],
    ['john..doe@example.com', invalid('email-dots')],
    ['.john@example.com', invalid('email-dots')],
    ['john.@example.com', invalid('email-dots')],
    ['john@example..com', invalid('email-dots')],
    ['john@.example.com', invalid('email-dots')],
    ['a,b@example.com', invalid('email-character')],
    ['"john doe"@example.com', invalid('email-whitespace-inside')],
    ['"john"@example.com', invalid('email-character')],
    // Never removed silently: the result could be another person's address.
    ['john doe@example.com', invalid('email-whitespace-inside')],
    ['john\u00a0doe@example.com', invalid('email-whitespace-inside')],
    ['john@exam ple.com', invalid('email-whitespace-inside')],
    // Several addresses in a field, names, links.
    ['a@example.com;b@example.com', invalid('email-two-addresses')],
    ['A <a@example.com>, B <b@example.com>', invalid('email-two-addresses')],
    ['John Doe <john@example.com>', invalid('email-display-name')],
    ['<john@example.com>', invalid('email-display-name')],
    ['mailto:john@example.com', invalid('email-mailto')],
    ['"john@example.com"', invalid('email-wrapped')],
    ['john@example.com;', invalid('email-wrapped')],
    ['john@example.com.', invalid('email-wrapped')],
    // Non-ASCII letters: sent as they are.
    ['john@bücher.example', plain('john@bücher.example', 'email-non-ascii-domain')],
    ['JÖRG@example.com', plain('jörg@example.com', 'email-non-ascii-local')],
    // Hashes (uploads.md, Identifiers: hex MD5, SHA-256, lower case).
    [MD5, valid(MD5, 'md5')],
    [SHA256, valid(SHA256, 'sha256')],
    [` ${SHA256} `, valid(SHA256, 'sha256')],
    [SHA256.toUpperCase(), valid(SHA256, 'sha256', 'hash-upper-case')],
    [`0x${SHA256}`, invalid('hash-prefix')],
    [`\\x${MD5}`, invalid('hash-prefix')],
    [`0x${MD5}00000000`, invalid('hash-sha1')],
    ['d0be2dc421be4fcd0172e5afceea3970e2f3d940', invalid('hash-sha1')],
    ['a1'.repeat(48), invalid('hash-sha384')],
    ['a1'.repeat(64), invalid('hash-sha512')],
    ['a1'.repeat(28), invalid('hash-length')],
    [SHA256.slice(1), invalid('hash-length')],
    ['N1Mg3Zrn7UCAAvN2jhbLXyjIYQYv1Q3/mjv/Yunc5O8=', invalid('hash-base64')],
    ['4TdDp/Hbf0JGut1v1v9U/w==', invalid('hash-base64')],
    // Hashes of an empty field and of placeholders.
    ['d41d8cd98f00b204e9800998ecf8427e', invalid('hash-of-empty')],
    ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', invalid('hash-of-empty')],
    ['E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855', invalid('hash-of-empty')],
    [
      '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b',
      invalid('hash-of-placeholder'),
    ], // null
    ['37a6259cc0c1dae299a7866489dff0bd', invalid('hash-of-placeholder')], // null, MD5
    [
      'eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c',
      invalid('hash-of-placeholder'),
    ], // undefined
    [
      '9b2d5b4678781e53038e91ea5324530a03f27dc1d0e5f6c9bc9d493a23be9de0',
      invalid('hash-of-placeholder'),
    ], // nan
    // Placeholders, and what a wrong encoding leaves.
    ['NULL', invalid('placeholder')],
    ['#N/A', invalid('placeholder')],
    ['\\N', invalid('placeholder')],
    ['j\ufffdrg@example.com', invalid('undecodable-character')],
    ['john@example.com\n1,2,3\nmary@example.com', invalid('control-character')],
    ['a'.repeat(1025), invalid('value-too-long')],
  ],
  UserIdentifier: [
    ['', blank],
    // Trim, case kept (uploads.md: Identifiers); a UUID (RFC 9562).
    [` ${UUID} `, valid(UUID, 'mobileId')],
    [UUID.toLowerCase(), valid(UUID.toLowerCase(), 'mobileId')],
    ['00000000-0000-0000-0000-000000000000', invalid('uuid-all-zeros')],
    ['0'.repeat(32), invalid('uuid-all-zeros')],
    [`{${UUID}}`, invalid('uuid-wrapped')],
    [`urn:uuid:${UUID}`, invalid('uuid-wrapped')],
    [UUID.replaceAll('-', ''), invalid('uuid-without-hyphens')],
    ['k-5f3xZ_0aQ', valid('k-5f3xZ_0aQ', 'cookieId')],
    [SHA256, invalid('id-is-hash')],
    ['john@example.com', invalid('id-is-email')],
    ['two words1', invalid('id-whitespace-inside')],
    ['null', invalid('placeholder')],
  ],
  IdentityLink: [
    ['', blank],
    // LiveRamp: XY and hY have 49 characters, Xi has 70; opaque, case kept.
    [RAMP_XY, opaque(RAMP_XY)],
    [` ${RAMP_XY}`, opaque(RAMP_XY)],
    [RAMP_XY.replace('XY', 'hY'), opaque(RAMP_XY.replace('XY', 'hY'))],
    [RAMP_XI, opaque(RAMP_XI)],
    [RAMP_XY.slice(0, 48), opaque(RAMP_XY.slice(0, 48), 'identity-link-length')],
    [RAMP_XY.replace('XY', 'Xi'), opaque(RAMP_XY.replace('XY', 'Xi'), 'identity-link-length')],
    ['AB12', opaque('AB12', 'identity-link-length')],
    ['john@example.com', invalid('id-is-email')],
    ['XY10 05', invalid('id-whitespace-inside')],
  ],
  CustomerId: [
    ['', blank],
    [' 0042AbC ', opaque('0042AbC')],
    ['john@example.com', opaque('john@example.com')],
    ['AB 12', opaque('AB 12')],
    ['he said "no"1', opaque('he said "no"1')],
    ['Müller 7', opaque('Müller 7', 'customer-id-non-ascii')],
    // Damage by spreadsheets: only a warning, because only the retailer knows its ids.
    ['1.23E+11', opaque('1.23E+11', 'customer-id-scientific')],
    ['1,23457E+15', opaque('1,23457E+15', 'customer-id-scientific')],
    ['12E5', opaque('12E5')],
    ['12345.0', opaque('12345.0', 'customer-id-decimal')],
    ['1.5', opaque('1.5')],
    ['123456789012345000', opaque('123456789012345000', 'customer-id-rounded')],
    ['12345678901200', opaque('12345678901200')],
    ['123456789012300', opaque('123456789012300', 'customer-id-rounded')],
    ['1234567890123456', opaque('1234567890123456')],
    ['\u200b42', opaque('42', 'invisible-characters')],
    ['NaN', invalid('placeholder')],
    ['a\u0007b1', invalid('control-character')],
  ],
  PhoneNumber: [
    ['', blank],
    // ITU-T E.164, or its SHA-256.
    [' +33612345678 ', plain('+33612345678')],
    ['+33 6 12 34 56 78', invalid('phone-punctuation')],
    ['+44 (0)20 7946 0000', invalid('phone-punctuation')],
    ['0612345678', invalid('phone-not-e164')],
    ['+0612345678', invalid('phone-not-e164')],
    ['+1234567890123456', invalid('phone-not-e164')],
    ['12345678901234567890', invalid('phone-not-e164')],
    [SHA256, valid(SHA256, 'sha256')],
    [MD5, invalid('phone-hash-md5')],
    ['john@example.com', invalid('id-is-email')],
  ],
};

function describeVerdict(verdict: Verdict): string {
  if (verdict.kind === 'blank') return 'is blank';
  if (verdict.kind === 'invalid') return `breaks ${verdict.rule}`;
  return verdict.warning ? `has the warning ${verdict.warning}` : `is valid: ${verdict.format}`;
}

/** Declares a test for each example of a type. */
export function testExamples(type: IdentifierType, validate: (raw: string) => Verdict): void {
  EXAMPLES[type].forEach(([raw, expected], index) => {
    it(`example ${index + 1} ${describeVerdict(expected)}`, () =>
      assert.deepEqual(validate(raw), expected));
  });
}
