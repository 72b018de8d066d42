import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { inEveryEditor } from '../everyEditor';

/** The editor patches `http` and `https` for its proxy settings, which requests must follow. */
inEveryEditor(
  describe('proxy', () => {
    let proxy: Server;
    const connects: string[] = [];
    const set = (section: string, key: string, value: unknown): Thenable<void> =>
      vscode.workspace
        .getConfiguration(section)
        .update(key, value, vscode.ConfigurationTarget.Global);

    before(async () => {
      proxy = createServer();
      proxy.on('connect', (request, socket) => {
        connects.push(request.url ?? '');
        socket.end(
          'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Negotiate\r\ncontent-length: 0\r\n\r\n',
        );
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      await set('http', 'proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
      await set('criteoAudiences', 'apiUrl', 'https://api.retail-media.example');
    });

    after(async () => {
      await set('http', 'proxy', undefined);
      await set('criteoAudiences', 'apiUrl', undefined);
      proxy.closeAllConnections();
      proxy.close();
    });

    it('receives HTTPS requests, and its rejection is reported as the proxy’s', async () => {
      const clientSecret = 'Secret+Of/The=Proxy+Test';
      const signingIn = vscode.commands.executeCommand('criteoAudiences.signIn', {
        clientId: 'client',
        clientSecret,
      });
      await assert.rejects(Promise.resolve(signingIn), (error: Error & { code: string }) => {
        assert.ok(!error.message.includes(clientSecret));
        assert.doesNotMatch(error.message, /permission/i);
        assert.match(error.message, /prox|network/i);
        return true;
      });
      assert.ok(
        connects.includes('api.retail-media.example:443'),
        `the proxy saw ${JSON.stringify(connects)}`,
      );
    });
  }),
);
