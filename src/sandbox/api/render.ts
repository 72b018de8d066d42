import type { Dialect } from '../switches';
import type { AlgebraNode, Audience, Segment } from '../world';

/** Segments and audiences as JSON, in both dialects. */

/**
 * The response that a segment is in: the guide's samples of search differ from those of create and
 * update.
 */
type Place = 'search' | 'change';

/** A small, stable number from an ID, to spread the variants over the segments. */
function variantOf(id: string): number {
  let sum = 0;
  for (const digit of id) sum = (sum * 31 + digit.charCodeAt(0)) >>> 0;
  return sum;
}

/**
 * A time with 2 to 7 digits of a second, ending in `Z` or, in the contract, also in `+00:00`
 * (difference 13).
 */
function timestamp(dialect: Dialect, id: string, time: number): string {
  const variant = variantOf(id);
  const digits = 2 + (variant % 6);
  const whole = `${new Date(time).toISOString().slice(0, -1)}6667`;
  const text = whole.slice(0, whole.length - 7 + digits);
  return text + (dialect === 'contract' && variant % 2 === 1 ? '+00:00' : 'Z');
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  );
}

function segmentAttributes(
  dialect: Dialect,
  segment: Segment,
  place: Place,
): Record<string, unknown> {
  const { contactList, events } = segment;
  const common = {
    accountId: segment.accountId,
    name: segment.name,
    retailerId: segment.retailerId,
    type: segment.type,
    createdAt: timestamp(dialect, segment.id, segment.createdAt),
    updatedAt: timestamp(dialect, `${segment.id}u`, segment.updatedAt),
    createdById: segment.createdById,
  };
  if (dialect === 'contract') {
    return {
      ...common,
      description: segment.description === '' ? null : segment.description,
      channels: segment.channels,
      contactList: contactList && { ...contactList },
      events: events && {
        shopperActivity: null,
        lookbackDays: null,
        categoryIds: null,
        brandIds: null,
        minPrice: null,
        maxPrice: null,
        ...events,
      },
      ...segment.raw,
    };
  }
  const list = contactList && {
    // The guide's search sample has the string "true" (difference 12).
    isReadOnly:
      contactList.isReadOnly === true && place === 'search'
        ? 'true'
        : contactList.isReadOnly === true,
    identifierType: contactList.identifierType,
    ...(contactList.sharingStatus === null ? {} : { sharingStatus: contactList.sharingStatus }),
  };
  return {
    ...common,
    description: segment.description,
    ...withoutNulls({
      channels: segment.channels,
      contactList: list,
      events: events && withoutNulls(events),
    }),
    ...segment.raw,
  };
}

/** A segment as an item of `data` (difference 6: the type has two names). */
export function segmentItem(
  dialect: Dialect,
  segment: Segment,
  place: Place,
): Record<string, unknown> {
  return {
    id: segment.id,
    type:
      dialect === 'guide' && place === 'search' ? 'AudienceSegment' : 'RetailMediaAudienceSegment',
    attributes: segmentAttributes(dialect, segment, place),
  };
}

/**
 * An audience as an item of `data`. What is empty is null in the contract; the other dialect leaves
 * out what is null.
 */
export function audienceItem(dialect: Dialect, audience: Audience): Record<string, unknown> {
  const { id, raw, createdAt, updatedAt, description, channels, algebra, ...common } = audience;
  const orNull = <T extends { length: number }>(value: T | null): T | null =>
    value?.length || dialect === 'guide' ? value : null;
  const attributes = {
    ...common,
    description: orNull(description),
    createdAt: createdAt === null ? null : timestamp(dialect, id, createdAt),
    updatedAt: updatedAt === null ? null : timestamp(dialect, `${id}u`, updatedAt),
    channels: orNull(channels),
    algebra: algebra && algebraItem(dialect, algebra),
  };
  return {
    id,
    type: 'Audience',
    attributes: { ...(dialect === 'guide' ? withoutNulls(attributes) : attributes), ...raw },
  };
}

/** A node with the one key it uses; in the contract the others are null. */
function algebraItem(dialect: Dialect, node: AlgebraNode): Record<string, unknown> {
  const below = (child: AlgebraNode): unknown => algebraItem(dialect, child);
  const { audienceSegmentId = null, and, or, not } = node;
  const keys = {
    audienceSegmentId,
    and: and?.map(below) ?? null,
    or: or?.map(below) ?? null,
    not: not ? below(not) : null,
  };
  return dialect === 'guide' ? withoutNulls(keys) : keys;
}

/**
 * The two arrays at the end of a response. An empty one is `[]` in the guide and null in the
 * contract (difference 9).
 */
export function closing(
  dialect: Dialect,
  problems: { errors?: unknown[]; warnings?: unknown[] },
): { warnings: unknown[] | null; errors: unknown[] | null } {
  const empty = dialect === 'guide' ? [] : null;
  return {
    warnings: problems.warnings?.length ? problems.warnings : empty,
    errors: problems.errors?.length ? problems.errors : empty,
  };
}
