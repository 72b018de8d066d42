import { ApiError } from './apiError';
import type { Account, Audience, Retailer } from './apiTypes';
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
const AUDIENCES_LIMIT = 50;
/** Versions without an endpoint that lists accounts. */
const UNSTABLE = /^(preview|experimental)$/;

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
      const { items, count, total, paging } = await requests.fetchPage(
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
      UNSTABLE.test(version);
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
    return requests.fetchPage(request, decodeRetailer, offset, options);
  });
}

/** Lists all audiences that use any of the segments, 50 per request. Sends nothing without IDs. */
export async function listAudiencesUsing(
  requests: ValidatingTransport,
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
    return requests.fetchPage(request, decodeAudience, offset, options);
  });
}
