import { t } from '@vscode/l10n';
import type { BulkResult, Problem } from '../../../api/apiTypes';

/** Why one asked item of a bulk call was not done, for the caller and for the report. */
export interface ItemOutcome {
  /** Place in what was asked, 0-based. */
  index: number;
  /** The API's code; `no-answer` where it said nothing about the item. */
  code: string;
  /** The API's own words, redacted. */
  message: string;
  traceId?: string;
}

/** The items that were not done: refused by the API, or without an answer. In the order asked. */
export function itemsNotDone(result: BulkResult<unknown>): ItemOutcome[] {
  const refused = result.failed.map(({ index, problem }) => ({
    index,
    code: problem.code ?? 'refused',
    message: problemText(problem),
    traceId: problem.traceId,
  }));
  const silent = result.missing.map((index) => ({
    index,
    code: 'no-answer',
    message: t(
      'Criteo’s response doesn’t mention this segment. Refresh to see whether the change took effect.',
    ),
  }));
  return [...refused, ...silent].sort((a, b) => a.index - b.index);
}

/** The API's own words for a problem, as the message of an error. */
export function problemText({ code, ...words }: Problem): string {
  const title = words.title?.forNotification();
  const detail = words.detail?.forNotification();
  if (title && detail && title !== detail) return `${title.replace(/[.\s]+$/, '')}. ${detail}`;
  return detail ?? title ?? code ?? t('rejected without a reason');
}

/** Guide, Delete Audience Segment: both conditions, and where to detach. */
export function deletionHint(code: string): string | undefined {
  if (code !== 'segment-must-not-be-used-in-audience') return undefined;
  return t(
    'A segment can’t be deleted while an audience uses it or after it has served impressions. First detach it from all audiences in Criteo’s user interface.',
  );
}

/** Words of the API before further sentences: it ends some with a stop and some without. */
export function asSentence(text: string): string {
  return /[.!?…。]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
