import { ApiError } from './apiError';
import type { Application } from './apiTypes';
import { decodeApplication, limitOf, pagingOf, totalOf } from './decode';
import { isObject, listOf, objectOf, type JsonObject } from './json';
import type { RequestOptions } from './options';
import { type ListPage } from './paging';
import { unusableReplyError } from './wire/parseReply';
import { forbiddenMessage } from './wire/rejection';
import type { ApiReply, ApiRequest, Transport } from './wire/transport';

/** Milliseconds to wait for the application's name, which only improves an error message. */
const NAME_WAIT = 5_000;

/**
 * Sends requests, and checks that each reply has what its kind of request needs. All methods reject
 * with `ApiError` only.
 */
export class ValidatingTransport {
  private nameRequest?: Promise<unknown>;

  constructor(private readonly transport: Transport) {}

  /** Reads the application's own data. Every valid token may do this. */
  async whoAmI(options?: RequestOptions): Promise<Application> {
    const request: ApiRequest = { operation: 'whoAmI', method: 'GET', path: '/me' };
    const application = decodeApplication(
      this.requireData(request, await this.transport.send(request, options)),
    );
    this.transport.application = application.name;
    return application;
  }

  /**
   * Requests one page of a list; `data: null` is an empty page (difference 14). `offset` is the
   * index of its first item.
   */
  async fetchPage<T>(
    request: ApiRequest,
    decode: (item: unknown) => T | undefined,
    offset: number,
    options?: RequestOptions,
  ): Promise<{ page: ListPage<T> & { items: T[] }; paging: JsonObject }> {
    const reply = await this.send(request, options);
    const json = this.requireData(request, reply);
    if (json.data !== null && !Array.isArray(json.data))
      throw unusableReplyError(
        { errors: [], warnings: [] },
        this.transport.contextFor(request.operation),
      );
    const raw = listOf(json.data);
    const paging = pagingOf(json);
    const requestedLimit = Number(request.query?.limit ?? request.query?.pageSize);
    const total = totalOf(paging, offset + raw.length, raw.length);
    const items = raw.flatMap((item) => decode(item) ?? []);
    const limit = limitOf(paging, requestedLimit);
    return { page: { items, count: raw.length, total, limit }, paging };
  }

  /**
   * The error of a write whose 2xx reply has errors only. The outcome is unknown if an earlier
   * attempt without a reply may have succeeded.
   */
  rejectionOf(request: ApiRequest, { problems, repeatedAfterLostReply }: ApiReply): ApiError {
    const error = unusableReplyError(
      problems,
      this.transport.contextFor(request.operation, request),
    );
    return repeatedAfterLostReply ? error.asUnknown() : error;
  }

  /**
   * Sends a request and returns the reply's object. Throws the API's error if there is no `data`.
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
   * Like `send`, for bulk requests, whose replies may have errors and warnings only. An empty
   * `data` sends nothing.
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
   * `data` may be null or empty (difference 14), but not if the reply has errors, and it must be
   * present. Problems beside data are told.
   */
  private requireData(request: ApiRequest, { json: value, problems }: ApiReply): JsonObject {
    const json = objectOf(value);
    const { data } = json;
    const failed =
      (data === undefined || data === null || (Array.isArray(data) && data.length === 0)) &&
      problems.errors.length > 0;
    if (failed || !('data' in json))
      throw unusableReplyError(problems, this.transport.contextFor(request.operation, request));
    this.transport.remarks.add(request.operation, [...problems.errors, ...problems.warnings]);
    return json;
  }

  /**
   * Adds the application's name to a missing-permission error. Requests the name once if it isn't
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
