import { t } from '@vscode/l10n';
import { badArgument, type Failure } from '../common/failure';

/**
 * What `confirm` of the contract allows: false asks nothing, the account's id does so for a
 * protected account too; undefined where the window is to ask.
 */
export type Confirm = false | string | undefined;

/** Ids are int64 in text: a JavaScript number has already lost digits. */
const ID = /^\d{1,20}$/;

/**
 * Reads arguments that come from outside: those of the public contract, of a task, and what a
 * language model passes. A bad value of a known key rejects with what was expected.
 */
export class Arguments {
  /**
   * `lenient`, for what models pass: empty text and null count as not given, and the letter case of
   * choices does not matter.
   */
  constructor(
    private readonly raw: Readonly<Record<string, unknown>>,
    private readonly operation: string,
    private readonly lenient = false,
  ) {}

  /**
   * The arguments of the contract, if `value` has its shape (see `hasAnyKey`); undefined for
   * anything else, which menus pass.
   */
  static of(value: unknown, operation: string, ...keys: string[]): Arguments | undefined {
    return hasAnyKey(value, ...keys) ? new Arguments(value, operation) : undefined;
  }

  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined || value.trim() === '')
      throw this.bad(t('“{0}” is required and must be a string.', key), value);
    return value;
  }

  optionalText(key: string): string | undefined {
    return this.parseOptional(key, textOf, t('“{0}” must be a string.', key));
  }

  /** A text that no message may tell. */
  secret(key: string): string {
    const value = this.value(key);
    if (typeof value !== 'string' || value === '')
      throw this.bad(t('“{0}” is required and must be a string.', key));
    return value;
  }

  id(key: string): string {
    const value = this.optionalId(key);
    if (value === undefined) throw this.bad(t('“{0}” is required: an ID, as a string.', key));
    return value;
  }

  optionalId(key: string): string | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'string' && ID.test(value) ? value : undefined),
      t('“{0}” must be an ID: digits, as a string (IDs are too large for a number).', key),
    );
  }

  ids(key: string): string[] {
    const value = this.optionalTexts(key);
    if (!value || value.length === 0)
      throw this.bad(t('“{0}” is required: an array of IDs, as strings.', key));
    const wrong = value.find((id) => !ID.test(id));
    if (wrong !== undefined)
      throw this.bad(t('“{0}” must contain only IDs: digits, as strings.', key), wrong);
    return [...new Set(value)];
  }

  optionalTexts(key: string): string[] | undefined {
    return this.parseOptional(
      key,
      (value) =>
        Array.isArray(value) && value.every((item): item is string => typeof item === 'string')
          ? [...value]
          : undefined,
      t('“{0}” must be an array of strings.', key),
    );
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    return this.parse(key, this.choiceOf(allowed), oneOfWords(key, allowed));
  }

  optionalOneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    return this.parseOptional(key, this.choiceOf(allowed), oneOfWords(key, allowed));
  }

  optionalNumber(key: string): number | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'number' ? value : undefined),
      t('“{0}” must be a number.', key),
    );
  }

  /** A number from 0 to 1. */
  optionalRatio(key: string): number | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined),
      t('“{0}” must be a number from 0 to 1.', key),
    );
  }

  /** A whole number from 1 on. */
  optionalCount(key: string): number | undefined {
    return this.parseOptional(
      key,
      (value) => (isWhole(value) && value > 0 ? value : undefined),
      t('“{0}” must be a whole number of at least 1.', key),
    );
  }

  optionalFlag(key: string): boolean | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'boolean' ? value : undefined),
      t('“{0}” must be true or false.', key),
    );
  }

  /** A header's name, or a number from 0. */
  optionalColumn(key: string): string | number | undefined {
    return this.parseOptional(
      key,
      (value) =>
        (typeof value === 'string' && value !== '') || (isWhole(value) && value >= 0)
          ? value
          : undefined,
      t('“{0}” must be a column name from the header, or a column number starting at 0.', key),
    );
  }

  /** `orTrue`: `true` is allowed, and the same as nothing. */
  confirm(orTrue = true): Confirm {
    const value = this.value('confirm');
    if (value === undefined || (orTrue && value === true)) return undefined;
    if (value === false || (typeof value === 'string' && ID.test(value))) return value;
    throw this.bad(t('“confirm” must be false, or the account ID as a string.'), value);
  }

  /** What `read` makes of the value; where it makes nothing of it, or there is none: `expected`. */
  parse<T>(key: string, read: (value: unknown) => T | undefined, expected: string): T {
    const value = this.parseOptional(key, read, expected);
    if (value === undefined) throw this.bad(expected);
    return value;
  }

  parseOptional<T>(
    key: string,
    read: (value: unknown) => T | undefined,
    expected: string,
  ): T | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const found = read(value);
    if (found === undefined) throw this.bad(expected, value);
    return found;
  }

  /** An unknown key is a mistake of the caller's. */
  rejectUnknownKeys(known: readonly string[]): void {
    const unknown = Object.keys(this.raw).find((key) => !known.includes(key));
    if (unknown !== undefined)
      throw this.bad(t('{0} has no argument “{1}”.', this.operation, unknown));
  }

  /** What a bad value rejects with. */
  bad(message: string, given?: unknown): Failure {
    return badArgument(this.operation, message, given);
  }

  private value(key: string): unknown {
    const value = this.raw[key];
    return this.lenient && (value === null || value === '') ? undefined : value;
  }

  private choiceOf<T extends string>(allowed: readonly T[]): (value: unknown) => T | undefined {
    const spelt = (text: string): string => (this.lenient ? text.toLowerCase() : text);
    return (value) =>
      typeof value === 'string' ? allowed.find((item) => spelt(item) === spelt(value)) : undefined;
  }
}

/** True for a plain object that is neither a Uri nor a tree row but has one of the keys. */
export function hasAnyKey(value: unknown, ...keys: string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return keys.some((key) => key in value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

function oneOfWords(key: string, allowed: readonly string[]): string {
  return t('“{0}” must be one of: {1}.', key, allowed.join(', '));
}
