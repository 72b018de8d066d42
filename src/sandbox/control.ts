/**
 * Controls a running sandbox for tests, the demo and people: in process (`Sandbox.control`), or over
 * HTTP on the same port:
 *
 *   GET    /_sandbox/counts       → Counts
 *   DELETE /_sandbox/counts       resets them
 *   GET    /_sandbox/segments     → SegmentSummary[], of all accounts
 *   POST   /_sandbox/segments     NewSegment → { id }
 *   GET    /_sandbox/audiences    → Audience[], of all accounts (see world.ts)
 *   POST   /_sandbox/audiences    NewAudience or NewAudience[] → { ids }
 *   DELETE /_sandbox/audiences    removes all of them
 *   GET    /_sandbox/lists/{segmentId}
 *                                 text/plain, one identifier per line, in order of arrival
 *   GET    /_sandbox/lists/{segmentId}?as=fingerprint
 *                                 → ListFingerprint (see listStore.ts)
 *   GET    /_sandbox/switches     → Switches (see switches.ts for names, meanings and defaults)
 *   POST   /_sandbox/switches     Partial<Switches> → Switches
 *   GET    /_sandbox/faults       → the active faults, with how often each applied
 *   POST   /_sandbox/faults       Fault or Fault[] → { ids }
 *   DELETE /_sandbox/faults       removes them and cuts stalled responses
 *   POST   /_sandbox/compute      computes the statistics now (pending changes stay pending)
 *   POST   /_sandbox/settle       makes pending adds, removes and clears take effect now
 *                                 (`applyDelayMs`)
 *   POST   /_sandbox/seed         SeedRequest → { ids, audienceIds }: many plain segments or
 *                                 audiences, quickly
 *   GET    /_sandbox/credentials  → CredentialsReply[] of all applications
 *   POST   /_sandbox/credentials  CredentialsRequest → CredentialsReply: creates or changes an
 *                                 application
 *   POST   /_sandbox/expire       expires every access token
 *   POST   /_sandbox/reset        restores seed data, lists, counts, faults and switches; keeps
 *                                 credentials
 *
 * Request and response bodies are JSON with `content-type: application/json` (no body counts as
 * `{}`). A wrong request gets 400 `{ "error": "…" }`. Every request needs the header `x-sandbox-key`
 * with the key of this start (see main.ts), a loopback host, and neither `Origin` nor
 * `Sec-Fetch-Site`, which a web page would send; otherwise it gets 403.
 */
import type { ListFingerprint } from './lists/listStore';
import type { Switches } from './switches';
import type { Audience, Permission, Segment } from './world';

/** The operations that are counted and that faults can be limited to. */
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
  /** Not an operation of the API: 404 and 405. */
  | 'unknown';

/** A request as the sandbox received it. Never contains an identifier. */
export interface RequestRecord {
  /** ISO time of arrival. */
  time: string;
  operation: Operation;
  accountId?: string;
  segmentId?: string;
  /** The status of the response, 0 if no complete response was sent. */
  status: number;
  /** Identifiers in an add-remove that was carried out. */
  identifiers: number;
  /** Bytes read of the request's body. */
  bytes: number;
  /** From arrival to response, in milliseconds. */
  ms: number;
  fault?: FaultKind;
  /** The body of an update, as received. */
  body?: unknown;
}

/**
 * What the adds (or removes) of one segment did, over all requests that were carried out, answered
 * or not.
 */
export interface AmendmentCounts {
  calls: number;
  /** accepted + refused, including retries. */
  received: number;
  /** Well-formed. */
  accepted: number;
  refused: number;
  /** Actually added to (or removed from) the list. */
  changed: number;
  /**
   * Accepted, but already in the list (or not in it): duplicates within a request, between
   * requests, and of retries.
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
   * By operation: the number of requests, and how many ended in which status ("0": no complete
   * response).
   */
  operations: Partial<Record<Operation, { calls: number; statuses: Record<string, number> }>>;
  /** By segment ID. */
  segments: Record<string, SegmentCounts>;
  /** The requests in the order they ended, the last 100,000. */
  log: RequestRecord[];
  /** Changes that were answered but haven't taken effect. */
  pending: number;
}

