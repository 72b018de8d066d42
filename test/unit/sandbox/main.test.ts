import { strict as assert } from 'node:assert';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type * as Esbuild from 'esbuild';
import type { ReadyMessage } from '../../../src/sandbox/main';
import { waitUntil } from '../../support/waitUntil';
import { Client } from './client';

// esbuild locates its binary relative to itself, so it can't be bundled into this test.
const esbuild = createRequire(path.resolve('package.json'))('esbuild') as typeof Esbuild;

const many = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `shopper${from + index}@example.com`);

async function listOf(client: Client, id: string): Promise<string[]> {
  return (await client.steer('GET', `lists/${id}`)).text.split('\n').slice(0, -1);
}

describe('sandbox: as a process', function () {
  // Each starts some processes.
  this.timeout(60_000);
  let folder: string;
  let script: string;
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'sandbox-test-'));
    script = path.join(folder, 'sandbox.js');
    await esbuild.build({
      entryPoints: ['src/sandbox/main.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'error',
    });
  });
  after(async () => {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
    await fs.rm(folder, { recursive: true, force: true });
  });

  async function start(
    state: string,
    ...more: string[]
  ): Promise<{ child: ChildProcess; ready: ReadyMessage; client: Client }> {
    const child = fork(script, ['--state', path.join(folder, state), ...more], { silent: true });
    children.push(child);
    const [ready] = (await once(child, 'message')) as [ReadyMessage];
    assert.equal(ready.type, 'ready');
    const client = new Client(ready.url, ready.accountId, ready.key);
    await client.signIn(ready);
    return { child, ready, client };
  }

  async function ended(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  it('reports its address by IPC, and exits after the disconnect despite open connections', async () => {
    const { child, ready, client } = await start('ends');
    assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    await client.steer('POST', 'faults', { fault: 'stall' });
    const stalled = assert.rejects(client.request('GET', '/me'), TypeError);
    const idle = connect(Number(new URL(ready.url).port), '127.0.0.1');
    idle.on('error', () => undefined);
    await once(idle, 'connect');
    await waitUntil('the request stalls', async () => {
      const { text } = await client.steer('GET', 'faults');
      return text === '[]';
    });
    child.disconnect();
    assert.equal(await ended(child), 0);
    await stalled;
  });

  it('restores everything after a clean exit: credentials, segments, lists, switches', async () => {
    const first = await start('orderly');
    const id = await first.client.newSegment('Kept');
    await first.client.amend(id, 'add', many(1000));
    await first.client.amend(id, 'remove', many(300));
    await first.client.steer('POST', 'switches', { applyDelayMs: 60_000 });
    await first.client.amend(id, 'add', ['later@example.com']);
    first.child.disconnect();
    assert.equal(await ended(first.child), 0);

    const second = await start('orderly');
    assert.deepEqual(
      [second.ready.clientId, second.ready.clientSecret, second.ready.accountId],
      [first.ready.clientId, first.ready.clientSecret, first.ready.accountId],
    );
    assert.deepEqual(await listOf(second.client, id), [...many(700, 300), 'later@example.com']);
    assert.equal((await second.client.steer('GET', 'switches')).json.applyDelayMs, 60_000);
    assert.equal(
      (await second.client.update({ id, attributes: { name: 'Renamed' } })).json.data?.[0]
        ?.attributes?.name,
      'Renamed',
    );
    second.child.disconnect();
    await ended(second.child);
  });

  it('restores everything it confirmed before SIGKILL, and drops a truncated record', async () => {
    const first = await start('killed');
    const id = await first.client.newSegment('Kept');
    for (let chunk = 0; chunk < 4; chunk++)
      await first.client.amend(id, 'add', many(20_000, chunk * 10_000));
    await first.client.amend(id, 'remove', many(10));
    const other = await first.client.newSegment('Cleared');
    await first.client.amend(other, 'add', many(10));
    await first.client.clear(other);
    await first.client.update({ id, attributes: { description: 'Said at last' } });
    first.child.kill('SIGKILL');
    await ended(first.child);
    const file = path.join(folder, 'killed', 'lists', `${id}.list`);
    const whole = await fs.stat(file);
    await fs.appendFile(file, Buffer.from([1, 255, 0, 0, 0, 5, 0, 97]));

    const second = await start('killed');
    assert.deepEqual(await listOf(second.client, id), many(49_990, 10));
    assert.equal((await fs.stat(file)).size, whole.size);
    assert.deepEqual(await listOf(second.client, other), []);
    const found = await second.client.search({ audienceSegmentIds: [id] });
    assert.equal(found.json.data?.[0]?.attributes?.description, 'Said at last');
    assert.notEqual(await second.client.newSegment('Next'), id);
    second.child.disconnect();
    await ended(second.child);
  });

  it('hands over to a second process on the same state, forwards requests, and takes the state back once that one has ended', async () => {
    const first = await start('shared');
    const id = await first.client.newSegment('Kept');
    await first.client.amend(id, 'add', many(10));
    const second = await start('shared');
    assert.equal(second.ready.clientSecret, first.ready.clientSecret);
    await second.client.amend(id, 'add', many(10, 10));
    // The first window only knows the old address; the new process doesn't know its token, as after
    // any restart.
    assert.equal((await first.client.request('GET', '/me')).status, 401);
    await first.client.signIn(first.ready);
    await first.client.amend(id, 'add', many(10, 20));
    assert.deepEqual(await listOf(second.client, id), many(30));
    second.child.disconnect();
    assert.equal(await ended(second.child), 0);
    // The first one that is sent has a body, of which nothing may be lost.
    await first.client.signIn(first.ready);
    await Promise.all([30, 40].map((from) => first.client.amend(id, 'add', many(10, from))));
    assert.equal((await listOf(first.client, id)).length, 50);
    // Also from one that was killed, and more than once.
    const third = await start('shared');
    third.child.kill('SIGKILL');
    await ended(third.child);
    const tokens = await Promise.all([1, 2, 3].map(() => first.client.signIn(first.ready)));
    assert.equal(tokens.length, 3);
    assert.deepEqual((await listOf(first.client, id)).sort(), many(50).sort());
    first.child.disconnect();
    assert.equal(await ended(first.child), 0);
    const fourth = await start('shared');
    assert.equal((await listOf(fourth.client, id)).length, 50);
    fourth.child.disconnect();
    await ended(fourth.child);
  });

  it('hands over by the key of its start, even after its client secret was changed', async () => {
    const first = await start('rotated');
    const id = await first.client.newSegment('Kept');
    await first.client.steer('POST', 'credentials', {
      clientId: first.ready.clientId,
      rotate: true,
    });
    const second = await start('rotated');
    assert.notEqual(second.ready.key, first.ready.key);
    // The first process no longer answers itself, but forwards.
    await first.client.signIn(second.ready);
    await first.client.amend(id, 'add', ['a@example.com']);
    assert.deepEqual(await listOf(second.client, id), ['a@example.com']);
    second.child.disconnect();
    await ended(second.child);
  });

  it('makes all its files readable by its user only', async function () {
    if (process.platform === 'win32') this.skip();
    const state = path.join(folder, 'private');
    const { child, ready, client } = await start('private');
    await client.amend(await client.newSegment('Kept'), 'add', ['a@example.com']);
    child.disconnect();
    await ended(child);
    const modes = await Promise.all(
      (await fs.readdir(state, { recursive: true })).map(
        async (name) =>
          [name, ((await fs.stat(path.join(state, name))).mode & 0o777).toString(8)] as const,
      ),
    );
    assert.ok(modes.length > 5);
    for (const [name, mode] of modes) assert.equal(mode, name === 'lists' ? '700' : '600', name);
    assert.deepEqual(JSON.parse(await fs.readFile(path.join(state, 'owner.json'), 'utf8')), {
      url: ready.url,
      key: ready.key,
    });
  });

  it('accepts no secret as an option, which every user of the machine could list', async () => {
    const child = spawn(process.execPath, [script, '--client-secret', 's3cret']);
    children.push(child);
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
    assert.equal(await ended(child), 2);
    assert.match(text, /CRITEO_SANDBOX_CLIENT_SECRET/);
    assert.doesNotMatch(text, /s3cret/);
  });

  it('prints a readable address and exits on SIGINT', async () => {
    const env = {
      ...process.env,
      CRITEO_SANDBOX_CLIENT_SECRET: 's+/=',
      CRITEO_SANDBOX_KEY: 'a key of sixteen!',
    };
    const child = spawn(
      process.execPath,
      [
        script,
        '--port=0',
        '--client-id',
        'me',
        '--dialect',
        'contract',
        '--switches',
        '{"applyDelayMs":1}',
      ],
      { env },
    );
    children.push(child);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    while (!text.includes('Ctrl-C')) await once(child.stdout, 'data');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';
    assert.match(text, /me\n.*s\+\/=/);
    assert.match(text, /x-sandbox-key: a key of sixteen!/);
    const client = new Client(url, '1', 'a key of sixteen!');
    assert.equal((await client.signIn({ clientId: 'me', clientSecret: 's+/=' })).status, 200);
    const switches = (await client.steer('GET', 'switches')).json;
    assert.deepEqual(
      [switches.dialect, switches.applyDelayMs, switches.rateLimit],
      ['contract', 1, 250],
    );
    child.kill('SIGINT');
    assert.equal(await ended(child), 0);
  });

  it('rejects unknown options and values', async () => {
    const child = spawn(process.execPath, [script, '--colour', 'red']);
    children.push(child);
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
    assert.equal(await ended(child), 2);
    assert.match(text, /--colour/);
    const forked = fork(script, ['--dialect', 'klingon'], { silent: true });
    children.push(forked);
    const [message] = (await once(forked, 'message')) as [{ type: string; message: string }];
    assert.equal(message.type, 'failed');
    assert.match(message.message, /dialect/);
    assert.equal(await ended(forked), 1);
  });
});
