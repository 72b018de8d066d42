import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { people } from '../support/people';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload } from './uploadPage';

const EMPTY = 'Empty so far';
const CATEGORY = 'Criteo Audiences: ';

/** What each of these needs. */
const NEEDS = {
  nothing: ['Sign In…', 'Try with Sandbox Account', 'Upload to Audience Segment…'],
  session: ['Sign Out', 'Select Account…'],
  account: ['Create Segment…', 'Refresh Segments'],
  segment: ['Show Statistics', 'Go to Segment…', 'Delete Segments…', 'Filter Segments…'],
  running: ['Cancel Upload'],
  ended: ['Copy as Command', 'Start Over…', 'Undo Upload…', 'Delete Upload Record'],
  filter: ['Clear Filter'],
};
type Need = keyof typeof NEEDS;

describe('the Command Palette and Go to Segment', function () {
  this.timeout(180_000);
  let launched: Launched;
  let sandbox: SandboxRemote;

  before(async () => {
    launched = await launch({
      files: {
        'people.csv': `email\n${people(30).join('\n')}\n`,
        'notes.md': 'later\n',
      },
    });
  });
  after(() => launched.close());

  /** Which groups of the commands above the palette lists. */
  const listed = async (): Promise<string[]> => {
    const { workbench } = launched;
    await workbench.openPalette();
    await workbench.inputField().fill(`>${CATEGORY}`);
    await waitUntil('the list is filtered', async () =>
      (await workbench.options()).every((text) => text.startsWith(CATEGORY)),
    );
    const options = await workbench.allOptions();
    const found: string[] = [];
    for (const [need, titles] of Object.entries(NEEDS) as [Need, string[]][]) {
      const there = titles.filter((title) =>
        options.some((text) => text.startsWith(CATEGORY + title)),
      );
      if (there.length > 0)
        found.push(there.length === titles.length ? need : `only ${there.join(', ')} of ${need}`);
    }
    await workbench.escape();
    return found;
  };
  /** What an upload changes reaches the editor up to 300 ms later, one command after another. */
  const becomes = async (...expected: Need[]): Promise<void> => {
    let last: string[] = [];
    const isListed = async (): Promise<boolean> => {
      last = await listed();
      return last.join() === expected.join();
    };
    await waitUntil(`the palette lists ${expected.join()}`, isListed).catch(() =>
      assert.deepEqual(last, expected),
    );
  };

  it('lists what may be possible before the extension is active', async () => {
    assert.deepEqual(await listed(), ['nothing', 'session', 'account', 'segment', 'ended']);
  });

  it('lists what can begin something while nobody is signed in', async () => {
    const { workbench } = launched;
    await workbench.showContainer('Audience Segments');
    await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).waitFor();
    assert.deepEqual(await listed(), ['nothing']);
    await workbench.screenshot('palette-1-signed-out');
  });

  it('lists what an account allows, during an upload and after it', async () => {
    const { workbench, server } = launched;
    await workbench.trySandbox(EMPTY);
    sandbox = embeddedSandbox(server);
    const inAccount: Need[] = ['nothing', 'session', 'account', 'segment'];
    assert.deepEqual(await listed(), inAccount);
    const page = await startUpload(workbench, 'people.csv', EMPTY);
    await sandbox.fault({ fault: 'latency', ms: 40_000, operation: 'addRemove' });
    await page.getByRole('button', { name: /^Add \d+$/ }).click();
    await workbench.statusItem(/request/).waitFor();
    await becomes(...inAccount, 'running');
    await sandbox.clearFaults();
    await page
      .getByRole('heading', { level: 1, name: /added to Empty so far$/ })
      .waitFor({ timeout: 60_000 });
    await becomes(...inAccount, 'ended');
    await workbench.closeEditors();
  });

  it('goes to a segment by its key in the view, by retailer, type or ID, with buttons on each row', async () => {
    const { workbench, page } = launched;
    await workbench.showContainer('Audience Segments');
    await workbench.select('Segments', [EMPTY]);
    await page.keyboard.press('Control+g');
    await page.getByText('Go to Segment', { exact: true }).first().waitFor();
    await workbench.inputField().fill('Email');
    const options = await workbench.options();
    assert.ok(
      options.length > 1 && options.every((text) => /Email/.test(text)),
      options.join('\n'),
    );
    await workbench.screenshot('palette-2-go-to-segment');
    const row = page.locator('.quick-input-widget .monaco-list-row').first();
    const buttons = await row
      .locator('.action-label')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    assert.deepEqual(buttons, ['Upload CSV…', 'Copy ID', 'Reveal in Segments View']);
    const id = (await sandbox.segments()).find(({ name }) => name === EMPTY)?.id ?? '';
    await workbench.inputField().fill(id);
    await workbench.pick(EMPTY);
    await workbench.webview().getByText(EMPTY).first().waitFor();
    await workbench.webviewFocused();
    await workbench.closeEditors();
  });

  it('reveals a segment in the view although a filter hides it', async () => {
    const { workbench, page } = launched;
    await workbench.command('Criteo Audiences: Filter Segments…');
    await workbench.inputField().fill('newsletter');
    await page.waitForTimeout(500);
    await page.keyboard.press('Enter');
    await workbench.row('Segments', EMPTY).waitFor({ state: 'detached' });
    assert.ok((await listed()).includes('filter'));
    await workbench.command('Criteo Audiences: Go to Segment…');
    await workbench.inputField().fill(EMPTY);
    const row = page.locator('.quick-input-widget .monaco-list-row').first();
    await row.hover();
    await row.getByRole('button', { name: 'Reveal in Segments View' }).click();
    await workbench.row('Segments', EMPTY).waitFor();
    await workbench.screenshot('palette-3-revealed');
  });

  it('links an ID in Markdown to the page of its segment', async () => {
    const { workbench, page } = launched;
    const id = (await sandbox.segments()).find(({ name }) => name === EMPTY)?.id ?? '';
    await (await workbench.file('notes.md')).dblclick();
    await page.locator('.monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`Segment ${id} and 999999999999999999`);
    const link = page.locator('.detected-link').first();
    await link.waitFor();
    assert.equal((await link.innerText()).trim(), id);
    await workbench.followLink(id);
    await workbench.webview().getByText(EMPTY).first().waitFor();
    await workbench.screenshot('palette-4-linked');
  });
});
