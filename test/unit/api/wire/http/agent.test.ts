import assert from 'node:assert/strict';
import http, { Agent, type ClientRequestArgs } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { bytes, clientOf, closeServers, failure, reply, serve } from '../../support';

type Connected = (error: Error | null, socket: Duplex) => void;

/** Leads every request to one port, and counts the connections that it makes. */
class DetourAgent extends Agent {
  connections = 0;

  /** `standing`: hands over a socket once it is connected, as a proxy's agent does. */
  constructor(
    private readonly port: number,
    keepAlive: boolean,
    private readonly standing = false,
  ) {
    super({ keepAlive });
  }

  override createConnection(
    options: ClientRequestArgs,
    connected?: Connected,
  ): Duplex | null | undefined {
    this.connections++;
    const socket = super.createConnection({ ...options, host: '127.0.0.1', port: this.port });
    if (!this.standing || !socket) return socket;
    socket.once('connect', () => connected?.(null, socket));
    socket.once('error', (error) => connected?.(error, socket));
    return undefined;
  }
}

const wanted = [{ name: 'a', retailerId: '1', identifierType: 'Email' }];
const agents: Agent[] = [];

/** A client of an address where nothing listens, and the agent that leads it to `server`. */
function detour(server: { url: string }, keepAlive: boolean, standing = false) {
  const agent = new DetourAgent(Number(new URL(server.url).port), keepAlive, standing);
  agents.push(agent);
  const asked: string[] = [];
  const { client } = clientOf(
    { url: 'http://127.0.0.1:1' },
    {
      timing: { maxTries: 1, stall: 250 },
      agent: ({ host, pathname }) => {
        asked.push(`${host} ${pathname.split('/').pop()}`);
        return agent;
      },
    },
  );
  return { client, agent, asked };
}

describe('an agent given to the client', () => {
  afterEach(async () => {
    for (const agent of agents.splice(0)) agent.destroy();
    await closeServers();
  });

  for (const standing of [false, true]) {
    const name = standing ? 'handing over standing connections' : 'handing over new sockets';

    it(`${name}, is asked for every request, the token’s too, and makes their connections`, async () => {
      const server = await serve((_seen, response) => reply(response, 200, { data: [] }));
      const { client, agent, asked } = detour(server, false, standing);
      await client.searchSegments('1', {});
      await client.amend('1', bytes('{}'));
      assert.deepEqual(asked, [
        '127.0.0.1:1 token',
        '127.0.0.1:1 search',
        '127.0.0.1:1 add-remove',
      ]);
      assert.equal(agent.connections, 3, 'it keeps none alive');
      assert.deepEqual(
        server.seen.map(({ headers }) => headers.host),
        ['127.0.0.1:1', '127.0.0.1:1'],
      );
    });

    it(`${name}, may keep connections alive, but a create never goes over one`, async () => {
      const ports: (number | undefined)[] = [];
      const server = await serve((_seen, response, incoming) => {
        ports.push(incoming.socket.remotePort);
        reply(response, 200, { data: [] });
      });
      const { client, agent } = detour(server, true, standing);
      await client.searchSegments('1', {});
      await client.amend('1', bytes('{}'));
      await client.amend('1', bytes('{}'));
      assert.equal(agent.connections, 1);
      await client.createSegments('1', wanted);
      assert.equal(agent.connections, 2);
      assert.equal(new Set(ports.slice(0, 3)).size, 1);
      assert.notEqual(ports[3], ports[2]);
    });

    it(`${name}, leaves it known whether anything was sent`, async () => {
      const silent = await serve((seen, response) =>
        seen.path.endsWith('/search') ? reply(response, 200, { data: [] }) : undefined,
      );
      const { client, agent } = detour(silent, true, standing);
      await client.searchSegments('1', {});
      const stalled = await failure(client.amend('1', bytes('{}'), { maxStalls: 1 }));
      assert.deepEqual([stalled.kind, stalled.outcome], ['stalled', 'unknown']);
      agent.destroy();
      const gone = detour({ url: 'http://127.0.0.1:1' }, true, standing).client;
      const refused = await failure(gone.searchSegments('1', {}));
      assert.deepEqual(
        [refused.kind, refused.system, refused.outcome],
        ['network', 'ECONNREFUSED', 'notDone'],
      );
    });
  }

  it('may leave an address to the process’s own', async () => {
    const server = await serve((_seen, response) => reply(response, 200, { data: [] }));
    const { client } = clientOf(server, { agent: () => undefined });
    await client.searchSegments('1', {});
    assert.equal(server.seen.length, 1);
  });

  it('isn’t passed on if there is none, so that patches of http and https apply', async () => {
    const server = await serve((_seen, response) => reply(response, 200, { data: [] }));
    const given: unknown[] = [];
    const { request } = http;
    Object.assign(http, {
      request: (url: string, options: RequestOptions) => {
        given.push(options.agent);
        return request(url, options);
      },
    });
    try {
      await clientOf(server).client.searchSegments('1', {});
    } finally {
      Object.assign(http, { request });
    }
    assert.deepEqual(given, [undefined, undefined]);
  });
});
