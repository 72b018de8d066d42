import { ApiError } from './apiError';
import type {
  Account,
  AmendmentResult,
  Application,
  Audience,
  BulkResult,
  NewSegment,
  Page,
  Retailer,
  Segment,
  SegmentChange,
  SegmentFilter,
  Statistics,
} from './apiTypes';
import { checkApiUrl } from './baseUrl';
import {
  createdSegments,
  deletedIds,
  findCreatedSegments,
  matchBulk,
  updatedSegments,
} from './bulk';
import {
  decodeAccount,
  decodeAmendment,
  decodeAudience,
  decodeRetailer,
  decodeSegment,
  decodeStatistics,
  isAbout,
  limitOf,
} from './decode';
import { countOf, isObject, objectOf } from './json';
import type { ClientOptions, RequestOptions } from './options';
import { readWholeList } from './paging';
import { accountPath, checkedId, listPath, segmentsPath } from './paths';
import type { RateLimiter } from './rateLimiter';
import { SegmentUpdater } from './segmentUpdater';
import { ValidatingTransport } from './validatingTransport';
import { otherAnswerError } from './wire/parseReply';
import { noAccountListError } from './wire/rejection';
import { Transport, type ApiRequest } from './wire/transport';

/** Difference 1: the default differs, the maximum is 500. */
const SEARCH_LIMIT = 500;
const ACCOUNTS_PAGE = 100;
/** The largest that the contract allows. */
const RETAILERS_LIMIT = 10;
const AUDIENCES_LIMIT = 50;
/** Versions that have no list of accounts. */
const UNSTABLE = /^(preview|experimental)$/;

export interface ClearOptions extends RequestOptions {
  /**
   * False once something was added after an earlier clear: then a clear whose reply is lost is not
   * sent again. Default true.
   */
  repeat?: boolean;
}

/**
 * The API of one application. Every method rejects with `ApiError` only, paces itself, and repeats
 * what may be repeated. Ids are passed and given as text.
 */
export class RetailMediaClient {
  readonly baseUrl: string;
  readonly version: string;
  private readonly transport: Transport;
  private readonly requests: ValidatingTransport;
  private readonly secret: string;
  private readonly updates: SegmentUpdater;

  /**
   * Makes no request. Throws a `TypeError` for an address that `checkApiUrl` refuses: the secret would
   * go there.
   */
  constructor(options: ClientOptions) {
    const checked = checkApiUrl(options.baseUrl);
    if (!checked.ok) throw new TypeError(checked.message);
    this.baseUrl = checked.base;
    this.version = options.version;
    this.secret = options.clientSecret;
    this.transport = new Transport({ ...options, baseUrl: checked.base });
    this.requests = new ValidatingTransport(this.transport);
    this.updates = new SegmentUpdater(this.requests);
  }

  /** The pacing of this application: tells when calls have to wait for the API's limit. */
  get rateLimiter(): RateLimiter {
    return this.transport.rateLimiter;
  }

  /** Whether this client was made with that secret. */
  hasSecret(secret: string): boolean {
    return this.secret === secret;
  }

  /** The access token in memory while it is good; never a request. */
  cachedToken(): string | undefined {
    return this.transport.cachedToken();
  }

  /** Who the application is. Any valid token may ask. */
  whoAmI(options?: RequestOptions): Promise<Application> {
    return this.requests.whoAmI(options);
  }

  /** Gets a token and asks who-am-I: what a sign-in needs to know before it stores anything. */
  async checkCredentials(options?: RequestOptions): Promise<Application> {
    await this.transport.signIn(options?.signal);
    return this.whoAmI(options);
  }

  /**
   * All of them. Needs "Accounts Read", which an app made for audiences does not have: then
   * `ApiError` of kind `permission`, as where the version has no such list.
   */
  async accounts(options?: RequestOptions): Promise<Account[]> {
    try {
      return await readWholeList('accounts', async (pageIndex, offset) => {
        const request: ApiRequest = {
          operation: 'accounts',
          method: 'GET',
          path: '/accounts',
          query: { pageIndex, pageSize: ACCOUNTS_PAGE },
        };
        const { items, count, total, paging } = await this.requests.fetchPage(
          request,
          decodeAccount,
          offset,
          options,
        );
        const pages = countOf(paging.totalPages);
        return {
          items,
          count,
          total,
          more:
            pages === undefined
              ? Boolean(paging.nextPage) || count >= ACCOUNTS_PAGE
              : pageIndex + 1 < pages,
        };
      });
    } catch (error) {
      const isWithoutList =
        error instanceof ApiError &&
        error.kind === 'api' &&
        (error.status === 404 || error.status === 410) &&
        UNSTABLE.test(this.version);
      throw isWithoutList ? noAccountListError(error, this.version) : error;
    }
  }

