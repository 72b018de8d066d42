import type { OutsideText } from '../../common/outsideText';
import { ApiError, type Operation } from '../apiError';
import type { Problem, Problems } from '../apiTypes';
import { systemClock, type Clock } from '../clock';
import { decodeProblems, summedProblemsOf } from '../decode';
import { isObject, numberOf, textOf, type JsonObject } from '../json';
import { OPERATIONS } from '../operations';
import { DEFAULT_TIMING, type ClientOptions, type RequestOptions, type Timing } from '../options';
import { PutOffUntil, RateLimiter, rateLimiterFor } from '../rateLimiter';
import { ReplyTexts, type RequestFacts } from '../replyTexts';
import { parseReply, unusableReplyError } from './badReply';
import { HttpFailure, send, type HttpReply } from './http';
import { cancelledError, noReplyError } from './noReply';
import { putOffError } from './rejection';
import type { RequestContext } from './requestContext';
import { Retry, retryAfter } from './retry';
import { Secrets } from './secrets';
import { TokenSource, type FetchedToken } from './token';

/** One call of the API, before it is sent. */
export interface ApiRequest {
  operation: Operation;
  method: 'GET' | 'POST' | 'PATCH';
  /** After `/{version}/retail-media`, its parts encoded. */
  path: string;
  query?: Record<string, string | number>;
  /** The body: a value to be written as JSON, or finished JSON. */
  json?: unknown;
  bytes?: Uint8Array;
  /**
   * Values of the request that may stay readable in the API's texts: ids and names, never
   * identifiers.
   */
  known?: string[];
  /** False keeps a call that could be repeated after a lost answer from being so. */
  repeat?: boolean;
}

export interface ApiReply {
  /** Undefined for an empty body. */
  json: unknown;
  /** `errors` and `warnings` of `json`, those of an add-remove summed. */
  problems: Problems;
  traceId?: string;
  /** An earlier try of this call had no answer: it may have done the work. */
  repeatedBlindly: boolean;
}

interface Attempt {
  operation: Operation;
  method: ApiRequest['method'];
  url: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  signal?: AbortSignal;
  onTry?: () => void;
  timeout?: number;
  fresh?: boolean;
  try: number;
}

const TRACE_HEADERS = ['x-trace-id', 'traceid', 'x-request-id', 'x-correlation-id'];

/**
 * Sends calls: token, pacing, repeats, log and the words of failures are the same for every
 * operation.
 */
export class Transport {
  readonly rateLimiter: RateLimiter;
  private readonly timing: Timing;
  private readonly clock: Clock;
  private readonly tokens: TokenSource;
  private readonly secrets: Secrets;
  private readonly host: string;
  private readonly deprecated = new Set<string>();
  /** For the words of a 403. */
  application?: OutsideText;

  constructor(private readonly options: ClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.rateLimiter =
      options.rateLimiter ??
      (options.clock
        ? new RateLimiter(options.clock)
        : rateLimiterFor(options.baseUrl, options.clientId));
    this.timing = { ...DEFAULT_TIMING, ...options.timing };
    this.host = new URL(options.baseUrl).host;
    this.secrets = new Secrets(options.clientSecret);
    this.tokens = new TokenSource((signal) => this.fetchToken(signal), this.clock);
  }

  cachedToken(): string | undefined {
    return this.tokens.cached();
  }

  /** Makes sure that there is a token. */
  async signIn(signal?: AbortSignal): Promise<void> {
    await this.tellingCancel(this.tokens.get(signal), 'token', signal);
  }

  /** Sends until there is an answer or no more try is allowed. Rejects with `ApiError` only. */
  async call(call: ApiRequest, options: RequestOptions = {}): Promise<ApiReply> {
    const { operation } = call;
    const { maxStalls = options.timeout === undefined ? undefined : 1 } = options;
    const waiting = waitingOf(options);
    const repeat = mayRepeat(call);
    const retry = new Retry(this.timing, this.clock);
    let lost = false;
    let renewed = false;
    let stalls = 0;
    for (;;) {
      try {
        return {
          ...(await this.tryOnce(call, options, waiting, retry.try, !renewed)),
          repeatedBlindly: lost,
        };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const failure = error;
        if (failure instanceof TokenRefused) {
          renewed = true;
          continue;
        }
        lost ||= failure.outcome === 'unknown';
        const end = lost ? failure.asUnknown() : failure;
        if (failure.operation !== operation || !(repeat || failure.outcome === 'notDone'))
          throw end;
        if (
          (failure.kind === 'stalled' || failure.system === 'ETIMEDOUT') &&
          ++stalls === maxStalls
        )
          throw end;
        const wait = retry.next(failure);
        if (wait === undefined) throw end;
        // Who gives a try so long does not wait longer for the next one, but for the limit.
        if (
          failure.status !== 429 &&
          (failure.retryAfter ?? 0) > (options.timeout ?? Number.POSITIVE_INFINITY)
        )
          throw end;
        // A limit holds for everyone of this application, so the pause is theirs too.
        if (failure.status === 429) this.rateLimiter.pause(wait);
        else if (!failure.retryAfter)
          await this.tellingCancel(this.clock.sleep(wait, waiting), operation, waiting, lost);
      }
    }
  }

