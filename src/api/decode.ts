/** What the API sends, read tolerantly: null and absence are fine everywhere but for `id`, which is digits (differences 4 to 15). */
import { mask } from './mask';
import { countOf, figureOf, flagOf, idOf, isObject, listOf, objectOf, prettyJson, textOf, textsOf, timeOf, type JsonObject } from './json';
import type { Account, Algebra, AmendmentResult, Application, Audience, Problem, Problems, Retailer, Segment, Statistics } from './types';

/** Characters of a title or detail that are looked at. */
const MAX_TEXT = 2_000;
/** What is torn where a text is cut, such as half an address, can look harmless: so many of the last characters are left out. */
const TORN = 300;
/** Problems of one add-remove that are told apart. */
const MAX_PROBLEMS = 100;
/** Different texts of one add-remove that are masked: all may quote another identifier and come out the same. */
const MAX_MASKED = 200;

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
  const id = idOf(objectOf(item).id);
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
  const id = idOf(objectOf(item).id);
  return id ? { id, name: textOf(attributesOf(objectOf(item)).name) } : undefined;
}

export function decodeSegment(item: unknown): Segment | undefined {
  const id = idOf(objectOf(item).id);
  if (!id) return undefined;
  const attributes = attributesOf(objectOf(item));
  const { contactList, events } = attributes;
  // Without attributes `type` is the resource's own ("RetailMediaAudienceSegment"), which says nothing (difference 6).
  const type = isObject(objectOf(item).attributes) ? textOf(attributes.type) : undefined;
  return {
    id,
    name: textOf(attributes.name),
    description: textOf(attributes.description),
    accountId: idOf(attributes.accountId),
    retailerId: idOf(attributes.retailerId),
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
    json: () => prettyJson(item),
  };
}

/** Whether a reply about one segment names that one, if any. */
export function isAbout(reply: unknown, segmentId: string): boolean {
  const data = objectOf(objectOf(reply).data);
  const { id, segmentId: name, audienceSegmentId } = attributesOf(data);
  return [data.id, id, name, audienceSegmentId].every((named) => !textOf(named) || textOf(named) === segmentId);
}

export function decodeStatistics(reply: unknown, segmentId: string): Statistics {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  return {
    segmentId,
    numberOfIdentifiers: countOf(attributes.numberOfIdentifiers),
    numberOfMatches: countOf(attributes.numberOfMatches),
    matchRate: figureOf(attributes.matchRate),
  };
}

/** @param problems the reply's own, as `summedProblemsOf` gives them */
export function decodeAmendment(reply: unknown, { errors, warnings }: Problems): AmendmentResult {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  return {
    valid: countOf(attributes.nbValidIdentifiers),
    invalid: countOf(attributes.nbInvalidIdentifiers),
    sampleInvalid: textsOf(attributes.sampleInvalidIdentifiers),
    requestDate: timeOf(attributes.requestDate),
    warnings: [...errors, ...warnings].slice(0, MAX_PROBLEMS),
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
  const id = idOf(objectOf(item).id);
  if (!id) return undefined;
  const attributes = attributesOf(objectOf(item));
  return { id, name: textOf(attributes.name), algebra: decodeAlgebra(attributes.algebra) };
}

function decodeAlgebra(value: unknown): Algebra {
  const node = objectOf(value);
  const segmentId = idOf(node.audienceSegmentId);
  if (segmentId) return { kind: 'segment', segmentId };
  for (const kind of ['and', 'or'] as const) {
    if (Array.isArray(node[kind])) return { kind, nodes: listOf(node[kind]).map(decodeAlgebra) };
  }
  if (isObject(node.not)) return { kind: 'not', node: decodeAlgebra(node.not) };
  return { kind: 'unknown' };
}

/** `errors[]` and `warnings[]` of a reply; either may be null or missing (difference 9). */
export function problemsOf(reply: unknown, known: readonly string[] = []): Problems {
  const decode = (value: unknown) => listOf(value).filter(isObject).map((item) => decodeProblem(item, known));
  return { errors: decode(objectOf(reply).errors), warnings: decode(objectOf(reply).warnings) };
}

/** The one that tells why a reply is a no. */
export function firstProblemOf(reply: unknown, known: readonly string[]): Problem | undefined {
  const { errors, warnings } = objectOf(reply);
  const item = listOf(errors).find(isObject) ?? listOf(warnings).find(isObject);
  return item && decodeProblem(item, known);
}

/**
 * The problems of an add-remove, which may come once for each of 50,000 identifiers: each code and title is given once,
 * with its number, at most 100 errors and 100 warnings, and nothing of the detail (see `withoutDetail`).
 */
export function summedProblemsOf(reply: unknown, known: readonly string[]): Problems {
  const word = sparing(plainWord);
  const title = sparing((value) => masked(value, known));
  const sum = (value: unknown): Problem[] => {
    const found = new Map<string, Problem>();
    for (const item of listOf(value)) {
      if (!isObject(item)) continue;
      const told = { code: word(item.code), title: title(item.title) };
      const key = `${told.code}\n${told.title}`;
      const same = found.get(key);
      if (same) same.count = (same.count ?? 1) + 1;
      else if (found.size < MAX_PROBLEMS) found.set(key, { traceId: traceOf(item), type: word(item.type), ...told });
    }
    return [...found.values()];
  };
  return { errors: sum(objectOf(reply).errors), warnings: sum(objectOf(reply).warnings) };
}

/** Reads each text once, and none any more when there were too many different ones. */
function sparing(read: (value: unknown) => string | undefined): typeof read {
  const known = new Map<unknown, string | undefined>();
  return (value) => {
    if (!known.has(value) && known.size < MAX_MASKED) known.set(value, read(value));
    return known.get(value);
  };
}

function decodeProblem(item: JsonObject, known: readonly string[]): Problem {
  return {
    traceId: traceOf(item),
    type: plainWord(item.type),
    code: plainWord(item.code),
    title: masked(item.title, known),
    detail: masked(item.detail, known),
    instance: masked(item.instance, known),
  };
}

function traceOf({ traceId, traceIdentifier }: JsonObject): string | undefined {
  return traceIdOf(traceId) ?? traceIdOf(traceIdentifier);
}

/** A text from outside that may be shown; of a very long one its beginning. */
export function masked(value: unknown, known: readonly string[] = []): string | undefined {
  const text = textOf(value);
  if (text === undefined || text.length <= MAX_TEXT) return text && mask(text, known);
  return `${mask(text.slice(0, MAX_TEXT), known).slice(0, -TORN)}…`;
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
  return /^[A-Za-z][A-Za-z0-9_.-]{0,79}$/.test(text) && !/\d{3}/.test(text) ? text : masked(text);
}

/** The item that an `instance` such as `@data/0`, `/data/0/attributes/name` or `data[0]` points at. */
export function instanceIndex(instance: string | undefined): number | undefined {
  const match = /(?:^|[@/#$.])data(?:\/|\[|\.)(\d{1,5})(?!\d)/.exec(instance ?? '');
  return match ? Number(match[1]) : undefined;
}
