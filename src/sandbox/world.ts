/** What the sandbox knows, as plain data. All of it except the lists is saved in one JSON file. */

export type Permission = 'AudiencesManage' | 'AudiencesRead' | 'AccountsRead' | 'CampaignsRead';
export const PERMISSIONS: readonly Permission[] = [
  'AudiencesManage',
  'AudiencesRead',
  'AccountsRead',
  'CampaignsRead',
];

/** An application with its credentials. */
export interface App {
  clientId: string;
  clientSecret: string;
  applicationId: number;
  organizationId: number;
  name: string;
  description: string;
  permissions: Permission[];
  /** The accounts whose owner gave the application consent. */
  consents: string[];
  /** A revoked application gets no token, and its tokens are invalid. */
  revoked: boolean;
}

export interface Account {
  id: string;
  name: string;
  type: string;
  subtype: string | null;
  countries: string[];
  currency: string;
  timeZone: string;
  companyName: string;
  retailerIds: string[];
}

export interface Retailer {
  id: string;
  name: string;
  campaignAvailabilities: string[];
}

interface Statistics {
  numberOfIdentifiers: number;
  numberOfMatches: number;
  matchRate: number | null;
}

interface ContactListPart {
  isReadOnly: boolean | null;
  identifierType: string;
  sharingStatus: string | null;
}

export interface Segment {
  /** Digits of an int64 above 2^53, like every ID here. */
  id: string;
  accountId: string;
  retailerId: string;
  name: string;
  description: string;
  type: string;
  /** Unix milliseconds. */
  createdAt: number;
  updatedAt: number;
  createdById: string | null;
  channels: string[] | null;
  contactList: ContactListPart | null;
  events: Record<string, unknown> | null;
  contactListId: string;
  /** Such a segment can't be deleted (guide: Partial 200 OK response). */
  servedImpressions: boolean;
  /** The share of the identifiers that match a user, 0 to 1. */
  matchShare: number;
  /**
   * What statistics call the match rate: matches divided by identifiers, nothing, or a number that
   * Criteo computes otherwise.
   */
  matchRate: 'ratio' | 'none' | number;
  statistics: Statistics;
  /**
   * Attributes that are sent exactly as given, instead of what the sandbox would write; for values
   * that no API should send.
   */
  raw?: Record<string, unknown>;
}

/** How an audience combines segments: one key a node. */
export interface AlgebraNode {
  and?: AlgebraNode[] | null;
  or?: AlgebraNode[] | null;
  not?: AlgebraNode | null;
  audienceSegmentId?: string | null;
}

/** Everything but the ID may be null in a response. */
export interface Audience {
  id: string;
  /** Whose search finds it. */
  accountId: string;
  retailerId: string | null;
  name: string | null;
  description: string | null;
  /** Unix milliseconds. */
  createdAt: number | null;
  updatedAt: number | null;
  createdById: string | null;
  channels: string[] | null;
  algebra: AlgebraNode | null;
  /** As for a segment. */
  raw?: Record<string, unknown>;
}

export interface World {
  apps: App[];
  accounts: Account[];
  retailers: Retailer[];
  audiences: Audience[];
  segments: Map<string, Segment>;
  /** How many IDs were issued. */
  lastNumber: number;
  /** Unix milliseconds of the last computation of statistics. */
  computedAt: number;
}

const FIRST_ID = 738_406_688_413_290_496n;

/**
 * The next ID: ascending, an int64 far above 2^53, and never round enough to survive a JavaScript
 * number.
 */
export function nextId(world: World): string {
  world.lastNumber++;
  const scatter = Math.imul(world.lastNumber, 0x9e3779b1) >>> 12;
  return String(FIRST_ID + BigInt(world.lastNumber) * 16_777_216n + BigInt(scatter) * 2n + 1n);
}

/** The IDs of the segments in an algebra tree. */
export function segmentsIn(node: AlgebraNode | null): string[] {
  if (!node) return [];
  const below = [...(node.and ?? []), ...(node.or ?? []), ...(node.not ? [node.not] : [])].flatMap(
    segmentsIn,
  );
  return node.audienceSegmentId ? [...below, node.audienceSegmentId] : below;
}

/**
 * Whether the account and retailer already have a segment with this name (each retailer may have it
 * once).
 */
export function nameIsTaken(
  world: World,
  wanted: { accountId: string; retailerId: string; name: string; exceptId?: string },
): boolean {
  for (const segment of world.segments.values()) {
    if (
      segment.name === wanted.name &&
      segment.retailerId === wanted.retailerId &&
      segment.accountId === wanted.accountId &&
      segment.id !== wanted.exceptId
    ) {
      return true;
    }
  }
  return false;
}