/**
 * - `latency`: waits `ms`, or until the faults are cleared, then continues as usual.
 * - a status as text, `"429"`, `"500"`, `"502"`, `"503"`, `"504"`, `"400"`, `"404"`, `"407"`,
 *   `"410"`, `"413"`…: responds with it and the errors envelope, and does nothing (with
 *   `work: true`, carries out the request first).
 * - `forbiddenMessage`: 403, as for a missing permission.
 * - `cutBefore`: resets the connection before the body is read. `cutAfter`: resets it after the
 *   request was carried out, without a response.
 * - `stall`: carries out the request but never responds (with `work: false`, does nothing; with
 *   `read: false`, doesn't even read the body). With `ms`, cuts the connection after that time.
 * - `truncated`: carries out the request, sends half of the response, then cuts the connection.
 *   (A response without a body is cut at once.)
 * - `malformedJson`: carries out the request; the response is `body`, or the first half of the
 *   right one.
 * - `html`: an HTML page with `status` (200) instead; does nothing.
 * - `redirect`: 307 to `location`; does nothing.
 * - `expireToken`: expires the token of this request: 401 `authorization-token-expired`.
 * - `revoke`: the application of this request loses its token and gets no other.
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
  /** Only requests of this operation. Default: any. */
  operation?: Operation;
  /** Starts with the nth such request from now, counted from 1 (the default). */
  nth?: number;
  /** How many requests it applies to. Default 1; with `probability`, all. */
  times?: number;
  /** The share of requests it applies to, 0 to 1, from a fixed seed. */
  probability?: number;
  /**
   * `latency`: the delay. `stall`: cut after it. `429`: time until `x-ratelimit-reset`, default
   * 1,000. Milliseconds.
   */
  ms?: number;
  /** `429`: whether it has the rate-limit headers. Default true. */
  headers?: boolean;
  /** Adds `Retry-After` with this number of seconds, to any status. */
  retryAfter?: number;
  /** Replaces code, title and detail of the error. */
  code?: string;
  title?: string;
  detail?: string;
  /** `malformedJson`, `html`: what to send. */
  body?: string;
  /** `malformedJson`, `html`: the status. */
  status?: number;
  /** Whether the request is carried out. The default depends on the kind. */
  work?: boolean;
  /** `stall`: false leaves the request's body unread. */
  read?: boolean;
  /** `redirect`: where to. */
  location?: string;
}

export interface FaultState extends Fault {
  id: number;
  /** Requests that it could have applied to. */
  met: number;
  /** Requests that it applied to. */
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
  /** Identifiers in the list now, whatever the statistics say. */
  size: number;
}

/** Any segment. What is missing is as for a new contact list of emails in the first account. */
export interface NewSegment extends Partial<Segment> {
  identifierType?: string;
  /** The initial identifiers; their format isn't checked. */
  identifiers?: string[];
}

/**
 * Any audience. What is missing is as for a new one, without an algebra, of the first account and its
 * first retailer. With the ID of one that exists, only what is given changes.
 */
export type NewAudience = Partial<Audience>;

export interface SeedRequest {
  /** How many, at most 100,000. Default 0. */
  segments?: number;
  /**
   * How many, at most 100,000. Default 0. They combine the segments of their retailer, seeded ones
   * included.
   */
  audiences?: number;
  /** The nodes of the algebra of each audience, at most 10,000. Default 4. */
  nodes?: number;
  accountId?: string;
  /** Default: all retailers of the account in turn. */
  retailerId?: string;
  identifierType?: string;
  /** Names are `<prefix> <number>`. Default "Seeded segment" or "Seeded audience". */
  prefix?: string;
}

export interface CredentialsRequest {
  /** Changes an application that exists, otherwise creates one. */
  clientId?: string;
  clientSecret?: string;
  /** Creates a new random secret and revokes the tokens. */
  rotate?: boolean;
  permissions?: Permission[];
  /** Account IDs. Default: all. */
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

/** The same, in process. Methods throw a TypeError for a wrong argument. */
export interface SandboxControl {
  counts(): Counts;
  resetCounts(): void;
  segments(): Promise<SegmentSummary[]>;
  putSegment(segment: NewSegment): Promise<{ id: string }>;
  audiences(): Audience[];
  putAudiences(...audiences: NewAudience[]): { ids: string[] };
  clearAudiences(): void;
  /** Without changes that haven't taken effect. */
  list(segmentId: string): Promise<string[]>;
  fingerprint(segmentId: string): Promise<ListFingerprint>;
  switches(): Switches;
  setSwitches(wanted: Partial<Switches>): Switches;
  faults(): FaultState[];
  addFaults(...faults: Fault[]): number[];
  clearFaults(): void;
  compute(): Promise<void>;
  settle(): Promise<void>;
  seed(request: SeedRequest): { ids: string[]; audienceIds: string[] };
  credentials(request?: CredentialsRequest): CredentialsReply;
  allCredentials(): CredentialsReply[];
  expireTokens(): void;
  reset(): Promise<void>;
}
