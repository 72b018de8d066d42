/**
 * Decodes replies tolerantly: null and missing values are accepted everywhere but for `id`, which
 * must be digits (differences 4 to 15).
 */
import { OutsideText } from '../common/outsideText';
import type {
  Account,
  AmendmentResult,
  Application,
  Audience,
  Problem,
  Problems,
  Retailer,
  Segment,
  Statistics,
} from './apiTypes';
import { decodeAlgebra } from './decodeAlgebra';
import {
  countOf,
  flagOf,
  idOf,
  isObject,
  listOf,
  numberOf,
  objectOf,
  prettyJson,
  textOf,
  textsOf,
  timeOf,
  type JsonObject,
} from './json';
import { plainToken, type ReplyTexts } from './replyTexts';

/** Distinct problems of one add-remove that are kept. */
const MAX_DISTINCT_PROBLEMS = 100;
/** Errors, and warnings, of one reply that are read. A bulk request has at most 50 items. */
const MAX_PROBLEMS = 200;
/**
 * Distinct texts of one add-remove that are redacted: each may quote another identifier and redact
 * to the same text.
 */
const MAX_DISTINCT_TEXTS = 100;

/** `attributes` if the item has them, else the item itself: both shapes occur (difference 4). */
function attributesOf(item: JsonObject): JsonObject {
  return isObject(item.attributes) ? item.attributes : item;
}

function nameOf(value: unknown): OutsideText | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : OutsideText.name(text);
}

function proseOf(value: unknown): OutsideText | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : OutsideText.text(text);
}

function tokensOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => plainToken(item) ?? []);
}

export function decodeApplication(reply: unknown): Application {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  return { name: nameOf(attributes.name) };
}

export function decodeAccount(item: unknown): Account | undefined {
  const id = idOf(objectOf(item).id);
  if (!id) return undefined;
  const attributes = attributesOf(objectOf(item));
  return {
    id,
    name: nameOf(attributes.name),
    type: plainToken(attributes.type),
    countries: tokensOf(attributes.countries),
    companyName: nameOf(attributes.companyName),
  };
}

export function decodeRetailer(item: unknown): Retailer | undefined {
  const id = idOf(objectOf(item).id);
  return id ? { id, name: nameOf(attributesOf(objectOf(item)).name) } : undefined;
}

/** What segments and audiences have in common; undefined without an ID. */
function decodeCommon(item: unknown) {
  const id = idOf(objectOf(item).id);
  if (!id) return undefined;
  const attributes = attributesOf(objectOf(item));
  return {
    attributes,
    common: {
      id,
      name: nameOf(attributes.name),
      description: proseOf(attributes.description),
      accountId: idOf(attributes.accountId),
      retailerId: idOf(attributes.retailerId),
      createdAt: timeOf(attributes.createdAt),
      updatedAt: timeOf(attributes.updatedAt),
      // For callers of commands, which return it.
      createdById: plainToken(attributes.createdById),
      channels: tokensOf(attributes.channels),
      json: (indent?: number) => prettyJson(item, indent),
    },
  };
}

export function decodeSegment(item: unknown): Segment | undefined {
  const decoded = decodeCommon(item);
  if (!decoded) return undefined;
  const { attributes, common } = decoded;
  const { contactList, events } = attributes;
  // Without attributes, `type` is the resource's own ("RetailMediaAudienceSegment"), which says
  // nothing (difference 6).
  const type = isObject(objectOf(item).attributes) ? plainToken(attributes.type) : undefined;
  return {
    ...common,
    type: type ?? (isObject(contactList) ? 'ContactList' : isObject(events) ? 'Events' : undefined),
    contactList: isObject(contactList)
      ? {
          isReadOnly: flagOf(contactList.isReadOnly),
          identifierType: plainToken(contactList.identifierType),
          sharingStatus: plainToken(contactList.sharingStatus),
        }
      : undefined,
    events: isObject(events)
      ? {
          shopperActivity: plainToken(events.shopperActivity),
          lookbackDays: plainToken(events.lookbackDays),
          categoryIds: tokensOf(events.categoryIds),
          brandIds: tokensOf(events.brandIds),
          minPrice: plainToken(events.minPrice),
          maxPrice: plainToken(events.maxPrice),
        }
      : undefined,
  };
}

/** Whether a reply about one segment names that segment, or none. */
export function isAbout(reply: unknown, segmentId: string): boolean {
  const data = objectOf(objectOf(reply).data);
  const { id, segmentId: name, audienceSegmentId } = attributesOf(data);
  return [data.id, id, name, audienceSegmentId].every(
    (named) => !textOf(named) || textOf(named) === segmentId,
  );
}

export function decodeStatistics(reply: unknown, segmentId: string): Statistics {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  return {
    segmentId,
    numberOfIdentifiers: countOf(attributes.numberOfIdentifiers),
    numberOfMatches: countOf(attributes.numberOfMatches),
    matchRate: numberOf(attributes.matchRate),
  };
}

