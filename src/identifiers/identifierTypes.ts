export const IDENTIFIER_TYPES = [
  'Email',
  'UserIdentifier',
  'IdentityLink',
  'CustomerId',
  'PhoneNumber',
] as const;
/**
 * The types that this product can check and send. A segment's own `identifierType` is a plain
 * string: enums have grown.
 */
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/**
 * The spelling that this product checks by, for whatever the segment's own is (difference 3:
 * compared in any case); undefined for a type of later.
 */
export function knownType(identifierType: string | undefined): IdentifierType | undefined {
  return IDENTIFIER_TYPES.find((type) => type.toLowerCase() === identifierType?.toLowerCase());
}

export const HASHES = ['none', 'sha256', 'md5', 'sha256ofMd5'] as const;
/** What to do with a plain email before sending. */
export type Hash = (typeof HASHES)[number];

/**
 * What a value was recognised as: `plain` (an email or a phone number), a hash of one, a mobile id,
 * … 64 hex digits are `sha256`: the SHA-256 of an MD5 looks the same. `sha256ofMd5` stands only
 * where this product made it.
 */
export const VALUE_FORMATS = [
  'plain',
  'md5',
  'sha256',
  'sha256ofMd5',
  'mobileId',
  'cookieId',
  'opaque',
] as const;
export type ValueFormat = (typeof VALUE_FORMATS)[number];

/**
 * Why a value is refused (`error`) or looked at twice (`warning`).
 * Codes are stable: they stand in Problems and link to the README's section of the same name.
 */
export type RuleLevel = 'error' | 'warning';

/**
 * What is to be sent for a value (before hashing), or why it is not. Never holds the raw value in a
 * text. `warning` and `rule` are keys of the rules' table.
 */
export type Verdict =
  | { kind: 'blank' }
  | { kind: 'valid'; value: string; form: ValueFormat; warning?: string }
  | { kind: 'invalid'; rule: string };

/** What judging needs to know of the column besides the value. */
export interface ColumnContext {
  /** The column's own header: the hash of it is no person. */
  header?: string;
}

/** In the order in which they are offered: the least change first, removing the row last. */
export const FIX_KINDS = [
  'clean',
  'lowerCase',
  'dropPrefix',
  'split',
  'unwrap',
  'hyphenate',
  'pad',
  'remove',
] as const;
export type FixKind = (typeof FIX_KINDS)[number];

/**
 * A repair of a raw value: the text that replaces it (two or more values become as many rows; none
 * removes the row; `pad` leaves it as it is and completes the row).
 */
export interface Fix {
  kind: FixKind;
  values: string[];
}
