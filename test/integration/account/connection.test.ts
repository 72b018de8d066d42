import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket, type Server as SocketServer } from 'node:net';
import * as vscode from 'vscode';
import { HttpFailure, send } from '../../../src/api/wire/http';
import { selfSigned } from '../../unit/api/certificate';
import { inEveryEditor } from '../everyEditor';

const HOST = 'api.retail-media.example';
const STALL = 700;

/**
 * The editor's proxy agent resolves the proxy first. Whether a connection was established must be
 * known through it, too.
 */
describe('a connection through the editor’s proxy', () => {
  let proxy: Server;
  let api: SocketServer;
  let plain = 0;
  const sockets = new Set<Socket>();
  /** How the proxy handles a CONNECT. */
  let onConnect: (socket: Socket) => void;
  const set = (section: string, key: string, value: unknown): Thenable<void> =>
    vscode.workspace
      .getConfiguration(section)
      .update(key, value, vscode.ConfigurationTarget.Global);
  const portOf = (server: SocketServer) => (server.address() as AddressInfo).port;
  const accept = (socket: Socket): boolean =>
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  const { NODE_TLS_REJECT_UNAUTHORIZED: strict } = process.env;

  async function outcomeOf(url: string): Promise<unknown[]> {
    try {
      const { status, bodySent: bodyTaken } = await send({
        url,
        method: 'POST',
        headers: {},
        body: Buffer.from('{}'),
        stall: STALL,
      });
      return [status, bodyTaken];
    } catch (error) {
      assert.ok(error instanceof HttpFailure, String(error));
      return [error.reason, error.maybeSent, error.code];
    }
  }

  before(async () => {
    proxy = createServer((request, response) => {
      plain++;
      request.resume();
      if (!request.url?.endsWith('/silent')) response.end('{}');
    });
    proxy.on('connect', (_request, socket: Socket) => {
      sockets.add(socket.on('error', () => undefined));
      onConnect(socket);
    });
    api = createSecureServer(selfSigned(HOST), (request, response) => {
      request.resume();
      if (request.url !== '/silent') response.end('{}');
    });
    for (const server of [proxy, api])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await set('http', 'proxy', `http://127.0.0.1:${portOf(proxy)}`);
    await set('criteoAudiences', 'apiUrl', `https://${HOST}`);
  });

  after(async () => {
    await set('http', 'proxy', undefined);
    await set('criteoAudiences', 'apiUrl', undefined);
    if (strict === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = strict;
    for (const socket of sockets) socket.destroy();
    proxy.closeAllConnections();
    proxy.close();
    api.close();
  });

  for (const [name, answer, code] of [
    ['never answers', () => undefined, 'ETIMEDOUT'],
    ['connects, but nothing answers', accept, 'ETIMEDOUT'],
    [
      'cuts the handshake',
      (socket: Socket) => accept(socket) && socket.once('data', () => socket.destroy()),
      'ECONNRESET',
    ],
  ] as const) {
    it(`has sent nothing if the proxy ${name}`, async () => {
      onConnect = answer;
      assert.deepEqual(await outcomeOf(`https://${HOST}/x`), ['connection', false, code]);
    });
  }

  it('is distinguished from an established one that stalls', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    onConnect = (socket) => {
      const upstream = connect(
        portOf(api),
        '127.0.0.1',
        () => accept(socket) && upstream.pipe(socket).pipe(upstream),
      );
      sockets.add(upstream.on('error', () => undefined));
    };
    assert.deepEqual(await outcomeOf(`https://${HOST}/x`), [200, true]);
    assert.deepEqual(await outcomeOf(`https://${HOST}/silent`), ['stalled', true, undefined]);
    assert.deepEqual(await outcomeOf(`http://${HOST}/x`), [200, true]);
    assert.deepEqual(await outcomeOf(`http://${HOST}/silent`), ['stalled', true, undefined]);
    assert.equal(plain, 2);
  });

  inEveryEditor(
    it('is reported by the packaged extension', async () => {
      onConnect = (socket) => accept(socket) && socket.once('data', () => socket.destroy());
      await assert.rejects(
        Promise.resolve(
          vscode.commands.executeCommand('criteoAudiences.signIn', {
            clientId: 'client',
            clientSecret: 'Secret+Of/The=Connection+Test',
          }),
        ),
        /couldn’t connect to api\.retail-media\.example \(ECONNRESET\)/,
      );
    }),
  );
});