/** @param problems the problems of the same reply, from `summedProblemsOf` */
export function decodeAmendment(reply: unknown, { errors, warnings }: Problems): AmendmentResult {
  const attributes = attributesOf(objectOf(objectOf(reply).data));
  return {
    valid: countOf(attributes.nbValidIdentifiers),
    invalid: countOf(attributes.nbInvalidIdentifiers),
    sampleInvalid: textsOf(attributes.sampleInvalidIdentifiers),
    warnings: [...errors, ...warnings]
      .slice(0, MAX_DISTINCT_PROBLEMS)
      .map(({ title, detail: _, instance: __, ...rest }) => ({
        ...rest,
        ...(title && { title: title.raw() }),
      })),
  };
}

export function decodeAudience(item: unknown): Audience | undefined {
  const decoded = decodeCommon(item);
  return decoded && { ...decoded.common, algebra: decodeAlgebra(decoded.attributes.algebra) };
}

/**
 * `errors[]` and `warnings[]` of a reply, the first 200 of each; either may be null or missing
 * (difference 9).
 */
export function decodeProblems(reply: unknown, texts: ReplyTexts): Problems {
  const decode = (value: unknown) =>
    listOf(value)
      .filter(isObject)
      .slice(0, MAX_PROBLEMS)
      .map((item) => decodeProblem(item, texts));
  return { errors: decode(objectOf(reply).errors), warnings: decode(objectOf(reply).warnings) };
}

/** The first problem of a rejection. */
export function firstProblemOf(reply: unknown, texts: ReplyTexts): Problem | undefined {
  const { errors, warnings } = objectOf(reply);
  const item = listOf(errors).find(isObject) ?? listOf(warnings).find(isObject);
  return item && decodeProblem(item, texts);
}

/**
 * The problems of an add-remove, which may have one for each of 50,000 identifiers. Groups them by
 * code and title, with a count; at most 100 errors and 100 warnings.
 */
export function summedProblemsOf(reply: unknown, texts: ReplyTexts): Problems {
  const code = memoize((value) => texts.code(value));
  const title = memoize((value) => texts.prose(value));
  const sum = (value: unknown): Problem[] => {
    const distinct = new Map<string, Problem>();
    for (const item of listOf(value)) {
      if (!isObject(item)) continue;
      const summary = { code: code(item.code), title: title(item.title) };
      const key = `${summary.code}\n${summary.title?.raw()}`;
      const same = distinct.get(key);
      if (same) same.count = (same.count ?? 1) + 1;
      else if (distinct.size < MAX_DISTINCT_PROBLEMS)
        distinct.set(key, {
          traceId: traceOf(item, texts),
          type: texts.type(item.type),
          ...summary,
        });
    }
    return [...distinct.values()];
  };
  return { errors: sum(objectOf(reply).errors), warnings: sum(objectOf(reply).warnings) };
}

/** Caches `read` by its argument. Returns undefined for new arguments once there are too many. */
function memoize<T>(read: (value: unknown) => T | undefined): typeof read {
  const known = new Map<unknown, T | undefined>();
  return (value) => {
    if (!known.has(value) && known.size < MAX_DISTINCT_TEXTS) known.set(value, read(value));
    return known.get(value);
  };
}

function decodeProblem(item: JsonObject, texts: ReplyTexts): Problem {
  const code = texts.code(item.code);
  return {
    traceId: traceOf(item, texts),
    type: texts.type(item.type),
    code,
    // A code that isn't a plain word may still be readable as a title.
    title: texts.prose(item.title) ?? (code === undefined ? texts.prose(item.code) : undefined),
    detail: texts.prose(item.detail),
    instance: instanceOf(item.instance),
  };
}

function traceOf({ traceId, traceIdentifier }: JsonObject, texts: ReplyTexts): string | undefined {
  return texts.traceId(traceId) ?? texts.traceId(traceIdentifier);
}

function instanceOf(value: unknown): string | undefined {
  const text = textOf(value);
  return instanceIndex(text) === undefined ? undefined : text?.slice(0, 80);
}

/** The index in an `instance` such as `@data/0`, `/data/0/attributes/name` or `data[0]`. */
export function instanceIndex(instance: string | undefined): number | undefined {
  const match = /(?:^|[@/#$.])data(?:\/|\[|\.)(\d{1,5})(?!\d)/.exec(instance ?? '');
  return match ? Number(match[1]) : undefined;
}

/** The paging figures of a reply: `meta` or `metadata`, as both occur. */
export function pagingOf(json: JsonObject): JsonObject {
  return { ...objectOf(json.metadata), ...objectOf(json.meta) };
}

/**
 * The length of the whole list; undefined if the reply has no valid total, or one that is less than
 * the pages read so far.
 * @param end number of items up to the end of this page
 * @param count number of items in this page
 */
export function totalOf(
  { totalItems, totalItemsAcrossAllPages, count: countField }: JsonObject,
  end: number,
  count: number,
): number | undefined {
  // Undocumented whether `count` is of the page or of the list. If it isn't the page's, it is the
  // list's.
  const listCount = countOf(countField);
  const total =
    countOf(totalItems) ??
    countOf(totalItemsAcrossAllPages) ??
    (listCount === count ? undefined : listCount);
  return total !== undefined && total >= end ? total : undefined;
}

/** Number of items in a full page: the requested limit, or the reply's if that is lower. */
export function limitOf({ limit }: JsonObject, requested: number): number {
  return Math.min(countOf(limit) || requested, requested);
}
