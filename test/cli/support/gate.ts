import {
  createServer,
  request as forwardTo,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { routeOf } from '../../../src/sandbox/api/routes';
import type { Operation } from '../../../src/sandbox/control';

/** A request as it went over the wire. */
export interface Passed {
  operation: Operation;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Where a request is held: before the sandbox gets it, or before its response goes back. */
export type Side = 'request' | 'response';

interface Held {
  operation: Operation;
  nth: number;
  side: Side;
  arrived: () => void;
  released: Promise<void>;
}

/** A request that a test holds back. */
export interface Hold {
  /** Resolves once it is held. */
  readonly reached: Promise<void>;
  release(): void;
}

/**
 * A server in front of the sandbox that a test stops requests at, to do something while they are
 * under way, and that keeps what passes.
 */
export class Gate {
  url = '';
  /** All requests that arrived, in order. */
  passed: Passed[] = [];
  /** How many requests have no response yet. */
  unanswered = 0;
  /** What becomes of the body of a request before the sandbox gets it, and of that of its response. */
  onRequest: (passed: Passed) => string = ({ body }) => body;
  onResponse: (passed: Passed, text: string) => string | Promise<string> = (_, text) => text;
  /** In place of those of the sandbox. */
  replyHeaders: Readonly<Record<string, string>> = {};
  #server: Server;
  #held: Held[] = [];
  #releases = new Set<() => void>();
  #arrivals: (() => void)[] = [];
  #answered: { operation: Operation; nth: number; resolve: () => void }[] = [];

  constructor(private readonly target: string) {
    this.#server = createServer((request, response) => {
      this.unanswered++;
      response.once('close', () => this.unanswered--);
      void this.#pass(request, response).catch(() => response.destroy());
    });
  }

  /** Listens; after `close`, at the same address. */
  async open(): Promise<void> {
    const port = Number(new URL(this.url || 'http://gate').port);
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.reset();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Forgets what passed, and holds nothing back any more. */
  reset(): void {
    for (const release of this.#releases) release();
    this.#releases.clear();
    this.#held = [];
    this.#answered = [];
    this.passed = [];
    this.replyHeaders = {};
  }

  /** How many requests of an operation have arrived. */
  count(operation: Operation): number {
    return this.passed.filter((one) => one.operation === operation).length;
  }

  /** Holds the nth request of an operation, counted from 1 since the last `reset`. */
  hold(operation: Operation, nth = 1, side: Side = 'request'): Hold {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.#releases.add(release);
    const reached = new Promise<void>((resolve) =>
      this.#held.push({ operation, nth, side, arrived: resolve, released }),
    );
    return { reached, release };
  }

  /** Resolves when the response to the nth request of an operation has been sent. */
  answered(operation: Operation, nth = 1): Promise<void> {
    return new Promise((resolve) => this.#answered.push({ operation, nth, resolve }));
  }

  /** Resolves once `count` requests of an operation have arrived. */
  async arrived(operation: Operation, count = 1): Promise<void> {
    while (this.count(operation) < count)
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const url = request.url ?? '/';
    const { operation } = routeOf(request.method ?? '', new URL(url, 'http://gate').pathname);
    const passed = { operation, url, headers: request.headers, body };
    this.passed.push(passed);
    const nth = this.count(operation);
    for (const arrival of this.#arrivals.splice(0)) arrival();
    await this.#stop(operation, nth, 'request');
    // Whoever sent it may be gone: then it never arrives, as on a broken line.
    if (request.socket.destroyed) return;
    const reply = await this.#forward(request, this.onRequest(passed));
    const got: Buffer[] = [];
    for await (const part of reply) got.push(part as Buffer);
    const text = await this.onResponse(passed, Buffer.concat(got).toString());
    await this.#stop(operation, nth, 'response');
    response.writeHead(reply.statusCode ?? 502, {
      ...reply.headers,
      ...lengthOf(text, reply),
      ...this.replyHeaders,
    });
    response.end(text, () => {
      for (const one of this.#answered)
        if (one.operation === operation && one.nth === nth) one.resolve();
    });
  }

  async #stop(operation: Operation, nth: number, side: Side): Promise<void> {
    for (const held of this.#held)
      if (held.operation === operation && held.nth === nth && held.side === side) {
        held.arrived();
        await held.released;
      }
  }

  #forward(request: IncomingMessage, body: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const forwarded = forwardTo(
        new URL(request.url ?? '/', this.target),
        {
          method: request.method,
          headers: { ...request.headers, ...lengthOf(body, request) },
        },
        resolve,
      );
      forwarded.on('error', reject);
      forwarded.end(body);
    });
  }
}

/** Of a body that may be another one than the message had. */
function lengthOf(body: string, { headers }: IncomingMessage): object {
  return 'content-length' in headers ? { 'content-length': Buffer.byteLength(body) } : {};
}
