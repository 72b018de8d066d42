import type { OutsideText } from '../../common/outsideText';
import { ApiError, type ErrorKind, type Operation } from '../apiError';
import { systemClock, type Clock } from '../clock';
import { isObject, numberOf, textOf } from '../json';
import { OPERATIONS } from '../operations';
import { DEFAULT_TIMING, type ClientOptions, type RequestOptions, type Timing } from '../options';
import { LongPauseError, RateLimiter, rateLimiterFor } from '../rateLimiter';
import type { RequestFacts } from '../replyTexts';
import { AttemptSender, type Attempt, type AttemptReply } from './attemptSender';
import { HttpFailure } from './http';
import { cancelledError, noReplyError } from './noReply';
import { unusableReplyError } from './parseReply';
import type { Patience } from './patience';
import { putOffError } from './rejection';
import { Remarks } from './remarks';
import type { RequestContext } from './requestContext';
import { Retry } from './retry';
import { TokenSource, type FetchedToken } from './token';

/** A request to the API. */
export interface ApiRequest {
  operation: Operation;
  method: Attempt['method'];
  /** After `/{version}/retail-media`, with encoded segments. */
  path: string;
  query?: Record<string, string | number>;
  /** The body: a value to serialize, or finished JSON. */
  json?: unknown;
  bytes?: Uint8Array;
  /**
   * Values of the request that stay readable in the API's texts: IDs and names, never identifiers.
   */
  known?: string[];
  /** False: never retry after a lost reply, even if the operation allows it. */
  repeat?: boolean;
}

export interface ApiReply extends AttemptReply {
  /** An earlier attempt got no reply: it may have done the work. */
  repeatedAfterLostReply: boolean;
}

/** What the API itself rejects a request with. */
const REJECTIONS: ReadonlySet<ErrorKind> = new Set(['api', 'credentials', 'permission']);

/** Whether the API answered: not a proxy in its place, and not that it can't answer now. */
function isAnswer({ kind, retryable }: ApiError): boolean {
  return REJECTIONS.has(kind) && !retryable;
}

/** Sends requests. Token, rate limit and retries are the same for all operations. */
export class Transport {
  readonly rateLimiter: RateLimiter;
  readonly remarks: Remarks;
  private readonly timing: Timing;
  private readonly clock: Clock;
  private readonly attempts: AttemptSender;
  private readonly tokens: TokenSource;

  constructor(private readonly options: ClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.rateLimiter =
      options.rateLimiter ??
      (options.clock
        ? new RateLimiter(options.clock)
        : rateLimiterFor(options.baseUrl, options.clientId));
    this.remarks = new Remarks(options.onRemark);
    this.timing = { ...DEFAULT_TIMING, ...options.timing };
    this.attempts = new AttemptSender(options, this.timing, this.clock, this.rateLimiter);
    this.tokens = new TokenSource((signal) => this.fetchToken(signal), this.clock);
  }

  cachedToken(): string | undefined {
    return this.tokens.cached();
  }

  get clockAhead(): number | undefined {
    return this.attempts.clockAhead;
  }

  /** Makes sure that there is a token. Resolves with its lifetime in seconds, if the API said so. */
  async signIn(signal?: AbortSignal): Promise<number | undefined> {
    await this.mapAbort(this.tokens.get(signal), 'token', signal);
    return this.tokens.lifetime;
  }

