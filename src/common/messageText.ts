import { nameIn } from './fileName';
import { escapeLinks, plainText } from './outsideText';

/**
 * Names and values of the user's own in a message: in one line, and not for ever. Values out of a
 * file are never told.
 */

const MAX_NAME = 100;
const MAX_VALUE = 60;
const MAX_FILES = 3;

function oneLine(text: string, maxLength: number): string {
  // Cut first: whatever comes after is not looked at.
  const start = escapeLinks(plainText(text.slice(0, maxLength)));
  return text.length <= maxLength ? start : `${start}…`;
}

/** The name of the file at an address (a URI's text), without its folder: short, for an error. */
export function fileNameOf(uri: string): string {
  return oneLine(nameIn(uri), MAX_NAME);
}

/** The names of the first files of several. */
export function fileNamesOf(files: readonly { uri: string }[]): string {
  const names = files.slice(0, MAX_FILES).map(({ uri }) => fileNameOf(uri));
  return [...names, ...(files.length > MAX_FILES ? ['…'] : [])].join(', ');
}

/**
 * A value of an argument, as its caller finds it again: a text in quotes. One that is plainly
 * somebody's identifier is hidden.
 */
export function argumentText(value: unknown): string {
  if (typeof value === 'string')
    return `“${looksLikeIdentifier(value.trim()) ? '•••' : oneLine(value, MAX_VALUE)}”`;
  if (Array.isArray(value)) return '[…]';
  return typeof value === 'object' && value !== null ? '{…}' : oneLine(String(value), MAX_VALUE);
}

/** An address, a hash, a UUID, a phone number, or one of LiveRamp's long ids. */
export function looksLikeIdentifier(value: string): boolean {
  return (
    /\S@\S/.test(value) ||
    /^(0x)?[0-9a-f]{32,}$/i.test(value) ||
    /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value) ||
    /^\+\d{7,15}$/.test(value) ||
    /^\S{40,}$/.test(value)
  );
}
