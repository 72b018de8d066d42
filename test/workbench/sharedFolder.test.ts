import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/server';
import { accessVariables, startCommandLine } from '../support/commandLine';
import { people } from '../support/people';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';

/** The window and the terminal with one folder for upload records. */

const CONTAINER = 'Audience Segments';
const ROWS = people(6);

describe('a folder for upload records that is shared with the terminal', function () {
  this.timeout(120_000);
  let server: Sandbox;
  let editor: Launched;
  let root: string;
  let segment: string;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'shared-'));
    server = await startSandbox({ switches: { rateLimit: 100_000 } });
    segment = (await server.control.putSegment({ name: 'From the terminal' })).id;
    await killedUpload();
  });
  after(async () => {
    await editor?.close();
    await server?.close();
    fs.rmSync(root, { recursive: true, force: true });
  });

  /** An upload of the command line that is killed while its third request has no answer. */
  async function killedUpload(): Promise<void> {
    fs.writeFileSync(path.join(root, 'list.csv'), `email\n${ROWS.join('\n')}\n`);
    server.control.addFaults({ fault: 'latency', ms: 60_000, operation: 'addRemove', nth: 3 });
    const { child, ended } = startCommandLine(
      [
        ...['add', 'list.csv', '--segment', segment, '--no-input'],
        ...['--chunk-size', '1', '--concurrency', '1', '--state-dir', path.join(root, 'state')],
      ],
      accessVariables(server),
      root,
    );
    const sent = waitUntil(
      'two requests are answered',
      async () => (await server.control.list(segment)).length === 2,
    );
    await Promise.race([
      sent,
      ended.then(({ stderr }) => assert.fail(`ended before it was killed: ${stderr}`)),
    ]);
    child.kill('SIGKILL');
    await ended;
    server.control.clearFaults();
  }

  const start = async (stateFolder: string): Promise<Launched> =>
    launch({
      machineSettings: {
        'criteoAudiences.apiUrl': server.url,
        'criteoAudiences.stateFolder': stateFolder,
      },
      files: { 'people.csv': 'email\nann@example.com\n' },
    });

  it('has the terminal’s upload, which the window resumes', async () => {
    editor = await start(path.join(root, 'state'));
    const { workbench } = editor;
    await workbench.showContainer(CONTAINER);
    await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).click();
    await workbench.input(server.clientId, /Criteo Partner Dashboard/);
    await workbench.input(server.clientSecret, /secret storage/);
    await workbench.pick('Sandbox Retail Group');
    await workbench.row('Segments', 'From the terminal').waitFor();
    await workbench.expandUploads();
    await workbench.contextMenu(workbench.uploads('list.csv').first(), 'Resume Upload');
    await waitUntil(
      'all is sent',
      async () => (await server.control.list(segment)).length === ROWS.length,
    );
    assert.deepEqual((await server.control.list(segment)).sort(), [...ROWS].sort());
  });

  it('is named as the setting to correct if it can’t be used: nothing is uploaded', async () => {
    await editor.close();
    editor = await start('state');
    const { workbench } = editor;
    await workbench.showContainer(CONTAINER);
    const message =
      /“criteoAudiences\.stateFolder” can’t be used: state \(it must be an absolute path/;
    // At startup, then by each command of uploads, as any of its failures.
    await workbench.notification(message);
    await workbench.clearNotifications();
    await workbench.command('Criteo Audiences: Check CSV for Audience Upload');
    await workbench.answerNotification(message, 'Open Setting');
    await editor.page.locator('.settings-editor').waitFor();
  });
});
