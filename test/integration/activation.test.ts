import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitUntil } from '../support/waitUntil';
import { inEveryEditor } from './everyEditor';
import { productSettled } from './productSettled';
import { logText } from './writtenFiles';

/** What the log says of it. */
const ACTIVATED = /activated in ([\d.]+) ms, processor time ([\d.]+) ms/;
/** Milliseconds of processor time, whatever else the machine does meanwhile. The goal is 30 ms. */
const LIMIT = 100;

const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
assert.ok(extension);
const dist = fs.realpathSync(path.join(extension.extensionPath, 'dist'));
const loaded = (): string[] =>
  Object.keys(require.cache)
    .filter((file) => file.startsWith(dist + path.sep))
    .map((file) => path.relative(dist, file).split(path.sep).join('/'))
    .sort();

/** The chunks in `dist/parts` whose code matches: their names are hashes. */
function chunksWith(text: RegExp): string[] {
  return fs
    .readdirSync(path.join(dist, 'parts'))
    .filter(
      (file) =>
        file.endsWith('.js') && text.test(fs.readFileSync(path.join(dist, 'parts', file), 'utf8')),
    )
    .map((file) => `parts/${file}`);
}

inEveryEditor(
  describe('activation', () => {
    let connections: string[];
    let atStart: string[];

    before(async () => {
      assert.equal(
        extension.isActive,
        false,
        'this test must run first, and nothing else may activate the extension',
      );
      assert.deepEqual(loaded(), [], 'and nothing is loaded before');
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
        // Include what activation starts in the background.
        await waitUntil('the log has the duration', () => ACTIVATED.test(logText()));
        await productSettled();
        // Prove that the watch notices connections.
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

    it('is fast', () => {
      const [, took, work] = ACTIVATED.exec(logText()) ?? [];
      console.log(
        `      activate() took ${took} ms, processor time ${work} ms (goal: under 30 ms)`,
      );
      assert.ok(Number(work) < LIMIT, `${work} ms`);
    });

    it('loads neither the uploads nor the panels', async () => {
      assert.ok(atStart.includes('extension.js'));
      const uploads = chunksWith(/resumeUpload/);
      const panels = chunksWith(/createWebviewPanel/);
      assert.ok(uploads.length > 0 && panels.length > 0, 'both are separate chunks');
      const lazy = (files: string[]): string[] =>
        files.filter((file) => uploads.includes(file) || panels.includes(file));
      assert.deepEqual(lazy(atStart), []);
      assert.deepEqual(lazy(loaded()), [], 'nor shortly after');
      // Prove that loading them is noticed: the first use does.
      await assert.rejects(
        Promise.resolve(
          vscode.commands.executeCommand(
            'criteoAudiences.uploadCsv',
            vscode.Uri.file('/nowhere.csv'),
            { operation: 'add' },
          ),
        ),
      );
      assert.ok(lazy(loaded()).some((file) => uploads.includes(file)));
    });

    it('registers the commands of the manifest, and no other', async () => {
      const { contributes } = extension.packageJSON as {
        contributes: { commands: { command: string }[] };
      };
      const ours = /^criteoAudiences\.\w+$/;
      // The editor adds commands for views and view containers.
      const registered = (await vscode.commands.getCommands(true)).filter(
        (id) => ours.test(id) && !/^criteoAudiences\.(segments|uploads)$/.test(id),
      );
      assert.deepEqual(
        registered.sort(),
        contributes.commands.map(({ command }) => command).sort(),
      );
    });
  }),
);
