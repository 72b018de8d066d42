/**
 * How tests, the demo and people steer a running sandbox, in process (`Sandbox.control`) or over
 * HTTP on the same port:
 *
 *   GET    /_sandbox/counts       → Counts
 *   DELETE /_sandbox/counts       forgets them
 *   GET    /_sandbox/segments     → SegmentSummary[], of all accounts
 *   POST   /_sandbox/segments     NewSegment → { id }
 *   GET    /_sandbox/lists/{segmentId}
 *                                 text/plain, one identifier a line, in the order of arrival
 *   GET    /_sandbox/lists/{segmentId}?as=fingerprint
 *                                 → ListFingerprint (see listStore.ts)
 *   GET    /_sandbox/switches     → Switches (see switches.ts for names, meanings and defaults)
 *   POST   /_sandbox/switches     Partial<Switches> → Switches
 *   GET    /_sandbox/faults       → those still in force, with how often each was met and done
 *   POST   /_sandbox/faults       Fault or Fault[] → { ids }
 *   DELETE /_sandbox/faults       clears them; replies that are stalled are cut
 *   POST   /_sandbox/compute      computes the statistics now (lets waiting changes alone)
 *   POST   /_sandbox/settle       lets waiting adds, removes and clears take effect now
 *                                 (`applyDelayMs`)
 *   POST   /_sandbox/seed         SeedRequest → { ids }: many plain segments, quickly
 *   GET    /_sandbox/credentials  → CredentialsReply[] of all applications
 *   POST   /_sandbox/credentials  CredentialsRequest → CredentialsReply: a new application, or a
 *                                 change of one
 *   POST   /_sandbox/expire       ends the life of every access token
 *   POST   /_sandbox/reset        the seed data again, lists, counts, faults and switches as at
 *                                 first; credentials stay
 *
 * Bodies are JSON with `content-type: application/json` (an absent body counts as `{}`), and so are
 * the answers; a wrong request answers 400 `{ "error": "…" }`. The caller always sends the header
 * `x-sandbox-key` with the key of this start (see main.ts for where it is), to a loopback host, and
 * no `Origin` or `Sec-Fetch-Site`, as a web page would; else 403.
 */
import type { ListFingerprint } from './lists/listStore';
import type { Switches } from './switches';
import type { Permission, Segment } from './world';

/** The calls that are counted and that faults can be tied to. */
export type Operation =
  | 'token'
  | 'me'
  | 'accounts'
  | 'retailers'
  | 'audiences'
  | 'create'
  | 'update'
  | 'delete'
  | 'search'
  | 'statistics'
  | 'addRemove'
  | 'clear'
  /** No call of the API: 404 and 405. */
  | 'unknown';

/** One call as it was met. Never holds an identifier. */
export interface CallRecord {
  /** ISO time of its arrival. */
  time: string;
  operation: Operation;
  accountId?: string;
  segmentId?: string;
  /** The status that was answered; 0 when no whole reply was sent. */
  status: number;
  /** Identifiers in an add-remove whose work was done. */
  identifiers: number;
  /** Bytes of the request's body that were read. */
  bytes: number;
  /** From arrival to answer, in ms. */
  ms: number;
  fault?: FaultKind;
  /** The body of an update, as it came. */
  body?: unknown;
}

/**
 * What the adds (or the removes) of one segment brought, over all calls whose work was done,
 * answered or not.
 */
export interface AmendmentCounts {
  calls: number;
  /** accepted + refused, repeats included. */
  received: number;
  /** Well-formed. */
  accepted: number;
  refused: number;
  /** Really added to (or taken out of) the list. */
  changed: number;
  /**
   * Accepted, but in the list already (or not in it): repeats within a call, between calls, and of
   * calls sent again.
   */
  duplicates: number;
}

export interface SegmentCounts {
  add: AmendmentCounts;
  remove: AmendmentCounts;
  clears: number;
}

export interface Counts {
  /**
   * By operation: how many calls, and how many ended in which status ("0": without a whole reply).
   */
  operations: Partial<Record<Operation, { calls: number; statuses: Record<string, number> }>>;
  /** By segment id. */
  segments: Record<string, SegmentCounts>;
  /** The calls in the order they ended, the last 100,000. */
  log: CallRecord[];
  /** Changes that were answered and have not taken effect yet. */
  pending: number;
}

