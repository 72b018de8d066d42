import type { Dialect } from '../switches';
import { queryNumber, type Reply } from '../wire';
import { nextId, segmentsIn, type Audience, type World } from '../world';
import { audienceItem, closing } from './render';
import { filterOf, searchAttributes, type SegmentCall } from './segments';

/** Audiences: combinations of the segments of one retailer, which this version only searches. */

/** What a new audience may be given; the rest is as for one that a service made just now. */
type AudienceFields = Partial<Audience> & { accountId: string; now: number };

/** Adds an audience to the world. */
export function newAudience(world: World, { now, ...given }: AudienceFields): Audience {
  const audience: Audience = {
    id: nextId(world),
    retailerId: null,
    name: null,
    description: null,
    createdAt: now,
    updatedAt: now,
    createdById: null,
    channels: ['Offsite'],
    algebra: null,
    ...given,
  };
  world.audiences.push(audience);
  return audience;
}

/**
 * `POST /accounts/{accountId}/audiences/search?limit&offset`: `limit` 0 to 500, 50 by default. An
 * audience has to pass all filters.
 */
export function searchAudiences(call: SegmentCall): Reply {
  const { dialect } = call.switches;
  const limit = queryNumber(call.query, 'limit', { from: 0, to: 500, otherwise: 50 });
  const offset = queryNumber(call.query, 'offset', { from: 0, to: 999_999_999, otherwise: 0 });
  const attributes = searchAttributes(call.body);
  const segments = filterOf(attributes, 'audienceSegmentIds', dialect);
  const audiences = filterOf(attributes, 'audienceIds', dialect);
  const retailers = filterOf(attributes, 'retailerIds', dialect);
  const found = call.world.audiences.filter(
    ({ accountId, id, retailerId, algebra }) =>
      accountId === call.accountId &&
      (!audiences || audiences.has(id)) &&
      (!retailers || (retailerId !== null && retailers.has(retailerId))) &&
      (!segments || uses(dialect, segmentsIn(algebra), segments)),
  );
  const data = found
    .slice(offset, offset + limit)
    .map((audience) => audienceItem(dialect, audience));
  return {
    status: 200,
    body: { meta: { totalItems: found.length, limit, offset }, data, ...closing(dialect, {}) },
  };
}

/**
 * Whether several segments mean any or all of them isn't documented: any in one dialect, all in the
 * other.
 */
function uses(dialect: Dialect, used: readonly string[], wanted: ReadonlySet<string>): boolean {
  return dialect === 'guide'
    ? used.some((id) => wanted.has(id))
    : [...wanted].every((id) => used.includes(id));
}
