import type { StoredFailure } from '../../common/failure';
import type { IdentifierType, ValueFormat } from '../../identifiers/identifierTypes';
import type { PeopleColumn, ReadPeople } from '../../upload/people/peopleTypes';
import type { SharedReads } from '../../upload/plan/sharedReads';
import type { Plan, SourceFile } from '../../upload/uploadTypes';
import type { AccountHandle } from '../accounts/account';
import type { Choices } from '../uploads/choices/choices';
import type { Destination } from '../uploads/target';

/**
 * A removal of people from every segment of an account, or of several. What is stored and shown of it
 * has no identifier and no hash of one.
 */
export interface RemovalRecord {
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
  /** Why the last run ended early: cancelled, signed out, or something temporary was in the way. */
  stoppedBy?: StoredFailure;
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

/** `hash` and `formats`: of emails, where they aren't those of the settings. */
export interface RemovalOptions extends Pick<Choices, 'hash' | 'formats'> {
  /** See `PeopleTask.columns`. */
  columns?: readonly (string | number)[];
  /** IDs. */
  retailerIds?: readonly string[];
  /** IDs of segments that keep people out, from which they are removed, too. */
  alsoFrom?: readonly string[];
  /** IDs of segments that keep people out, to which they are added. */
  addTo?: readonly string[];
}

/**
 * The people of some files, as they were read last. Their number, and how to recognize them, but nobody. Other
 * people, of a later run, are another part.
 */
export interface RemovalPart extends Pick<
  ReadPeople,
  'rows' | 'people' | 'fields' | 'unreadable' | 'types'
> {
  files: Pick<SourceFile, 'uri' | 'path' | 'columns' | 'dialect'>[];
  /** They were typed, or piped in: their values are only in memory. */
  isTyped?: true;
  /** The columns that were read, and those that would be recognized, but weren't named. */
  columns: PeopleColumn[];
  notRead: PeopleColumn[];
  /** Each time that more of its rows could be read, the first one first: see `readSealed`. */
  readings: Pick<ReadPeople, 'readable' | 'fingerprint'>[];
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
 * request was answered, and none rejected as a whole. `failed`: it can't be sent as it is; `error` says why.
 */
export interface Sending {
  state: 'open' | 'accepted' | 'failed';
  /** Waits for another upload to this segment. */
  isWaiting?: true;
  /** ISO 8601, UTC: when its last request was answered. */
  at?: string;
  /** People with an identifier of the segment's type, and how many of them stay until something is sent. */
  people: number;
  staying: number;
  /** The last reading of the part whose people were accepted: an index; -1 for none. */
  reading: number;
  /** What was sent in all formats, and what became of it. `unknown`: without an answer, or a count in it. */
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
  /** The part of the record that the request's files are. With 0 rows, there is no one to remove. */
  readonly part: RemovalPart;
  /** What a check of the files says for each type, with the problems of their rows. */
  readonly plans: ReadonlyMap<IdentifierType, Plan>;
  /** Requests that this run sends, and about how long that takes, in milliseconds. */
  readonly requests: number;
  readonly duration: number;
  /** More than 1,000 identifiers: the ID of every account has to be typed. */
  readonly isGuarded: boolean;
  /** Segments that may be empty afterwards: their last known size is that of the people, or less. */
  readonly maybeEmpty: readonly SizedSegment[];
  /** Of the others, the one that may lose the largest share; undefined if no size is known. */
  readonly largestLoss?: SizedSegment & { share: number };
  /** Segments that got an Add since the last computation: they are sent to again. */
  readonly again: readonly SegmentName[];
  /** The last known sizes, by `segmentKeyOf`. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The segments that were found, by `segmentKeyOf`. */
  readonly destinations: ReadonlyMap<string, Destination>;
  /** What was read of the files, so that no segment reads them again. */
  readonly reads: SharedReads;
}

export interface SizedSegment extends SegmentName {
  size: number;
}
