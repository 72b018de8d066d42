import { toFailure } from '../../common/failure';
import { isId, type OutsideText } from '../../common/outsideText';
import { HIDDEN, redact } from '../../common/redact';
import type { ToolName } from '../base/names';

/** A phone number with any grouping. */
const PHONE = /\+?\d(?:[ ().-]{0,2}\d){7,}/g;

/**
 * Codes of failures whose messages are about accounts and segments, and may go to a model. A message
 * about a file can quote its content.
 */
const SAFE_CODES = new Set([
  'signed-out',
  'no-account',
  'unknown-account',
  'bad-argument',
  'segment-not-found',
  'segment-read-only',
  'segment-events',
  'segment-not-contact-list',
  'unsupported-type',
  'not-in-workspace',
  'cancelled',
  'nothing-to-send',
]);

/** A name without the addresses, hashes, mobile IDs and phone numbers in it: names are free text. */
export function redactIdentifiers(name: OutsideText): string {
  const text = name.forTree();
  return text
    .replace(/\S+/g, (word) =>
      /@|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32}/i.test(word) ? HIDDEN : word,
    )
    .replace(PHONE, HIDDEN);
}

/** IDs that the model itself passed: they may appear in its replies. */
function idsIn(raw: object): string[] {
  return Object.values(raw).filter(
    (value): value is string => typeof value === 'string' && isId(value),
  );
}

/**
 * Runs `work`. Rejects with an error that a model may read: code, status, and the message if it is
 * safe. `raw` is the model's input.
 */
export async function redactFailure<T>(
  tool: ToolName,
  raw: object,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message, status } = toFailure(error, tool);
    const text = SAFE_CODES.has(code)
      ? redact(message, idsIn(raw))
      : 'Details are with the user: the command "Check CSV for Audience Upload", or the extension\'s log.';
    throw new Error(`${code}${status === undefined ? '' : ` (${status})`}: ${text}`);
  }
}
