import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Dialect } from './switches';

/** Requests, responses and the errors envelope. */

/** A response: `body` goes through `toJson`; undefined is an empty body. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface ProblemFields {
  type:
    | 'unknown'
    | 'access-control'
    | 'authentication'
    | 'authorization'
    | 'availability'
    | 'deprecation'
    | 'quota'
    | 'validation';
  code: string;
  title: string;
  detail?: string;
  /** The part of the request that an error is about, such as `@data/0`. */
  instance?: string;
}

/** An item of `errors` or `warnings`, with as many nulls as the dialect has. */
export function problem(dialect: Dialect, fields: ProblemFields): Record<string, unknown> {
  const traceId = randomBytes(16).toString('hex');
  if (dialect === 'guide') return { traceId, traceIdentifier: traceId, ...fields };
  return {
    traceId,
    traceIdentifier: null,
    type: fields.type,
    code: fields.code,
    instance: fields.instance ?? null,
    title: fields.title,
    detail: fields.detail ?? null,
    source: null,
    stackTrace: null,
  };
}

/** A request that can't be carried out; the server answers it with the errors envelope. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly fields: ProblemFields,
    readonly headers: Record<string, string> = {},
  ) {
    super(fields.code);
  }
}

/** The errors envelope for a refusal. */
export function refusalReply(dialect: Dialect, refusal: Refusal): Reply {
  return {
    status: refusal.status,
    headers: refusal.headers,
    body: { errors: [problem(dialect, refusal.fields)], warnings: dialect === 'guide' ? [] : null },
  };
}

export const invalid = (instance: string, detail: string): Refusal =>
  new Refusal(400, {
    type: 'validation',
    code: 'invalid',
    title: 'Invalid value',
    instance,
    detail,
  });

export const required = (instance: string): Refusal =>
  new Refusal(400, {
    type: 'validation',
    code: 'required-field',
    title: 'Required field',
    instance,
    detail: 'This field is required',
  });

export const forbidden = (): Refusal =>
  new Refusal(403, {
    type: 'access-control',
    code: 'forbidden',
    title: 'Forbidden',
    detail: 'The application is not allowed to do this',
  });

export const notFound = (): Refusal =>
  new Refusal(404, {
    type: 'validation',
    code: 'not-found',
    title: 'Not found',
    detail: 'There is nothing here',
  });

export const segmentNotFound = (): Refusal =>
  new Refusal(404, {
    type: 'validation',
    code: 'segment-not-found',
    title: 'Segment is not found',
    detail: 'Segment is not found',
  });

/**
 * Reads a body to its end. Resolves with null if it is larger than `limit` (the rest is read and
 * dropped).
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    // A client that left earlier sends no more events.
    if (request.destroyed) return reject(new Error('The client went away.'));
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= limit) parts.push(part);
      else parts.length = 0;
    });
    request.on('end', () => resolve(size <= limit ? Buffer.concat(parts) : null));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The client went away.')));
  });
}

/** The JSON object of a body. */
export function parseObject(request: IncomingMessage, body: Buffer): Record<string, unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal(415, {
      type: 'validation',
      code: 'unsupported-media-type',
      title: 'Unsupported media type',
      detail: 'Send application/json',
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('@', 'The body is not valid JSON');
  }
  if (!isObject(value)) throw invalid('@', 'The body must be a JSON object');
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Digits that are sent as a JSON number exactly as they are, however large. */
export class Digits {
  constructor(readonly text: string) {}
}

/** Like JSON.stringify, but for `Digits`. */
export function toJson(value: unknown): string {
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) return `[${value.map((item: unknown) => toJson(item)).join(',')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${toJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** A whole number in the query string, within bounds. */
export function queryNumber(
  query: URLSearchParams,
  name: string,
  range: { from: number; to: number; otherwise: number },
): number {
  const text = query.get(name);
  if (text === null) return range.otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value >= range.from && value <= range.to)) {
    throw new Refusal(400, {
      type: 'validation',
      code: 'invalid-range',
      title: 'Value out of range',
      instance: `@query/${name}`,
      detail: `${name} must be between ${range.from} and ${range.to}`,
    });
  }
  return value;
}
