import { ApiError } from './apiError';
import type { Application } from './apiTypes';
import { decodeApplication, limitOf, pagingOf, totalOf } from './decode';
import { isObject, listOf, objectOf, type JsonObject } from './json';
import type { RequestOptions } from './options';
import { type ListPage } from './paging';
import { unusableReplyError } from './wire/badReply';
import { forbiddenMessage } from './wire/rejection';
import type { ApiReply, ApiRequest, Transport } from './wire/transport';

/** Milliseconds to wait for the application's name, which only makes a message better. */
const NAME_WAIT = 5_000;

/** Sends calls and holds each answer against what a call of its kind needs. */
export class RateLimitedTransport {
  private naming?: Promise<unknown>;

  constructor(private readonly caller: Transport) {}

  /** Who the application is. Any valid token may ask. */
  async whoAmI(options?: RequestOptions): Promise<Application> {
    const call: ApiRequest = { operation: 'whoAmI', method: 'GET', path: '/me' };
    const application = decodeApplication(
      this.withData(call, await this.caller.call(call, options)),
    );
    this.caller.application = application.name;
    return application;
  }

  /**
   * One page of a list; `data: null` is an empty one (difference 14). `offset` is that of its first
   * item. Items beside errors may be all of them or not: where no total tells, the errors count.
   */
  async page<T>(
    call: ApiRequest,
    decode: (item: unknown) => T | undefined,
    offset: number,
    options?: RequestOptions,
  ): Promise<ListPage<T> & { items: T[]; paging: JsonObject }> {
    const answer = await this.answer(call, options);
    const json = this.withData(call, answer);
    if (json.data !== null && !Array.isArray(json.data))
      throw unusableReplyError({ errors: [], warnings: [] }, this.caller.asked(call.operation));
    const raw = listOf(json.data);
    const paging = pagingOf(json);
    const asked = Number(call.query?.limit ?? 0);
    const total = totalOf(paging, offset + raw.length, raw.length);
    if (total === undefined && answer.problems.errors.length > 0)
      throw unusableReplyError(answer.problems, this.caller.asked(call.operation));
    return {
      items: raw.flatMap((item) => decode(item) ?? []),
      count: raw.length,
      total,
      more: raw.length >= limitOf(paging, asked),
      paging,
    };
  }

  /**
   * What a 2xx with errors alone says of a change; an earlier try without an answer may have made
   * it all the same.
   */
  refusal(call: ApiRequest, { problems, repeatedBlindly }: ApiReply): ApiError {
    const error = unusableReplyError(problems, this.caller.asked(call.operation, call));
    return repeatedBlindly ? error.asUnknown() : error;
  }

  /**
   * Sends, and gives the reply's object; an answer without `data` is told as the error it holds.
   */
  async ask(call: ApiRequest, options?: RequestOptions): Promise<JsonObject> {
    return this.withData(call, await this.answer(call, options));
  }

  answer(call: ApiRequest, options?: RequestOptions): Promise<ApiReply> {
    return this.caller.call(call, options).catch((error: unknown) => this.named(error));
  }

  /**
   * The same for bulk calls, whose answers may hold problems alone. Nothing asked is no call, and
   * an answer about nothing.
   */
  async askBulk(
    data: readonly unknown[],
    call: ApiRequest,
    options?: RequestOptions,
  ): Promise<ApiReply> {
    if (data.length === 0)
      return { json: {}, problems: { errors: [], warnings: [] }, repeatedBlindly: false };
    const answer = await this.answer(call, options);
    if (!isObject(answer.json))
      throw unusableReplyError(answer.problems, this.caller.asked(call.operation, call));
    return answer;
  }

  /**
   * Null and nothing in `data` are an empty answer (difference 14), but not where the reply names
   * errors, and not without an envelope.
   */
  private withData(call: ApiRequest, { json: value, problems }: ApiReply): JsonObject {
    const json = objectOf(value);
    const { data } = json;
    const failed =
      (data === undefined || data === null || (Array.isArray(data) && data.length === 0)) &&
      problems.errors.length > 0;
    if (failed || !('data' in json))
      throw unusableReplyError(problems, this.caller.asked(call.operation, call));
    return json;
  }

  /**
   * Words a missing permission with the application's name, asking for it once where it is not
   * known yet.
   */
  private async named(error: unknown): Promise<never> {
    if (
      !(error instanceof ApiError) ||
      error.kind !== 'permission' ||
      this.caller.application !== undefined
    )
      throw error;
    this.naming ??= this.whoAmI({ signal: AbortSignal.timeout(NAME_WAIT) }).catch(() => undefined);
    await this.naming;
    throw this.caller.application === undefined
      ? error
      : error.withMessage(forbiddenMessage(this.caller.asked(error.operation)));
  }
}
