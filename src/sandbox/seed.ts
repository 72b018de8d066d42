import { createHash } from 'node:crypto';
import { newAudience } from './api/audienceSearch';
import { newSegment } from './api/segments';
import { Random } from './random';
import {
  nextId,
  type Account,
  type AlgebraNode,
  type Audience,
  type Retailer,
  type Segment,
  type World,
} from './world';

/** The content of a new sandbox. All of it is invented, and the same for the same seed. */

const DAY = 86_400_000;

const RETAILERS = [
  'Maple & Main Grocery',
  'Brightcart',
  'Harbor Home',
  'Pinefield Pharmacy',
  'Vélo Nord',
  'Lumen Electronics',
  'Petalpath Garden',
  'Tinytoes',
  'Oakridge Outdoors',
  'Café Lindqvist',
  'Sunmarket',
  'Blau & Söhne',
  'Quillstone Books',
  'Kumo スーパー',
];

/**
 * Name and description of an email segment of each of the first twelve retailers. Names are unique
 * only within a retailer, so two are the same.
 */
const MAILING_LISTS: readonly (readonly [string, string])[] = [
  ['Newsletter Subscribers', 'Everyone who takes the weekly newsletter'],
  ['Newsletter Subscribers', 'Signed up on the website or in the app'],
  ['Winter Campaign', 'Opened an email of the winter campaign'],
  ['Wellness Club', 'Members of the wellness club'],
  ['Bike Service Reminders', 'Asked for a reminder of the next service'],
  ['Early Access', 'Hears of new products first'],
  ['Garden Tips', 'Readers of the monthly garden tips'],
  ['New Parents', 'Signed up for the baby guide'],
  ['Trail Club', 'Members of the trail club'],
  ['Recipe Club', 'Receives a recipe every Friday'],
  ['Weekly Deals', 'Receives the deals of the week'],
  ['Autumn Catalog', 'Ordered the printed catalog'],
];

/** The initial lists of the seeded segments, by segment ID. */
type SeedLists = Map<string, string[]>;

function identifiersOf(type: string, count: number, random: Random): string[] {
  const make: Record<string, (index: number) => string> = {
    Email: (index) => {
      const address = `shopper${index}.${random.hex(6)}@example.com`;
      return index % 10 === 0 ? createHash('sha256').update(address).digest('hex') : address;
    },
    UserIdentifier: () =>
      `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`,
    IdentityLink: () => `XY${random.hex(47)}`,
    CustomerId: (index) => `C-${100_000 + index * 7}`,
    PhoneNumber: (index) => `+1202555${String(index % 10_000).padStart(4, '0')}`,
  };
  const one = make[type] ?? make.CustomerId;
  return one ? Array.from({ length: count }, (_, index) => one(index)) : [];
}

function makeAccount(world: World, name: string, type: string, retailers: Retailer[]): Account {
  const account: Account = {
    id: nextId(world),
    name,
    type,
    subtype: type === 'demand' ? 'brand' : null,
    countries: ['US', 'FR'],
    currency: 'USD',
    timeZone: 'America/New_York',
    companyName: `${name} Inc.`,
    retailerIds: retailers.map(({ id }) => id),
  };
  world.accounts.push(account);
  return account;
}

/**
 * A world with three accounts, fourteen retailers, about thirty segments and four audiences; no
 * application.
 */
