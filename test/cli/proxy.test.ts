import assert from 'node:assert/strict';
import { createServer, request as forwardTo, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { selfSigned } from '../unit/api/certificate';
import { endsWith, type Ended, type Environment } from './support/cli';
import { useWorld } from './support/world';

const HOST = 'api.retail-media.example';

/** The address of the API has a name that only the proxy knows. */
describe('a proxy', function () {
  this.timeout(60_000);
  const world = useWorld();
  const certificate = selfSigned(HOST);
  let proxy: Server;
  let api: SecureServer;
  let connects: string[];
  let plain: string[];
  let proxyUrl: string;

  const portOf = (server: Server | SecureServer): number => (server.address() as AddressInfo).port;
  const listen = (server: Server | SecureServer): Promise<void> =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  before(async () => {
    // The sandbox with a certificate.
    api = createSecureServer(certificate, (request, response) => {
      request.pipe(
        forwardTo(
          new URL(request.url ?? '/', world.sandbox.url),
          { method: request.method, headers: request.headers },
          (reply) => {
            response.writeHead(reply.statusCode ?? 502, reply.headers);
            reply.pipe(response);
          },
        ),
      );
    });
    await listen(api);
    proxy = createServer((request, response) => {
      plain.push(request.url ?? '');
      response.writeHead(502).end();
    });
    proxy.on('connect', (request, socket) => {
      connects.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      const through = connect(portOf(api), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      for (const end of [through, socket]) end.on('error', () => undefined);
    });
    await listen(proxy);
    proxyUrl = `http://127.0.0.1:${portOf(proxy)}`;
  });
  after(() => {
    for (const server of [proxy, api]) {
      server.close();
      server.closeAllConnections();
    }
  });
  beforeEach(() => {
    [connects, plain] = [[], []];
  });

  const accounts = (env: Environment): Promise<Ended> =>
    world.runInstalled(['accounts', '--json'], {
      env: { CRITEO_API_URL: `https://${HOST}`, ...env },
    });
  const trusted = (): Environment => ({
    NODE_EXTRA_CA_CERTS: world.write('ca.pem', certificate.cert),
  });

  it('of HTTPS_PROXY is asked to connect, and sees nothing else', async () => {
    const { stdout } = endsWith(0, await accounts({ ...trusted(), HTTPS_PROXY: proxyUrl }));
    assert.match(stdout, /Sandbox Retail Group/);
    assert.ok(connects.length > 0);
    assert.deepEqual([...new Set(connects)], [`${HOST}:443`]);
    assert.deepEqual(plain, []);
  });

  it('is given the credentials in its address, which are in no output', async () => {
    const HTTPS_PROXY = proxyUrl.replace('//', '//someone:proxy-secret@');
    const ended = endsWith(0, await accounts({ ...trusted(), HTTPS_PROXY }));
    const basic = Buffer.from('someone:proxy-secret').toString('base64');
    assert.deepEqual([...new Set(connects)], [`${HOST}:443 Basic ${basic}`]);
    assert.ok(!`${ended.stdout}${ended.stderr}`.includes('proxy-secret'));
  });

  it('is named by doctor, without its credentials', async () => {
    const HTTPS_PROXY = proxyUrl.replace('//', '//someone:proxy-secret@');
    const env = { CRITEO_API_URL: `https://${HOST}`, ...trusted(), HTTPS_PROXY };
    const { stdout, stderr } = endsWith(0, await world.runInstalled(['doctor', '--json'], { env }));
    assert.ok(stdout.includes(`https://${HOST}, through the proxy ${proxyUrl}`), stdout);
    assert.ok(!`${stdout}${stderr}`.includes('proxy-secret'));
  });

  it('doesn’t replace the certificate: one that nobody vouches for is rejected', async () => {
    const { stdout } = await accounts({ HTTPS_PROXY: proxyUrl });
    assert.match(stdout, /certificate/);
    assert.match(stdout, /NODE_EXTRA_CA_CERTS/);
    assert.deepEqual(world.control.counts().operations, {});
  });

  it('isn’t asked for what NO_PROXY names', async () => {
    const env = { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, CRITEO_API_URL: world.gate.url };
    endsWith(0, await accounts({ ...env, NO_PROXY: '127.0.0.1' }));
    assert.deepEqual([connects, plain], [[], []]);
    assert.ok(world.gate.count('accounts') > 0);
  });

  it('of HTTP_PROXY is asked for an address without TLS', async () => {
    const env = { HTTP_PROXY: proxyUrl, CRITEO_API_URL: world.gate.url };
    const upload = world.start(['accounts', '--json'], { env });
    await new Promise<void>((resolve) => proxy.once('request', () => resolve()));
    upload.child.kill('SIGKILL');
    await upload.ended;
    assert.ok(plain[0].startsWith(world.gate.url), plain[0]);
    assert.deepEqual(world.gate.passed, []);
  });
});
