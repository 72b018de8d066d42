import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, writeFiles, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/** Names that contain markup, in every place that shows one. */

const VIEW = 'Segments';
const LINK = '[press here](command:workbench.action.closeWindow)';
/** For a segment: escape sequences, a right-to-left mark, a line break, a link, an icon, markup. */
const NAME = `Evil\u001b[2K\u001b[1A \u202e${LINK} $(zap)\n<b>*bold*</b>`;
const SHOWN = `Evil ${LINK} $(zap) <b>*bold*</b>`;
const FILE = '[file](command:workbench.action.closeWindow) $(zap).csv';

describe('hostile names', () => {
  let editor: Launched;
  let sandbox: SandboxRemote;
  let id: string;

  before(async () => {
    editor = await launch({
      files: {
        [FILE]: `email\n${Array.from({ length: 12 }, (_, at) => `ann${at}@example.com`).join('\n')}\n`,
      },
      settings: { 'terminal.integrated.gpuAcceleration': 'off' },
    });
    const { workbench } = editor;
    await workbench.trySandbox('Newsletter Subscribers');
    sandbox = embeddedSandbox(editor.server);
    await sandbox.post('segments', { name: NAME });
    id =
      (await sandbox.segments()).find(({ name }) => name === NAME)?.id ??
      assert.fail('The sandbox has no such segment');
    const task = {
      type: 'criteo-audience-upload',
      label: 'nightly',
      file: FILE,
      segment: id,
      operation: 'add',
      column: 'email',
    };
    writeFiles(path.join(editor.workspace, '.vscode'), {
      'tasks.json': JSON.stringify({ version: '2.0.0', tasks: [task] }),
    });
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.row(VIEW, /^Evil/).waitFor();
  });
  after(() => editor?.close());

  /** Nothing in this part of the window is a command link, an icon from a name, or bold. */
  async function isText(selector: string): Promise<void> {
    const part = editor.page.locator(selector);
    assert.ok((await part.count()) > 0, selector);
    assert.equal(
      await part.locator('a[href*="command"], a[data-href*="command"], a.monaco-link').count(),
      0,
      `a link in ${selector}`,
    );
    assert.equal(await part.locator('.codicon-zap').count(), 0, `an icon in ${selector}`);
    assert.equal(
      await part.locator('b, em, strong', { hasText: 'bold' }).count(),
      0,
      `markup in ${selector}`,
    );
  }

  /** Nothing on the visible page is a link, an icon from a name, or bold by a name. */
  async function isTextOnPage({ frame }: UploadPage): Promise<void> {
    assert.equal(await frame.locator('a').count(), 0, 'a link on the page');
    assert.equal(
      await frame.locator('b, em, strong, i', { hasText: 'bold' }).count(),
      0,
      'markup on the page',
    );
  }

  it('are plain text in a row of the tree, and its tooltip', async () => {
    const { workbench } = editor;
    const row = (await workbench.rows(VIEW)).find(({ label }) => label.startsWith('Evil'));
    assert.equal(row?.label, SHOWN);
    await isText('.monaco-list-row[aria-label^="Evil"]');
    await workbench.select(VIEW, [/^Evil/]);
    // It is the first row then, after the account.
    await editor.page.keyboard.press('Control+f');
    await workbench.input('Evil');
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor({ state: 'detached' });
    assert.ok((await workbench.tooltip(VIEW, 'Evil', 1)).includes(SHOWN));
    await workbench.screenshot('outside-1-tree');
  });

  it('are plain text in a picker', async () => {
    const { workbench } = editor;
    await workbench.command('Audience Segments: Upload to Audience Segment…');
    await workbench.quickInput.filter({ hasText: '[file]' }).waitFor();
    await isText('.quick-input-widget');
    await workbench.pick(/^\[file\]/);
    await workbench.inputField().fill('Evil');
    await workbench.quickInput.getByRole('option', { name: /Evil/ }).waitFor();
    await isText('.quick-input-widget');
    await workbench.screenshot('outside-2-picker');
    await workbench.pick(/Evil/);
  });

  it('are plain text on the page of an upload, and in its tab', async () => {
    const { workbench } = editor;
    const upload = new UploadPage(workbench);
    await upload.heading(`Add ${FILE} to ${SHOWN}`);
    await upload.button('Add 12').waitFor();
    await isTextOnPage(upload);
    await isText('.tabs-container');
    await workbench.screenshot('outside-3-page');
    // Also as a quick pick's title and as the current segment.
    await upload.press('Change Segment');
    await workbench.quickInput.filter({ hasText: '[file]' }).waitFor();
    await isText('.quick-input-widget');
    await workbench.escape();
    await upload.press('Add 12');
    await upload.heading(`12 added to ${SHOWN}`);
    await isTextOnPage(upload);
    assert.equal((await sandbox.list(id)).length, 12);
  });

  it('are plain text in the notification of a result, and in its row', async () => {
    const { workbench } = editor;
    await sandbox.fault({ fault: 'latency', operation: 'addRemove', ms: 600_000 });
    const upload = new UploadPage(workbench);
    await workbench.fileMenu(await workbench.file(FILE), 'Upload to Audience Segment…');
    await upload.heading(`Add ${FILE} to ${SHOWN}`);
    await upload.press('Send Anyway');
    await upload.heading(`Adding ${FILE} to ${SHOWN}`);
    await isTextOnPage(upload);
    // With the page in sight there is no notification.
    await upload.close();
    await sandbox.clearFaults();
    await workbench.notification(/12 added to .*Evil/s);
    await isText('.notification-list-item-message');
    await workbench.screenshot('outside-4-result');
    await workbench.clearNotifications();
    await workbench.showContainer('Audience Segments');
    await workbench.expandUploads();
    await workbench.uploads('[file]').first().waitFor();
    await isText('.monaco-list-row[aria-label*="[file]"]');
  });

  it('are plain text in the question for an account’s ID', async () => {
    const { workbench } = editor;
    const accountId =
      (await sandbox.segments()).find((segment) => segment.id === id)?.accountId ?? '';
    const file = editor.server.machineSettingsFile;
    const machine = fs.existsSync(file)
      ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>)
      : {};
    fs.writeFileSync(
      file,
      JSON.stringify({
        ...machine,
        'criteoAudiences.accounts': [
          { id: accountId, session: 'sandbox', label: `${LINK} $(zap)`, protected: true },
        ],
      }),
    );
    // The account's own row has its new name: the rows are those of the protected account.
    await workbench.row(VIEW, /^\s*\[press here\]/).waitFor();
    await workbench.contextMenu(workbench.row(VIEW, /^Evil/), /^Clear Segment/);
    await workbench.modal(/Clear Evil.*\?/);
    await isText('.monaco-dialog-box');
    await workbench.answerModal('Clear Segment');
    await workbench.quickInput.filter({ hasText: 'press here' }).waitFor();
    await isText('.quick-input-widget');
    await workbench.screenshot('outside-5-typed-id');
    await workbench.input(accountId);
    await workbench.notification(/Evil/);
    await isText('.notification-list-item-message');
    await workbench.clearNotifications();
  });

  it('overwrite no line of a task’s terminal', async () => {
    const { workbench, page } = editor;
    await workbench.command('Tasks: Run Task');
    await workbench.quickInput.getByRole('option', { name: /nightly/ }).waitFor();
    await workbench.pick(/nightly/);
    const lines = page.locator('.terminal-wrapper.active .xterm-rows');
    await lines.filter({ hasText: 'Rows:' }).waitFor();
    const text = (await lines.innerText()).replace(/\u00a0/g, ' ');
    assert.match(text, /Checking \[file\]/);
    assert.match(text.replace(/\s+/g, ''), /Evil\[presshere\]/);
    await workbench.screenshot('outside-6-terminal');
  });
});