export function seedWorld(seed: number, now: number): { world: World; lists: SeedLists } {
  const random = new Random(seed);
  const world: World = {
    apps: [],
    accounts: [],
    retailers: [],
    audiences: [],
    segments: new Map(),
    lastNumber: 0,
    computedAt: now,
  };
  const lists: SeedLists = new Map();
  // The guide has short retailer IDs ("1234", "12"), the contract int64: both occur.
  world.retailers = RETAILERS.map((name, index) => ({
    id: index % 3 === 0 ? String(1200 + index * 17) : nextId(world),
    name,
    campaignAvailabilities: index % 4 === 0 ? ['auction', 'preferred'] : ['auction'],
  }));
  const main = makeAccount(world, 'Sandbox Retail Group', 'supply', world.retailers);
  const partner = makeAccount(
    world,
    'Sandbox Demand Partners',
    'demand',
    world.retailers.slice(0, 4),
  );
  // An account without segments, to show the empty state.
  makeAccount(world, 'Sandbox Start-up', 'demand', world.retailers.slice(2, 4));

  const make = (
    retailer: number,
    name: string,
    identifierType: string,
    count: number,
    more: Partial<Segment> = {},
    account = main,
  ): Segment => {
    const created = now - random.between(20, 500) * DAY - random.between(0, DAY);
    const retailerId = world.retailers[retailer]?.id ?? '';
    const segment = newSegment(world, {
      accountId: account.id,
      retailerId,
      name,
      description: '',
      identifierType,
      now: created,
    });
    segment.updatedAt = created + random.between(0, 19 * DAY);
    segment.createdById = random.next() < 0.6 ? String(random.between(500_000, 520_000)) : null;
    segment.matchShare = random.between(35, 85) / 100;
    Object.assign(segment, more);
    if (count > 0) lists.set(segment.id, identifiersOf(identifierType, count, random));
    return segment;
  };
  const readOnly = (identifierType: string, sharingStatus: string) => ({
    isReadOnly: true,
    identifierType,
    sharingStatus,
  });
  const eventsOf = (
    shopperActivity: string,
    lookbackDays: string,
    more: Record<string, unknown> = {},
  ): Partial<Segment> => ({
    type: 'Events',
    contactList: null,
    channels: ['Onsite', 'Offsite'],
    events: {
      shopperActivity,
      lookbackDays,
      categoryIds: ['3590922', '3590931'],
      brandIds: [],
      ...more,
    },
  });

  const [newsletter] = MAILING_LISTS.map(([name, description], retailer) =>
    make(retailer, name, 'Email', 200 + retailer * 40, { description }),
  );
  const crm = make(0, 'CRM Users 2025', 'Email', 5000, {
    description: 'Segment made of CRM user emails',
    matchShare: 0.5,
  });
  const lapsed = make(0, 'Lapsed Customers', 'Email', 1500, {
    description: 'No order for 180 days',
    matchRate: 'none',
  });
  make(1, 'App Users', 'UserIdentifier', 3000, {
    description: 'Mobile advertising ids of the shopping app',
  });
  make(2, 'Loyalty Card Holders', 'CustomerId', 2500, {
    description: 'Card numbers, Onsite only',
  });
  make(3, 'LiveRamp Reach', 'IdentityLink', 1200, {
    description: 'IdentityLinks from the onboarding partner',
  });
  make(4, 'SMS Opt-In', 'PhoneNumber', 800, { description: 'Phone numbers with consent' });
  make(5, 'Empty so far', 'Email', 0);
  make(5, 'Vendor List', 'Email', 900, {
    contactList: readOnly('Email', 'SharedWithDemandAccounts'),
    description: 'Shared by the retailer',
  });
  make(6, 'Partner Panel', 'CustomerId', 400, {
    // Difference 11: the rate isn't always the quotient.
    matchShare: 0.44,
    matchRate: 0.4,
    contactList: readOnly('CustomerId', 'SharedWithAll'),
  });
  const viewed = make(0, 'Viewed Coffee, 30 Days', 'Email', 0, eventsOf('View', 'Last30Days'));
  make(
    1,
    'Bought Shoes, 90 Days',
    'Email',
    0,
    eventsOf('Buy', 'Last90Days', { brandIds: ['77120'], minPrice: 20, maxPrice: 149.9 }),
  );
  make(7, 'Left in the Cart', 'Email', 0, eventsOf('AddToCart', 'Last7Days', { minPrice: 0 }));
  make(8, 'Weekend Sale <img src=x onerror=alert(1)>', 'Email', 50, {
    description: '"><script>alert(2)</script>',
  });
  make(9, 'Zu Ostern 🛒 Käufer «2026»', 'Email', 60, { description: 'Emoji 👩‍👧 and quotes “ ”' });
  make(10, 'Spring Campaign', 'Email', 700, {
    servedImpressions: true,
    description: 'Has served impressions: cannot be deleted',
  });
  make(11, 'Lookalike Shoppers', 'Email', 0, {
    type: 'Lookalike',
    contactList: null,
    channels: ['InStore'],
    description: 'A type this version does not know',
  });
  make(12, 'Old Import', 'Unknown', 0, { channels: ['Unknown'] });
  make(13, 'Test Contacts', 'Email', 30, {
    // As little as the API may send.
    channels: null,
    createdById: null,
    contactList: { isReadOnly: null, identifierType: 'Email', sharingStatus: null },
  });
  const partnerVip = make(
    0,
    'VIP Shoppers',
    'Email',
    300,
    { description: 'Top spenders' },
    partner,
  );
  make(1, 'Newsletter Subscribers', 'Email', 150, {}, partner);
  make(2, 'Store Visitors', 'CustomerId', 250, {}, partner);

  const bought = make(
    0,
    'Bought Coffee, 90 Days',
    'Email',
    0,
    eventsOf('Buy', 'Last90Days', { minPrice: 5 }),
  );
  const optOuts = make(0, 'Opt-outs', 'Email', 120, {
    description: 'Asked for no more advertising',
    matchShare: 0.6,
  });

  /** An audience of the first retailer. */
  const audience = (
    account: Account,
    name: string,
    algebra: AlgebraNode,
    more: Partial<Audience> = {},
  ): void => {
    const createdAt = now - random.between(20, 200) * DAY - random.between(0, DAY);
    const audience = newAudience(world, {
      accountId: account.id,
      retailerId: world.retailers[0]?.id ?? null,
      name,
      description: '',
      algebra,
      now: createdAt,
      ...more,
    });
    audience.updatedAt = createdAt + random.between(0, 19 * DAY);
  };
  const leaf = (segment?: Segment): AlgebraNode => ({ audienceSegmentId: segment?.id });
  audience(
    main,
    'Win Back',
    { and: [leaf(crm), { or: [leaf(lapsed), { and: [leaf(viewed), { not: leaf(optOuts) }] }] }] },
    { description: 'Customers who left, or who look at coffee again', createdById: '507448' },
  );
  audience(main, 'CRM Without Buyers', {
    and: [leaf(crm), { not: { or: [leaf(bought), leaf(optOuts)] } }],
  });
  audience(
    main,
    'New Customers Only',
    { and: [{ or: [leaf(crm), leaf(newsletter)] }, { not: leaf(optOuts) }] },
    {
      description: 'For the welcome offer',
      channels: ['Onsite', 'Offsite'],
      createdById: '513756',
    },
  );
  audience(partner, 'VIP', leaf(partnerVip));
  return { world, lists };
}
