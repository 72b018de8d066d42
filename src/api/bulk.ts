import type { BulkResult, NewSegment, Problem, Segment } from './apiTypes';
import { decodeSegment, instanceIndex } from './decode';
import { idOf, listOf, objectOf } from './json';
import type { ApiReply } from './wire/transport';

/** How items of a bulk reply are matched with the requested ones. */
interface BulkMatcher<A, T> {
  decode(item: unknown): T | undefined;
  /** From strict to loose. */
  matchers: ((requested: A, item: T) => boolean)[];
  /**
   * For items that no matcher assigns: they are assigned by position if the counts agree and this
   * holds for each pair.
   */
  inOrder?: (requested: A, item: T) => boolean;
}

const same = (a: string | undefined, b: string | undefined) =>
  (a ?? '').trim().toLowerCase() === (b ?? '').trim().toLowerCase();
/** A missing field contradicts nothing (difference 14). */
const agrees = (requested: string, given: string | undefined) =>
  given === undefined || same(requested, given);

/** Whether a returned segment may be the requested one. */
const isCompatible = (requested: NewSegment, { name, retailerId, contactList }: Segment) =>
  agrees(requested.name, name?.raw()) &&
  agrees(requested.retailerId, retailerId) &&
  agrees(requested.identifierType, contactList?.identifierType);

export const createdSegments: BulkMatcher<NewSegment, Segment> = {
  decode: decodeSegment,
  matchers: [
    (requested, item) =>
      requested.name === item.name?.raw() &&
      requested.retailerId === item.retailerId &&
      same(requested.identifierType, item.contactList?.identifierType),
    (requested, item) =>
      isCompatible(requested, item) && item.name !== undefined && item.retailerId !== undefined,
    (requested, item) => isCompatible(requested, item) && item.name !== undefined,
  ],
  inOrder: isCompatible,
};

export const updatedSegments: BulkMatcher<{ id: string }, Segment> = {
  decode: decodeSegment,
  matchers: [(requested, item) => requested.id === item.id],
};

export const deletedIds: BulkMatcher<string, string> = {
  decode: (item) => idOf(objectOf(item).id) ?? idOf(item),
  matchers: [(requested, item) => requested === item],
};

/**
 * Matches the items of a bulk reply with the requested ones (difference 9). A failed item is in
 * `errors` or in `warnings`, with its index as `@data/0`; a warning about an item that is in `data`
 * remains a warning.
 * @returns each requested index in exactly one of `done`, `failed`, `missing`
 */
export function matchBulk<A, T extends string | { id: string }>(
  requested: readonly A[],
  { json, problems }: Pick<ApiReply, 'json' | 'problems'>,
  matching: BulkMatcher<A, T>,
): BulkResult<T> {
  const open = new Set(requested.keys());
  const result: BulkResult<T> = { done: [], failed: [], missing: [], warnings: [] };
  const markDone = (index: number, item: T) => {
    open.delete(index);
    result.done.push({ index, item });
  };

  const decoded = listOf(objectOf(json).data).flatMap((item) => matching.decode(item) ?? []);
  // The API may list an item twice.
  let items = [
    ...new Map(decoded.map((item) => [typeof item === 'string' ? item : item.id, item])).values(),
  ];
  for (const matches of matching.matchers) {
    items = items.filter((item) => {
      const index = [...open].find((at) => matches(requested[at] as A, item));
      if (index !== undefined) markDone(index, item);
      return index === undefined;
    });
  }

  const { errors, warnings } = problems;
  // Errors first: if both refer to an item, the error is the reason.
  for (const problem of [...errors, ...warnings]) {
    const index = instanceIndex(problem.instance);
    if (index !== undefined && open.delete(index)) result.failed.push({ index, problem });
    else result.warnings.push(problem);
  }

  const remaining = [...open];
  if (
    items.length === remaining.length &&
    remaining.every((index, at) => matching.inOrder?.(requested[index] as A, items[at] as T))
  ) {
    remaining.forEach((index, at) => markDone(index, items[at] as T));
  }
  assignReason(result, open, errors);
  result.missing = [...open];
  result.done.sort((a, b) => a.index - b.index);
  result.failed.sort((a, b) => a.index - b.index);
  return result;
}

/**
 * If one item is left and one problem names no item, that problem is its reason. Deprecation
 * notices never are.
 */
function assignReason<T>(
  result: BulkResult<T>,
  open: Set<number>,
  errors: readonly Problem[],
): void {
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

/** Allowed clock difference between this machine and the API, in milliseconds. */
const CLOCK_SKEW = 5 * 60_000;

/**
 * Finds the segments that a create request with a lost reply may have created: same name, retailer
 * and identifier type, created at `notBefore` (milliseconds since 1970) or later. Picks the newest
 * of several.
 */
export function findCreatedSegments(
  segments: readonly Segment[],
  requested: readonly NewSegment[],
  notBefore: number,
): { index: number; item: Segment }[] {
  const open = new Set(
    segments
      .filter(({ createdAt = 0 }) => createdAt >= notBefore - CLOCK_SKEW)
      .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0)),
  );
  return requested.flatMap(({ name, retailerId, identifierType }, index) => {
    const item = [...open].find(
      (segment) =>
        segment.name?.raw().trim() === name.trim() &&
        agrees(retailerId, segment.retailerId) &&
        same(identifierType, segment.contactList?.identifierType),
    );
    if (item) open.delete(item);
    return item ? [{ index, item }] : [];
  });
}
