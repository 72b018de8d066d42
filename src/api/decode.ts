/** What the API sends, read tolerantly: null and absence are fine everywhere but for `id` (differences 4 to 15). */
import { mask } from './mask';
import { figureOf, flagOf, isObject, listOf, objectOf, prettyJson, textOf, textsOf, timeOf, type JsonObject } from './json';
import type { Account, Algebra, AmendmentResult, Application, Audience, Problem, Retailer, Segment, Statistics } from './types';

/** `attributes` where the item has them, else the item itself: both shapes occur (difference 4). */
function attributesOf(item: JsonObject): JsonObject {
  return isObject(item.attributes) ? item.attributes : item;
}

export function decodeApplication(reply: unknown): Application {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  return {
    applicationId: textOf(attributes.applicationId),
    name: textOf(attributes.name),
    organizationId: textOf(attributes.organizationId),
    description: textOf(attributes.description),
  };
}

export function decodeAccount(item: unknown): Account | undefined {
  const id = textOf(objectOf(item).id);
  if (!id) return undefined;
  const attributes = attributesOf(objectOf(item));
  return {
    id,
    name: textOf(attributes.name),
    type: textOf(attributes.type),
    subtype: textOf(attributes.subtype) ?? textOf(attributes.subType),
    countries: textsOf(attributes.countries),
    currency: textOf(attributes.currency),
    timeZone: textOf(attributes.timeZone),
    companyName: textOf(attributes.companyName),
  };
}

export function decodeRetailer(item: unknown): Retailer | undefined {
  const id = textOf(objectOf(item).id);
  return id ? { id, name: textOf(attributesOf(objectOf(item)).name) } : undefined;
}

export function decodeSegment(item: unknown): Segment | undefined {
  const id = textOf(objectOf(item).id);
  if (!id) return undefined;
  const attributes = attributesOf(objectOf(item));
  const { contactList, events } = attributes;
  // Without attributes `type` is the resource's own ("RetailMediaAudienceSegment"), which says nothing (difference 6).
  const type = isObject(objectOf(item).attributes) ? textOf(attributes.type) : undefined;
  return {
    id,
    name: textOf(attributes.name),
    description: textOf(attributes.description),
    accountId: textOf(attributes.accountId),
    retailerId: textOf(attributes.retailerId),
    type: type ?? (isObject(contactList) ? 'ContactList' : isObject(events) ? 'Events' : undefined),
    createdAt: timeOf(attributes.createdAt),
    updatedAt: timeOf(attributes.updatedAt),
    createdById: textOf(attributes.createdById),
    channels: textsOf(attributes.channels),
    contactList: isObject(contactList)
      ? {
          isReadOnly: flagOf(contactList.isReadOnly),
          identifierType: textOf(contactList.identifierType),
          sharingStatus: textOf(contactList.sharingStatus),
        }
      : undefined,
    events: isObject(events)
      ? {
          shopperActivity: textOf(events.shopperActivity),
          lookbackDays: textOf(events.lookbackDays),
          categoryIds: textsOf(events.categoryIds),
          brandIds: textsOf(events.brandIds),
          minPrice: textOf(events.minPrice),
          maxPrice: textOf(events.maxPrice),
        }
      : undefined,
    json: prettyJson(item),
  };
}

export function decodeStatistics(reply: unknown, segmentId: string): Statistics {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  return {
    segmentId,
    numberOfIdentifiers: figureOf(attributes.numberOfIdentifiers),
    numberOfMatches: figureOf(attributes.numberOfMatches),
    matchRate: figureOf(attributes.matchRate),
  };
}

export function decodeAmendment(reply: unknown, known: readonly string[]): AmendmentResult {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  const problems = problemsOf(reply, known);
  return {
    valid: figureOf(attributes.nbValidIdentifiers),
    invalid: figureOf(attributes.nbInvalidIdentifiers),
    sampleInvalid: textsOf(attributes.sampleInvalidIdentifiers),
    requestDate: timeOf(attributes.requestDate),
    warnings: [...problems.errors, ...problems.warnings].map(withoutDetail),
    traceId: [...problems.errors, ...problems.warnings].find((problem) => problem.traceId)?.traceId,
  };
}

/**
 * What a problem with identifiers may be told by: its detail can quote them, and an opaque one (a customer id, a name) looks like any
 * other word, so that no mask finds it.
 */
export function withoutDetail({ traceId, type, code, title }: Problem): Problem {
  return { traceId, type, code, title };
}

export function decodeAudience(item: unknown): Audience | undefined {
  const id = textOf(objectOf(item).id);
  if (!id) return undefined;
  const attributes = attributesOf(objectOf(item));
  return { id, name: textOf(attributes.name), algebra: decodeAlgebra(attributes.algebra) };
}

function decodeAlgebra(value: unknown): Algebra {
  const node = objectOf(value);
  const segmentId = textOf(node.audienceSegmentId);
  if (segmentId) return { kind: 'segment', segmentId };
  for (const kind of ['and', 'or'] as const) {
    if (Array.isArray(node[kind])) return { kind, nodes: listOf(node[kind]).map(decodeAlgebra) };
  }
  if (isObject(node.not)) return { kind: 'not', node: decodeAlgebra(node.not) };
  return { kind: 'unknown' };
}

/** `errors[]` and `warnings[]` of a reply; either may be null or missing (difference 9). */
export function problemsOf(reply: unknown, known: readonly string[] = []): { errors: Problem[]; warnings: Problem[] } {
  const decode = (value: unknown) => listOf(value).filter(isObject).map((item) => decodeProblem(item, known));
  return { errors: decode(objectOf(reply).errors), warnings: decode(objectOf(reply).warnings) };
}

function decodeProblem(item: JsonObject, known: readonly string[]): Problem {
  const masked = (value: unknown) => {
    const text = textOf(value);
    return text === undefined ? undefined : mask(text, known);
  };
  return {
    traceId: traceIdOf(item.traceId) ?? traceIdOf(item.traceIdentifier),
    type: plainWord(item.type),
    code: plainWord(item.code),
    title: masked(item.title),
    detail: masked(item.detail),
    instance: masked(item.instance),
  };
}

/** A trace id, if it looks like one: it goes into logs as it is. */
export function traceIdOf(value: unknown): string | undefined {
  const text = textOf(value)?.trim();
  return text && /^[\w-]{1,80}$/.test(text) ? text : undefined;
}

/** Codes and types are words. Anything else could be anything, and is masked. */
export function plainWord(value: unknown): string | undefined {
  const text = textOf(value)?.trim();
  if (!text) return undefined;
  return /^[A-Za-z][A-Za-z0-9_.-]{0,79}$/.test(text) && !/\d{3}/.test(text) ? text : mask(text);
}

/** The item that an `instance` such as `@data/0`, `/data/0/attributes/name` or `data[0]` points at. */
export function instanceIndex(instance: string | undefined): number | undefined {
  const match = /(?:^|[@/#$.])data(?:\/|\[|\.)(\d{1,5})(?!\d)/.exec(instance ?? '');
  return match ? Number(match[1]) : undefined;
}