/**
 * - `latency`: waits `ms`, then goes on as ever.
 * - a status as text, `"429"`, `"500"`, `"502"`, `"503"`, `"504"`, `"400"`, `"404"`, `"407"`,
 *   `"410"`, `"413"`…: the errors envelope with it, nothing done (with `work: true` done all the
 *   same).
 * - `forbiddenMessage`: 403, as for a missing permission.
 * - `cutBefore`: the connection is reset before the body is read. `cutAfter`: reset when all is
 *   done, without a reply.
 * - `stall`: all is done, but the reply never comes (with `work: false` nothing is done; with
 *   `read: false` the body is not even read). With `ms` the connection is cut after that time.
 * - `truncated`: all is done, half of the reply comes, then the connection is cut. (A reply
 *   without a body: cut at once.)
 * - `malformedJson`: all is done, the reply is `body` or the first half of what it should be.
 * - `html`: a page in HTML with `status` (200) instead, nothing done.
 * - `redirect`: 307 to `location`, nothing done.
 * - `expireToken`: the token of this call ends now: 401 `authorization-token-expired`.
 * - `revoke`: the application of this call loses its token and gets no other.
 */
export type FaultKind =
  | 'latency'
  | 'forbidden'
  | 'cutBefore'
  | 'cutAfter'
  | 'stall'
  | 'truncated'
  | 'malformedJson'
  | 'html'
  | 'redirect'
  | 'expireToken'
  | 'revoke'
  | `${number}`;

export interface Fault {
  fault: FaultKind;
  /** Only calls of this operation; without it any call. */
  operation?: Operation;
  /** Begins with the nth such call from now, counted from 1, the default. */
  nth?: number;
  /** How many calls it meets. Default 1; with `probability`, all. */
  times?: number;
  /** The share of calls that it meets, 0 to 1, from a fixed seed. */
  probability?: number;
  /**
   * `latency`: the wait. `stall`: cut after it. `429`: time until `x-ratelimit-reset`, default
   * 1,000.
   */
  ms?: number;
  /** `429`: whether the rate-limit headers are there. Default true. */
  headers?: boolean;
  /** Adds `Retry-After` with these seconds, to any status. */
  retryAfter?: number;
  /** Replaces code, title and detail of the error. */
  code?: string;
  title?: string;
  detail?: string;
  /** `malformedJson`, `html`: what to send. */
  body?: string;
  /** `malformedJson`, `html`: the status. */
  status?: number;
  /** Whether the call's work is done; the default depends on the kind. */
  work?: boolean;
  /** `stall`: false leaves the request's body unread. */
  read?: boolean;
  /** `redirect`: where to. */
  location?: string;
}

export interface FaultState extends Fault {
  id: number;
  /** Calls that it could have met. */
  met: number;
  /** Calls that it did meet. */
  done: number;
}

export interface SegmentSummary {
  id: string;
  accountId: string;
  retailerId: string;
  name: string;
  type: string;
  identifierType: string | null;
  isReadOnly: boolean | null;
  /** Identifiers in the list now, whatever statistics say. */
  size: number;
}

/**
 * An arbitrary segment: what is missing is as for a new contact list of emails in the first
 * account.
 */
export interface NewSegment extends Partial<Segment> {
  identifierType?: string;
  /** What the list holds at first; not checked for format. */
  identifiers?: string[];
}

export interface SeedRequest {
  /** How many, at most 100,000. */
  segments: number;
  accountId?: string;
  /** Default: all retailers of the account in turn. */
  retailerId?: string;
  identifierType?: string;
  /** Names are `<prefix> <number>`. Default "Seeded segment". */
  prefix?: string;
}

export interface CredentialsRequest {
  /** An application that exists is changed; else a new one is made. */
  clientId?: string;
  clientSecret?: string;
  /** Gives a new random secret and makes the tokens invalid. */
  rotate?: boolean;
  permissions?: Permission[];
  /** Account ids; default all. */
  consents?: string[];
  revoked?: boolean;
  name?: string;
}

export interface CredentialsReply {
  clientId: string;
  clientSecret: string;
  permissions: Permission[];
  consents: string[];
  revoked: boolean;
}

/** The same, in process. Methods that take something wrong throw a TypeError. */
export interface SandboxControl {
  counts(): Counts;
  resetCounts(): void;
  segments(): Promise<SegmentSummary[]>;
  putSegment(segment: NewSegment): Promise<{ id: string }>;
  /** Changes that are still waiting are not in it. */
  list(segmentId: string): Promise<string[]>;
  fingerprint(segmentId: string): Promise<ListFingerprint>;
  switches(): Switches;
  setSwitches(wanted: Partial<Switches>): Switches;
  faults(): FaultState[];
  addFaults(...faults: Fault[]): number[];
  clearFaults(): void;
  compute(): Promise<void>;
  settle(): Promise<void>;
  seed(request: SeedRequest): { ids: string[] };
  credentials(request?: CredentialsRequest): CredentialsReply;
  allCredentials(): CredentialsReply[];
  expireTokens(): void;
  reset(): Promise<void>;
}
