import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from '../../../src/api/apiError';
import { RetailMediaClient } from '../../../src/api/client';
import type { Clock } from '../../../src/api/clock';
import type { ClientOptions, LogEntry } from '../../../src/api/options';
import { OutsideText } from '../../../src/common/outsideText';

/** One request as the server saw it. */
export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Server {
  url: string;
  /** All but token requests. */
  seen: Seen[];
  tokenRequests: Seen[];
}

export type Handler = (
  seen: Seen,
  response: ServerResponse,
  request: IncomingMessage,
) => void | Promise<void>;

/**
 * The same with every text from outside as it came: two such objects are alike for `deepEqual`,
 * whatever they hold.
 */
export function plain(value: unknown): unknown {
  if (value instanceof OutsideText) return value.raw();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** As the guide's sample has it. */
export const TRACE = '0ab8cdc52e17ecfd1ba9e5d1dacd102a';

const running: (() => Promise<void>)[] = [];

/** Ends every server of the test. */
export async function closeServers(): Promise<void> {
  await Promise.all(running.splice(0).map((close) => close()));
}

/**
 * A server on a free port of this machine that hands out tokens `T1`, `T2`, … and leaves the rest
 * to `handler`.
 */
export async function serve(handler: Handler, token?: Handler): Promise<Server> {
  const state: Server = { url: '', seen: [], tokenRequests: [] };
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const url = new URL(request.url ?? '/', 'http://x');
      const seen: Seen = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      };
      const isToken = seen.path === '/oauth2/token';
      (isToken ? state.tokenRequests : state.seen).push(seen);
      if (!isToken) await handler(seen, response, request);
      else if (token) await token(seen, response, request);
      else
        reply(response, 200, {
          access_token: `T${state.tokenRequests.length}`,
          token_type: 'Bearer',
          expires_in: 900,
        });
    })().catch(() => response.destroy());
  });
  state.url = await listen(server);
  return state;
}

export async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function reply(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { ...(text && { 'content-type': 'application/json' }), ...headers });
  response.end(text);
}

/** A clock whose sleeps take no time but are counted. Time passes by adding to `time`. */
export class FakeClock implements Clock {
  time = Date.UTC(2026, 6, 1, 10, 0, 0);
  private moved = 0;
  slept: number[] = [];
  chance = 0.5;
  now = () => this.time;
  elapsed = () => this.time - this.moved;
  /** Somebody sets the machine's clock, by so many milliseconds. */
  set(by: number): void {
    this.time += by;
    this.moved += by;
  }
  random = () => this.chance;
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
}

export interface Made {
  client: RetailMediaClient;
  clock: FakeClock;
  log: LogEntry[];
}

export function clientOf(server: { url: string }, more: Partial<ClientOptions> = {}): Made {
  const clock = new FakeClock();
  const log: LogEntry[] = [];
  const client = new RetailMediaClient({
    baseUrl: server.url,
    version: '2026-07',
    clientId: 'client-1',
    clientSecret: 's3cr3t+with/odd=signs&more',
    clock,
    log: (entry) => log.push(entry),
    ...more,
  });
  return { client, clock, log };
}

/** The `ApiError` that the promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(
    outcome instanceof ApiError,
    `expected an ApiError, got ${outcome instanceof Error ? outcome.name : typeof outcome}`,
  );
  return outcome;
}

/** The API's own error envelope. */
export function envelope(code: string, more: Record<string, unknown> = {}): unknown {
  return {
    errors: [{ traceId: TRACE, type: 'validation', code, title: 'Title', ...more }],
    warnings: null,
  };
}

export const segmentItem = (id: string, attributes: Record<string, unknown> = {}): unknown => ({
  id,
  type: 'AudienceSegment',
  attributes,
});
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
