import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { logText } from './written';

/**
 * Issue: activate() costs under 30 ms. Asserted is what only a mistake reaches, on a busy machine
 * too; the figure is printed.
 */
const LIMIT = 100;

const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
assert.ok(extension);
const dist = fs.realpathSync(path.join(extension.extensionPath, 'dist'));
const loaded = (): string[] =>
  Object.keys(require.cache)
    .filter((file) => file.startsWith(dist + path.sep))
    .map((file) => path.relative(dist, file).split(path.sep).join('/'))
    .sort();

/**
 * Which parts hold code of these folders: told by what is in them, since their names are hashes.
 */
function partsWith(text: RegExp): string[] {
  return fs
    .readdirSync(path.join(dist, 'parts'))
    .filter(
      (file) =>
        file.endsWith('.js') && text.test(fs.readFileSync(path.join(dist, 'parts', file), 'utf8')),
    )
    .map((file) => `parts/${file}`);
}

describe('activation', () => {
  let connections: string[];
  let atStart: string[];

  before(async () => {
    assert.equal(
      extension.isActive,
      false,
      'this test comes first, and nothing activates the extension by itself',
    );
    assert.deepEqual(loaded(), [], 'and nothing of it is read before');
    connections = [];
    const connect = net.Socket.prototype.connect;
    const watch = function (this: net.Socket, ...args: unknown[]): net.Socket {
      connections.push(JSON.stringify(args[0]).slice(0, 80));
      return Reflect.apply(connect, this, args) as net.Socket;
    };
    net.Socket.prototype.connect = watch as typeof connect;
    try {
      await extension.activate();
      atStart = loaded();
      // What it starts on its own time belongs to it.
      await new Promise((resolve) => setTimeout(resolve, 500));
      // The watch sees a connection, else it proves nothing.
      const server = net.createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as net.AddressInfo;
      const seen = connections.length;
      await new Promise((resolve) =>
        net.connect(port, '127.0.0.1').once('connect', function (this: net.Socket) {
          this.destroy();
          resolve(undefined);
        }),
      );
      server.close();
      assert.equal(connections.length, seen + 1);
      connections.pop();
    } finally {
      net.Socket.prototype.connect = connect;
    }
  });

  it('opens no connection', () => {
    assert.deepEqual(connections, []);
  });

  it('is quick', async () => {
    let figure: string | undefined;
    for (
      const end = Date.now() + 5000;
      figure === undefined && Date.now() < end;
      await new Promise((resolve) => setTimeout(resolve, 50))
    ) {
      figure = /activated in ([\d.]+) ms/.exec(logText())?.[1];
    }
    assert.ok(figure, 'the log tells how long it took');
    console.log(`      activate() took ${figure} ms in this extension host (goal: under 30 ms)`);
    assert.ok(Number(figure) < LIMIT, `${figure} ms`);
  });

  it('reads neither the uploads nor the panels from disk', async () => {
    assert.ok(atStart.includes('extension.js'));
    const uploads = partsWith(/resumeUpload/);
    const panels = partsWith(/createWebviewPanel/);
    assert.ok(uploads.length > 0 && panels.length > 0, 'both are parts of their own');
    const late = (files: string[]): string[] =>
      files.filter((file) => uploads.includes(file) || panels.includes(file));
    assert.deepEqual(late(atStart), []);
    assert.deepEqual(late(loaded()), [], 'a moment later neither');
    // It can be seen when they are: the first use brings them.
    await assert.rejects(
      Promise.resolve(
        vscode.commands.executeCommand(
          'criteoAudiences.uploadCsv',
          vscode.Uri.file('/nowhere.csv'),
          { operation: 'add' },
        ),
      ),
    );
    assert.ok(late(loaded()).some((file) => uploads.includes(file)));
  });

  it('registers the commands of the manifest, and no other', async () => {
    const { contributes } = extension.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const ours = /^criteoAudiences\.\w+$/;
    // The editor makes some of its own for views and containers.
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => ours.test(id) && !/^criteoAudiences\.(segments|uploads)$/.test(id),
    );
    assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
  });
});