  /** What an explanation needs to know of a call; for callers that find an answer unusable. */
  asked(operation: Operation, request: RequestFacts = {}): RequestContext {
    return {
      operation,
      texts: new ReplyTexts(request),
      withoutSecrets: (value) =>
        operation === 'token' ? this.withOwnToken(value) : this.secrets.remove(value),
      host: this.host,
      version: this.options.version,
      application: this.application,
    };
  }

  private async tryOnce(
    call: ApiRequest,
    { signal, mayTry, onTry, timeout }: RequestOptions,
    waiting: AbortSignal | undefined,
    tryNumber: number,
    mayRenew: boolean,
  ): Promise<Omit<ApiReply, 'repeatedBlindly'>> {
    const { operation, method } = call;
    const leave = await this.tellingCancel(this.enter(operation, waiting), operation, waiting);
    try {
      const token = await this.tellingCancel(this.token(waiting, timeout), operation, waiting);
      // All waiting is over: for the limit, between tries, for a token.
      if (mayTry?.() === false) throw cancelledError(operation);
      const body =
        call.bytes ??
        (call.json === undefined ? undefined : new TextEncoder().encode(JSON.stringify(call.json)));
      const headers: Record<string, string> = {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
      };
      if (method !== 'GET') headers['content-type'] = 'application/json';
      const query = call.query
        ? `?${new URLSearchParams(Object.entries(call.query).map(([key, value]): [string, string] => [key, String(value)])).toString()}`
        : '';
      const url = `${this.options.baseUrl}/${encodeURIComponent(this.options.version)}/retail-media${call.path}${query}`;
      return await this.attempt(
        {
          operation,
          method,
          url,
          headers,
          body,
          signal,
          onTry,
          timeout,
          fresh: !mayRepeat(call),
          try: tryNumber,
        },
        factsOf(call, body),
        (reply) => {
          leave();
          this.rateLimiter.observe(reply.headers);
          if (reply.status !== 401) return;
          this.tokens.drop(token);
          if (mayRenew) throw new TokenRefused(operation);
        },
      );
    } finally {
      leave();
    }
  }

  /**
   * Waits for the limit, with a word; no longer than a call waits in all where the API refuses
   * calls.
   */
  private async enter(operation: Operation, waiting: AbortSignal | undefined): Promise<() => void> {
    const held = (until: number) =>
      this.options.onRateLimitWait?.(operation, until) ?? (() => undefined);
    try {
      return await this.rateLimiter.enter(waiting, held, this.timing.maxWait);
    } catch (error) {
      throw error instanceof PutOffUntil
        ? putOffError({ ...this.asked(operation), retryAfter: error.ms })
        : error;
    }
  }

  /** A good token, waited for no longer than a try may take. */
  private async token(
    waiting: AbortSignal | undefined,
    timeout: number | undefined,
  ): Promise<string> {
    if (timeout === undefined) return this.tokens.get(waiting);
    const late = AbortSignal.timeout(timeout);
    try {
      return await this.tokens.get(waiting ? AbortSignal.any([waiting, late]) : late);
    } catch (error) {
      throw late.aborted && !waiting?.aborted
        ? noReplyError(new HttpFailure('connection', false, 'ETIMEDOUT'), this.asked('token'))
        : error;
    }
  }

  /** One request and its line in the log. `look` sees the reply before it is judged. */
  private async attempt(
    attempt: Attempt,
    request: RequestFacts,
    look: (reply: HttpReply) => void,
  ): Promise<Omit<ApiReply, 'repeatedBlindly'>> {
    const { operation, method, url, signal } = attempt;
    const headers = {
      ...attempt.headers,
      ...(this.options.userAgent && { 'user-agent': this.options.userAgent }),
    };
    const asked = this.asked(operation, request);
    const { texts } = asked;
    const started = performance.now();
    let reply: HttpReply | undefined;
    let traceId: string | undefined;
    let code: string | undefined;
    let system: string | undefined;
    let left = true;
    try {
      reply = await send({
        url,
        method,
        headers,
        body: attempt.body,
        signal,
        stall: this.timing.stall,
        timeout: attempt.timeout,
        fresh: attempt.fresh,
      });
      traceId = this.traceOf(reply, texts);
      const until =
        retryAfter(reply.headers, this.clock.now()) ??
        (reply.status === 429 ? this.rateLimiter.untilReset(reply.headers) : undefined);
      look(reply);
      const json = parseReply(reply, { ...asked, retryAfter: until });
      const problems =
        operation === 'addRemove' ? summedProblemsOf(json, texts) : decodeProblems(json, texts);
      const found = [...problems.errors, ...problems.warnings];
      traceId = found.find((problem) => problem.traceId)?.traceId ?? traceId;
      this.noteDeprecation(operation, reply, found);
      return { json, problems, traceId };
    } catch (error) {
      if (error instanceof HttpFailure) left = error.maybeSent;
      const failure = error instanceof HttpFailure ? noReplyError(error, asked) : error;
      if (!(failure instanceof ApiError)) throw failure;
      ({ code, system } = failure);
      traceId = failure.traceId ?? traceId;
      // Whoever is told when to come back is told it for all calls of this application. What a page
      // of somebody in between says can be over with the next network: it holds them no longer than
      // a call would wait.
      if (failure.retryable && failure.retryAfter)
        this.rateLimiter.pause(
          failure.kind === 'proxy'
            ? Math.min(failure.retryAfter, this.timing.maxWait)
            : failure.retryAfter,
        );
      if (reply) this.noteDeprecation(operation, reply, [{ code }]);
      throw failure;
    } finally {
      if (left) attempt.onTry?.();
      const path = new URL(url).pathname;
      this.options.log?.({
        operation,
        method,
        path,
        status: reply?.status,
        ms: performance.now() - started,
        traceId,
        try: attempt.try,
        code,
        system,
      });
    }
  }

