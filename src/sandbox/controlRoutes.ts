import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sameSecret } from './api/auth';
import type { Fault, NewAudience, SandboxControl } from './control';
import type { Core } from './core';
import { isObject, readBody } from './wire';

/** The control requests over HTTP; see control.ts. */

const MAX_BODY = 64 * 1024 * 1024;
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/i;

/**
 * Whether the sender may control the sandbox: always by the key, because every user of the machine
 * can reach the port. A web page may not, even with the key; a page that rebinds its own name to
 * this machine sends no `Origin`, but its own host.
 */
export function mayControl(key: string, { headers }: IncomingMessage): boolean {
  const given = headers['x-sandbox-key'];
  const fromPage =
    headers.origin !== undefined ||
    headers['sec-fetch-site'] !== undefined ||
    !LOOPBACK.test(headers.host ?? '');
  return typeof given === 'string' && sameSecret(given, key) && !fromPage;
}

/**
 * Values from the request are trusted to have their type: this is for tests on the same machine,
 * and wrong ones get 400.
 */
async function bodyOf<T>(request: IncomingMessage): Promise<T> {
  const body = await readBody(request, MAX_BODY);
  if (!body) throw new TypeError('The body is too large.');
  if (body.length === 0) return {} as T;
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new TypeError('Send application/json.');
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new TypeError('The body is not valid JSON.');
  }
  const items = Array.isArray(value) ? value : [value];
  if (!items.every(isObject)) throw new TypeError('The body must be an object.');
  return value as T;
}

type Handler = (request: IncomingMessage) => unknown;

function handlers(control: SandboxControl): Record<string, Handler> {
  const done = (): unknown => ({ done: true });
  return {
    'GET counts': () => control.counts(),
    'DELETE counts': () => (control.resetCounts(), done()),
    'GET segments': () => control.segments(),
    'POST segments': async (request) => control.putSegment(await bodyOf(request)),
    'GET audiences': () => control.audiences(),
    'POST audiences': async (request) => {
      const body = await bodyOf<NewAudience | NewAudience[]>(request);
      return control.putAudiences(...(Array.isArray(body) ? body : [body]));
    },
    'DELETE audiences': () => (control.clearAudiences(), done()),
    'GET switches': () => control.switches(),
    'POST switches': async (request) => control.setSwitches(await bodyOf(request)),
    'GET faults': () => control.faults(),
    'POST faults': async (request) => {
      const body = await bodyOf<Fault | Fault[]>(request);
      return { ids: control.addFaults(...(Array.isArray(body) ? body : [body])) };
    },
    'DELETE faults': () => (control.clearFaults(), done()),
    'POST compute': () => control.compute().then(done),
    'POST settle': () => control.settle().then(done),
    'POST seed': async (request) => control.seed(await bodyOf(request)),
    'GET credentials': () => control.allCredentials(),
    'POST credentials': async (request) => control.credentials(await bodyOf(request)),
    'POST expire': () => (control.expireTokens(), done()),
    'POST reset': () => control.reset().then(done),
  };
}

/** Answers a request below `/_sandbox/`. */
export async function answerControl(
  { core, control, key }: { core: Core; control: SandboxControl; key: string },
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, value: unknown): void => {
    const text = JSON.stringify(value);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    });
    response.end(text);
  };
  if (!mayControl(key, request)) {
    return send(403, {
      error:
        'Send x-sandbox-key, to 127.0.0.1 and not from a page: the key is printed at the start, and in owner.json of the state folder.',
    });
  }
  const name = url.pathname.slice('/_sandbox/'.length).replace(/\/$/, '');
  const segmentId = /^lists\/(\d+)$/.exec(name)?.[1];
  const handler = handlers(control)[`${request.method ?? ''} ${name}`];
  try {
    if (segmentId !== undefined && request.method === 'GET') {
      if (!core.world.segments.has(segmentId))
        return send(404, { error: 'There is no such segment.' });
      if (url.searchParams.get('as') === 'fingerprint')
        return send(200, await control.fingerprint(segmentId));
      const list = await core.lists.get(segmentId);
      response.writeHead(200, {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
      });
      return await pipeline(Readable.from(list.lines()), response);
    }
    if (!handler) return send(404, { error: 'There is no such control.' });
    send(200, await handler(request));
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (error instanceof TypeError) send(400, { error: error.message });
    else send(500, { error: 'The control failed.' });
  }
}
