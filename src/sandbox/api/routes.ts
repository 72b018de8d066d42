import type { Operation } from '../control';
import type { Permission } from '../world';

/** Maps a method and a path to an operation of the API (guide: Endpoints). */

export interface Route {
  operation: Operation;
  version?: string;
  accountId?: string;
  segmentId?: string;
  /** The methods of the path, set if the request has another one. */
  allowed?: string;
}

interface Pattern {
  operation: Operation;
  method: string;
  path: RegExp;
}

const PATTERNS: readonly Pattern[] = [
  { operation: 'me', method: 'GET', path: /^\/me$/ },
  { operation: 'accounts', method: 'GET', path: /^\/accounts$/ },
  {
    operation: 'retailers',
    method: 'POST',
    path: /^\/accounts\/(?<account>[^/]+)\/retailers\/search$/,
  },
  {
    operation: 'audiences',
    method: 'POST',
    path: /^\/accounts\/(?<account>[^/]+)\/audiences\/search$/,
  },
  {
    operation: 'create',
    method: 'POST',
    path: /^\/accounts\/(?<account>[^/]+)\/audience-segments\/create$/,
  },
  {
    operation: 'update',
    method: 'PATCH',
    path: /^\/accounts\/(?<account>[^/]+)\/audience-segments$/,
  },
  {
    operation: 'delete',
    method: 'POST',
    path: /^\/accounts\/(?<account>[^/]+)\/audience-segments\/delete$/,
  },
  {
    operation: 'search',
    method: 'POST',
    path: /^\/accounts\/(?<account>[^/]+)\/audience-segments\/search$/,
  },
  {
    operation: 'statistics',
    method: 'GET',
    path: /^\/accounts\/(?<account>[^/]+)\/audience-segments\/(?<segment>[^/]+)\/contact-list$/,
  },
  {
    operation: 'addRemove',
    method: 'POST',
    path: /^\/audience-segments\/(?<segment>[^/]+)\/contact-list\/add-remove$/,
  },
  {
    operation: 'clear',
    method: 'POST',
    path: /^\/audience-segments\/(?<segment>[^/]+)\/contact-list\/clear$/,
  },
];

const VERSION = /^(?:\d{4}-(?:0[1-9]|1[0-2])|experimental)$/;

/**
 * The permission that an operation needs (segments-and-audiences.md: Permissions). Every application
 * may ask who it is.
 */
export const PERMISSION_FOR: Partial<Record<Operation, Permission>> = {
  accounts: 'AccountsRead',
  retailers: 'CampaignsRead',
  audiences: 'AudiencesRead',
  search: 'AudiencesRead',
  statistics: 'AudiencesRead',
  create: 'AudiencesManage',
  update: 'AudiencesManage',
  delete: 'AudiencesManage',
  addRemove: 'AudiencesManage',
  clear: 'AudiencesManage',
};

/** The route of a request, `unknown` if there is none. */
export function routeOf(method: string, pathname: string): Route {
  if (pathname === '/oauth2/token')
    return method === 'POST' ? { operation: 'token' } : { operation: 'unknown', allowed: 'POST' };
  const parts = /^\/([^/]+)\/retail-media(\/.*)$/.exec(pathname);
  const version = parts?.[1] ?? '';
  const rest = parts?.[2] ?? '';
  if (!VERSION.test(version)) return { operation: 'unknown' };
  let allowed: string | undefined;
  for (const pattern of PATTERNS) {
    const found = pattern.path.exec(rest);
    if (!found) continue;
    if (pattern.operation === 'retailers' && version < '2026-01') continue;
    // This version has no list of accounts.
    if (pattern.operation === 'accounts' && version === 'experimental') continue;
    if (pattern.method === method)
      return {
        operation: pattern.operation,
        version,
        accountId: found.groups?.account,
        segmentId: found.groups?.segment,
      };
    allowed = pattern.method;
  }
  return { operation: 'unknown', version, allowed };
}
