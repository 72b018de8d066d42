/** What every failure of a call is told from. */
import { t } from '@vscode/l10n';
import type { OutsideText } from '../../common/outsideText';
import type { ErrorFacts, Operation } from '../apiError';
import type { ReplyTexts } from '../replyTexts';

/** What is known about a call when it fails. */
export interface RequestContext {
  operation: Operation;
  /** The machine asked, with its port if it has one. */
  host: string;
  version: string;
  /** How the reply's texts are read. */
  texts: ReplyTexts;
  /** Replaces the session's own secret and tokens in whatever a reply gives back. */
  withoutSecrets: <T>(value: T) => T;
  /** The application's name, where who-am-I told it. */
  application?: OutsideText;
  /** Milliseconds, from the reply's headers. */
  retryAfter?: number;
}

export function withDoubt(sentence: string, outcome: ErrorFacts['outcome']): string {
  return outcome === 'unknown'
    ? `${sentence} ${t('It may or may not have taken effect.')}`
    : sentence;
}

export const RETRYABLE_STATUSES = new Set([429, 500, 502, 503, 504]);
/**
 * Nos that the API may give without its envelope: of its own front, about the address, the token,
 * the size or the limit.
 */
export const ENVELOPE_OPTIONAL_STATUSES = new Set([401, 404, 405, 410, 413, 415, 429]);
