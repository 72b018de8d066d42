import * as fs from 'node:fs/promises';
import { isMissing } from '../../common/privateFiles';
import { compact } from '../../common/records';
import type { ValueFormat } from '../../identifiers/identifierTypes';
import type { UploadOptions } from '../uploadTypes';
import type { ReadSuppression, SuppressTask } from '../workerProtocol';
import { stopError, type StopFacts } from './suppressionStops';
import {
  sameLists,
  SUPPRESSION_STOPS,
  type PlannedSuppression,
  type ReadSuppressionList,
  type SuppressionList,
  type SuppressionStop,
  type UsedList,
} from './suppressionTypes';

/** The suppression lists of an upload before they are read. */
export interface GivenLists {
  lists: readonly SuppressionList[];
  /** Of all lists, on disk. */
  bytes: number;
  used: readonly UsedList[];
  lacking: readonly UsedList[];
  /** Milliseconds since 1970. */
  now: number;
  options: Pick<UploadOptions, 'allowed' | 'requireSuppression'>;
}

/**
 * The lists that an upload is given, as far as can be told without reading them; undefined if it has
 * none, and needs none. `used`: those that the last upload to its segment used. Rejects with
 * `suppression-missing` and `suppression-stale`.
 */
export async function givenLists(
  options: UploadOptions,
  used: readonly UsedList[],
  now: number,
): Promise<GivenLists | undefined> {
  const lists = options.suppress ?? [];
  const isUnused = options.suppress?.length === 0;
  if (options.operation === 'remove' || isUnused) return undefined;
  if (lists.length === 0 && used.length === 0 && !options.requireSuppression) return undefined;
  const pairs = sameLists(used, lists);
  const lacking = used.filter((one) => !pairs.has(one));
  const looked = await Promise.all(lists.map(lookAt));
  const bytes = looked.reduce((sum, { size = 0 }) => sum + size, 0);
  const given = { lists, bytes, used, lacking, now, options };
  requireAllowed(factsOf(looked, given, undefined));
  return given;
}

async function lookAt(list: SuppressionList): Promise<ReadSuppressionList> {
  const none = { ...list, people: 0, invalid: 0, notComparable: 0, compared: [], suppressed: 0 };
  try {
    const { size, mtimeMs } = await fs.stat(list.path);
    return { ...none, size, modifiedAt: mtimeMs };
  } catch (error) {
    return { ...none, failure: isMissing(error) ? 'missing' : 'unreadable' };
  }
}

/** What the lists are read for. `formats`, `held`: see `SuppressTask`. */
export function suppressTask(
  { lists, bytes }: GivenLists,
  { operation }: Pick<UploadOptions, 'operation'>,
  formats: readonly ValueFormat[],
  held: readonly ValueFormat[] = [],
): SuppressTask {
  return { lists, bytes, formats, held, removes: operation !== 'replace' };
}

/** What lists mean for a plan. Throws `UploadError` for whatever stops it: see `SUPPRESSION_STOPS`. */
export function plannedSuppression(
  given: GivenLists,
  { isPartlyCompared, types, ...found }: ReadSuppression,
  formats: readonly ValueFormat[],
  counts: NonNullable<StopFacts['read']>['counts'],
): PlannedSuppression {
  const { used, lacking } = given;
  const before = new Map([...sameLists(used, found.lists)].map(([one, list]) => [list, one]));
  const lists = found.lists.map((list) =>
    compact({ ...list, before: before.get(list), peopleBefore: before.get(list)?.people }),
  );
  const allowed = requireAllowed(
    factsOf(lists, given, { ...found, isPartlyCompared, types, counts }),
  );
  return compact<PlannedSuppression>({
    ...found,
    lists: lists.map(({ reason: _, fields: __, before: ___, ...list }) => list),
    formats: [...formats],
    lacking: lacking.length > 0 ? lacking.map(({ path }) => ({ path })) : undefined,
    allowed: allowed.length > 0 ? allowed : undefined,
  });
}

function factsOf(
  lists: StopFacts['lists'],
  { lacking, now, options }: GivenLists,
  read: StopFacts['read'],
): StopFacts {
  return {
    lists,
    lacking,
    now,
    isRequired: options.requireSuppression === true,
    allowed: options.allowed,
    read,
  };
}

/** Which of what would stop an upload is allowed. Throws `UploadError` for the first that isn't. */
function requireAllowed(facts: StopFacts): SuppressionStop[] {
  return SUPPRESSION_STOPS.filter((stop) => {
    const error = stopError(stop, facts);
    if (error && !facts.allowed.includes(stop)) throw error;
    return error !== undefined;
  });
}