  /** All of them, ten at a time. Needs "Campaigns Read". */
  async retailers(accountId: string, options?: RequestOptions): Promise<Retailer[]> {
    return readWholeList('retailers', async (_page, offset) => {
      const request: ApiRequest = {
        operation: 'retailers',
        method: 'POST',
        path: `${accountPath('retailers', accountId)}/retailers/search`,
        query: { limit: RETAILERS_LIMIT, offset },
        json: { data: { type: 'Retailer', attributes: {} } },
        known: [accountId],
      };
      return this.requests.fetchPage(request, decodeRetailer, offset, options);
    });
  }

  /**
   * One page. `limit` 1–500, default 500; `offset` from 0. Of a search by ids, only what was requestedLimit
   * for is given; where the reply is about others instead, it is an error.
   */
  async searchSegments(
    accountId: string,
    filter: SegmentFilter,
    options: RequestOptions & { limit?: number; offset?: number } = {},
  ): Promise<Page<Segment>> {
    const { request, page } = await this.searchPage(accountId, filter, options);
    const items = page.items.filter(isRequested(filter));
    if (items.length < page.items.length && items.length < new Set(filter.segmentIds).size)
      throw otherAnswerError(this.transport.contextFor(request.operation));
    return { ...page, items };
  }

  /**
   * All of them, each once although the list may shift between two pages (see `readWholeList`).
   * `onPage` follows the reading.
   */
  async allSegments(
    accountId: string,
    filter: SegmentFilter,
    onPage?: (page: Page<Segment>) => void,
    options: RequestOptions = {},
  ): Promise<Segment[]> {
    const all = await readWholeList('search', async (_page, offset) => {
      const { page } = await this.searchPage(accountId, filter, {
        ...options,
        limit: SEARCH_LIMIT,
        offset,
      });
      onPage?.(page);
      return { ...page, more: page.count >= page.limit };
    });
    return all.filter(isRequested(filter));
  }

  /**
   * Creates at most 50 segments. Never repeated once an reply may have been lost: then the error's
   * `outcome` is `unknown`, and `findCreated` tells whether it was done.
   */
  async createSegments(
    accountId: string,
    segments: readonly NewSegment[],
    options?: RequestOptions,
  ): Promise<BulkResult<Segment>> {
    const known = [
      accountId,
      ...segments.flatMap(({ name, retailerId, identifierType }) => [
        name,
        retailerId,
        identifierType,
      ]),
    ];
    const data = segments.map(({ name, description, retailerId, identifierType }) => ({
      type: 'AudienceSegment',
      attributes: {
        name,
        ...(description !== undefined && { description }),
        retailerId,
        contactList: { identifierType },
      },
    }));
    const request: ApiRequest = {
      operation: 'create',
      method: 'POST',
      path: `${segmentsPath('create', accountId)}/create`,
      json: { data },
      known,
    };
    return matchBulk(
      segments,
      await this.requests.sendBulk(data, request, options),
      createdSegments,
    );
  }

  /** Changes at most 50 names and descriptions. Nothing else can be changed (difference 8). */
  async updateSegments(
    accountId: string,
    changes: readonly SegmentChange[],
    options?: RequestOptions,
  ): Promise<BulkResult<Segment>> {
    return matchBulk(
      changes,
      await this.updates.send(accountId, changes, options),
      updatedSegments,
    );
  }

  /** Deletes at most 50 segments. One that a lost earlier try has deleted counts as done. */
  async deleteSegments(
    accountId: string,
    ids: readonly string[],
    options?: RequestOptions,
  ): Promise<BulkResult<string>> {
    const data = ids.map((id) => ({ id }));
    const request: ApiRequest = {
      operation: 'delete',
      method: 'POST',
      path: `${segmentsPath('delete', accountId)}/delete`,
      json: { data },
      known: [accountId, ...ids],
    };
    const reply = await this.requests.sendBulk(data, request, options);
    const result = matchBulk(ids, reply, deletedIds);
    if (!reply.repeatedAfterLostReply) return result;
    const gone = result.failed.filter(({ problem }) => problem.code === 'segment-not-found');
    result.failed = result.failed.filter((item) => !gone.includes(item));
    result.done.push(...gone.map(({ index }) => ({ index, item: ids[index] as string })));
    return result;
  }

