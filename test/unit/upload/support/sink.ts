import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An add-remove or clear request as it arrived. */
export interface Arrived {
  /** 0-based, over the sink's lifetime. */
  number: number;
  kind: 'add' | 'remove' | 'clear';
  segmentId: string;
  identifierType?: string;
  identifiers: string[];
  bytes: number;
  /** The user agent, which identifies the caller. */
  agent?: string;
}

/** What happens instead of the normal response. `after`: the request takes effect anyway. */
export type Fault =
  | { status: number; body?: unknown; headers?: Record<string, string>; after?: boolean }
  /** An HTML page, as from a gateway. */
  | { status: number; page: true }
  | { cut: 'before' | 'after' }
  | { stall: true; after?: boolean }
  | { text: string };

/** A small test server: keeps sets, counts requests, and fails on demand. */
export class Sink {
  readonly lists = new Map<string, Set<string>>();
  readonly arrived: Arrived[] = [];
  /** Decides a request's fault before it takes effect. */
  fault: (call: Arrived) => Fault | undefined = () => undefined;
  /** Delays a request's effect and response until the returned promise resolves. */
  hold: (call: Arrived) => Promise<void> | undefined = () => undefined;
  /** Called when a request has taken effect. */
  onApplied: (call: Arrived) => void = () => undefined;
  /** The token endpoint's response instead of a token that lives for `tokenLife` seconds. */
  tokenFault: () => { status: number; body?: unknown } | undefined = () => undefined;
  tokenLife = 900;
  tokenCalls = 0;
  /** The same for statistics; if it resolves with undefined, there is no response. */
  statisticsFault: (() => Promise<{ status: number } | undefined>) | undefined;
  /** Values that are rejected, and how many of them the response names. */
  invalid: (value: string) => boolean = () => false;
  samples = 10;
  /** Milliseconds before a response. */
  latency = 0;
  /** The number of identifiers in statistics; undefined: the list's current size. */
  figure: number | undefined;
  statisticsCalls = 0;
  inFlight = 0;
  maxInFlight = 0;
  readonly #server: Server;
  #stalled: ServerResponse[] = [];

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.keepAliveTimeout = 1000;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  list(segmentId: string): Set<string> {
    const list = this.lists.get(segmentId) ?? new Set();
    this.lists.set(segmentId, list);
    return list;
  }

  get amendments(): Arrived[] {
    return this.arrived.filter((call) => call.kind !== 'clear');
  }

  /** Number of identifiers in all requests, including retries. */
  get received(): number {
    return this.amendments.reduce((sum, call) => sum + call.identifiers.length, 0);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(parts);
    const path = new URL(request.url ?? '', 'http://x').pathname;
    if (path === '/oauth2/token') {
      this.tokenCalls++;
      const fault = this.tokenFault();
      if (fault?.body === null) return void response.writeHead(fault.status).end();
      return fault
        ? this.#reply(response, fault.status, fault.body)
        : this.#reply(response, 200, {
            access_token: 'test-token',
            token_type: 'Bearer',
            expires_in: this.tokenLife,
          });
    }
    const call = /audience-segments\/([^/]+)\/contact-list(?:\/(add-remove|clear))?$/.exec(path);
    if (!call) return this.#reply(response, 404, {});
    const segmentId = decodeURIComponent(call[1]);
    if (call[2] === undefined) {
      this.statisticsCalls++;
      if (this.statisticsFault) {
        const fault = await this.statisticsFault();
        if (fault)
          this.#reply(response, fault.status, { errors: [{ code: 'test', title: 'as told' }] });
        return;
      }
      return this.#reply(response, 200, {
        data: {
          attributes: {
            numberOfIdentifiers: this.figure ?? this.list(segmentId).size,
            numberOfMatches: 0,
            matchRate: null,
          },
        },
      });
    }
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    await this.#amend(call[2], segmentId, body, response, request.headers['user-agent']);
    this.inFlight--;
  }

  async #amend(
    what: string,
    segmentId: string,
    body: Buffer,
    response: ServerResponse,
    agent?: string,
  ): Promise<void> {
    const attributes =
      what === 'clear'
        ? undefined
        : (
            JSON.parse(body.toString('utf8')) as {
              data: {
                attributes: {
                  operation: 'add' | 'remove';
                  identifierType: string;
                  identifiers: string[];
                };
              };
            }
          ).data.attributes;
    const arrived: Arrived = {
      number: this.arrived.length,
      kind: attributes?.operation ?? 'clear',
      segmentId,
      identifierType: attributes?.identifierType,
      identifiers: attributes?.identifiers ?? [],
      bytes: body.length,
      agent,
    };
    this.arrived.push(arrived);
    const fault = this.fault(arrived);
    await this.hold(arrived);
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
    if (
      fault === undefined ||
      ('after' in fault && fault.after) ||
      ('cut' in fault && fault.cut === 'after') ||
      'text' in fault
    )
      this.#apply(arrived);
    if (fault && 'cut' in fault) return void response.socket?.destroy();
    if (fault && 'stall' in fault) return void this.#stalled.push(response);
    if (fault && 'text' in fault)
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(fault.text);
    if (fault && 'page' in fault)
      return void response
        .writeHead(fault.status, { 'content-type': 'text/html' })
        .end('<html>no</html>');
    if (fault?.body === null) return void response.writeHead(fault.status).end();
    if (fault)
      return this.#reply(
        response,
        fault.status,
        fault.body ?? { errors: [{ code: 'test', title: 'as told' }] },
        fault.headers,
      );
    if (arrived.kind === 'clear') return void response.writeHead(204).end();
    const invalid = arrived.identifiers.filter(this.invalid);
    const data = {
      attributes: {
        nbValidIdentifiers: arrived.identifiers.length - invalid.length,
        nbInvalidIdentifiers: invalid.length,
        sampleInvalidIdentifiers: invalid.slice(0, this.samples),
      },
    };
    this.#reply(response, 200, { data });
  }

  #apply(call: Arrived): void {
    const { kind, segmentId, identifiers } = call;
    const list = this.list(segmentId);
    if (kind === 'clear') list.clear();
    for (const value of identifiers) {
      if (this.invalid(value)) continue;
      if (kind === 'add') list.add(value);
      else list.delete(value);
    }
    this.onApplied(call);
  }

  #reply(
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): void {
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
  }
}
