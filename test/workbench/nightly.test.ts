import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/** Nightly files in a window: what the editor offers while one is written, and the ways to it. */

const SEGMENT = 'Empty so far';
const OTHER = 'Early Access';
const FILE = 'night.criteo.jsonc';
const people = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, n) => `person${n}@example.com`).join('\n')}\n`;
const suggestion = '.suggest-widget .monaco-list-row';

describe('a nightly file in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  const textShown = async (): Promise<string> =>
    (await launched.page.locator('.monaco-editor .view-lines').last().innerText()).replace(
      /\u00a0/g,
      ' ',
    );
  before(async () => {
    launched = await launch({
      files: { 'crm-2026-11-27.csv': people(12), 'more.csv': people(5) },
      settings: {
        'editor.hover.delay': 100,
        // What is typed is what is there.
        'editor.autoClosingBrackets': 'never',
        'editor.autoClosingQuotes': 'never',
        'editor.autoIndent': 'none',
        'editor.suggestOnTriggerCharacters': false,
        '[jsonc]': { 'editor.quickSuggestions': false },
      },
    });
    const { workbench } = launched;
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(launched.server);
  });
  after(() => launched.close());

  it('begins with the segments of selected rows, and says what is to be filled in', async () => {
    const { workbench, page } = launched;
    await workbench.select('Segments', [OTHER]);
    await workbench.contextMenu(workbench.row('Segments', OTHER), 'Declare These Segments…');
    await workbench.pick('Add');
    // Where it is saved: the folder is proposed.
    const path = workbench.inputField();
    await waitUntil('a name is proposed', async () => (await path.inputValue()).endsWith(FILE));
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: FILE }).waitFor();
    await waitUntil('the entry is there', async () =>
      (await textShown()).includes(`"name": "${OTHER}"`),
    );
    await workbench.problems();
    // Those of the schema and of the extension arrive one after the other.
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'The path of the CSV file' })
      .first()
      .waitFor();
    await workbench.screenshot('nightly-1-declared');
    // The cursor is where the path goes. A tab that was clicked gives the keys to its text some time later.
    await page.getByRole('tab', { name: FILE }).click();
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.type('crm-2026-11-27.csv');
    await page.keyboard.press('Control+s');
    await waitUntil('it has no problems', async () =>
      (await page.locator('.markers-panel').innerText()).includes('No problems'),
    );
  });

  it('completes a segment’s ID by its name, by keyboard, and says whose it is', async () => {
    const { workbench, page } = launched;
    // The line that begins the entries: a tab that was clicked may not have given the keys to its text yet.
    await page.locator('.view-line').filter({ hasText: '"segments"' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('{ "operation": "add", "file": "more.csv", "id": "" },');
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    await page.keyboard.type('Empty');
    const row = page.locator(suggestion).filter({ hasText: SEGMENT }).first();
    await row.waitFor();
    await workbench.screenshot('nightly-2-completion');
    await page.keyboard.press('Enter');
    const id = (await sandbox.segments()).find(({ name }) => name === SEGMENT)?.id ?? '';
    await waitUntil('the ID and the name are there', async () =>
      (await textShown()).includes(`"id": "${id}", "name": "${SEGMENT}"`),
    );
    await page.keyboard.press('Control+s');
    await workbench.page.getByText(id).first().hover();
    await page.locator('.monaco-hover').filter({ hasText: SEGMENT }).first().waitFor();
    await workbench.screenshot('nightly-3-hover');
  });

  it('opens the page of what it sends by its lens, and sends it from there', async () => {
    const { workbench, page } = launched;
    await page.getByRole('tab', { name: FILE }).click();
    await workbench.clickLens('Check');
    const send = new UploadPage(workbench).frame.getByRole('button', { name: /^Add \d+/ }).first();
    await send.waitFor();
    await workbench.screenshot('nightly-4-page');
    await send.click();
    const listed = async (name: string): Promise<number> => {
      const segment = (await sandbox.segments()).find((one) => one.name === name);
      return segment ? (await sandbox.list(segment.id)).length : 0;
    };
    await waitUntil('both are sent', async () => (await listed(SEGMENT)) === 5);
  });

  it('gets the entry of an upload from its row', async () => {
    const { workbench, page } = launched;
    await workbench.showContainer('Audience Segments');
    await workbench.expandUploads();
    const row = workbench.row('Uploads', SEGMENT);
    // A menu has the entries that its row had when it opened.
    await row.getByText(/\+5 · just now/).waitFor();
    await workbench.contextMenu(row, 'Automate', 'Add to Nightly File…');
    await workbench.pick(FILE);
    await workbench.notification(/has an entry already/);
    await page.getByRole('tab', { name: FILE, selected: true }).waitFor();
  });
});
