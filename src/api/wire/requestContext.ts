/** What error messages and reply parsing need to know about a request. */
import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import type { OutsideText } from '../../common/outsideText';
import type { ErrorFacts, Operation } from '../apiError';
import type { ReplyTexts } from '../replyTexts';

export interface RequestContext {
  operation: Operation;
  /** The API's host, with its port if it has one. */
  host: string;
  version: string;
  /** Reads the texts of the reply. */
  texts: ReplyTexts;
  /** Redacts the session's own secret and tokens in a reply. */
  withoutSecrets: <T>(value: T) => T;
  /** The application's name, if known from `/me`. */
  application?: OutsideText;
  /** Milliseconds, from the reply's headers. */
  retryAfter?: number;
}

/** Sentences of an error message: what happened, and what to do. */
export interface FailureText {
  fact: string;
  advice?: string;
}

/** Joins an error message; an unknown outcome is mentioned before the advice. */
export function failureMessage(
  { fact, advice }: FailureText,
  outcome: ErrorFacts['outcome'],
): string {
  const doubt = outcome === 'unknown' ? t('It may or may not have taken effect.') : undefined;
  return [fact, doubt, advice].filter((sentence) => sentence !== undefined).join(' ');
}

/** What to do about an upload's request or response that is too large. */
export function smallerChunksText(): string {
  return t(
    'Send fewer identifiers per request ({0}).',
    optionName('criteoAudiences.upload.chunkSize'),
  );
}

export const RETRYABLE_STATUSES = new Set([429, 500, 502, 503, 504]);
/**
 * Rejections that the API may send without its envelope, from its gateway: about the address, the
 * token, the size or the limit.
 */
export const ENVELOPE_OPTIONAL_STATUSES = new Set([401, 404, 405, 410, 413, 415, 429]);
