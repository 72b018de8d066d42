import { decodeSegment, instanceIndex } from './decode';
import { ApiError } from './errors';
import { idOf, listOf, objectOf } from './json';
import type { Answer } from './transport';
import type { BulkResult, NewSegment, Problem, Segment } from './types';

/** Neither guide nor contract names a maximum for bulk calls. */
const BULK_SIZE = 50;

/** How the items of a bulk call's answer are told apart. */
interface Matching<A, T> {
  decode(item: unknown): T | undefined;
  /** From the surest way to the loosest. */
  ways: ((asked: A, item: T) => boolean)[];
  /**
   * What matches in no way belongs to what is left, in order, where the numbers agree and nothing
   * that it says contradicts.
   */
  inOrder?: (asked: A, item: T) => boolean;
}

const same = (a: string | undefined, b: string | undefined) =>
  (a ?? '').trim().toLowerCase() === (b ?? '').trim().toLowerCase();
/** What an answer leaves out contradicts nothing (difference 14). */
const agrees = (asked: string, told: string | undefined) => told === undefined || same(asked, told);

/** Whether a segment can be the one that was to be made. */
const canBe = (asked: NewSegment, { name, retailerId, contactList }: Segment) =>
  agrees(asked.name, name?.raw()) &&
  agrees(asked.retailerId, retailerId) &&
  agrees(asked.identifierType, contactList?.identifierType);

export const createdSegments: Matching<NewSegment, Segment> = {
  decode: decodeSegment,
  ways: [
    (asked, item) =>
      asked.name === item.name?.raw() &&
      asked.retailerId === item.retailerId &&
      same(asked.identifierType, item.contactList?.identifierType),
    (asked, item) => canBe(asked, item) && item.name !== undefined && item.retailerId !== undefined,
    (asked, item) => canBe(asked, item) && item.name !== undefined,
  ],
  inOrder: canBe,
};

export const updatedSegments: Matching<{ id: string }, Segment> = {
  decode: decodeSegment,
  ways: [(asked, item) => asked.id === item.id],
};

export const deletedIds: Matching<string, string> = {
  decode: (item) => idOf(objectOf(item).id) ?? idOf(item),
  ways: [(asked, item) => asked === item],
};

/**
 * Compares what came back with what was asked (difference 9): a failed item may stand in `errors`
 * or in `warnings`, with its place as `@data/0`; a warning about an item that was done is only a
 * warning.
 */
export function matchBulk<A, T extends string | { id: string }>(
  asked: readonly A[],
  { json, problems }: Pick<Answer, 'json' | 'problems'>,
  matching: Matching<A, T>,
): BulkResult<T> {
  const open = new Set(asked.keys());
  const result: BulkResult<T> = { done: [], failed: [], missing: [], warnings: [] };
  const take = (index: number, item: T) => {
    open.delete(index);
    result.done.push({ index, item });
  };

  const told = listOf(objectOf(json).data).flatMap((item) => matching.decode(item) ?? []);
  // One id is one item, however often it is told.
  let items = [
    ...new Map(told.map((item) => [typeof item === 'string' ? item : item.id, item])).values(),
  ];
  for (const matches of matching.ways) {
    items = items.filter((item) => {
      const index = [...open].find((at) => matches(asked[at] as A, item));
      if (index !== undefined) take(index, item);
      return index === undefined;
    });
  }

  const { errors, warnings } = problems;
  // Errors first: where both speak of an item, the error is the reason.
  for (const problem of [...errors, ...warnings]) {
    const index = instanceIndex(problem.instance);
    if (index !== undefined && open.delete(index)) result.failed.push({ index, problem });
    else result.warnings.push(problem);
  }

  const left = [...open];
  if (
    items.length === left.length &&
    left.every((index, at) => matching.inOrder?.(asked[index] as A, items[at] as T))
  ) {
    left.forEach((index, at) => take(index, items[at] as T));
  }
  giveReason(result, open, errors);
  result.missing = [...open];
  result.done.sort((a, b) => a.index - b.index);
  result.failed.sort((a, b) => a.index - b.index);
  return result;
}

/**
 * One item left and a problem that names none: that is its reason, unless it speaks of the API's
 * age.
 */
function giveReason<T>(result: BulkResult<T>, open: Set<number>, errors: readonly Problem[]): void {
  const [index] = open;
  if (open.size !== 1 || index === undefined) return;
  const unnamed = result.warnings.filter(
    ({ instance, type, code }) =>
      instanceIndex(instance) === undefined &&
      type !== 'deprecation' &&
      !/deprecated/.test(code ?? ''),
  );
  const reason = unnamed.find((problem) => errors.includes(problem)) ?? unnamed[0];
  if (!reason) return;
  open.delete(index);
  result.warnings.splice(result.warnings.indexOf(reason), 1);
  result.failed.push({ index, problem: reason });
}

/** Puts a part's result, whose first item was asked at `offset`, to the whole. */
function addPart<T>(whole: BulkResult<T>, part: BulkResult<T>, offset: number): void {
  for (const { index, item } of part.done) whole.done.push({ index: index + offset, item });
  for (const { index, problem } of part.failed)
    whole.failed.push({ index: index + offset, problem });
  for (const index of part.missing) whole.missing.push(index + offset);
  for (const warning of part.warnings) whole.warnings.push(warning);
}

/** Sends parts of 50 one after the other. What is done stays known when a later part fails. */
export async function inParts<A, T>(
  asked: readonly A[],
  send: (part: readonly A[]) => Promise<BulkResult<T>>,
): Promise<BulkResult<T>> {
  const whole: BulkResult<T> = { done: [], failed: [], missing: [], warnings: [] };
  for (let offset = 0; offset < asked.length; offset += BULK_SIZE) {
    try {
      addPart(whole, await send(asked.slice(offset, offset + BULK_SIZE)), offset);
    } catch (error) {
      if (offset === 0 || !(error instanceof ApiError)) throw error;
      whole.error = error;
      for (let index = offset; index < asked.length; index++) whole.missing.push(index);
      break;
    }
  }
  return whole;
}
