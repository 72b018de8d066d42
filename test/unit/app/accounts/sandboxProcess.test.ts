import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SandboxProcess } from '../../../../src/app/accounts/sandboxProcess';
import { Failure } from '../../../../src/common/failure';
import { waitUntil } from '../../../support/waitUntil';

/** Answers as the sandbox does, with its process ID in the URL; exits once disconnected. */
const SCRIPT = `
const fs = require('fs');
const folder = process.argv[3];
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(folder + '/state.json', '{}');
process.on('disconnect', () => process.exit(0));
process.send({ type: 'ready', url: 'http://127.0.0.1:' + process.pid, clientId: 'c', clientSecret: 's', accountId: '9' });
`;

describe('the process of the sandbox', () => {
  let folder: string;
  let log: string[];
  const processes: SandboxProcess[] = [];
  const sandbox = (script: string, open?: () => Promise<void>): SandboxProcess => {
    const file = path.join(folder, 'script.js');
    fs.writeFileSync(file, script);
    const write = (line: string): void => void log.push(line);
    const created = new SandboxProcess(
      file,
      path.join(folder, 'state'),
      { info: write, warn: write, error: write },
      { open },
    );
    processes.push(created);
    return created;
  };
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'sandbox-process-'));
    log = [];
  });
  afterEach(() => {
    for (const created of processes.splice(0)) created.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const pidOf = ({ url }: { url: string }): number => Number(url.split(':').at(-1));

  it('starts once, and again after it ended unexpectedly', async () => {
    const created = sandbox(SCRIPT);
    const [address, same] = await Promise.all([created.ensure(), created.ensure()]);
    assert.equal(same, address);
    assert.deepEqual(
      { ...address, url: '' },
      { url: '', clientId: 'c', clientSecret: 's', accountId: '9' },
    );
    let ended = 0;
    created.onDidEnd(() => ended++);
    process.kill(pidOf(address));
    await waitUntil('the end is reported', () => ended === 1);
    assert.notEqual((await created.ensure()).url, address.url);
  });

  it('rejects if it ends before it is ready, without logging what it printed', async () => {
    const created = sandbox(`console.error('secret'); process.exit(3);`);
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
    // The timer of the test itself begins with its first pause.
    await setImmediate();
    const before = timers();
    await assert.rejects(created.ensure(), { code: 'sandbox-start' });
    assert.ok(timers() <= before, 'a timer keeps the process from ending');
    await waitUntil('the end is logged', () => log.some((line) => /ended \(3, 7 bytes/.test(line)));
    assert.doesNotMatch(log.join(), /secret/);
  });

  it('rejects if it reports something else than its address', async () => {
    const created = sandbox(`process.send({ type: 'failed' }); setInterval(() => {}, 1000);`);
    await assert.rejects(created.ensure(), { code: 'sandbox-start' });
  });

  it('deletes its data when reset, and doesn’t report that as an end', async () => {
    const created = sandbox(SCRIPT);
    await created.ensure();
    created.onDidEnd(() => assert.fail('reset on purpose'));
    await created.reset();
    assert.equal(fs.existsSync(path.join(folder, 'state')), false);
    await created.ensure();
  });

  it('neither starts nor deletes anything in a folder that can’t be used', async () => {
    const refused = new Failure('state-folder', 'It contains other files.');
    const created = sandbox(SCRIPT, () => Promise.reject(refused));
    await assert.rejects(created.ensure(), refused);
    assert.deepEqual(fs.readdirSync(folder), ['script.js']);
    fs.mkdirSync(path.join(folder, 'state'));
    await assert.rejects(created.reset(), refused);
    assert.deepEqual(fs.readdirSync(folder), ['script.js', 'state']);
  });
});
