import { t } from '@vscode/l10n';
import { badArgument, type Failure } from '../common/failure';
import { looksLikeIdentifier } from '../common/messageText';
import { isTyped, optionName } from '../common/optionNames';
import { isId } from '../common/outsideText';
import { isContractArgument } from './contractArgument';

/**
 * The public `confirm` argument. False skips confirmation; the account ID does so for a protected
 * account too; undefined lets the window ask.
 */
export type Confirm = false | string | undefined;

/** Of a column. */
const LONGEST_NAME = 1000;

/**
 * Validates arguments from outside: of the public commands, of tasks, and from language models. An
 * invalid value throws `Failure` 'bad-argument' with what was expected.
 */
export class Arguments {
  /**
   * `lenient`, for arguments from language models: empty strings and null count as absent, and
   * choices ignore letter case.
   */
  constructor(
    private readonly raw: Readonly<Record<string, unknown>>,
    private readonly operation: string,
    private readonly lenient = false,
  ) {}

  /** The arguments of a call by contract; undefined for what the editor passes. */
  static of(value: unknown, operation: string): Arguments | undefined {
    return isContractArgument(value) ? new Arguments(value, operation) : undefined;
  }

  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined || value.trim() === '') throw this.invalid(requiredText(key), value);
    return value;
  }

  optionalText(key: string): string | undefined {
    return this.parseOptional(key, textOf, () => t('“{0}” must be a string.', optionName(key)));
  }

  /** A string that must not appear in any message. */
  secret(key: string): string {
    const value = this.value(key);
    if (typeof value !== 'string' || value === '') throw this.invalid(requiredText(key));
    return value;
  }

  id(key: string): string {
    const value = this.optionalId(key);
    if (value === undefined)
      throw this.invalid(t('“{0}” is required: an ID, as a string.', optionName(key)));
    return value;
  }

  /** IDs are int64 as strings: a JavaScript number would already have lost digits. */
  optionalId(key: string): string | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'string' && isId(value) ? value : undefined),
      () =>
        isTyped(key)
          ? t('“{0}” must be an ID, which is a number.', optionName(key))
          : t(
              '“{0}” must be an ID: digits, as a string (IDs are too large for a number).',
              optionName(key),
            ),
    );
  }

  ids(key: string): string[] {
    const value = this.optionalTexts(key);
    if (!value || value.length === 0)
      throw this.invalid(t('“{0}” is required: an array of IDs, as strings.', optionName(key)));
    const invalid = value.find((id) => !isId(id));
    if (invalid !== undefined)
      throw this.invalid(
        isTyped(key)
          ? t('“{0}” must be an ID, which is a number.', optionName(key))
          : t('“{0}” must contain only IDs: digits, as strings.', optionName(key)),
        invalid,
      );
    return [...new Set(value)];
  }

  optionalTexts(key: string): string[] | undefined {
    return this.parseOptional(
      key,
      (value) =>
        Array.isArray(value) && value.every((item): item is string => typeof item === 'string')
          ? [...value]
          : undefined,
      () => t('“{0}” must be an array of strings.', optionName(key)),
    );
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    return this.parse(key, this.choiceOf(allowed), () => oneOfText(key, allowed));
  }

  optionalOneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    return this.parseOptional(key, this.choiceOf(allowed), () => oneOfText(key, allowed));
  }

  optionalNumber(key: string): number | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'number' ? value : undefined),
      () => t('“{0}” must be a number.', optionName(key)),
    );
  }

  /** A number from 0 to 1. */
  optionalRatio(key: string): number | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined),
      () => t('“{0}” must be a number from 0 to 1.', optionName(key)),
    );
  }

  /** A whole number of at least 1. */
  optionalCount(key: string): number | undefined {
    return this.parseOptional(
      key,
      (value) => (isWhole(value) && value > 0 ? value : undefined),
      () => t('“{0}” must be a whole number of at least 1.', optionName(key)),
    );
  }

  optionalFlag(key: string): boolean | undefined {
    return this.parseOptional(
      key,
      (value) => (typeof value === 'boolean' ? value : undefined),
      () => t('“{0}” must be true or false.', optionName(key)),
    );
  }

  /** A column name, or a 0-based column number. */
  optionalColumn(key: string): string | number | undefined {
    return this.parseOptional(
      key,
      (value) => (isColumn(value) ? value : undefined),
      () => columnText(key),
    );
  }

  /** At least one column name, or 0-based column number. */
  optionalColumns(key: string): (string | number)[] | undefined {
    return this.parseOptional(
      key,
      (value) =>
        Array.isArray(value) && value.length > 0 && value.every(isColumn) ? [...value] : undefined,
      () =>
        isTyped(key)
          ? columnText(key)
          : t(
              '“{0}” must be an array of column names from the header, or of column numbers starting at 0.',
              optionName(key),
            ),
    );
  }

  /** `orTrue`: `true` is accepted and means the same as undefined. */
  confirm(orTrue = true): Confirm {
    const value = this.value('confirm');
    if (value === undefined || (orTrue && value === true)) return undefined;
    if (value === false || (typeof value === 'string' && isId(value))) return value;
    throw this.invalid(
      isTyped('confirm')
        ? t('“{0}” must be the account ID, which is a number.', optionName('confirm'))
        : t('“{0}” must be false, or the account ID as a string.', optionName('confirm')),
      value,
    );
  }

  /**
   * What `read` returns for the value. Throws with what was `expected` if that is undefined or the value is
   * absent.
   */
  parse<T>(key: string, read: (value: unknown) => T | undefined, expected: () => string): T {
    const value = this.parseOptional(key, read, expected);
    if (value === undefined) throw this.invalid(expected());
    return value;
  }

  parseOptional<T>(
    key: string,
    read: (value: unknown) => T | undefined,
    expected: () => string,
  ): T | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const result = read(value);
    if (result === undefined)
      throw this.invalid(expected(), isTyped(key) ? typedText(value) : value);
    return result;
  }

  /** Throws for a key that isn't in `known`. */
  rejectUnknownKeys(known: readonly string[]): void {
    const unknown = Object.keys(this.raw).find((key) => !known.includes(key));
    if (unknown !== undefined)
      throw this.invalid(t('{0} has no argument “{1}”.', this.operation, optionName(unknown)));
  }

  /** The failure for an invalid value. */
  invalid(message: string, given?: unknown): Failure {
    return badArgument(this.operation, message, given);
  }

  private value(key: string): unknown {
    const value = this.raw[key];
    return this.lenient && (value === null || value === '') ? undefined : value;
  }

  private choiceOf<T extends string>(allowed: readonly T[]): (value: unknown) => T | undefined {
    const normalize = (text: string): string => (this.lenient ? text.toLowerCase() : text);
    return (value) =>
      typeof value === 'string'
        ? allowed.find((item) => normalize(item) === normalize(value))
        : undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A column name, or a 0-based column number. */
export function isColumn(value: unknown): value is string | number {
  return typeof value === 'string'
    ? value !== '' && value.length <= LONGEST_NAME
    : isWhole(value) && value >= 0;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

function requiredText(key: string): string {
  return isTyped(key)
    ? t('“{0}” is required.', optionName(key))
    : t('“{0}” is required and must be a string.', optionName(key));
}

function columnText(key: string): string {
  return t(
    '“{0}” must be a column name from the header, or a column number starting at 0.',
    optionName(key),
  );
}

function oneOfText(key: string, allowed: readonly string[]): string {
  return t('“{0}” must be one of: {1}.', optionName(key), allowed.join(', '));
}

/** A list as it is typed; of one with an identifier, only that, which messages hide. */
function typedText(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const texts = value.map(String);
  return texts.find(looksLikeIdentifier) ?? texts.join(', ');
}
