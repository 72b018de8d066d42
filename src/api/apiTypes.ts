/**
 * What the API speaks of, decoded once and tolerantly: everything but `id` may be missing
 * (differences 14 and 15). Ids are strings of int64, above 2^53: never a number.
 */

import type { OutsideText } from '../common/outsideText';

/** An application's own description ("who am I"). */
export interface Application {
  name?: OutsideText;
}

export interface Account {
  id: string;
  name?: OutsideText;
  /** `supply`, `demand`, `unknown` or a value of later. */
  type?: string;
  countries: string[];
  companyName?: OutsideText;
}

export interface Retailer {
  id: string;
  name?: OutsideText;
}

export interface ContactList {
  isReadOnly: boolean;
  /** As the API spells it (`Email`), unknown values kept. */
  identifierType?: string;
  sharingStatus?: string;
}

/** The rule of an Events segment: made in the vendor's own UI, here only shown. */
export interface EventsRule {
  shopperActivity?: string;
  lookbackDays?: string;
  categoryIds: string[];
  brandIds: string[];
  minPrice?: string;
  maxPrice?: string;
}

export interface Segment {
  id: string;
  name?: OutsideText;
  description?: OutsideText;
  accountId?: string;
  retailerId?: string;
  /** `ContactList`, `Events`, `Unknown` or a value of later. */
  type?: string;
  /** Milliseconds since 1970, where the API gave a time that can be read. */
  createdAt?: number;
  updatedAt?: number;
  createdById?: string;
  channels: string[];
  contactList?: ContactList;
  events?: EventsRule;
  /**
   * The item exactly as the API sent it, as JSON text with every digit kept. Made when it is asked
   * for.
   */
  json: () => string;
}

/**
 * One item of `errors[]` or `warnings[]`, as far as it may be told (see `ReplyTexts`): its prose
 * redacted, the rest by its shape.
 */
export interface Problem {
  traceId?: string;
  type?: string;
  code?: string;
  title?: OutsideText;
  detail?: OutsideText;
  /** Only where it points at an item of the request. */
  instance?: string;
  /** Times that it came in one answer; absent: once. */
  count?: number;
}

/**
 * What may be kept and reported of a problem with identifiers: nothing in it is free text of the
 * API.
 */
export interface ProblemSummary {
  traceId?: string;
  type?: string;
  code?: string;
  title?: string;
  /** Times that it came; absent: once. */
  count?: number;
}

export interface Problems {
  errors: Problem[];
  warnings: Problem[];
}

/** Why one asked item of a bulk call was not done. */
export interface ItemProblem {
  /** Place in what was asked, 0-based. */
  index: number;
  problem: Problem;
}

/**
 * A bulk call's partial answer, compared with what was asked.
 * Every asked index is in exactly one of `done`, `failureView`, `missing`.
 */
export interface BulkResult<T> {
  done: { index: number; item: T }[];
  failed: ItemProblem[];
  /**
   * Asked, and neither in `data` nor in `errors` nor `warnings`: the API said nothing about them.
   */
  missing: number[];
  /** Warnings and errors that name no item and do not hide a success. */
  warnings: Problem[];
}

export interface Page<T> {
  items: T[];
  /** Items that the page held, also those that cannot be read: the next one begins after them. */
  count: number;
  /** As the API counts them all; undefined where it gives no total, or one that cannot be. */
  total?: number;
  offset: number;
  /** Items that a full page has. */
  limit: number;
}

export interface SegmentFilter {
  segmentIds?: string[];
  retailerIds?: string[];
  types?: string[];
}

export interface NewSegment {
  name: string;
  description?: string;
  retailerId: string;
  identifierType: string;
}

/** Only what changed. An empty description clears it. */
export interface SegmentChange {
  id: string;
  name?: string;
  description?: string;
}

/**
 * As the API sent them; undefined is "no figure given". `matchRate` is a ratio, never recomputed
 * (difference 11); one above 1 is none, and is shown as it came.
 */
export interface SegmentFigures {
  numberOfIdentifiers?: number;
  numberOfMatches?: number;
  matchRate?: number;
}

/** The figures of one segment. */
export interface Statistics extends SegmentFigures {
  segmentId: string;
}

/** The answer to one add-remove call. Counts mean "well-formed", not "matched". */
export interface AmendmentResult {
  valid?: number;
  invalid?: number;
  /** Personal data: show to the user, never log, never store. */
  sampleInvalid: string[];
  /** Each code and title once, with its number; at most 100. */
  warnings: ProblemSummary[];
  traceId?: string;
}

/** A node of an audience's algebra. */
export type Algebra =
  | { kind: 'segment'; segmentId: string }
  | { kind: 'and' | 'or'; nodes: Algebra[] }
  | { kind: 'not'; node: Algebra }
  | { kind: 'unknown' };

export interface Audience {
  id: string;
  name?: OutsideText;
  algebra: Algebra;
}
