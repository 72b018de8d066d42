import { judgeAddress } from './address';
import { judgeHash } from './emailHash';
import { unwrapAddress } from './emailParts';
import { judgeCleaned } from './normalize';
import type { JudgeContext, Verdict } from './types';

/**
 * Judges a raw field of an Email column: a plain address, or a hash of one.
 * Source: README, Identifiers.
 */
export function judgeEmail(raw: string, context: JudgeContext = {}): Verdict {
  return judgeCleaned(raw, (cleaned) => {
    if (!cleaned.includes('@')) return judgeHash(cleaned, context) ?? judgeAddress(cleaned);
    const rule = wrapping(cleaned);
    if (rule !== undefined) return { kind: 'bad', rule };
    const verdict = judgeAddress(cleaned);
    // Said only where taking it away leaves an address: an apostrophe, say, may also belong to one.
    if (verdict.kind === 'bad' && unwrapAddress(cleaned) !== undefined)
      return { kind: 'bad', rule: 'email-wrapped' };
    return verdict;
  });
}

/** The rule for a cell that holds an address in something, or more than one. */
function wrapping(cleaned: string): string | undefined {
  const ats = cleaned.split('@').length - 1;
  if (ats > 1) return /[;,|/\s>]/.test(cleaned) ? 'email-two-addresses' : 'email-two-at';
  if (/^<?\s*mailto:/i.test(cleaned)) return 'email-mailto';
  if (/<[^<>]*@[^<>]*>/.test(cleaned)) return 'email-display-name';
  return undefined;
}
