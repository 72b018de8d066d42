import assert from 'node:assert/strict';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, writeFiles, type Launched } from './fixture';
import { hasFocus, tabTo, UploadPage } from './uploadPage';

/**
 * What pages do only in a window: focus, keys, previews and a reload; and what the editor offers while
 * a nightly file is written, and the ways to it. How pages look and what their buttons do is in the
 * galleries.
 */

const VIEW = 'Segments';
const LIST = 'CRM Users 2025';
const EMPTY = 'Empty so far';
const people = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, n) => `leaves${n}@example.com`).join('\n')}\n`;

let editor: Launched;

before(async () => {
  editor = await launch({
    files: {
      'erasure.csv': people(3),
      'many.csv': people(1100),
    },
  });
});
after(() => editor?.close());

const sandbox = (): SandboxRemote => embeddedSandbox(editor.server);

/** Before all others: what was true before they are first shown completes none of them. */
describe('the first steps', () => {
  it('are completed by what is done, not by a button: signing in, and opening a segment’s page', async () => {
    const { workbench, page } = editor;
    const step = (title: string): Locator =>
      page
        .locator('.gettingStartedDetailsContent .getting-started-step')
        .filter({ hasText: title });
    const isDone = (title: string): Promise<void> =>
      step(title).locator('.codicon-getting-started-step-checked').waitFor();
    const isOpen = (title: string): Promise<void> =>
      step(title).locator('.codicon-getting-started-step-unchecked').waitFor();
    const show = (): Promise<void> => workbench.command('Audience Segments: Get Started');
    await workbench.showContainer('Audience Segments');
    await workbench.welcome(VIEW).getByText('Get started', { exact: true }).click();
    await isOpen('Sign in');
    await step('Sign in').getByRole('button', { name: 'Try with Sandbox Account' }).click();
    const row = workbench.row(VIEW, LIST);
    // While rows arrive, a menu may lose its row.
    await row.filter({ hasText: /5,000 · 50% · Maple/ }).waitFor();
    await isDone('Sign in');
    await workbench.contextMenu(row, /^Edit Segment/);
    await workbench.webview().getByLabel('Name', { exact: true }).waitFor();
    await show();
    await isOpen('Open a segment');
    await workbench.contextMenu(row, 'Open');
    await workbench.webview().getByText(LIST).first().waitFor();
    await show();
    await isDone('Open a segment');
    await isOpen('Upload a CSV');
  });
});

/** On the sandbox, with no editor open. */
async function begin(): Promise<void> {
  const { workbench } = editor;
  await workbench.closeEditors();
  await workbench.trySandbox(LIST);
  await sandbox().clearFaults();
  // Its size is read after the list, and draws all rows anew: a menu would lose its row.
  await workbench
    .row(VIEW, LIST)
    .filter({ hasText: /· 50% · Maple/ })
    .waitFor();
}

describe('the pages', () => {
  beforeEach(begin);

  const web = (): FrameLocator => editor.workbench.webview();
  const form = (label: string): Locator => web().getByLabel(label, { exact: true });
  const button = (name: string): Locator => web().getByRole('button', { name, exact: true });
  const heading = (name: string): Promise<void> =>
    web().getByRole('heading', { name, exact: true, level: 1 }).waitFor();
  const press = (key: string): Promise<void> => editor.page.keyboard.press(key);
  /** Opens the form of a new segment, and fills it. */
  const fill = async (name: string): Promise<void> => {
    await editor.workbench.command('Audience Segments: Create Segment…');
    await form('Name').fill(name);
    await form('Retailer').selectOption({
      label: await web().locator('#retailerId option', { hasText: 'Brightcart' }).innerText(),
    });
    await form('Identifier type').selectOption('Email');
  };
  /** From the palette to the page of a removal, by the keyboard. */
  const remove = async (file: string): Promise<UploadPage> => {
    const { workbench } = editor;
    await workbench.command('Audience Segments: Remove People Everywhere…');
    await workbench.inputField().fill(file);
    await waitUntil(
      'the file is the first one',
      async () => (await workbench.options())[0]?.startsWith(file) ?? false,
    );
    await press('Enter');
    return new UploadPage(workbench);
  };

  it('keep what is typed in a form over a reload, and find what was created meanwhile, by keyboard alone', async () => {
    const { workbench } = editor;
    const made = async (): Promise<number> =>
      (await sandbox().segments()).filter(({ name }) => name === 'Typed and kept').length;
    await fill('Typed and kept');
    await form('Description').fill('Not sent yet');
    await sandbox().fault({ fault: 'stall', operation: 'create' });
    await button('Create Segment').click();
    await button('Saving…').waitFor();
    await waitUntil('the segment is created', async () => (await made()) === 1);
    await workbench.reload('Audience Segments');
    await editor.workbench.tabs(/● Typed and kept/).waitFor();
    await form('Name').waitFor();
    assert.equal(await form('Name').inputValue(), 'Typed and kept');
    assert.equal(await form('Description').inputValue(), 'Not sent yet');
    await web()
      .locator('#retailerId option:checked', { hasText: 'Brightcart' })
      .waitFor({ state: 'attached' });
    assert.equal(await form('Identifier type').inputValue(), 'Email');
    // The window was reloaded: its own search comes first.
    await workbench.row(VIEW, LIST).waitFor();
    await form('Name').focus();
    const reached: string[] = [];
    for (let n = 0; n < 4; n++) {
      await press('Tab');
      reached.push(
        await web()
          .locator(':focus')
          .evaluate((element) => element.id || (element.textContent ?? '').trim()),
      );
    }
    assert.deepEqual(reached, ['description', 'retailerId', 'identifierType', 'Create Segment']);
    await press('Enter');
    await web().getByRole('status').filter({ hasText: 'The segment was created.' }).waitFor();
    await workbench.row(VIEW, 'Typed and kept').waitFor();
    assert.equal(await made(), 1);
  });

  it('show the API’s error at its field, with a copy for support and its code in the documentation', async () => {
    const { workbench, page } = editor;
    await fill('Newsletter Subscribers');
    await button('Create Segment').click();
    await web()
      .locator('#name-error', { hasText: 'already has a segment with this name' })
      .waitFor();
    assert.equal(await hasFocus(form('Name')), true);
    await button('Copy Details').click();
    await workbench.statusItem('Copied to the clipboard.').waitFor();
    assert.match(
      await page.evaluate('navigator.clipboard.readText()'),
      /^operation=createSegment code=name-must-be-unique traceId=\S+\n.*already has a segment with this name.*\ncriteo-audience-segments \d\S+ .* · \S.* \d\S+ · \w+$/,
    );
    await web().getByRole('link', { name: 'Learn More' }).click();
    await heading('Reference');
    const codes = web().locator('#error-codes');
    await waitUntil('it shows the codes', async () => {
      const { y = -1 } = (await codes.boundingBox()) ?? {};
      return y > 0 && y < 500;
    });
  });

  it('of the documentation open from the view, and lead to each other', async () => {
    const { workbench } = editor;
    await workbench.viewMenu(VIEW, 'Open Documentation');
    await workbench.pick(/^Uploads/);
    await heading('Uploads');
    await web().getByRole('link', { name: 'opt-outs and erasure' }).first().click();
    await heading('Opt-outs and erasure');
  });

  it('of a removal go from the palette to its end by keyboard alone', async () => {
    const { workbench } = editor;
    const page = await remove('erasure.csv');
    await page.heading('Remove 3 people everywhere');
    await tabTo(workbench, page.button('Change…: Reference'));
    await press('Enter');
    await workbench.input('TICKET-4711', /Such as the number of a ticket/);
    await page.text('TICKET-4711');
    await page.button(/^Remove 3 from \d+ Segments$/).waitFor();
    await workbench.webviewFocused();
    await press('Control+Enter');
    const end = page.headingOf(/^Removal of 3 people accepted in \d+ segments$/);
    await end.waitFor();
    await waitUntil('the heading has the focus', () => hasFocus(end));
    assert.match(await page.text('Still to do'), /TICKET-4711/);
    const row = workbench.row('Uploads', /^3 people from \d+ segments/);
    await workbench.contextMenu(row, 'Open Receipt');
    await editor.workbench.tabs(/^removal-R-.*\.md/).waitFor();
  });

  it('of a removal of many want the account’s ID typed, and then no key but Space', async () => {
    const { workbench, page: window } = editor;
    const page = await remove('many.csv');
    await page.heading('Remove 1,100 people everywhere');
    const send = page.button(/^Remove 1,100 from \d+ Segments$/);
    assert.equal(await send.getAttribute('aria-disabled'), 'true');
    await tabTo(workbench, page.typedId());
    const label = await page.frame.locator('label[for=typed-0]').innerText();
    const id = /, (\d+)$/.exec(label.replace(/\s+/g, ' '))?.[1];
    assert.ok(id);
    await window.keyboard.type(id);
    await page.text('same');
    await press('Control+Enter');
    await tabTo(workbench, send);
    await press('Space');
    await page.heading(/^Removal of 1,100 people accepted in \d+ segments$/);
  });
});

/** In a window of its own: what it sends would make a removal be sent again. */
describe('a nightly file', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({
      files: { 'more.csv': people(5) },
      settings: {
        'editor.hover.delay': 100,
        // Completions come when they are asked for.
        'editor.suggestOnTriggerCharacters': false,
        '[jsonc]': { 'editor.quickSuggestions': false },
      },
    });
    await editor.workbench.trySandbox(EMPTY);
  });
  after(() => editor?.close());
  beforeEach(async () => {
    await editor.workbench.closeEditors();
    await editor.workbench.showContainer('Audience Segments');
  });

  const sandbox = (): SandboxRemote => embeddedSandbox(editor.server);

  const text = (): Promise<string> =>
    editor.workbench.bridge.evaluate(
      ({ window }) => window.activeTextEditor?.document.getText() ?? '',
    );
  const focused = (): Promise<void> => editor.page.locator('.monaco-editor.focused').waitFor();
  const empty = async () =>
    (await sandbox().segments()).find(({ name }) => name === EMPTY) ?? assert.fail();
  /** Opens a file with one entry, and the cursor at the end of its ID. */
  const open = async (file: string, id: string): Promise<void> => {
    const { accountId } = await empty();
    const entry = `{ "operation": "add", "file": "more.csv", "id": "${id}`;
    const before = `{ "version": 1, "account": "${accountId}", "suppress": [], "segments": [\n${entry}`;
    writeFiles(editor.workspace, { [file]: `${before}" }\n] }\n` });
    await editor.workbench.bridge.evaluate(
      async ({ window, Position, Range, Uri }, { file, at }) => {
        const position = new Position(1, at);
        await window.showTextDocument(Uri.file(file), {
          selection: new Range(position, position),
        });
      },
      { file: path.join(editor.workspace, file), at: entry.length },
    );
    await focused();
  };

  it('completes a segment’s ID by its name, by keyboard, and says whose it is', async () => {
    const { page } = editor;
    await open('completed.criteo.jsonc', '');
    await page.keyboard.press('Control+Space');
    await page.keyboard.type('Empty');
    await page
      .locator('.suggest-widget .monaco-list-row')
      .filter({ hasText: EMPTY })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    const { id } = await empty();
    await waitUntil('the ID and the name are there', async () =>
      (await text()).includes(`"id": "${id}", "name": "${EMPTY}"`),
    );
    await page.keyboard.press('Control+s');
    await page.locator('.monaco-editor').getByText(id).first().hover();
    await page.locator('.monaco-hover').filter({ hasText: EMPTY }).first().waitFor();
  });

  it('opens the page of what it sends by its lens, and gets the entry of an upload from its row', async () => {
    const { workbench, page } = editor;
    const file = 'sent.criteo.jsonc';
    const { id } = await empty();
    await open(file, id);
    await workbench.clickLens('Check');
    const upload = new UploadPage(workbench);
    await upload.press('Add 5');
    // The page that says so may take the focus, and with it an open menu.
    await upload.heading(`5 added to ${EMPTY}`);
    assert.equal((await sandbox().list(id)).length, 5);
    await workbench.showContainer('Audience Segments');
    await workbench.expandUploads();
    const row = workbench.row('Uploads', EMPTY);
    // A menu has the entries that its row had when it opened.
    await row.getByText(/\+5 · just now/).waitFor();
    await workbench.contextMenu(row, 'Automate', 'Add to Nightly File…');
    await workbench.pick(file);
    await workbench.notification(/has an entry already/);
    await page.getByRole('tab', { name: file, selected: true }).waitFor();
  });
});
