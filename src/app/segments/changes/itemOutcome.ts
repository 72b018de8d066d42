import { t } from '@vscode/l10n';
import type { BulkResult, Problem } from '../../../api/apiTypes';
import { codeFields, type CodeFields, type ErrorCode } from '../../../common/codes/toolCodes';

/** Why one item of a bulk request had no effect. */
export interface ItemOutcome extends CodeFields {
  /** 0-based index of the item in the request. */
  index: number;
  /** The API's message, redacted. */
  message: string;
  traceId?: string;
}

/**
 * The items that had no effect, in request order: rejected by the API, or missing from its
 * response.
 */
export function itemsNotDone(result: BulkResult<unknown>): ItemOutcome[] {
  const rejected = result.failed.map(({ index, problem }) => ({
    index,
    ...codeFields(codeOfProblem(problem)),
    message: problemText(problem),
    traceId: problem.traceId,
  }));
  const unmentioned = result.missing.map((index) => ({
    index,
    ...codeFields('no-answer'),
    message: t(
      'Criteo’s response doesn’t mention this segment. Refresh to see whether the change took effect.',
    ),
  }));
  return [...rejected, ...unmentioned].sort((a, b) => a.index - b.index);
}

/** The API's code, or ours if it gave none. */
export function codeOfProblem({ code }: Problem): ErrorCode {
  return code === undefined ? 'refused' : { api: code };
}

/** The API's description of a problem as one message. */
export function problemText({ code, ...words }: Problem): string {
  const title = words.title?.forNotification();
  const detail = words.detail?.forNotification();
  if (title && detail && title !== detail) return `${title.replace(/[.\s]+$/, '')}. ${detail}`;
  return detail ?? title ?? code ?? t('rejected without a reason');
}

/** Whether a deletion was rejected because an audience uses the segment, or did. */
export function isHeld(code: string): boolean {
  return code === 'segment-must-not-be-used-in-audience';
}

/** Guide, "Delete Audience Segment": both conditions, and where to detach a segment. */
export function deletionHint(code: string): string | undefined {
  if (!isHeld(code)) return undefined;
  return t(
    'A segment can’t be deleted while an audience uses it or after it has served impressions. First detach it from all audiences in Criteo’s user interface.',
  );
}

/** Ends a text of the API with a period if it has no end mark, so that sentences can follow. */
export function asSentence(text: string): string {
  return /[.!?…。]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
