import { ApiError } from './apiError';
import type { Application } from './apiTypes';
import { decodeApplication, limitOf, pagingOf, totalOf } from './decode';
import { isObject, listOf, objectOf, type JsonObject } from './json';
import type { RequestOptions } from './options';
import { type ListPage } from './paging';
import { unusableReplyError } from './wire/parseReply';
import { forbiddenMessage } from './wire/rejection';
import type { ApiReply, ApiRequest, Transport } from './wire/transport';

/** Milliseconds to wait for the application's name, which only makes a message better. */
const NAME_WAIT = 5_000;

/** Sends calls and holds each reply against what a request of its kind needs. */
export class ValidatingTransport {
  private nameRequest?: Promise<unknown>;

  constructor(private readonly transport: Transport) {}

  /** Who the application is. Any valid token may ask. */
  async whoAmI(options?: RequestOptions): Promise<Application> {
    const request: ApiRequest = { operation: 'whoAmI', method: 'GET', path: '/me' };
    const application = decodeApplication(
      this.requireData(request, await this.transport.send(request, options)),
    );
    this.transport.application = application.name;
    return application;
  }

  /**
   * One page of a list; `data: null` is an empty one (difference 14). `offset` is that of its first
   * item. Items beside errors may be all of them or not: where no total tells, the errors count.
   */
  async fetchPage<T>(
    request: ApiRequest,
    decode: (item: unknown) => T | undefined,
    offset: number,
    options?: RequestOptions,
  ): Promise<ListPage<T> & { items: T[]; paging: JsonObject }> {
    const reply = await this.send(request, options);
    const json = this.requireData(request, reply);
    if (json.data !== null && !Array.isArray(json.data))
      throw unusableReplyError(
        { errors: [], warnings: [] },
        this.transport.contextFor(request.operation),
      );
    const raw = listOf(json.data);
    const paging = pagingOf(json);
    const requestedLimit = Number(request.query?.limit ?? 0);
    const total = totalOf(paging, offset + raw.length, raw.length);
    if (total === undefined && reply.problems.errors.length > 0)
      throw unusableReplyError(reply.problems, this.transport.contextFor(request.operation));
    return {
      items: raw.flatMap((item) => decode(item) ?? []),
      count: raw.length,
      total,
      more: raw.length >= limitOf(paging, requestedLimit),
      paging,
    };
  }

  /**
   * What a 2xx with errors alone says of a change; an earlier try without an reply may have made
   * it all the same.
   */
  rejectionOf(
    request: ApiRequest,
    { problems, repeatedAfterLostReply: repeatedBlindly }: ApiReply,
  ): ApiError {
    const error = unusableReplyError(
      problems,
      this.transport.contextFor(request.operation, request),
    );
    return repeatedBlindly ? error.asUnknown() : error;
  }

  /**
   * Sends, and gives the reply's object; an reply without `data` is told as the error it holds.
   */
  async fetchData(request: ApiRequest, options?: RequestOptions): Promise<JsonObject> {
    return this.requireData(request, await this.send(request, options));
  }

  send(request: ApiRequest, options?: RequestOptions): Promise<ApiReply> {
    return this.transport
      .send(request, options)
      .catch((error: unknown) => this.addApplicationName(error));
  }

  /**
   * The same for bulk calls, whose answers may hold problems alone. Nothing requestedLimit is no request, and
   * an reply about nothing.
   */
  async sendBulk(
    data: readonly unknown[],
    request: ApiRequest,
    options?: RequestOptions,
  ): Promise<ApiReply> {
    if (data.length === 0)
      return { json: {}, problems: { errors: [], warnings: [] }, repeatedAfterLostReply: false };
    const reply = await this.send(request, options);
    if (!isObject(reply.json))
      throw unusableReplyError(
        reply.problems,
        this.transport.contextFor(request.operation, request),
      );
    return reply;
  }

  /**
   * Null and nothing in `data` are an empty reply (difference 14), but not where the reply names
   * errors, and not without an envelope.
   */
  private requireData(request: ApiRequest, { json: value, problems }: ApiReply): JsonObject {
    const json = objectOf(value);
    const { data } = json;
    const failed =
      (data === undefined || data === null || (Array.isArray(data) && data.length === 0)) &&
      problems.errors.length > 0;
    if (failed || !('data' in json))
      throw unusableReplyError(problems, this.transport.contextFor(request.operation, request));
    return json;
  }

  /**
   * Words a missing permission with the application's name, asking for it once where it is not
   * known yet.
   */
  private async addApplicationName(error: unknown): Promise<never> {
    if (
      !(error instanceof ApiError) ||
      error.kind !== 'permission' ||
      this.transport.application !== undefined
    )
      throw error;
    this.nameRequest ??= this.whoAmI({ signal: AbortSignal.timeout(NAME_WAIT) }).catch(
      () => undefined,
    );
    await this.nameRequest;
    throw this.transport.application === undefined
      ? error
      : error.withMessage(forbiddenMessage(this.transport.contextFor(error.operation)));
  }
}
