/**
 * A server that accepts uploads and stores nothing. It runs in its own process on plain Node http,
 * so that only the sender is measured. It answers the requests that an upload makes, counts
 * identifiers as they arrive, and reports plenty of remaining requests in the rate-limit headers,
 * so that pacing never slows a measurement down. Started with `fork`; sends its port.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACCOUNT, SEGMENT, type SinkCounts } from './wire';

let delay = 0;
let rejecting = false;
let counts = { requests: 0, identifiers: 0, bytes: 0, first: 0, last: 0 };
let cpu = process.cpuUsage();

const segment = {
  id: SEGMENT,
  type: 'RetailMediaAudienceSegment',
  attributes: {
    name: 'Bench',
    accountId: ACCOUNT,
    retailerId: '1001',
    type: 'ContactList',
    channels: ['Offsite'],
    contactList: { isReadOnly: false, identifierType: 'Email', sharingStatus: 'NotShared' },
  },
};

function answer(path: string, body: CountedBody): { status: number; json: unknown } {
  if (path === '/oauth2/token')
    return ok({ access_token: 'bench', token_type: 'Bearer', expires_in: 3600 });
  if (path.endsWith('/me'))
    return ok({ data: { attributes: { applicationId: 1, name: 'Bench' } } });
  if (path.endsWith('/accounts')) {
    return ok({
      data: [{ id: ACCOUNT, attributes: { name: 'Bench' } }],
      metadata: { totalItemsAcrossAllPages: 1, currentPageIndex: 0, totalPages: 1 },
    });
  }
  if (path.endsWith('/audience-segments/search'))
    return ok({ meta: { totalItems: 1, limit: 500, offset: 0 }, data: [segment] });
  if (path.endsWith('/add-remove')) {
    if (rejecting) return problem(403, 'forbidden');
    counts.requests++;
    counts.identifiers += body.identifiers;
    counts.bytes += body.bytes;
    return ok({
      data: {
        operation: 'add',
        nbValidIdentifiers: body.identifiers,
        nbInvalidIdentifiers: 0,
        sampleInvalidIdentifiers: [],
      },
      errors: [],
      warnings: [],
    });
  }
  if (path.endsWith('/clear')) return ok({});
  if (path.endsWith('/contact-list'))
    return ok({
      data: { attributes: { numberOfIdentifiers: 0, numberOfMatches: 0, matchRate: null } },
    });
  // An application for audiences has no permission for the rest.
  return problem(403, 'forbidden');
}

const ok = (json: unknown): { status: number; json: unknown } => ({ status: 200, json });
const problem = (status: number, code: string): { status: number; json: unknown } => ({
  status,
  json: { errors: [{ type: 'access-control', code, title: code }] },
});

/** Counts identifiers by the commas of the array that ends the body; no identifier contains one. */
class CountedBody {
  bytes = 0;
  #commas = 0;
  #inArray = false;

  take(block: Buffer): void {
    this.bytes += block.length;
    let at = 0;
    if (!this.#inArray) {
      at = block.indexOf(0x5b);
      if (at < 0) return;
      this.#inArray = true;
    }
    for (; at < block.length; at++) if (block[at] === 0x2c) this.#commas++;
  }

  get identifiers(): number {
    return this.#inArray ? this.#commas + 1 : 0;
  }
}

/** `POST /_bench?delay=200&reject=1` starts a measurement, `GET /_bench` returns its counts. */
function control(method: string | undefined, query: URLSearchParams): SinkCounts {
  if (method === 'POST') {
    delay = Number(query.get('delay') ?? 0);
    rejecting = query.get('reject') === '1';
    counts = { requests: 0, identifiers: 0, bytes: 0, first: 0, last: 0 };
    cpu = process.cpuUsage();
  }
  const { user, system } = process.cpuUsage(cpu);
  const { requests, identifiers, bytes, first, last } = counts;
  return { requests, identifiers, bytes, span: last - first, cpu: (user + system) / 1e6 };
}

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sink');
  const amends = pathname.endsWith('/add-remove');
  if (amends && !rejecting && counts.first === 0) counts.first = performance.now();
  const body = new CountedBody();
  request.on('data', (block: Buffer) => (amends ? body.take(block) : undefined));
  request.on('end', () => {
    const reply = (): void => {
      const { status, json } =
        pathname === '/_bench' ? ok(control(request.method, searchParams)) : answer(pathname, body);
      const text = JSON.stringify(json);
      const headers: http.OutgoingHttpHeaders = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      };
      headers['x-ratelimit-limit'] = 1_000_000;
      headers['x-ratelimit-remaining'] = 999_999;
      headers['x-ratelimit-reset'] = Math.ceil(Date.now() / 1000) + 60;
      response.writeHead(status, headers).end(text);
      if (amends) counts.last = performance.now();
    };
    if (delay > 0 && pathname.includes('/retail-media/')) setTimeout(reply, delay);
    else reply();
  });
});

// Exits with its parent process.
process.on('disconnect', () => process.exit(0));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
