import { queryNumber, type Reply } from '../wire';
import type { App, World } from '../world';
import { closing } from './render';
import { searchAttributes, type SegmentCall } from './segments';

/** Who-am-I, accounts and retailers. */

/** `GET /me` */
export function whoAmI(app: App): Reply {
  const { applicationId, name, organizationId, description } = app;
  return {
    status: 200,
    body: {
      data: {
        id: String(applicationId),
        type: 'ApplicationSummary',
        attributes: { applicationId, name, organizationId, description },
      },
    },
  };
}

/** `GET /accounts?pageIndex&pageSize`: the accounts that gave the application consent. */
export function listAccounts(world: World, app: App, query: URLSearchParams): Reply {
  const pageIndex = queryNumber(query, 'pageIndex', { from: 0, to: 999_999_999, otherwise: 0 });
  const pageSize = queryNumber(query, 'pageSize', { from: 1, to: 500, otherwise: 25 });
  const all = world.accounts.filter(({ id }) => app.consents.includes(id));
  const page = all.slice(pageIndex * pageSize, (pageIndex + 1) * pageSize);
  const totalPages = Math.ceil(all.length / pageSize);
  const linkTo = (index: number): string | null =>
    index >= 0 && index < totalPages ? `/accounts?pageIndex=${index}&pageSize=${pageSize}` : null;
  const data = page.map(({ id, retailerIds: _retailers, ...account }) => ({
    id,
    type: 'RetailMediaAccount',
    attributes: account,
  }));
  const metadata = {
    totalItemsAcrossAllPages: all.length,
    currentPageSize: page.length,
    currentPageIndex: pageIndex,
    totalPages,
    nextPage: linkTo(pageIndex + 1),
    previousPage: linkTo(pageIndex - 1),
  };
  return { status: 200, body: { data, metadata } };
}

/** `POST /accounts/{accountId}/retailers/search?limit&offset`, at most 10 per page. */
export function searchRetailers(call: SegmentCall): Reply {
  const limit = queryNumber(call.query, 'limit', { from: 1, to: 10, otherwise: 10 });
  const offset = queryNumber(call.query, 'offset', { from: 0, to: 999_999_999, otherwise: 0 });
  searchAttributes(call.body);
  const known = call.world.accounts.find(({ id }) => id === call.accountId)?.retailerIds ?? [];
  const all = call.world.retailers.filter(({ id }) => known.includes(id));
  const data = all
    .slice(offset, offset + limit)
    .map(({ id, ...attributes }) => ({ id, type: 'RetailMediaRetailer', attributes }));
  const { dialect } = call.switches;
  // What `count` counts isn't documented: all retailers in one dialect, those of this page in the
  // other.
  const count = dialect === 'guide' ? all.length : data.length;
  return {
    status: 200,
    body: { data, metadata: { limit, offset, count }, ...closing(dialect, {}) },
  };
}
