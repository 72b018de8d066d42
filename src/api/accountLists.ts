import { segmentsIn } from './algebra';
import { ApiError } from './apiError';
import type { Account, Audience, AudienceFilter, Page, PageRange, Retailer } from './apiTypes';
import { decodeAccount, decodeAudience, decodeRetailer } from './decode';
import { countOf } from './json';
import type { RequestOptions } from './options';
import { readWholeList } from './paging';
import { accountPath } from './paths';
import type { ValidatingTransport } from './validatingTransport';
import { noAccountListError } from './wire/rejection';
import type { ApiRequest } from './wire/transport';

const ACCOUNTS_PAGE = 100;
/** The maximum of the contract. */
const RETAILERS_LIMIT = 10;
/** The maximum of the contract; its default is 50. */
const AUDIENCES_LIMIT = 500;
/** Whether an API version may change at any time. It has no endpoint that lists accounts. */
export function isUnstable(version: string): boolean {
  return version === 'experimental';
}

/** Lists all accounts, 100 per request. See `RetailMediaClient.accounts` for its errors. */
export async function listAccounts(
  requests: ValidatingTransport,
  version: string,
  options?: RequestOptions,
): Promise<Account[]> {
  try {
    return await readWholeList('accounts', async (pageIndex, offset) => {
      const request: ApiRequest = {
        operation: 'accounts',
        method: 'GET',
        path: '/accounts',
        query: { pageIndex, pageSize: ACCOUNTS_PAGE },
      };
      const { page, paging } = await requests.fetchPage(request, decodeAccount, offset, options);
      const pages = countOf(paging.totalPages);
      // Without either, the next page tells.
      const more =
        pages === undefined ? Boolean(paging.nextPage) || undefined : pageIndex + 1 < pages;
      return { ...page, more };
    });
  } catch (error) {
    const isWithoutList =
      error instanceof ApiError &&
      error.kind === 'api' &&
      (error.status === 404 || error.status === 410) &&
      isUnstable(version);
    throw isWithoutList ? noAccountListError(error, version) : error;
  }
}

/** Lists all retailers of an account, 10 per request. */
export async function listRetailers(
  requests: ValidatingTransport,
  accountId: string,
  options?: RequestOptions,
): Promise<Retailer[]> {
  return readWholeList('retailers', async (_page, offset) => {
    const request: ApiRequest = {
      operation: 'retailers',
      method: 'POST',
      path: `${accountPath('retailers', accountId)}/retailers/search`,
      query: { limit: RETAILERS_LIMIT, offset },
      json: { data: { type: 'Retailer', attributes: {} } },
      known: [accountId],
    };
    return (await requests.fetchPage(request, decodeRetailer, offset, options)).page;
  });
}

/** One page of an account's audiences that pass all filters: at most 500, from `offset`. */
export async function searchAudiences(
  requests: ValidatingTransport,
  accountId: string,
  { audienceIds, segmentIds, retailerIds }: AudienceFilter,
  { limit = AUDIENCES_LIMIT, offset = 0, ...options }: RequestOptions & Partial<PageRange>,
): Promise<Page<Audience>> {
  const attributes = {
    ...(audienceIds?.length && { audienceIds }),
    ...(segmentIds?.length && { audienceSegmentIds: segmentIds }),
    ...(retailerIds?.length && { retailerIds }),
  };
  const request: ApiRequest = {
    operation: 'audiences',
    method: 'POST',
    path: `${accountPath('audiences', accountId)}/audiences/search`,
    query: { limit, offset },
    json: { data: { type: 'Audience', attributes } },
    known: [accountId, ...(audienceIds ?? []), ...(segmentIds ?? []), ...(retailerIds ?? [])],
  };
  const { page } = await requests.fetchPage(request, decodeAudience, offset, options);
  return { ...page, offset };
}

/**
 * All audiences of an account that pass all filters, each once, 500 per request. Of several segments,
 * an audience has to use any: what the API makes of several isn't documented, so it isn't asked.
 */
export async function listAudiences(
  requests: ValidatingTransport,
  accountId: string,
  { segmentIds = [], ...filter }: AudienceFilter,
  options?: RequestOptions,
): Promise<Audience[]> {
  const asked = segmentIds.length > 1 ? filter : { ...filter, segmentIds };
  const found = await readWholeList('audiences', (_page, offset) =>
    searchAudiences(requests, accountId, asked, { ...options, offset }),
  );
  if (segmentIds.length < 2) return found;
  const wanted = new Set(segmentIds);
  return found.filter(({ algebra }) => segmentsIn(algebra).some((id) => wanted.has(id)));
}
