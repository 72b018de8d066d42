import { createHmac } from 'node:crypto';
import { listAccounts, listAudiences, listRetailers, searchAudiences } from './accountLists';
import type { Operation } from './apiError';
import type {
  Account,
  AmendmentResult,
  Application,
  Audience,
  AudienceFilter,
  BulkResult,
  NewSegment,
  Page,
  PageRange,
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
import { decodeAmendment, decodeSegment, decodeStatistics, isAbout } from './decode';
import { isObject, objectOf } from './json';
import type { ClientOptions, RequestOptions } from './options';
import { readWholeList } from './paging';
import { checkedId, listPath, segmentsPath } from './paths';
import type { RateLimiter } from './rateLimiter';
import { SegmentUpdater } from './segmentUpdater';
import { ValidatingTransport } from './validatingTransport';
import { otherAnswerError } from './wire/parseReply';
import { Transport, type ApiRequest } from './wire/transport';

/** Difference 1: the default differs, the maximum is 500. */
const SEARCH_LIMIT = 500;

interface ClearOptions extends RequestOptions {
  /**
   * False once identifiers were added after an earlier clear: a clear whose reply was lost is then
   * not repeated. Default true.
   */
  repeat?: boolean;
}

/**
 * The API client of one application. All methods reject with `ApiError` only, stay below the rate
 * limit, and retry what is safe to retry. IDs are strings.
 */
export class RetailMediaClient {
  readonly baseUrl: string;
  readonly version: string;
  private readonly transport: Transport;
  private readonly requests: ValidatingTransport;
  private readonly secret: string;
  private readonly updates: SegmentUpdater;

  /**
   * Sends nothing. Throws a `TypeError` if `checkApiUrl` rejects the address: the secret would be
   * sent there.
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

  /** The rate limiter of this application; reports when requests have to wait. */
  get rateLimiter(): RateLimiter {
    return this.transport.rateLimiter;
  }

  /** Whether the client uses this secret. */
  hasSecret(secret: string): boolean {
    return this.secret === secret;
  }

  /** A digest of a text that nobody can make without the secret. */
  seal(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('hex');
  }

  /** The access token, if there is a valid one in memory. Sends nothing. */
  cachedToken(): string | undefined {
    return this.transport.cachedToken();
  }

  /** Milliseconds by which this machine's clock was ahead of the server's; negative if behind. */
  get clockAhead(): number | undefined {
    return this.transport.clockAhead;
  }

  /** Resolves if the API answers at this address. Sends no credentials. */
  reach(options?: RequestOptions): Promise<void> {
    return this.transport.reach(options?.signal);
  }

  /** Gets a token. Resolves with the seconds that it is valid, if the API says so. */
  signIn(options?: RequestOptions): Promise<number | undefined> {
    return this.transport.signIn(options?.signal);
  }

  /** Reads the application's own data. Every valid token may do this. */
  whoAmI(options?: RequestOptions): Promise<Application> {
    return this.requests.whoAmI(options);
  }

  /** Gets a token and reads the application: the check before a sign-in is stored. */
  async checkCredentials(options?: RequestOptions): Promise<Application> {
    await this.signIn(options);
    return this.whoAmI(options);
  }

  /**
   * Lists all accounts. Needs the permission "Accounts Read", which an application created for
   * audiences may lack: rejects with kind `permission`, as it does for a version without this
   * endpoint.
   */
  accounts(options?: RequestOptions): Promise<Account[]> {
    return listAccounts(this.requests, this.version, options);
  }

  /** Lists all retailers of an account, 10 per request. Needs the permission "Campaigns Read". */
  retailers(accountId: string, options?: RequestOptions): Promise<Retailer[]> {
    return listRetailers(this.requests, accountId, options);
  }

  /**
   * Requests one page. `limit` 1–500, default 500; `offset` from 0. A search by IDs returns only
   * requested segments; rejects with code `other-answer` if the page is about others instead.
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
   * Lists all segments, each once even if the list shifts between two pages (see `readWholeList`).
   * `onPage` is called for each page.
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
      return page;
    });
    return all.filter(isRequested(filter));
  }

  /**
   * Creates at most 50 segments. Never retried if the reply may have been lost: the error's
   * `outcome` is then `unknown`, and `findCreated` tells whether the segment exists.
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
        description,
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
    const reply = await this.requests.sendBulk(data, request, options);
    return this.withRemarks('create', matchBulk(segments, reply, createdSegments));
  }

  /**
   * Changes name and description of at most 50 segments. The API can change nothing else
   * (difference 8).
   */
  async updateSegments(
    accountId: string,
    changes: readonly SegmentChange[],
    options?: RequestOptions,
  ): Promise<BulkResult<Segment>> {
    const reply = await this.updates.send(accountId, changes, options);
    return this.withRemarks('update', matchBulk(changes, reply, updatedSegments));
  }

  /**
   * Edits no segment, to learn whether the application may edit any: rejects with kind `permission`
   * if it may not. Anything else proves nothing (`SegmentUpdater.sendNothing`).
   */
  editNothing(accountId: string, options?: RequestOptions): Promise<void> {
    return this.updates.sendNothing(accountId, options);
  }

  /**
   * Deletes at most 50 segments. One that an earlier attempt with a lost reply deleted counts as
   * done.
   */
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
    const result = this.withRemarks('delete', matchBulk(ids, reply, deletedIds));
    if (!reply.repeatedAfterLostReply) return result;
    const gone = result.failed.filter(({ problem }) => problem.code === 'segment-not-found');
    result.failed = result.failed.filter((item) => !gone.includes(item));
    result.done.push(...gone.map(({ index }) => ({ index, item: ids[index] as string })));
    return result;
  }

  /**
   * Reads the figures of a contact list, from the last computation (daily at 00:00 and 12:00 UTC).
   */
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
   * Sends one add-remove request. `body` is complete JSON (`contactListBody` around at most 50,000
   * identifiers); it is neither changed nor kept. Retried after a lost reply. Counts are undefined
   * if the API sent none.
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
    // A reply without counts is a success.
    const { json, problems, traceId } = reply;
    if (!isObject(objectOf(json).data) && problems.errors.length > 0)
      throw this.requests.rejectionOf(request, reply);
    return { ...decodeAmendment(json, problems), traceId };
  }

  /**
   * Removes all identifiers of a segment. Every 2xx is a success, with or without a body
   * (difference 2).
   */
  async clear(segmentId: string, options: ClearOptions = {}): Promise<void> {
    const request: ApiRequest = {
      operation: 'clear',
      method: 'POST',
      path: `${listPath('clear', segmentId)}/clear`,
      known: [segmentId],
      repeat: options.repeat,
    };
    const reply = await this.requests.send(request, options);
    const { errors, warnings } = reply.problems;
    if (errors.length > 0) throw this.requests.rejectionOf(request, reply);
    this.transport.remarks.add('clear', warnings);
  }

  /** One page of an account's audiences: at most 500, which is the default, from `offset`. */
  searchAudiences(
    accountId: string,
    filter: AudienceFilter = {},
    options: RequestOptions & Partial<PageRange> = {},
  ): Promise<Page<Audience>> {
    return searchAudiences(this.requests, accountId, filter, options);
  }

  /** All audiences of an account that pass all filters, each once. */
  allAudiences(
    accountId: string,
    filter: AudienceFilter = {},
    options?: RequestOptions,
  ): Promise<Audience[]> {
    return listAudiences(this.requests, accountId, filter, options);
  }

  /**
   * Finds the segment that a create request with a lost reply may have created; see
   * `findCreatedSegments`.
   */
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

  /** Tells what a bulk reply says of no item that failed. */
  private withRemarks<T>(operation: Operation, result: BulkResult<T>): BulkResult<T> {
    this.transport.remarks.add(operation, result.warnings);
    return result;
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
    const { page } = await this.requests.fetchPage(request, decodeSegment, offset, options);
    return { request, page: { ...page, offset } };
  }
}

/** Whether a search is for this segment: by its ID, or without IDs. */
function isRequested({ segmentIds }: SegmentFilter): (segment: Segment) => boolean {
  const requestedIds = new Set(segmentIds);
  return ({ id }) => requestedIds.size === 0 || requestedIds.has(id);
}
