import type { IdentifierType } from '../api/types';

export type { IdentifierType };

export const HASHES = ['none', 'sha256', 'md5', 'sha256ofMd5'] as const;
/** What to do with a plain email before sending. */
export type Hash = (typeof HASHES)[number];

/** What a value was recognised as. `plain` email, a hash of one, a mobile id, … */
export type Form = 'plain' | 'md5' | 'sha256' | 'sha256ofMd5' | 'mobileId' | 'cookieId' | 'opaque';

/**
 * Why a value is refused (`error`) or looked at twice (`warning`).
 * Codes are stable: they stand in Problems and link to the README's section of the same name.
 */
export type RuleLevel = 'error' | 'warning';

/** What is to be sent for a value, or why it is not. Never holds the raw value in a text. */
export type Verdict =
  | { kind: 'blank' }
  | { kind: 'good'; value: string; form: Form; warning?: string }
  /** `rule` is a key of the rules' table. */
  | { kind: 'bad'; rule: string };

/** A repair of a raw value: the text that replaces it (two or more values become as many rows; none removes the row). */
export interface Fix {
  kind: 'clean' | 'lowerCase' | 'dropPrefix' | 'split' | 'unwrap' | 'hyphenate' | 'remove';
  values: string[];
}
