import assert from 'node:assert/strict';
import { createServer, request as forwardTo, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { selfSigned } from '../unit/api/certificate';
import { documentOf, endsWith, type Ended, type Environment } from './support/cli';
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
    world.runInstalled(['accounts', '--max-wait', '1s', '--json'], {
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
    await accounts({ ...trusted(), HTTPS_PROXY: proxyUrl, NO_PROXY: HOST });
    assert.deepEqual([connects, plain], [[], []]);
  });

  describe('isn’t asked for this machine', () => {
    const everyProxy = (): Environment =>
      Object.fromEntries(
        ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].map(
          (name) => [name, proxyUrl],
        ),
      );
    /** Node’s own proxies, from version 24 on. */
    const NODE_USE_ENV_PROXY = '1';

    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      it(`by the name ${host}`, async function () {
        const there = createServer((request, response) => {
          response.writeHead(401, { 'content-type': 'application/json' });
          response.end('{"error":"invalid_client"}');
          asked.push(request.url ?? '');
        });
        const asked: string[] = [];
        const isListening = new Promise<boolean>((resolve) => {
          there.once('listening', () => resolve(true)).once('error', () => resolve(false));
        });
        there.listen(0, host.replace(/[[\]]/g, ''));
        // Not every machine has IPv6.
        if (!(await isListening)) this.skip();
        const url = `http://${host}:${portOf(there)}`;
        const env = { ...everyProxy(), NODE_USE_ENV_PROXY, CRITEO_API_URL: url };
        try {
          await accounts(env);
          const doctor = await world.runInstalled(['doctor', '--max-wait', '1s', '--json'], {
            env,
          });
          assert.ok(doctor.stdout.includes(`${url}, without a proxy`), doctor.stdout);
        } finally {
          there.close();
          there.closeAllConnections();
        }
        assert.deepEqual([connects, plain], [[], []]);
        assert.ok(asked.includes('/oauth2/token'), String(asked));
      });

    it('where the sandbox is', async () => {
      const env = { ...everyProxy(), NODE_USE_ENV_PROXY, CRITEO_API_URL: '' };
      world.writeCsv('a.csv', ['jane@x.example']);
      const listed = endsWith(
        0,
        await world.runInstalled(['segments', 'list', '--sandbox', '--max-wait', '1s', '--json'], {
          env,
        }),
      );
      const { segments } = documentOf<{ segments: { id: string; name: string }[] }>(listed);
      const sending = ['add', 'a.csv', '--sandbox', '--segment', segments[0].id];
      endsWith(0, await world.runInstalled(sending, { env }));
      assert.deepEqual([connects, plain], [[], []]);
    });
  });
});
