import type { StoredFailure } from '../../common/failure';
import type { IdentifierType, ValueFormat } from '../../identifiers/identifierTypes';
import type { ReadPeople } from '../../upload/people/peopleTypes';
import type { SourceFile } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';

/**
 * A removal of people from every segment of an account, or of several. What is stored and shown of it
 * has no identifier and no hash of one.
 */
export interface RemovalRecord {
  version: 1;
  /** Such as "R-20261201-174104-3f9c": when it began, in UTC. */
  id: string;
  /** What a person calls it, such as a ticket. */
  reference?: string;
  /** Absolute path of the folder that has its receipt. */
  folder: string;
  /** The version of this tool that ran it last. */
  tool: string;
  /** Of the API, and the client ID of the application. */
  origin: string;
  clientId: string;
  /** ISO 8601, UTC: the first run's begin, and the last one's end. Without `endedAt`, a run has begun and not ended. */
  startedAt: string;
  endedAt?: string;
  accounts: RemovalAccount[];
  /** Accounts of the same application that weren't chosen. Undefined if they can't be listed. */
  notLookedAt?: Named[];
  /** How the people of each part are read and sent: see `RemovalRequest`. */
  options: RemovalOptions;
  /** The people: of the first run, and of each later one that brought others. */
  parts: RemovalPart[];
  segments: RemovalSegment[];
  /** Segments that nothing is sent to, because they can't be changed. */
  outOfReach: SkippedSegment<'read-only' | 'events' | 'unsupported'>[];
  /** Segments that nothing is sent to, by a rule or a choice. */
  leftOut: SkippedSegment<'keeps-out' | 'role-unknown' | 'other-retailer'>[];
  /** The people were added to a suppression list: its absolute path. */
  keptOut?: { path: string; at: string; people: number };
}

interface Named {
  accountId: string;
  name?: string;
}

export interface RemovalAccount extends Named {
  isSandbox?: true;
  isProtected?: true;
  /** Its segments or audiences can't be read, so nothing is removed there. */
  failure?: StoredFailure;
  /** Contact lists that could be changed, but whose identifiers are of a type that nobody has here. */
  otherTypes: { type: string; segments: number }[];
}

export interface RemovalOptions {
  columns?: readonly (string | number)[];
  hash?: string;
  forms?: string;
  /** IDs. */
  retailerIds?: readonly string[];
  /** IDs of segments that keep people out, from which they are removed, too. */
  alsoFrom?: readonly string[];
  /** IDs of segments that keep people out, to which they are added. */
  addTo?: readonly string[];
}

/** People of one run. Their number, and how to recognize the same file, but nobody. */
export interface RemovalPart extends Omit<ReadPeople, 'columns'> {
  files: { uri: string; path?: string }[];
  /** They were typed, or piped in: their values are only in memory. */
  isTyped?: true;
  /** Of the files: the names of the columns that were read, with their types; empty where a name may be personal data. */
  columns: { name: string; type: IdentifierType }[];
}

export interface SegmentName {
  accountId: string;
  id: string;
  name?: string;
  retailerId?: string;
  retailer?: string;
  /** Its identifier type; of events, empty. */
  type: string;
}

export interface SkippedSegment<Reason extends string> extends SegmentName {
  reason: Reason;
}

export interface RemovalSegment extends SegmentName {
  operation: 'remove' | 'add';
  /** By part. */
  sendings: Sending[];
}

/**
 * What became of one part's people in one segment. `open`: not sent, or not completely. `accepted`: every
 * request was answered, and not rejected. `failed`: it can't be sent as it is; `error` says why.
 */
export interface Sending {
  state: 'open' | 'accepted' | 'failed';
  /** Waits for another upload to this segment. */
  isWaiting?: true;
  /** ISO 8601, UTC: when its last request was answered. */
  at?: string;
  /** People with an identifier of the segment's type, and the identifiers they have in all formats sent. */
  people: number;
  identifiers: number;
  accepted: number;
  rejected: number;
  unknown: number;
  /** Of emails: the hash formats that were sent, and those that weren't, in which people stay. */
  formats?: ValueFormat[];
  formatsNotSent?: ValueFormat[];
  requests: number;
  traceIds: string[];
  error?: StoredFailure;
  /**
   * ISO 8601: an Add was sent since the last computation, so this is sent again after the next one,
   * which is then. Absent once it was.
   */
  againAfter?: string;
}

/** How a removal stands. `open`: it is running, or was cut off. `incomplete`: someone stays somewhere. */
export type RemovalState = 'open' | 'incomplete' | 'complete';

/** Whom to remove, and where. */
export interface RemovalRequest {
  files: readonly SourceFile[];
  isTyped?: true;
  accounts: readonly AccountHandle[];
  options: RemovalOptions;
  reference?: string;
  /** Absolute. Default: a folder of the state folder. */
  folder?: string;
  /** Adds them to the suppression list of this tool before the first request. */
  keepsOut?: boolean;
}

/** A removal that hasn't been confirmed, or its continuation. */
export interface PlannedRemoval {
  readonly request: RemovalRequest;
  /** What will be stored, with everything open that will be sent. */
  readonly record: RemovalRecord;
  /** It continues one that has begun: what it has already. */
  readonly continues?: RemovalRecord;
  /** The part that the request's files are, or add; undefined if they have nobody. */
  readonly part: RemovalPart;
  /** Requests that this run sends, and about how long that takes, in milliseconds. */
  readonly requests: number;
  readonly duration: number;
  /** More than 1,000 people: the ID of every account has to be typed. */
  readonly isGuarded: boolean;
  /** Segments that may be empty afterwards: their last known size is that of the people, or less. */
  readonly maybeEmpty: readonly SizedSegment[];
  /** Of the others, the one that may lose the largest share; undefined if no size is known. */
  readonly largestLoss?: SizedSegment & { share: number };
  /** Segments that got an Add since the last computation: they are sent to again. */
  readonly again: readonly SegmentName[];
  /** The last known sizes, by `segmentKeyOf`. */
  readonly sizes: ReadonlyMap<string, number>;
}

export interface SizedSegment extends SegmentName {
  size: number;
}
