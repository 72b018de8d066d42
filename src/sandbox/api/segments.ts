import type { Switches } from '../switches';
import {
  invalid,
  isObject,
  problem,
  queryNumber,
  required,
  type ProblemFields,
  type Reply,
} from '../wire';
import { nameIsTaken, nextId, segmentsIn, type Segment, type World } from '../world';
import { channelOf, CONTRACT_TYPES, GUIDE_TYPES } from './identifierFormats';
import { closing, segmentItem } from './render';

/**
 * Create, update, delete and search (guide: Endpoints). Bulk requests can partly succeed: 200 with
 * some items done.
 */

export interface SegmentCall {
  world: World;
  switches: Switches;
  now: number;
  accountId: string;
  body: Record<string, unknown>;
  query: URLSearchParams;
}

/** An item of a bulk request that can't be done. The others still are. */
class ItemProblem extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly detail: string,
  ) {
    super(code);
  }
}

function itemsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  const { data } = body;
  if (!Array.isArray(data)) throw required('@data');
  if (data.length === 0) throw invalid('@data', 'At least one item is needed');
  return data.map((item: unknown, index) => {
    if (!isObject(item)) throw invalid(`@data/${index}`, 'An item must be an object');
    return item;
  });
}

function attributesOf(item: Record<string, unknown>, index: number): Record<string, unknown> {
  if (!isObject(item.attributes)) throw required(`@data/${index}/attributes`);
  return item.attributes;
}

function idOf(item: Record<string, unknown>, index: number): string {
  if (typeof item.id !== 'string') throw invalid(`@data/${index}/id`, 'The id must be a string');
  return item.id;
}

/**
 * Processes each item, and collects failures in `errors` or `warnings`, as switched (difference 9).
 */