  /** The figures of a contact list, as of the last computation (daily at 00:00 and 12:00 UTC). */
  async statistics(
    accountId: string,
    segmentId: string,
    options?: RequestOptions,
  ): Promise<Statistics> {
    const request: ApiRequest = {
      operation: 'statistics',
      method: 'GET',
      path: `${segmentsPath('statistics', accountId)}/${checkedId('statistics', 'segmentId', segmentId)}/contact-list`,
      known: [accountId, segmentId],
    };
    const json = await this.requests.fetchData(request, options);
    if (!isAbout(json, segmentId))
      throw otherAnswerError(this.transport.contextFor(request.operation));
    return decodeStatistics(json, segmentId);
  }

  /**
   * One add-remove request. `body` is finished JSON (`contactListBody` around at most 50,000
   * identifiers) and is not changed or kept. Repeated after a lost reply. Counts are undefined
   * where the API gave none.
   */
  async amend(
    segmentId: string,
    body: Uint8Array,
    options?: RequestOptions,
  ): Promise<AmendmentResult> {
    const request: ApiRequest = {
      operation: 'addRemove',
      method: 'POST',
      path: `${listPath('addRemove', segmentId)}/add-remove`,
      bytes: body,
      known: [segmentId],
    };
    const reply = await this.requests.send(request, options);
    // An reply without figures is still a yes.
    const { json, problems, traceId } = reply;
    if (!isObject(objectOf(json).data) && problems.errors.length > 0)
      throw this.requests.rejectionOf(request, reply);
    return { ...decodeAmendment(json, problems), traceId };
  }

  /** Empties a contact list. Any 2xx is a yes, with or without a body (difference 2). */
  async clear(segmentId: string, options: ClearOptions = {}): Promise<void> {
    const request: ApiRequest = {
      operation: 'clear',
      method: 'POST',
      path: `${listPath('clear', segmentId)}/clear`,
      known: [segmentId],
      repeat: options.repeat,
    };
    const reply = await this.requests.send(request, options);
    if (reply.problems.errors.length > 0) throw this.requests.rejectionOf(request, reply);
  }

  /** All audiences that use any of the segments: why a delete is refused. */
  async audiencesUsing(
    accountId: string,
    segmentIds: readonly string[],
    options?: RequestOptions,
  ): Promise<Audience[]> {
    if (segmentIds.length === 0) return [];
    return readWholeList('audiences', async (_page, offset) => {
      const request: ApiRequest = {
        operation: 'audiences',
        method: 'POST',
        path: `${accountPath('audiences', accountId)}/audiences/search`,
        query: { limit: AUDIENCES_LIMIT, offset },
        json: { data: { type: 'Audience', attributes: { audienceSegmentIds: segmentIds } } },
        known: [accountId, ...segmentIds],
      };
      return this.requests.fetchPage(request, decodeAudience, offset, options);
    });
  }

  /** Looks for the segment that a create whose reply was lost may have made; see `findCreatedSegments`. */
  async findCreated(
    accountId: string,
    segment: NewSegment,
    notBefore: number,
    options?: RequestOptions,
  ): Promise<Segment | undefined> {
    const found = await this.allSegments(
      accountId,
      { retailerIds: [segment.retailerId], types: ['ContactList'] },
      undefined,
      options,
    );
    return findCreatedSegments(found, [segment], notBefore)[0]?.item;
  }

  private async searchPage(
    accountId: string,
    filter: SegmentFilter,
    options: RequestOptions & { limit?: number; offset?: number },
  ): Promise<{ request: ApiRequest; page: Page<Segment> }> {
    const limit = Math.min(SEARCH_LIMIT, Math.max(1, options.limit ?? SEARCH_LIMIT));
    const offset = options.offset ?? 0;
    const { segmentIds, retailerIds, types } = filter;
    // Empty filters are left out (difference 16).
    const attributes = {
      ...(segmentIds?.length && { audienceSegmentIds: segmentIds }),
      ...(retailerIds?.length && { retailerIds }),
      ...(types?.length && { audienceSegmentTypes: types }),
    };
    const request: ApiRequest = {
      operation: 'search',
      method: 'POST',
      path: `${segmentsPath('search', accountId)}/search`,
      query: { limit, offset },
      json: { data: { type: 'AudienceSegment', attributes } },
      known: [accountId, ...(segmentIds ?? []), ...(retailerIds ?? [])],
    };
    const { items, count, total, paging } = await this.requests.fetchPage(
      request,
      decodeSegment,
      offset,
      options,
    );
    return { request, page: { items, count, total, offset, limit: limitOf(paging, limit) } };
  }
}

/** Whether a search requestedLimit for a segment: by its id, or by none. */
function isRequested({ segmentIds }: SegmentFilter): (segment: Segment) => boolean {
  const requestedIds = new Set(segmentIds);
  return ({ id }) => requestedIds.size === 0 || requestedIds.has(id);
}
