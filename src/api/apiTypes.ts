/**
 * The API's resources, decoded once and tolerantly: everything but `id` may be missing (differences
 * 14 and 15). IDs are int64 above 2^53, so they are strings and never numbers.
 */

import type { OutsideText } from '../common/outsideText';

/** The application itself, as `/me` returns it. */
export interface Application {
  name?: OutsideText;
}

export interface Account {
  id: string;
  name?: OutsideText;
  /** `supply`, `demand`, `unknown`, or a value added later. */
  type?: string;
  countries: string[];
  companyName?: OutsideText;
}

export interface Retailer {
  id: string;
  name?: OutsideText;
}

interface ContactList {
  isReadOnly: boolean;
  /** The API's spelling (`Email`); unknown values are kept. */
  identifierType?: string;
  sharingStatus?: string;
}

/** The rule of an Events segment. Created in Criteo's own UI; read-only here. */
interface EventsRule {
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
  /** `ContactList`, `Events`, `Unknown`, or a value added later. */
  type?: string;
  /** Milliseconds since 1970; undefined if the API sent no readable time. */
  createdAt?: number;
  updatedAt?: number;
  createdById?: string;
  channels: string[];
  contactList?: ContactList;
  events?: EventsRule;
  /** The item exactly as the API sent it, as JSON text with all digits. Serialized on demand. */
  json: (indent?: number) => string;
}

/**
 * One item of `errors[]` or `warnings[]`, reduced to what may be shown (see `ReplyTexts`): prose is
 * redacted, other fields are kept only if they have the expected shape.
 */
export interface Problem {
  traceId?: string;
  type?: string;
  code?: string;
  title?: OutsideText;
  detail?: OutsideText;
  /** Only if it points at an item of the request. */
  instance?: string;
  /** Number of occurrences in one reply; absent: 1. */
  count?: number;
}

/** What may be stored and reported of a problem with identifiers: no free text from the API. */
export interface ProblemSummary {
  traceId?: string;
  type?: string;
  code?: string;
  title?: string;
  /** Number of occurrences; absent: 1. */
  count?: number;
}

export interface Problems {
  errors: Problem[];
  warnings: Problem[];
}

/** Why an item of a bulk request failed. */
interface ItemProblem {
  /** 0-based index in the request. */
  index: number;
  problem: Problem;
}

/**
 * The result of a bulk request, which may be partial.
 * Each requested index is in exactly one of `done`, `failed`, `missing`.
 */
export interface BulkResult<T> {
  done: { index: number; item: T }[];
  failed: ItemProblem[];
  /** Requested, but in neither `data` nor `errors` nor `warnings`. */
  missing: number[];
  /** Warnings and errors that don't refer to a failed item. */
  warnings: Problem[];
}

export interface PageRange {
  limit: number;
  offset: number;
}

export interface Page<T> {
  items: T[];
  /** Number of items in the page, including unreadable ones: the next page begins after them. */
  count: number;
  /** Length of the whole list; undefined if the API sends no total, or an impossible one. */
  total?: number;
  offset: number;
  /** Number of items in a full page. */
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

/** Only the changed fields. An empty description clears it. */
export interface SegmentChange {
  id: string;
  name?: string;
  description?: string;
}

/**
 * As the API sent them; undefined means the API sent no figure. `matchRate` is a ratio and is never
 * recomputed (difference 11); a value above 1 isn't a ratio, and is shown as sent.
 */
export interface SegmentFigures {
  numberOfIdentifiers?: number;
  numberOfMatches?: number;
  matchRate?: number;
}

export interface Statistics extends SegmentFigures {
  segmentId: string;
}

/**
 * The reply to one add-remove request. The counts are of well-formed identifiers, not of matches.
 */
export interface AmendmentResult {
  valid?: number;
  invalid?: number;
  /** Personal data: show to the user, never log or store. */
  sampleInvalid: string[];
  /** One entry for each code and title, with its count; at most 100. */
  warnings: ProblemSummary[];
  traceId?: string;
}

/**
 * How an audience combines segments: in all of `and`, in any of `or`, not in `not`. `unknown`: a node
 * that says nothing or more than one thing at once; `nodes` are the parts that could be read.
 */
export type Algebra =
  | { kind: 'segment'; segmentId: string }
  | { kind: 'and' | 'or' | 'unknown'; nodes: Algebra[] }
  | { kind: 'not'; node: Algebra };

/** A combination of segments of one retailer, which campaigns target. Read-only here. */
export interface Audience {
  id: string;
  name?: OutsideText;
  description?: OutsideText;
  accountId?: string;
  retailerId?: string;
  /** Milliseconds since 1970; undefined if the API sent no readable time. */
  createdAt?: number;
  updatedAt?: number;
  createdById?: string;
  channels: string[];
  algebra: Algebra;
  /** The item exactly as the API sent it, as JSON text with all digits. Serialized on demand. */
  json: (indent?: number) => string;
}

/** Which audiences a search returns; an empty or missing list doesn't filter. */
export interface AudienceFilter {
  audienceIds?: readonly string[];
  /** Several: whether any or all must be used isn't documented. */
  segmentIds?: readonly string[];
  retailerIds?: readonly string[];
}