async function bulk(
  call: SegmentCall,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<Reply> {
  const { dialect, bulkProblems } = call.switches;
  const data: unknown[] = [];
  const failed: unknown[] = [];
  for (let index = 0; index < count; index++) {
    try {
      data.push(await work(index));
    } catch (error) {
      if (!(error instanceof ItemProblem)) throw error;
      const fields: ProblemFields = {
        type: 'validation',
        code: error.code,
        instance: `@data/${index}`,
        title: error.title,
        detail: error.detail,
      };
      failed.push(problem(dialect, fields));
    }
  }
  return { status: 200, body: { data, ...closing(dialect, { [bulkProblems]: failed }) } };
}

const unknownSegment = (): ItemProblem =>
  new ItemProblem('segment-not-found', 'Segment is not found', 'Segment is not found');

const invalidItem = (detail: string): ItemProblem =>
  new ItemProblem('invalid', 'Invalid value', detail);

function checkName(
  call: SegmentCall,
  wanted: { name: string; retailerId: string; exceptId?: string },
): void {
  if (wanted.name.trim() === '') {
    throw new ItemProblem(
      'name-must-not-be-empty',
      'Segment name must not be empty',
      'Segment name property must not be empty',
    );
  }
  if (nameIsTaken(call.world, { accountId: call.accountId, ...wanted })) {
    throw new ItemProblem(
      'name-must-be-unique',
      'Segment name must be unique',
      'Segment name must be unique',
    );
  }
}

function stringAt(value: unknown, instance: string): string {
  if (typeof value !== 'string') throw invalid(instance, 'The value must be a string');
  return value;
}

/** `POST /accounts/{accountId}/audience-segments/create` */
export function createSegments(call: SegmentCall): Promise<Reply> {
  const { dialect } = call.switches;
  const wanted = itemsOf(call.body).map((item, index) => {
    const given = attributesOf(item, index);
    const place = `@data/${index}/attributes`;
    const text = (field: string): string | undefined => {
      const value = given[field] ?? undefined;
      return value === undefined ? undefined : stringAt(value, `${place}/${field}`);
    };
    const list = given.contactList ?? undefined;
    if (list !== undefined && !isObject(list))
      throw invalid(`${place}/contactList`, 'The value must be an object');
    return {
      name: text('name') ?? '',
      description: text('description') ?? '',
      retailerId: text('retailerId'),
      identifierType:
        list?.identifierType === undefined
          ? undefined
          : stringAt(list.identifierType, `${place}/contactList/identifierType`),
      hasEvents: isObject(given.events),
    };
  });
  return bulk(call, wanted.length, async (index) => {
    const item = wanted[index];
    if (!item) throw unknownSegment();
    const { name, description, retailerId } = item;
    const missing = (field: string): ItemProblem =>
      new ItemProblem('required-field', 'Required field', `${field} is required`);
    if (retailerId === undefined) throw missing('retailerId');
    if (item.hasEvents) throw invalidItem('Only contact list segments can be created here');
    if (item.identifierType === undefined) throw missing('contactList.identifierType');
    checkName(call, { name, retailerId });
    const account = call.world.accounts.find(({ id }) => id === call.accountId);
    if (!account?.retailerIds.includes(retailerId))
      throw invalidItem('The account has no such retailer');
    const types = dialect === 'guide' ? GUIDE_TYPES : CONTRACT_TYPES;
    const identifierType = types.find(
      (type) => type.toLowerCase() === item.identifierType?.toLowerCase(),
    );
    if (identifierType === undefined) throw invalidItem('There is no such identifier type');
    const segment = newSegment(call.world, {
      accountId: call.accountId,
      retailerId,
      name,
      description,
      identifierType,
      now: call.now,
    });
    return segmentItem(dialect, segment, 'change');
  });
}

/** Adds a segment with a contact list to the world. */
export function newSegment(
  world: World,
  {
    identifierType,
    now,
    ...given
  }: Pick<Segment, 'accountId' | 'retailerId' | 'name' | 'description'> & {
    identifierType: string;
    now: number;
  },
): Segment {
  const id = nextId(world);
  const segment: Segment = {
    id,
    ...given,
    type: 'ContactList',
    createdAt: now,
    updatedAt: now,
    createdById: null,
    channels: [channelOf(identifierType)],
    contactList: { isReadOnly: false, identifierType, sharingStatus: 'NotShared' },
    events: null,
    contactListId: nextId(world),
    servedImpressions: false,
    matchShare: 0.4 + (world.lastNumber % 50) / 100,
    matchRate: 'ratio',
    statistics: { numberOfIdentifiers: 0, numberOfMatches: 0, matchRate: null },
  };
  world.segments.set(id, segment);
  return segment;
}

/**
 * The description in an update: undefined if it isn't mentioned, otherwise its new text (difference
 * 7).
 */
function newDescription(call: SegmentCall, value: unknown, instance: string): string | undefined {
  if (value === undefined) return undefined;
  if (call.switches.dialect === 'guide') {
    if (typeof value !== 'string') throw invalid(instance, 'The value must be a string');
    return value;
  }
  if (value === null) return '';
  if (!isObject(value) || !('value' in value))
    throw invalid(instance, 'The value must be an object with a value');
  if (value.value !== null && typeof value.value !== 'string')
    throw invalid(`${instance}/value`, 'The value must be a string or null');
  return value.value ?? '';
}

/**
 * `PATCH /accounts/{accountId}/audience-segments`. Fields that can't be updated are ignored
 * (difference 8).
 */
export function updateSegments(call: SegmentCall): Promise<Reply> {
  const wanted = itemsOf(call.body).map((item, index) => {
    const given = attributesOf(item, index);
    const place = `@data/${index}/attributes`;
    const nameless =
      given.name === undefined || (given.name === null && call.switches.dialect === 'contract');
    return {
      id: idOf(item, index),
      name: nameless ? undefined : stringAt(given.name, `${place}/name`),
      description: newDescription(call, given.description, `${place}/description`),
    };
  });
  return bulk(call, wanted.length, async (index) => {
    const item = wanted[index];
    const segment = item && call.world.segments.get(item.id);
    if (!segment || segment.accountId !== call.accountId) throw unknownSegment();
    if (!segment.contactList) throw invalidItem('Only contact list segments can be updated here');
    if (item.name !== undefined)
      checkName(call, { name: item.name, retailerId: segment.retailerId, exceptId: segment.id });
    segment.name = item.name ?? segment.name;
    segment.description = item.description ?? segment.description;
    segment.updatedAt = call.now;
    return segmentItem(call.switches.dialect, segment, 'change');
  });
}

/**
 * `POST /accounts/{accountId}/audience-segments/delete`. `drop` deletes the list of a deleted
 * segment.
 */
export function deleteSegments(
  call: SegmentCall,
  drop: (segmentId: string) => Promise<void>,
): Promise<Reply> {
  const ids = itemsOf(call.body).map(idOf);
  const used = new Set(call.world.audiences.flatMap((audience) => segmentsIn(audience.algebra)));
  return bulk(call, ids.length, async (index) => {
    const segment = call.world.segments.get(ids[index] ?? '');
    if (!segment || segment.accountId !== call.accountId) throw unknownSegment();
    if (used.has(segment.id) || segment.servedImpressions) {
      throw new ItemProblem(
        'segment-must-not-be-used-in-audience',
        'Segment must not be used in an audience',
        'The segment must be removed from all audiences to be able to delete it',
      );
    }
    call.world.segments.delete(segment.id);
    await drop(segment.id);
    return { id: segment.id, type: 'RetailMediaAudienceSegment', attributes: {} };
  });
}

/**
 * A filter of a search: undefined if absent, otherwise its values. An empty list filters nothing.
 */
export function filterOf(
  attributes: Record<string, unknown>,
  name: string,
  dialect: Switches['dialect'],
): Set<string> | undefined {
  const value = attributes[name];
  const instance = `@data/attributes/${name}`;
  if (value === undefined) return undefined;
  if (value === null) {
    // The guide's sample sends null; the contract allows only an array (difference 16).
    if (dialect === 'contract') throw invalid(instance, 'The value must be an array');
    return undefined;
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw invalid(instance, 'The value must be an array of strings');
  return value.length > 0 ? new Set(value) : undefined;
}

/** The attributes of a search body, `{"data":{"type","attributes":{}}}`. */
export function searchAttributes(body: Record<string, unknown>): Record<string, unknown> {
  if (!isObject(body.data)) throw required('@data');
  const { attributes } = body.data;
  if (attributes === undefined || attributes === null) return {};
  if (!isObject(attributes)) throw invalid('@data/attributes', 'The value must be an object');
  return attributes;
}

/**
 * `limit` and `offset` of a search: 500 by default in the guide, 50 in the contract, at most 500
 * (difference 1).
 */
function pageOf(
  query: URLSearchParams,
  dialect: Switches['dialect'],
): { limit: number; offset: number } {
  return {
    limit: queryNumber(query, 'limit', {
      from: 1,
      to: 500,
      otherwise: dialect === 'guide' ? 500 : 50,
    }),
    offset: queryNumber(query, 'offset', { from: 0, to: 999_999_999, otherwise: 0 }),
  };
}

/** `POST /accounts/{accountId}/audience-segments/search` */
export function searchSegments(call: SegmentCall): Reply {
  const { dialect } = call.switches;
  const { limit, offset } = pageOf(call.query, dialect);
  const attributes = searchAttributes(call.body);
  const ids = filterOf(attributes, 'audienceSegmentIds', dialect);
  const retailers = filterOf(attributes, 'retailerIds', dialect);
  const types = filterOf(attributes, 'audienceSegmentTypes', dialect);
  const found = [...call.world.segments.values()].filter(
    (segment) =>
      segment.accountId === call.accountId &&
      (!ids || ids.has(segment.id)) &&
      (!retailers || retailers.has(segment.retailerId)) &&
      (!types || types.has(segment.type)),
  );
  const data = found
    .slice(offset, offset + limit)
    .map((segment) => segmentItem(dialect, segment, 'search'));
  return {
    status: 200,
    body: { meta: { totalItems: found.length, limit, offset }, data, ...closing(dialect, {}) },
  };
}
