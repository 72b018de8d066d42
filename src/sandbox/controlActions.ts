import { newApp, newSecret } from './api/auth';
import { newSegment } from './api/segments';
import type {
  CredentialsReply,
  CredentialsRequest,
  NewSegment,
  SandboxControl,
  SeedRequest,
  SegmentSummary,
} from './control';
import { putAudiences, seedAudiences } from './controlAudiences';
import type { Core } from './core';
import { PERMISSIONS, type App } from './world';

/** Implements `SandboxControl`. `cutStalled` ends the responses that a fault holds back. */
export function makeControl(core: Core, cutStalled: () => void): SandboxControl {
  return {
    counts: () => core.recorder.counts(core.contactLists.pending),
    resetCounts: () => core.recorder.reset(),
    segments: () => summaries(core),
    putSegment: (segment) => putSegment(core, segment),
    audiences: () => core.world.audiences,
    putAudiences: (...audiences) => putAudiences(core, audiences),
    clearAudiences: () => {
      core.world.audiences = [];
      void core.changed();
    },
    list: async (segmentId) => {
      const lines: string[] = [];
      for (const block of (await core.lists.get(known(core, segmentId))).lines())
        lines.push(...block.toString('utf8').trimEnd().split('\n'));
      return lines;
    },
    fingerprint: (segmentId) => core.lists.fingerprint(known(core, segmentId)),
    switches: () => core.switches,
    setSwitches: (wanted) => {
      core.setSwitches(wanted);
      return core.switches;
    },
    faults: () => core.faults.list(),
    addFaults: (...faults) => core.faults.add(faults),
    clearFaults: () => {
      core.faults.clear();
      cutStalled();
    },
    compute: () => core.contactLists.compute(),
    settle: () => core.contactLists.settle(),
    seed: (request) => seed(core, request),
    credentials: (request = {}) => credentials(core, request),
    allCredentials: () => core.world.apps.map(credentialsOf),
    expireTokens: () => core.gate.expireAll(),
    reset: async () => {
      await core.reset();
      cutStalled();
    },
  };
}

/** The ID of an existing segment. */
function known(core: Core, segmentId: string): string {
  if (!core.world.segments.has(segmentId)) throw new TypeError('There is no such segment.');
  return segmentId;
}

async function summaries(core: Core): Promise<SegmentSummary[]> {
  const all: SegmentSummary[] = [];
  for (const {
    id,
    accountId,
    retailerId,
    name,
    type,
    contactList,
  } of core.world.segments.values()) {
    const size = await core.lists.size(id);
    const { identifierType = null, isReadOnly = null } = contactList ?? {};
    all.push({ id, accountId, retailerId, name, type, identifierType, isReadOnly, size });
  }
  return all;
}

/** The account of a request, by default the first one. */
function accountFor(
  core: Core,
  accountId: string | undefined,
): { id: string; retailerIds: string[] } {
  const account = core.world.accounts.find(({ id }) => accountId === undefined || id === accountId);
  if (!account) throw new TypeError('There is no such account.');
  return account;
}

async function putSegment(core: Core, given: NewSegment): Promise<{ id: string }> {
  const { identifiers = [], identifierType = 'Email', ...rest } = given;
  if (rest.id !== undefined && !/^\d{1,19}$/.test(rest.id))
    throw new TypeError('An id has up to 19 digits.');
  if (
    !Array.isArray(identifiers) ||
    !identifiers.every((item) => typeof item === 'string' && item !== '' && !item.includes('\n'))
  ) {
    throw new TypeError('Identifiers are strings without line breaks.');
  }
  const account = accountFor(core, rest.accountId);
  const name = `Segment ${core.world.lastNumber + 1}`;
  const retailerId = account.retailerIds[0] ?? '1';
  const fresh = newSegment(core.world, {
    accountId: account.id,
    retailerId,
    name,
    description: '',
    identifierType,
    now: core.now(),
  });
  core.world.segments.delete(fresh.id);
  const segment = Object.assign(fresh, rest);
  core.world.segments.set(segment.id, segment);
  await core.lists.change(segment.id, 'add', identifiers);
  await core.changed();
  return { id: segment.id };
}

function checkCount(name: string, count: number, from: number, to: number): void {
  if (!Number.isInteger(count) || count < from || count > to)
    throw new TypeError(`${name} must be a whole number from ${from} to ${to}.`);
}

function seed(core: Core, request: SeedRequest): { ids: string[]; audienceIds: string[] } {
  const { segments = 0, audiences = 0, nodes = 4, identifierType = 'Email', prefix } = request;
  checkCount('segments', segments, 0, 100_000);
  checkCount('audiences', audiences, 0, 100_000);
  checkCount('nodes', nodes, 1, 10_000);
  const account = accountFor(core, request.accountId);
  const retailers = request.retailerId === undefined ? account.retailerIds : [request.retailerId];
  const ids = Array.from({ length: segments }, (_, index) => {
    const retailerId = retailers[index % retailers.length] ?? '1';
    const name = `${prefix ?? 'Seeded segment'} ${index + 1}`;
    return newSegment(core.world, {
      accountId: account.id,
      retailerId,
      name,
      description: '',
      identifierType,
      now: core.now(),
    }).id;
  });
  const audienceIds = seedAudiences(core, {
    count: audiences,
    nodes,
    prefix: prefix ?? 'Seeded audience',
    accountId: account.id,
    retailerIds: retailers,
  });
  void core.changed();
  return { ids, audienceIds };
}

function credentialsOf({
  clientId,
  clientSecret,
  permissions,
  consents,
  revoked,
}: App): CredentialsReply {
  return {
    clientId,
    clientSecret,
    permissions: [...permissions],
    consents: [...consents],
    revoked,
  };
}

function credentials(core: Core, request: CredentialsRequest): CredentialsReply {
  const { rotate, ...given } = request;
  if (
    given.permissions &&
    !given.permissions.every((permission) => PERMISSIONS.includes(permission))
  )
    throw new TypeError('There is no such permission.');
  if (given.consents && !given.consents.every((id) => typeof id === 'string'))
    throw new TypeError('Consents are account ids.');
  let app = core.world.apps.find(({ clientId }) => clientId === given.clientId);
  if (app) {
    Object.assign(app, given);
  } else {
    app = newApp(
      core.world.accounts.map(({ id }) => id),
      given,
    );
    core.world.apps.push(app);
  }
  if (rotate) app.clientSecret = newSecret();
  if (rotate || given.clientSecret !== undefined) core.gate.forget(app.clientId);
  void core.changed();
  return credentialsOf(app);
}
