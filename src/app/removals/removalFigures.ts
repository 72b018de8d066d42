import type { StoredFailure } from '../../common/failure';
import { groupBy } from '../../common/records';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type {
  RemovalPart,
  RemovalRecord,
  RemovalSegment,
  RemovalState,
  SegmentName,
} from './removalTypes';

/**
 * How the sendings to a segment stand together: the first of these that one of them is. `failed`: it can't be
 * sent as it is. `open`: something isn't sent, or its answer was lost. `rejected`: Criteo rejected some
 * identifiers. `again`: accepted, and to be sent once more.
 */
export type SegmentState = 'failed' | 'open' | 'rejected' | 'again' | 'accepted';

/** See `SegmentState`. */
export function segmentStateOf({ sendings }: Pick<RemovalSegment, 'sendings'>): SegmentState {
  if (sendings.some(({ state }) => state === 'failed')) return 'failed';
  if (sendings.some(({ state }) => state === 'open')) return 'open';
  if (sendings.some(({ rejected }) => rejected > 0)) return 'rejected';
  return sendings.some(({ againAfter }) => againAfter !== undefined) ? 'again' : 'accepted';
}

/** Tells segments of all accounts apart. */
export function segmentKeyOf({ accountId, id }: Pick<SegmentName, 'accountId' | 'id'>): string {
  return `${accountId} ${id}`;
}

/** People who stay, and where. */
export interface StayingPeople {
  people: number;
  /**
   * `rows`: nothing of their rows can be read, so they stay everywhere. `fields`: an identifier of this
   * type can't be read. `account`: nothing of an account could be read. The others: see `SegmentState`.
   */
  reason: 'rows' | 'fields' | 'account' | 'failed' | 'open' | 'rejected';
  /** Where they stay; of an account that can't be read, none is known. */
  segments: RemovalSegment[];
  /** Of `fields`. */
  type?: IdentifierType;
  /** Of `account`. */
  accountId?: string;
  error?: StoredFailure;
}

/** Everyone who stays somewhere, whom a removal was to remove: by reason and failure. */
export function peopleWhoStay(record: RemovalRecord): StayingPeople[] {
  const { parts, accounts } = record;
  const segments = removing(record);
  const stay: StayingPeople[] = [];
  const rows = sumOf(parts, ({ unreadable }) => unreadable);
  if (rows > 0) stay.push({ people: rows, reason: 'rows', segments });
  for (const type of typesOf(record)) {
    const people = sumOf(parts, (part) => ofType(part, type)?.unreadable ?? 0);
    const those = segments.filter((segment) => segment.type === type);
    if (people > 0) stay.push({ people, reason: 'fields', type, segments: those });
  }
  for (const { accountId, failure } of accounts)
    if (failure)
      stay.push({
        people: peopleOf(record),
        reason: 'account',
        segments: [],
        accountId,
        error: failure,
      });
  const groups = new Map<string, StayingPeople>();
  for (const segment of segments) {
    const state = segmentStateOf(segment);
    if (state === 'accepted' || state === 'again') continue;
    const error = segment.sendings.find((one) => one.error !== undefined)?.error;
    const people = stayingIn(segment);
    const key = JSON.stringify([segment.accountId, state, people, error?.code, error?.status]);
    const group = groups.get(key) ?? { people, reason: state, segments: [], error };
    group.segments.push(segment);
    groups.set(key, group);
  }
  return [...stay, ...groups.values()];
}

/** How a removal stands. */
export function stateOf(record: RemovalRecord): RemovalState {
  if (record.endedAt === undefined) return 'open';
  const isDone = record.segments.every((segment) => segmentStateOf(segment) === 'accepted');
  return isDone && peopleWhoStay(record).length === 0 ? 'complete' : 'incomplete';
}

/** The people that a removal was to remove, as far as their rows can be read. */
export function peopleOf({ parts }: Pick<RemovalRecord, 'parts'>): number {
  return sumOf(parts, ({ people }) => people);
}

/** The segments from which they are removed; others are those to which they are added. */
export function removing({ segments }: Pick<RemovalRecord, 'segments'>): RemovalSegment[] {
  return segments.filter(({ operation }) => operation === 'remove');
}

/** The types of identifiers that they have, in the order of their columns. */
export function typesOf({ parts }: Pick<RemovalRecord, 'parts'>): IdentifierType[] {
  return [...new Set(parts.flatMap((part) => part.types.map(({ type }) => type)))];
}

export function ofType(
  { types }: Pick<RemovalPart, 'types'>,
  type: string,
): RemovalPart['types'][number] | undefined {
  return types.find((one) => one.type === type);
}

/**
 * Whether resuming would send something now, or close the receipt of a run that was cut off. `now`: milliseconds
 * since 1970.
 */
export function isSendable(record: RemovalRecord, now: number): boolean {
  return record.endedAt === undefined || partToSend(record, now) !== undefined;
}

/** The last part of which something is to be sent: a run reads the files of one, and sends that. */
export function partToSend(
  { parts, segments }: RemovalRecord,
  now: number,
): RemovalPart | undefined {
  return parts.findLast((_, index) => segments.some((one) => isSentNow(one, index, now)));
}

/** Whether a run sends a part, by its index, to a segment. `now`: milliseconds since 1970. */
export function isSentNow({ sendings }: RemovalSegment, index: number, now: number): boolean {
  const { state, againAfter } = sendings[index] ?? {};
  return (
    (state !== undefined && state !== 'accepted') ||
    (againAfter !== undefined && Date.parse(againAfter) <= now)
  );
}

/** How many segments are in each state: whatever says how many have accepted goes by this `accepted` alone. */
export function segmentCounts(segments: readonly RemovalSegment[]): Record<SegmentState, number> {
  const counts = { failed: 0, open: 0, rejected: 0, again: 0, accepted: 0 };
  for (const segment of segments) counts[segmentStateOf(segment)]++;
  return counts;
}

/** The segments from which people are removed, by account and type, with the most in one of them. */
export function byAccountAndType(all: readonly RemovalSegment[]): {
  accountId: string;
  type: string;
  segments: readonly RemovalSegment[];
  people: number;
  identifiers: number;
}[] {
  const most = (segments: readonly RemovalSegment[], key: 'people' | 'identifiers'): number =>
    Math.max(...segments.map(({ sendings }) => sumOf(sendings, (one) => one[key])));
  const groups = groupBy(all, ({ accountId, type }) => JSON.stringify([accountId, type]));
  return [...groups.values()].map((segments) => {
    const [{ accountId, type }] = segments;
    const [people, identifiers] = [most(segments, 'people'), most(segments, 'identifiers')];
    return { accountId, type, segments, people, identifiers };
  });
}

function stayingIn({ sendings }: RemovalSegment): number {
  return sumOf(sendings, ({ staying }) => staying);
}

function sumOf<T>(all: readonly T[], get: (one: T) => number): number {
  return all.reduce((sum, one) => sum + get(one), 0);
}
