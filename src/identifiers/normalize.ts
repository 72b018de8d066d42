import { clean, isPlaceholder, needsCleaning } from './clean';
import type { Verdict } from './types';

/** Values longer than this (UTF-16 units) are no identifiers but a quote that was never closed. */
export const MAX_LENGTH = 1024;

/** A line end or another control character: a quote that was never closed, or a broken export. */
const CONTROL = new RegExp('[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]');

/** What is wrong with a cleaned value of any type, or undefined. */
function commonFault(cleaned: string): string | undefined {
  if (isPlaceholder(cleaned)) return 'placeholder';
  if (cleaned.includes('\ufffd')) return 'undecodable-character';
  if (CONTROL.test(cleaned)) return 'control-character';
  if (cleaned.length > MAX_LENGTH) return 'value-too-long';
  return undefined;
}

/**
 * The way every type begins: cleans, then hands a value that is neither blank nor broken to the
 * rules of its type. A good value that held invisible characters gets the warning
 * `invisible-characters`, unless it has another already.
 */
export function judgeCleaned(raw: string, rules: (cleaned: string) => Verdict): Verdict {
  const cleaned = clean(raw);
  if (cleaned === '') return { kind: 'blank' };
  const fault = commonFault(cleaned);
  if (fault !== undefined) return { kind: 'bad', rule: fault };
  const verdict = rules(cleaned);
  if (verdict.kind === 'good' && verdict.warning === undefined && needsCleaning(raw))
    return { ...verdict, warning: 'invisible-characters' };
  return verdict;
}
