import * as fs from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import * as path from 'node:path';
import { writePrivateFile } from './dataFiles';
import { isObject, readBody } from './wire';

/**
 * Two sandboxes with one state: after a window reload the old process lives on for seconds while
 * the new one starts, and two windows share one storage. If both wrote the same files, data would
 * be lost. So the new one asks the old one to save everything and let go. From then on the old one
 * forwards its requests to the new one, so that a window that still has the old address keeps
 * working. Once the new one has ended, as with a command in a terminal, the old one takes the state back.
 */
export const HANDOVER = '/_sandbox/handover';

/** How long the other one may take to save everything, in milliseconds. */
const LONGEST_HANDOVER = 6000;

const ownerFile = (state: string): string => path.join(state, 'owner.json');

/**
 * Who owns a state. The key is of this run only: another process that has taken the port since
 * learns nothing from it.
 */
interface Owner {
  url: string;
  /** What its control requests need (`Sandbox.key`). */
  key: string;
}

/** Asks the sandbox that owns this state, if it is alive, to hand over to `url`. */
export async function takeOver(state: string, url: string): Promise<void> {
  let owner: unknown;
  try {
    owner = JSON.parse(await fs.readFile(ownerFile(state), 'utf8'));
  } catch {
    return;
  }
  if (
    !isObject(owner) ||
    typeof owner.url !== 'string' ||
    typeof owner.key !== 'string' ||
    owner.url === url
  )
    return;
  await ask(owner.url, owner.key, url);
}

/** Records who owns the state from now on. */
export async function signAsOwner(state: string, owner: Owner): Promise<void> {
  await writePrivateFile(ownerFile(state), JSON.stringify(owner));
}

/**
 * Resolves when the other one has let go or doesn't answer: then it has ended, or isn't a sandbox
 * with this key.
 */
function ask(owner: string, key: string, url: string): Promise<void> {
  return new Promise((resolve) => {
    const body = JSON.stringify({ url });
    const headers = {
      'x-sandbox-key': key,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const request = httpRequest(new URL(HANDOVER, owner), {
      method: 'POST',
      headers,
      agent: false,
      timeout: LONGEST_HANDOVER,
    });
    request.on('response', (response) => {
      response.resume();
      resolve();
    });
    request.on('timeout', () => request.destroy());
    request.on('close', () => resolve());
    request.on('error', () => resolve());
    request.end(body);
  });
}

/** The address in the body of a handover request, undefined if none is on this machine. */
export async function urlOfNewOwner(request: IncomingMessage): Promise<string | undefined> {
  const body = await readBody(request, 10_000);
  try {
    const { url } = JSON.parse(body?.toString('utf8') ?? '') as { url?: unknown };
    return typeof url === 'string' && /^http:\/\/127\.0\.0\.1:\d+$/.test(url) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Forwards a request to the sandbox at `owner`. `ended`: that one has, and has read nothing of it. */
export function forward(
  owner: string,
  request: IncomingMessage,
  response: ServerResponse,
  ended: () => void,
): void {
  const { method, headers } = request;
  // Keep the path as received: as a URL, one that begins with `//` would name another host.
  const onward = httpRequest(owner, { method, headers, path: request.url, agent: false });
  onward.on('response', (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.on('error', () => response.destroy());
    reply.pipe(response);
  });
  onward.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') ended();
    else response.destroy();
  });
  response.on('close', () => onward.destroy());
  onward.on('socket', (socket) => socket.once('connect', () => request.pipe(onward)));
}
