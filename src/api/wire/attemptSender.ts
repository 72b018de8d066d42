import { inHandUntil } from '../../common/later';
import type { OutsideText } from '../../common/outsideText';
import { ApiError, type Operation } from '../apiError';
import type { Problems } from '../apiTypes';
import type { Clock } from '../clock';
import { decodeProblems, summedProblemsOf } from '../decode';
import { isObject, type JsonObject } from '../json';
import type { ClientOptions, Timing } from '../options';
import type { RateLimiter } from '../rateLimiter';
import { ReplyTexts, type RequestFacts } from '../replyTexts';
import { HttpFailure, send, type HttpReply } from './http';
import { noReplyError } from './noReply';
import { parseReply } from './parseReply';
import type { RequestContext } from './requestContext';
import { retryAfter } from './retry';
import { Secrets } from './secrets';

/** One HTTP request of an operation. */
export interface Attempt {
  operation: Operation;
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  signal?: AbortSignal;
  /** Called once if the request may have left. */
  onTry?: () => void;
  /** Milliseconds. */
  timeout?: number;
  /** Uses a new connection. */
  fresh?: boolean;
  /** Its number, from 1. */
  try: number;
}

export interface AttemptReply {
  /** Undefined for an empty body. */
  json: unknown;
  /** `errors` and `warnings` of `json`; grouped for an add-remove. */
  problems: Problems;
  traceId?: string;
}

const TRACE_HEADERS = ['x-trace-id', 'traceid', 'x-request-id', 'x-correlation-id'];

/** Sends single requests: parses and redacts the reply, observes the rate limit, logs. */
export class AttemptSender {
  private readonly host: string;
  #clockAhead: number | undefined;
  /** What must not occur in any text. */
  readonly secrets: Secrets;
  /** For the message of a 403. */
  application?: OutsideText;

  constructor(
    private readonly options: ClientOptions,
    private readonly timing: Timing,
    private readonly clock: Clock,
    private readonly rateLimiter: RateLimiter,
  ) {
    this.host = new URL(options.baseUrl).host;
    this.secrets = new Secrets(options.clientSecret);
  }

  get clockAhead(): number | undefined {
    return this.#clockAhead;
  }

  /**
   * What an error message needs to know about a request; also for callers that find a reply
   * unusable.
   */
  contextFor(operation: Operation, request: RequestFacts = {}): RequestContext {
    return {
      operation,
      texts: new ReplyTexts(request),
      withoutSecrets: (value) =>
        operation === 'token' ? this.removeSecretsKeepingToken(value) : this.secrets.remove(value),
      host: this.host,
      version: this.options.version,
      application: this.application,
    };
  }

  /**
   * Sends one request and logs it. `inspect` is called with the reply before it is parsed. Rejects
   * with `ApiError` only, or with what `inspect` throws.
   */
  async send(
    attempt: Attempt,
    facts: RequestFacts,
    inspect: (reply: HttpReply) => void,
  ): Promise<AttemptReply> {
    const { operation, method, url, signal } = attempt;
    const headers = {
      ...attempt.headers,
      ...(this.options.userAgent && { 'user-agent': this.options.userAgent }),
    };
    const context = this.contextFor(operation, facts);
    const { texts } = context;
    const started = performance.now();
    let reply: HttpReply | undefined;
    let traceId: string | undefined;
    let code: string | undefined;
    let system: string | undefined;
    let mayHaveLeft = true;
    try {
      reply = await inHandUntil(
        send({
          ...{ url, method, headers, signal },
          body: attempt.body,
          stall: this.timing.stall,
          timeout: attempt.timeout,
          fresh: attempt.fresh,
          agent: this.options.agent,
        }),
      );
      this.observeClock(reply);
      // With a new token, which isn't known yet: it could be in any header.
      if (operation !== 'token' || reply.status >= 400) traceId = this.traceIdOf(reply, texts);
      const until =
        retryAfter(reply.headers, this.clock.now()) ??
        (reply.status === 429 ? this.rateLimiter.msUntilReset(reply.headers) : undefined);
      inspect(reply);
      const json = parseReply(reply, { ...context, retryAfter: until });
      const problems =
        operation === 'addRemove' ? summedProblemsOf(json, texts) : decodeProblems(json, texts);
      const allProblems = [...problems.errors, ...problems.warnings];
      traceId = allProblems.find((problem) => problem.traceId)?.traceId ?? traceId;
      return { json, problems, traceId };
    } catch (error) {
      if (error instanceof HttpFailure) mayHaveLeft = error.maybeSent;
      const failure = error instanceof HttpFailure ? noReplyError(error, context) : error;
      if (!(failure instanceof ApiError)) throw failure;
      ({ code, system } = failure);
      traceId = failure.traceId ?? traceId;
      // The limit is the application's, so its wait applies to all requests. What another status
      // asks for may be a gateway's mistake about one address.
      if (failure.status === 429 && failure.retryAfter) this.rateLimiter.pause(failure.retryAfter);
      throw failure;
    } finally {
      if (mayHaveLeft) attempt.onTry?.();
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

  /** The token in the reply may be the same one as before, which would be redacted. */
  private removeSecretsKeepingToken<T>(reply: T): T {
    const token = isObject(reply) ? reply.access_token : undefined;
    const redacted = this.secrets.remove(reply);
    if (isObject(redacted) && token !== undefined) (redacted as JsonObject).access_token = token;
    return redacted;
  }

  private traceIdOf({ headers }: HttpReply, texts: ReplyTexts): string | undefined {
    return TRACE_HEADERS.map((name) => texts.traceId(this.secrets.remove(headers.get(name)))).find(
      (id) => id !== undefined,
    );
  }

  /** By the header that every HTTP server sends, to the second. */
  private observeClock({ headers }: HttpReply): void {
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) this.#clockAhead = this.clock.now() - date;
  }
}