  /**
   * Resolves if the API answers, whatever it says of a request without a token: no credentials are
   * sent. Rejects with what is in the way: the network, a proxy, a server error.
   */
  async reach(signal?: AbortSignal): Promise<void> {
    const retry = new Retry(this.timing, this.clock, this.options.patience);
    for (;;) {
      try {
        await this.attempts.send(
          {
            operation: 'whoAmI',
            method: 'GET',
            url: this.urlOf({ path: '/me' }),
            headers: { accept: 'application/json' },
            signal,
            try: retry.try,
          },
          {},
          () => undefined,
        );
        return this.options.patience?.answered();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isAnswer(error)) return this.options.patience?.answered();
        const wait = retry.next(error);
        if (wait === undefined) throw error;
        await this.mapAbort(this.clock.sleep(wait, signal), 'whoAmI', signal);
      }
    }
  }

  /**
   * Sends a request until there is a reply or no more attempt is allowed. Rejects with `ApiError`
   * only.
   */
  async send(request: ApiRequest, options: RequestOptions = {}): Promise<ApiReply> {
    const { operation } = request;
    const patience = this.patienceOf(options);
    const isShort = options.timeout !== undefined && !patience;
    const { maxStalls = isShort ? 1 : undefined } = options;
    const { longestDelay = isShort ? options.timeout : undefined } = options;
    const waitSignal = waitSignalOf(options);
    const repeat = mayRepeat(request);
    const retry = new Retry(this.timing, this.clock, patience);
    let replyLost = false;
    let renewed = false;
    let stalls = 0;
    for (;;) {
      try {
        const reply = await this.sendOnce(
          request,
          options,
          waitSignal,
          retry.try,
          !renewed,
          patience,
        );
        this.options.patience?.answered();
        return { ...reply, repeatedAfterLostReply: replyLost };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const failure = error;
        if (failure.operation === operation && isAnswer(failure)) this.options.patience?.answered();
        if (failure instanceof TokenExpired) {
          renewed = true;
          continue;
        }
        replyLost ||= failure.outcome === 'unknown';
        const end = replyLost ? failure.asUnknown() : failure;
        if (failure.operation !== operation || !(repeat || failure.outcome === 'notDone'))
          throw end;
        if (
          (failure.kind === 'stalled' || failure.system === 'ETIMEDOUT') &&
          ++stalls === maxStalls
        )
          throw end;
        const wait = retry.next(failure);
        if (wait === undefined) throw end;
        // The limit applies to all requests of this application, and so does the pause.
        if (failure.status === 429) this.rateLimiter.pause(wait);
        else if ((failure.retryAfter ?? 0) > (longestDelay ?? Number.POSITIVE_INFINITY)) throw end;
        else
          await this.mapAbort(this.clock.sleep(wait, waitSignal), operation, waitSignal, replyLost);
      }
    }
  }

  /** For the message of a 403. */
  get application(): OutsideText | undefined {
    return this.attempts.application;
  }

  set application(name: OutsideText | undefined) {
    this.attempts.application = name;
  }

  /** See `AttemptSender.contextFor`; for callers that find a reply unusable. */
  contextFor(operation: Operation, request?: RequestFacts): RequestContext {
    return this.attempts.contextFor(operation, request);
  }

  /** What a request waits by; undefined for one whose waits are short, or none. */
  private patienceOf({ waits, timeout, longestDelay }: RequestOptions): Patience | undefined {
    const isPatient = waits ?? (timeout === undefined && longestDelay === undefined);
    return isPatient ? this.options.patience : undefined;
  }

  private async sendOnce(
    request: ApiRequest,
    { signal, mayTry, onTry, timeout }: RequestOptions,
    waitSignal: AbortSignal | undefined,
    tryNumber: number,
    mayRenew: boolean,
    patience: Patience | undefined,
  ): Promise<AttemptReply> {
    const { operation, method } = request;
    const release = await this.mapAbort(
      this.waitForSlot(operation, waitSignal, patience),
      operation,
      waitSignal,
    );
    try {
      const token = await this.mapAbort(
        this.waitForToken(waitSignal, patience ? undefined : timeout),
        operation,
        waitSignal,
      );
      // All waiting is over: for the rate limit, between attempts, and for a token.
      if (mayTry?.() === false) throw cancelledError(operation);
      const body = bodyOf(request);
      return await this.attempts.send(
        {
          operation,
          method,
          url: this.urlOf(request),
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${token}`,
            ...(method !== 'GET' && { 'content-type': 'application/json' }),
          },
          body,
          signal,
          onTry,
          timeout,
          fresh: !mayRepeat(request),
          try: tryNumber,
        },
        factsOf(request, body),
        (reply) => {
          release();
          this.rateLimiter.observe(reply.headers);
          if (reply.status !== 401) return;
          this.tokens.drop(token);
          if (mayRenew) throw new TokenExpired(operation);
        },
      );
    } finally {
      release();
    }
  }

  private urlOf({ path, query = {} }: Pick<ApiRequest, 'path' | 'query'>): string {
    const { baseUrl, version } = this.options;
    const pairs = Object.entries(query).map(([key, value]): [string, string] => [key, `${value}`]);
    const url = `${baseUrl}/${encodeURIComponent(version)}/retail-media${path}`;
    return pairs.length > 0 ? `${url}?${new URLSearchParams(pairs).toString()}` : url;
  }

  /** Waits for the rate limit, but not longer than a request may wait in total. */
  private async waitForSlot(
    operation: Operation,
    waitSignal: AbortSignal | undefined,
    patience: Patience | undefined,
  ): ReturnType<RateLimiter['acquire']> {
    const onWait = (until: number) =>
      this.options.onRateLimitWait?.(operation, until) ?? (() => undefined);
    try {
      const longest = patience?.left ?? this.timing.maxWait;
      return await this.rateLimiter.acquire(waitSignal, onWait, longest);
    } catch (error) {
      throw error instanceof LongPauseError
        ? putOffError({ ...this.contextFor(operation), retryAfter: error.ms })
        : error;
    }
  }

  /** Returns a valid token; waits no longer for it than an attempt may take. */
  private async waitForToken(
    waitSignal: AbortSignal | undefined,
    timeout: number | undefined,
  ): Promise<string> {
    if (timeout === undefined) return this.tokens.get(waitSignal);
    const deadline = AbortSignal.timeout(timeout);
    try {
      return await this.tokens.get(waitSignal ? AbortSignal.any([waitSignal, deadline]) : deadline);
    } catch (error) {
      throw deadline.aborted && !waitSignal?.aborted
        ? noReplyError(new HttpFailure('connection', false, 'ETIMEDOUT'), this.contextFor('token'))
        : error;
    }
  }

  /**
   * Requests a token, with its own retries. The secret is sent to the base address only: redirects
   * aren't followed.
   */
  private async fetchToken(signal: AbortSignal): Promise<FetchedToken> {
    const operation = 'token';
    const { baseUrl, clientId, clientSecret } = this.options;
    // URLSearchParams encodes + and /, which occur in secrets, as %2B and %2F.
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const headers = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const body = new TextEncoder().encode(form.toString());
    const retry = new Retry(this.timing, this.clock, this.options.patience);
    for (;;) {
      try {
        const { json, problems } = await this.attempts.send(
          {
            operation,
            method: 'POST',
            url: `${baseUrl}/oauth2/token`,
            headers,
            body,
            signal,
            try: retry.try,
          },
          {},
          () => undefined,
        );
        const token = isObject(json) ? textOf(json.access_token) : undefined;
        // The token goes into a header: accept only valid characters.
        if (!isObject(json) || !token || !/^[\x21-\x7e]+$/.test(token))
          throw unusableReplyError(problems, this.contextFor(operation));
        this.attempts.secrets.add(token);
        return { token, expiresIn: numberOf(json.expires_in) || undefined };
      } catch (error) {
        const wait = error instanceof ApiError ? retry.next(error) : undefined;
        if (wait === undefined) throw error;
        await this.mapAbort(this.clock.sleep(wait, signal), operation, signal);
      }
    }
  }

  /** Waiting rejects with the signal's own reason; turns that into an error of kind `cancelled`. */
  private async mapAbort<T>(
    waitSignal: Promise<T>,
    operation: Operation,
    signal?: AbortSignal,
    replyLost = false,
  ): Promise<T> {
    try {
      return await waitSignal;
    } catch (error) {
      if (!signal?.aborted) throw error;
      throw cancelledError(
        operation,
        replyLost && OPERATIONS[operation].writes ? 'unknown' : 'notDone',
      );
    }
  }
}

/** A 401 that a new token may fix. Never leaves this file. */
class TokenExpired extends ApiError {
  constructor(operation: Operation) {
    super('401', {
      kind: 'credentials',
      operation,
      status: 401,
      code: { api: 'authorization-token' },
      outcome: 'notDone',
      retryable: true,
    });
  }
}

/** Whether a request may be sent again after a lost reply. */
function mayRepeat({ operation, repeat }: ApiRequest): boolean {
  return OPERATIONS[operation].repeat && repeat !== false;
}

function waitSignalOf({ signal, stopTrying: noMore }: RequestOptions): AbortSignal | undefined {
  return signal && noMore ? AbortSignal.any([signal, noMore]) : (signal ?? noMore);
}

function bodyOf({ bytes, json }: ApiRequest): Uint8Array | undefined {
  return bytes ?? (json === undefined ? undefined : new TextEncoder().encode(JSON.stringify(json)));
}

function factsOf({ operation, known }: ApiRequest, body: Uint8Array | undefined): RequestFacts {
  return { known, identifiers: OPERATIONS[operation].identifiers ? body : undefined };
}
