import { t } from '@vscode/l10n';
import { ApiError } from '../../../api/apiError';
import type { BulkResult } from '../../../api/apiTypes';
import { codeFields } from '../../../common/codes/toolCodes';
import { itemsNotDone, type ItemOutcome } from './itemOutcome';

/** Items per request. Criteo publishes no maximum. */
export const BATCH_SIZE = 50;

/** Outcome of a bulk change: every item is in exactly one of `done` and `problems`. */
export interface BatchOutcome<T> {
  done: { index: number; item: T }[];
  problems: ItemOutcome[];
}

export interface BatchOptions<T> {
  /** Called after each batch with the number of items requested so far. */
  onProgress?: (requested: number) => void;
  /** Stops before the next batch; the remaining items become problems. */
  signal?: AbortSignal;
  /** Called when a response was lost: finds which items of the batch took effect anyway. */
  recover?: (batch: readonly number[]) => Promise<{ index: number; item: T }[]>;
}

/**
 * Sends a bulk change in batches of 50. If a batch fails as a whole, its items and all later ones
 * become problems, because earlier batches have taken effect. Rejects with the API's error if
 * nothing has taken effect.
 * @param send Sends one request for the items at these indexes; its result counts from 0 within the
 * batch.
 */
export async function changeInBatches<T>(
  size: number,
  send: (indexes: readonly number[]) => Promise<BulkResult<T>>,
  options: BatchOptions<T> = {},
): Promise<BatchOutcome<T>> {
  const outcome: BatchOutcome<T> = { done: [], problems: [] };
  for (let start = 0; start < size; start += BATCH_SIZE) {
    const indexes = Array.from(
      { length: Math.min(BATCH_SIZE, size - start) },
      (_, offset) => start + offset,
    );
    if (options.signal?.aborted) {
      addProblems(outcome, start, size, {
        ...codeFields('cancelled'),
        message: t('Not attempted: cancelled.'),
      });
      break;
    }
    try {
      const result = await send(indexes);
      outcome.done.push(...result.done.map(({ index, item }) => ({ index: start + index, item })));
      outcome.problems.push(
        ...itemsNotDone(result).map((problem) => ({ ...problem, index: start + problem.index })),
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const isLost = error.outcome === 'unknown';
      const recovered = isLost && options.recover ? await options.recover(indexes) : [];
      outcome.done.push(...recovered);
      if (outcome.done.length === 0 && outcome.problems.length === 0) throw error;
      const recoveredIndexes = new Set(recovered.map(({ index }) => index));
      const { code, source, message, traceId } = error;
      for (const index of indexes)
        if (!recoveredIndexes.has(index))
          outcome.problems.push({ index, code, source, message, traceId });
      if (recoveredIndexes.size < indexes.length) {
        addProblems(outcome, start + indexes.length, size, {
          ...codeFields('not-asked'),
          message: t('Not attempted: an earlier request failed.'),
        });
        break;
      }
    }
    options.onProgress?.(start + indexes.length);
  }
  return outcome;
}

function addProblems(
  outcome: BatchOutcome<unknown>,
  from: number,
  to: number,
  problem: Pick<ItemOutcome, 'code' | 'source' | 'message'>,
): void {
  for (let index = from; index < to; index++) outcome.problems.push({ index, ...problem });
}
