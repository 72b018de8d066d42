import { t } from '@vscode/l10n';
import { labelIn } from './fileName';
import { escapeLinks, plainText } from './outsideText';

/**
 * User data in messages: names and argument values on one line, truncated. Values from a file never
 * appear in a message.
 */

const MAX_NAME = 100;
/** The end of a path says most. */
const MAX_PATH = 300;
const MAX_VALUE = 60;
const MAX_FILES = 3;

function oneLine(text: string, maxLength: number): string {
  // Truncate first, so that a long text takes no time.
  const start = escapeLinks(plainText(text.slice(0, maxLength)));
  return text.length <= maxLength ? start : `${start}…`;
}

/** How error messages name the file at a URI, or a path: see `configureFilePaths`. Truncated. */
export function fileNameOf(uri: string): string {
  const label = labelIn(uri);
  return oneLine(label, /[/\\]/.test(label) ? MAX_PATH : MAX_NAME);
}

/** The first three files, as error messages name them. */
export function fileNamesOf(files: readonly { uri: string }[]): string {
  const names = files.slice(0, MAX_FILES).map(({ uri }) => fileNameOf(uri));
  return [...names, ...(files.length > MAX_FILES ? ['…'] : [])].join(', ');
}

/**
 * The value of an argument, so that its caller finds it; strings in quotes. Hides what is clearly
 * an identifier.
 */
export function argumentText(value: unknown): string {
  if (typeof value === 'string')
    return t('“{0}”', looksLikeIdentifier(value.trim()) ? '•••' : oneLine(value, MAX_VALUE));
  if (Array.isArray(value)) return '[…]';
  return typeof value === 'object' && value !== null ? '{…}' : oneLine(String(value), MAX_VALUE);
}

/**
 * Whether a value looks like an email address, a hash, a UUID, a phone number, or a long LiveRamp
 * ID.
 */
export function looksLikeIdentifier(value: string): boolean {
  return (
    /\S@\S/.test(value) ||
    /^(0x)?[0-9a-f]{32,}$/i.test(value) ||
    /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value) ||
    /^\+\d{7,15}$/.test(value) ||
    /^\S{40,}$/.test(value)
  );
}