  /**
   * The token request, with repeats of its own. The secret goes to the base address only: redirects
   * are not followed.
   */
  private async fetchToken(signal: AbortSignal): Promise<FetchedToken> {
    const operation = 'token';
    const { baseUrl, clientId, clientSecret } = this.options;
    // URLSearchParams writes the + and / that secrets hold as %2B and %2F.
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
    const retry = new Retry(this.timing, this.clock);
    for (;;) {
      try {
        const { json, problems } = await this.attempt(
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
        // A token goes into a header: only what can stand in one.
        if (!isObject(json) || !token || !/^[\x21-\x7e]+$/.test(token))
          throw unusableReplyError(problems, this.asked(operation));
        this.secrets.add(token);
        return { token, expiresIn: numberOf(json.expires_in) || undefined };
      } catch (error) {
        const wait = error instanceof ApiError ? retry.next(error) : undefined;
        if (wait === undefined) throw error;
        await this.tellingCancel(this.clock.sleep(wait, signal), operation, signal);
      }
    }
  }

  /** Waiting ends with the signal's own reason, whatever that is: tells it as a cancelled call. */
  private async tellingCancel<T>(
    waiting: Promise<T>,
    operation: Operation,
    signal?: AbortSignal,
    lost = false,
  ): Promise<T> {
    try {
      return await waiting;
    } catch (error) {
      if (!signal?.aborted) throw error;
      throw cancelledError(operation, lost && OPERATIONS[operation].writes ? 'unknown' : 'notDone');
    }
  }

  /** The token that is asked for may be the one that was given before. */
  private withOwnToken<T>(reply: T): T {
    const token = isObject(reply) ? reply.access_token : undefined;
    const cleaned = this.secrets.remove(reply);
    if (isObject(cleaned) && token !== undefined) (cleaned as JsonObject).access_token = token;
    return cleaned;
  }

  private traceOf({ headers }: HttpReply, texts: ReplyTexts): string | undefined {
    return TRACE_HEADERS.map((name) => texts.traceId(this.secrets.remove(headers.get(name)))).find(
      (id) => id !== undefined,
    );
  }

  private noteDeprecation(
    operation: Operation,
    reply: HttpReply,
    problems: readonly Problem[],
  ): void {
    const codes = problems.flatMap(({ type, code }) =>
      code && (type === 'deprecation' || /^(endpoint-deprecated|deprecated-field)$/.test(code))
        ? [code]
        : [],
    );
    const sunset = Date.parse(reply.headers.get('sunset') ?? '');
    if (reply.headers.get('deprecation') !== null || reply.headers.get('sunset') !== null)
      codes.push('deprecation-header');
    for (const code of codes) {
      const key = `${operation} ${code}`;
      if (this.deprecated.has(key)) continue;
      this.deprecated.add(key);
      this.options.onDeprecation?.({
        operation,
        code,
        sunset: Number.isNaN(sunset) ? undefined : sunset,
      });
    }
  }
}

/** A 401 that a new token may cure. Never leaves this file. */
class TokenRefused extends ApiError {
  constructor(operation: Operation) {
    super('401', {
      kind: 'credentials',
      operation,
      status: 401,
      code: 'authorization-token',
      outcome: 'notDone',
      retryable: true,
    });
  }
}

/** After a lost answer. */
function mayRepeat({ operation, repeat }: ApiRequest): boolean {
  return OPERATIONS[operation].repeat && repeat !== false;
}

function waitingOf({ signal, stopTrying: noMore }: RequestOptions): AbortSignal | undefined {
  return signal && noMore ? AbortSignal.any([signal, noMore]) : (signal ?? noMore);
}

function factsOf({ operation, known }: ApiRequest, body: Uint8Array | undefined): RequestFacts {
  return { known, ...(OPERATIONS[operation].identifiers && { identifiers: body }) };
}
