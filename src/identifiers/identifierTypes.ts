export const IDENTIFIER_TYPES = [
  'Email',
  'UserIdentifier',
  'IdentityLink',
  'CustomerId',
  'PhoneNumber',
] as const;
/**
 * The types that this extension can check and send. A segment's own `identifierType` is a plain
 * string, because the API may add types.
 */
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/**
 * The known type for a segment's `identifierType`, compared without case (difference 3).
 * Undefined for a type that this version doesn't know.
 */
export function knownType(identifierType: string | undefined): IdentifierType | undefined {
  return IDENTIFIER_TYPES.find((type) => type.toLowerCase() === identifierType?.toLowerCase());
}

export const HASHES = ['none', 'sha256', 'md5', 'sha256ofMd5'] as const;
/** How to hash a plain email before sending. */
export type Hash = (typeof HASHES)[number];

/**
 * What a value was recognized as: `plain` (an email or a phone number), a hash of one, a mobile id
 * and so on. 64 hex digits are always `sha256`, since the SHA-256 of an MD5 looks the same;
 * `sha256ofMd5` is used only for hashes made by this extension.
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

/** `error`: the value is invalid and left out. `warning`: it's sent, but may be a mistake. */
export type RuleLevel = 'error' | 'warning';

/**
 * The result of validating a field. `value` is the normalized value to send, before hashing.
 * `warning` and `rule` are keys of `RULES`.
 */
export type Verdict =
  | { kind: 'blank' }
  | { kind: 'valid'; value: string; format: ValueFormat; warning?: string }
  | { kind: 'invalid'; rule: string };

/** What validating needs to know about the column besides the value. */
export interface ColumnContext {
  /** The column's header, whose hash is invalid. */
  header?: string;
}

/** In the order in which they're offered: from the smallest change to removing the row. */
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
 * A fix of a raw value and the values that replace it: none removes the row, several become one row
 * each. `pad` keeps the value and adds the missing fields to the row.
 */
export interface Fix {
  kind: FixKind;
  values: string[];
}
