import { newAudience } from './api/audienceSearch';
import type { NewAudience } from './control';
import type { Core } from './core';
import type { AlgebraNode, World } from './world';

/** Puts audiences into the world, for tests. Both throw a TypeError for a wrong argument. */

/** Adds audiences, or changes those with the ID of one that exists. */
export function putAudiences(core: Core, given: readonly NewAudience[]): { ids: string[] } {
  const { world } = core;
  const [first] = world.accounts;
  const existing = new Map(world.audiences.map((audience) => [audience.id, audience]));
  const ids = given.map((fields) => {
    const { id, algebra } = fields;
    if (id !== undefined && !/^\d{1,19}$/.test(id))
      throw new TypeError('An id has up to 19 digits.');
    if (algebra !== undefined && (typeof algebra !== 'object' || Array.isArray(algebra)))
      throw new TypeError('An algebra is a node or null; give any other value in raw.');
    const known = existing.get(id ?? '');
    if (known) return Object.assign(known, fields).id;
    const accountId = fields.accountId ?? first?.id;
    const account = world.accounts.find((one) => one.id === accountId);
    if (!account) throw new TypeError('There is no such account.');
    return newAudience(world, {
      retailerId: account.retailerIds[0] ?? null,
      name: `Audience ${world.lastNumber + 1}`,
      ...fields,
      accountId: account.id,
      now: core.now(),
    }).id;
  });
  void core.changed();
  return { ids };
}

/** Many audiences of an account, each of segments of one of these retailers in turn. */
export function seedAudiences(
  core: Core,
  {
    count,
    nodes,
    prefix,
    accountId,
    retailerIds,
  }: { count: number; nodes: number; prefix: string; accountId: string; retailerIds: string[] },
): string[] {
  const segments = retailerIds.map((id) => segmentsOf(core.world, accountId, id));
  const retailers = retailerIds.flatMap((retailerId, index) =>
    segments[index]?.length ? { retailerId, segmentIds: segments[index] } : [],
  );
  if (count > 0 && retailers.length === 0)
    throw new TypeError('The retailers have no segments to combine.');
  return Array.from({ length: count }, (_, index) => {
    const { retailerId = null, segmentIds = [] } = retailers[index % retailers.length] ?? {};
    let next = index;
    const leaf = (): AlgebraNode => ({ audienceSegmentId: segmentIds[next++ % segmentIds.length] });
    return newAudience(core.world, {
      accountId,
      retailerId,
      name: `${prefix} ${index + 1}`,
      algebra: combine(nodes, leaf),
      now: core.now(),
    }).id;
  });
}

function segmentsOf(world: World, accountId: string, retailerId: string): string[] {
  return [...world.segments.values()]
    .filter((segment) => segment.accountId === accountId && segment.retailerId === retailerId)
    .map(({ id }) => id);
}

/** A tree of exactly so many nodes, in which `and`, `or` and `not` alternate. */
function combine(nodes: number, leaf: () => AlgebraNode, depth = 0): AlgebraNode {
  if (nodes === 1) return leaf();
  if (nodes === 2) return { not: leaf() };
  const width = Math.min(4, nodes - 1);
  const children = Array.from({ length: width }, (_, index) =>
    combine(Math.floor((nodes - 1 + index) / width), leaf, depth + 1),
  );
  return depth % 2 === 0 ? { and: children } : { or: children };
}
