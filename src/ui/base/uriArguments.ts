import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import type { Arguments } from '../../app/arguments';
import { listArguments } from '../../app/uploads/choices/suppressionChoice';
import { badArgument } from '../../common/failure';
import { isRecord } from '../../common/records';
import { uriOf } from './editorSource';

/** The file at a key of a command's arguments. Throws `Failure` 'bad-argument'. */
export function uriIn(args: Arguments, key: string): Uri {
  return args.parse(key, uriOf, () => t('“{0}” must be the URI of a file.', key));
}

/**
 * The arguments with the files at `keys` as texts of their URIs. What isn't a file by `toUri` stays, to
 * be rejected.
 */
export function withUriTexts(
  raw: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  toUri: (value: unknown) => Uri | undefined = uriOf,
): Record<string, unknown> {
  const uriText = (value: unknown): string | undefined => toUri(value)?.toString();
  const text = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(text) : (uriText(value) ?? value);
  const textOf = (value: unknown): unknown =>
    typeof value === 'object' ? (uriText(value) ?? value) : value;
  const list = (value: unknown): unknown =>
    isRecord(value) && 'file' in value ? { ...value, file: textOf(value.file) } : textOf(value);
  const textsOf = (key: string): unknown =>
    key === 'suppress' ? listArguments([raw[key]].flat().map(list), uriText) : text(raw[key]);
  const given = keys.filter((key) => raw[key] !== undefined);
  return { ...raw, ...Object.fromEntries(given.map((key) => [key, textsOf(key)])) };
}

/** The file that a command takes as its first argument. Throws `Failure` 'bad-argument'. */
export function firstUri(value: unknown, operation: string): Uri {
  const uri = uriOf(value);
  if (uri) return uri;
  throw badArgument(
    operation,
    t('The first argument of {0} must be the file’s URI (a Uri or a string).', operation),
    value,
  );
}
