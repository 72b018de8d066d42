import { t } from '@vscode/l10n';
import { ApiError } from '../../../api/apiError';
import type { BulkResult, Problem } from '../../../api/apiTypes';
import { itemsNotDone, type ItemOutcome } from './itemOutcome';

/** No maximum is published: at most 50 items a call. */
export const BATCH_SIZE = 50;

/** The end of a bulk command: every asked item is in exactly one of the two. */
export interface BatchOutcome<T> {
  done: { index: number; item: T }[];
  problems: ItemOutcome[];
  warnings: Problem[];
}

export interface BatchOptions<T> {
  /** Called after each part with the number of items asked so far. */
  onProgress?: (asked: number) => void;
  /** Stops before the next part; what was not asked is reported as such. */
  signal?: AbortSignal;
  /** Called where an answer was lost: what of these places was done after all. */
  recover?: (part: readonly number[]) => Promise<{ index: number; item: T }[]>;
}

/**
 * A bulk call in parts of 50. A part that fails as a whole ends it: its items and those after it
 * become problems, since the parts before it are done. Rejects with the API's error where nothing
 * was done at all.
 * @param call makes one call for the items of these places in the whole; its result counts from 0
 *   within the part.
 */
export async function changeInBatches<T>(
  size: number,
  call: (indexes: readonly number[]) => Promise<BulkResult<T>>,
  options: BatchOptions<T> = {},
): Promise<BatchOutcome<T>> {
  const outcome: BatchOutcome<T> = { done: [], problems: [], warnings: [] };
  for (let start = 0; start < size; start += BATCH_SIZE) {
    const indexes = Array.from(
      { length: Math.min(BATCH_SIZE, size - start) },
      (_, offset) => start + offset,
    );
    if (options.signal?.aborted) {
      leaveOut(outcome, start, size, {
        code: 'cancelled',
        message: t('Not attempted: cancelled.'),
      });
      break;
    }
    try {
      const result = await call(indexes);
      outcome.done.push(...result.done.map(({ index, item }) => ({ index: start + index, item })));
      outcome.problems.push(
        ...itemsNotDone(result).map((problem) => ({ ...problem, index: start + problem.index })),
      );
      for (const warning of result.warnings) outcome.warnings.push(warning);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const lost = error.outcome === 'unknown';
      const found = lost && options.recover ? await options.recover(indexes) : [];
      outcome.done.push(...found);
      if (outcome.done.length === 0 && outcome.problems.length === 0) throw error;
      const foundAt = new Set(found.map(({ index }) => index));
      const told = { code: error.code, message: error.message, traceId: error.traceId };
      for (const index of indexes)
        if (!foundAt.has(index)) outcome.problems.push({ index, ...told });
      if (foundAt.size < indexes.length) {
        leaveOut(outcome, start + indexes.length, size, {
          code: 'not-asked',
          message: t('Not attempted: an earlier request failed.'),
        });
        break;
      }
    }
    options.onProgress?.(start + indexes.length);
  }
  return outcome;
}

function leaveOut(
  outcome: BatchOutcome<unknown>,
  from: number,
  to: number,
  why: Pick<ItemOutcome, 'code' | 'message'>,
): void {
  for (let index = from; index < to; index++) outcome.problems.push({ index, ...why });
}
