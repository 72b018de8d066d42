import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerRequest } from './api/api';
import { routeOf, type Route } from './api/routes';
import type { Fault, RequestRecord, SandboxControl } from './control';
import { makeControl } from './controlActions';
import { answerControl } from './controlRoutes';
import type { Core } from './core';
import { doesWork, refusalOf } from './faults';
import { problem, Refusal, refusalReply, toJson, type Reply } from './wire';

/** Resets a connection, as a broken line does. */
function cut(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}

/** Answers the requests of one sandbox. */
export class RequestHandler {
  readonly control: SandboxControl;
  /** Connections whose response is held back. */
  private readonly stalled = new Set<Socket>();
  /** Requests in progress, except stalled ones, by connection. */
  private readonly active = new Map<Promise<void>, Socket>();

  /** `key`: what control requests must send. */
  constructor(
    private readonly core: Core,
    private readonly key: string,
  ) {
    this.control = makeControl(core, () => {
      for (const socket of this.stalled) cut(socket);
    });
  }

  /** Answers a request, or holds its response back if a fault says so. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const work: Promise<void> = this.answerAny(request, response).finally(() =>
      this.active.delete(work),
    );
    this.active.set(work, request.socket);
  }

  /**
   * Resolves when the requests in progress are done, after at most `ms`. Those that aren't are cut
   * and do nothing more.
   */
  async finish(ms: number): Promise<void> {
    const left = (): Promise<unknown> => Promise.allSettled(this.active.keys());
    await Promise.race([left(), sleep(ms, undefined, { ref: false })]);
    for (const socket of [...this.active.values(), ...this.stalled]) cut(socket);
    await Promise.race([left(), sleep(ms, undefined, { ref: false })]);
  }

  private async answerAny(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    // A connection may break at any time. That ends its request, not the sandbox.
    response.on('error', () => undefined);
    let url: URL;
    try {
      url = new URL(request.url ?? '/', 'http://sandbox');
    } catch {
      url = new URL('http://sandbox/');
    }
    if (url.pathname.startsWith('/_sandbox/'))
      return answerControl(
        { core: this.core, control: this.control, key: this.key },
        url,
        request,
        response,
      );
    const route = routeOf(request.method ?? '', url.pathname);
    const { operation, accountId, segmentId } = route;
    const record: RequestRecord = {
      time: new Date(this.core.now()).toISOString(),
      operation,
      accountId,
      segmentId,
      status: 0,
      identifiers: 0,
      bytes: 0,
      ms: 0,
    };
    try {
      record.status = await this.call(route, url, request, response, record);
    } catch {
      // Only a broken connection gets here, so there is no one to answer.
      request.destroy();
    }
    record.ms = Math.round(performance.now() - started);
    this.core.recorder.called(record);
  }

  /**
   * Answers a request with the faults that apply to it. Returns the status sent, 0 if no complete
   * response was.
   */
  private async call(
    route: Route,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
    record: RequestRecord,
  ): Promise<number> {
    const { latency, fault } = this.core.faults.meet(route.operation);
    if (latency > 0) await this.core.faults.delay(latency);
    if (!fault) return this.send(response, await this.answer(route, url, request, record));
    record.fault = fault.fault;
    if (fault.fault === 'cutBefore') {
      cut(request.socket);
      return 0;
    }
    if (fault.fault === 'expireToken') this.core.gate.expire(request.headers.authorization);
    if (fault.fault === 'revoke') this.core.gate.revoke(request.headers.authorization);
    let reply: Reply | undefined;
    if (doesWork(fault)) reply = await this.answer(route, url, request, record);
    else if (fault.read !== false) request.resume();
    return this.withFault(fault, request, response, reply);
  }

  private async withFault(
    fault: Fault,
    request: IncomingMessage,
    response: ServerResponse,
    reply: Reply | undefined,
  ): Promise<number> {
    const { socket } = request;
    const text = reply?.body === undefined ? '' : toJson(reply.body);
    const json = { 'content-type': 'application/json; charset=utf-8' };
    switch (fault.fault) {
      case 'cutAfter':
        cut(socket);
        return 0;
      case 'stall':
        this.hold(socket, fault.ms);
        return 0;
      case 'truncated': {
        const bytes = Buffer.from(text);
        if (bytes.length > 0) {
          response.writeHead(reply?.status ?? 200, { ...json, 'content-length': bytes.length });
          await new Promise<void>((resolve) =>
            response.write(bytes.subarray(0, bytes.length >> 1), () => resolve()),
          );
        }
        // A reset would discard what the other side hasn't read yet. A broken proxy ends early
        // instead.
        socket.destroy();
        return 0;
      }
      case 'malformedJson':
        return this.sendText(
          response,
          fault.status ?? reply?.status ?? 200,
          json,
          fault.body ?? text.slice(0, text.length >> 1),
        );
      case 'html':
        return this.sendText(
          response,
          fault.status ?? 200,
          { 'content-type': 'text/html; charset=utf-8' },
          fault.body ??
            '<!DOCTYPE html><html><head><title>Access blocked</title></head><body><h1>Blocked by the network</h1></body></html>',
        );
      case 'redirect':
        return this.sendText(
          response,
          fault.status ?? 307,
          { location: fault.location ?? '/elsewhere' },
          '',
        );
      default: {
        const refusal = refusalOf(
          fault,
          (remaining, resetAt) => this.core.gate.limitHeaders(remaining, resetAt),
          this.core.now(),
        );
        if (refusal) return this.send(response, refusalReply(this.core.switches.dialect, refusal));
        return this.send(response, reply ?? { status: 500 });
      }
    }
  }

  private hold(socket: Socket, ms: number | undefined): void {
    this.stalled.add(socket);
    const timer = ms === undefined ? undefined : setTimeout(() => cut(socket), ms);
    socket.once('close', () => {
      clearTimeout(timer);
      this.stalled.delete(socket);
    });
  }

  /** The response to a request, errors included. Rejects only if the client went away. */
  private async answer(
    route: Route,
    url: URL,
    request: IncomingMessage,
    record: RequestRecord,
  ): Promise<Reply> {
    try {
      return await answerRequest(this.core, route, url, request, record);
    } catch (error) {
      if (request.destroyed && !request.complete) throw error;
      const { dialect } = this.core.switches;
      if (error instanceof Refusal) return refusalReply(dialect, error);
      const body = {
        errors: [
          problem(dialect, {
            type: 'availability',
            code: 'internal-error',
            title: 'Internal error',
          }),
        ],
      };
      return { status: 500, body };
    }
  }

  private send(response: ServerResponse, { status, body, headers }: Reply): Promise<number> {
    const json: Record<string, string> =
      body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
    return this.sendText(
      response,
      status,
      { ...json, ...headers },
      body === undefined ? '' : toJson(body),
    );
  }

  private async sendText(
    response: ServerResponse,
    status: number,
    headers: Record<string, string>,
    text: string,
  ): Promise<number> {
    // The client may have left during the work. Then no event would end the wait below.
    if (response.destroyed) return 0;
    const bytes = Buffer.from(text);
    response.writeHead(
      status,
      status === 204 ? headers : { ...headers, 'content-length': String(bytes.length) },
    );
    await new Promise<void>((resolve) => {
      response.once('finish', resolve);
      response.once('close', resolve);
      response.end(bytes);
    });
    return response.writableFinished ? status : 0;
  }
}
