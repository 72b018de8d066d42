import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/server';
import { accessVariables, startCommandLine } from '../support/commandLine';
import { people } from '../support/people';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload as openUpload, UploadPage } from './uploadPage';

/** The window and the terminal with one folder for upload records. */

const CONTAINER = 'Audience Segments';
const ROWS = people(6);

describe('a folder for upload records that is shared with the terminal', function () {
  this.timeout(120_000);
  let server: Sandbox;
  let editor: Launched;
  let root: string;
  let segment: string;
  let terminal: ChildProcess;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'shared-'));
    server = await startSandbox({ switches: { rateLimit: 100_000 } });
    segment = (await server.control.putSegment({ name: 'From the terminal' })).id;
    await stopUpload();
    await startUpload();
  });
  after(async () => {
    terminal?.kill('SIGKILL');
    await editor?.close();
    await server?.close();
    fs.rmSync(root, { recursive: true, force: true });
  });

  /** Adds a file with the command line, and gives its exit code. */
  async function addInTerminal(file: string): Promise<number | null> {
    const { ended } = startCommandLine(
      [
        ...['add', file, '--segment', segment, '--no-input'],
        ...['--state-dir', path.join(root, 'state')],
      ],
      accessVariables(server),
      root,
    );
    return (await ended).exitCode;
  }

  /** An upload of the command line that a safety check stops. */
  async function stopUpload(): Promise<void> {
    fs.writeFileSync(path.join(root, 'half.csv'), 'email\nada@example.com\nnobody\n');
    assert.equal(await addInTerminal('half.csv'), 6);
  }

  /** An upload of the command line whose third request has no answer. */
  async function startUpload(): Promise<void> {
    fs.writeFileSync(path.join(root, 'list.csv'), `email\n${ROWS.join('\n')}\n`);
    server.control.addFaults({
      // The client tries again after a minute without an answer.
      ...{ fault: 'latency', ms: 600_000, operation: 'addRemove', nth: 3, times: 1_000 },
    });
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
    terminal = child;
  }

  it('has the terminal’s upload while it runs, which the window resumes once it was killed', async () => {
    editor = await launch({
      machineSettings: {
        'criteoAudiences.apiUrl': server.url,
        'criteoAudiences.stateFolder': path.join(root, 'state'),
      },
      files: {
        'people.csv': 'email\nann@example.com\n',
        'others.csv': 'email\nzoe@example.com\n',
      },
    });
    const { workbench } = editor;
    await workbench.showContainer(CONTAINER);
    await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).click();
    await workbench.input(server.clientId, /Criteo Partner Dashboard/);
    await workbench.input(server.clientSecret, /secret storage/);
    await workbench.pick('Sandbox Retail Group');
    await workbench.row('Segments', 'From the terminal').waitFor();
    await workbench.expandUploads();
    await workbench.uploads('list.csv', /(\d+%|paused) · in another window or terminal/).waitFor();
    await openUpload(workbench, 'people.csv', 'From the terminal');
    await new UploadPage(workbench).press('Add 1');
    await workbench.showContainer(CONTAINER);
    await workbench.uploads('people.csv', /waiting · 1/).waitFor();
    terminal.kill('SIGKILL');
    const row = workbench.uploads('list.csv', /incomplete, 4 left/);
    await row.waitFor();
    server.control.clearFaults();
    await workbench.uploads('people.csv', /\+1 · /).waitFor();
    await workbench.contextMenu(row, 'Resume Upload');
    await workbench.modal('A later upload went to the same segment');
    await workbench.answerModal('Resume Anyway');
    const all = [...ROWS, 'ann@example.com'];
    await waitUntil(
      'all is sent',
      async () => (await server.control.list(segment)).length === all.length,
    );
    assert.deepEqual((await server.control.list(segment)).sort(), all.sort());
  });

  it('is followed by the page of a plan and by rows, whatever the terminal sends meanwhile', async () => {
    const { workbench } = editor;
    await openUpload(workbench, 'others.csv', 'From the terminal');
    const page = new UploadPage(workbench);
    await page.button('Add 1').waitFor();
    const text = await page.text();
    fs.writeFileSync(path.join(root, 'more.csv'), `email\n${people(300, 50).join('\n')}\n`);
    assert.equal(await addInTerminal('more.csv'), 0);
    await page.text(/\+30\d/);
    assert.doesNotMatch(text, /\+30\d/);
    await workbench.screenshot('shared-followed');
    await page.button('Add 1').waitFor();
    await page.close();
    await workbench.showContainer(CONTAINER);
    const row = workbench.row('Segments', 'From the terminal');
    await row.filter({ hasText: /\+30\d/ }).waitFor();
  });

  it('has what a safety check stopped in the terminal: blocked, to be started over', async () => {
    const { workbench } = editor;
    await workbench.showContainer(CONTAINER);
    const row = workbench.uploads('half.csv', /blocked, start over/);
    await row.waitFor();
    await row.click();
    const page = new UploadPage(workbench);
    await page.heading('Nothing was sent to From the terminal');
    const text = await page.text();
    assert.match(text, /Start Over/);
    assert.doesNotMatch(text, /Resume/);
    await workbench.screenshot('shared-blocked');
    await page.close();
  });

  it('is named as the setting to correct if it can’t be used: nothing is uploaded', async () => {
    const { workbench, server: host } = editor;
    const file = host.machineSettingsFile;
    const settings = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    settings['criteoAudiences.stateFolder'] = 'state';
    fs.writeFileSync(file, JSON.stringify(settings));
    // What it lists would be read, and say the same.
    await workbench.pane('Uploads').locator('.pane-header').click();
    await workbench.reload(CONTAINER);
    await workbench.showContainer(CONTAINER);
    const message =
      /“criteoAudiences\.stateFolder” can’t be used: state \(it must be an absolute path/;
    // At startup, then by each command of uploads, as any of its failures.
    await workbench.notification(message);
    await workbench.clearNotifications();
    await workbench.command('Audience Segments: Check CSV for Audience Upload');
    await workbench.answerNotification(message, 'Open Setting');
    await editor.page.locator('.settings-editor').waitFor();
  });
});
