import { toFailure } from '../../common/failure';
import type { OutsideText } from '../../common/outsideText';
import { HIDDEN, redact } from '../../common/redact';
import type { ToolName } from '../base/names';

/** A phone number, however it is grouped. */
const PHONE = /\+?\d(?:[ ().-]{0,2}\d){7,}/g;

/**
 * Failures whose words are about accounts and segments. Words about a file can quote it, and stay
 * with the user.
 */
const TELLABLE = new Set([
  'signed-out',
  'no-account',
  'unknown-account',
  'bad-argument',
  'segment-not-found',
  'segment-read-only',
  'segment-events',
  'segment-not-contact-list',
  'unsupported-type',
  'protected',
  'not-in-workspace',
  'not-confirmed',
  'changed',
  'nothing-to-send',
]);

/**
 * Names are free text: one that holds an address, a hash, an id or a phone number is told without
 * it.
 */
export function redactIdentifiers(name: OutsideText): string {
  const text = name.forTree();
  return text
    .replace(/\S+/g, (word) =>
      /@|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32}/i.test(word) ? HIDDEN : word,
    )
    .replace(PHONE, HIDDEN);
}

/** Ids that the model itself passed may be said again. */
function knownIn(raw: object): string[] {
  return Object.values(raw).filter(
    (value): value is string => typeof value === 'string' && /^\d{1,20}$/.test(value),
  );
}

/** A failure as a model may read it. */
export async function redactFailure<T>(
  tool: ToolName,
  raw: object,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message, status } = toFailure(error, tool);
    const words = TELLABLE.has(code)
      ? redact(message, knownIn(raw))
      : 'Details are with the user: the command "Check CSV for Audience Upload", or the extension\'s log.';
    throw new Error(`${code}${status === undefined ? '' : ` (${status})`}: ${words}`);
  }
}
