import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';

/** The documentation that the extension ships: in Restricted Mode, without an account or a network. */

const PAGES = [
  'Uploads',
  'Every night',
  'Opt-outs and erasure',
  'Segments and audiences',
  'Reference',
  'What leaves this machine',
];

describe('the documentation', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({
      files: { 'readme.txt': 'Another tab' },
      workspaceTrust: true,
      // Nobody listens there.
      machineSettings: { 'criteoAudiences.apiUrl': 'http://127.0.0.1:9' },
      env: { CRITEO_CLIENT_ID: 'a'.repeat(32), CRITEO_CLIENT_SECRET: 'b'.repeat(32) },
    });
    const { workbench } = editor;
    await workbench.showContainer('Audience Segments');
    // Its menu is drawn anew until then.
    await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).waitFor();
  });
  after(() => editor?.close());

  const preview = (): FrameLocator => editor.workbench.webview();
  const heading = (name: string): Promise<void> =>
    preview().getByRole('heading', { name, exact: true, level: 1 }).waitFor();

  it('has a page for each subject in the menu of the view, and their links work', async () => {
    const { workbench } = editor;
    await workbench.statusItem('Restricted Mode').waitFor();
    await workbench.viewMenu('Segments', 'Open Documentation');
    const options = await workbench.options();
    assert.equal(options.length, PAGES.length);
    for (const [index, page] of PAGES.entries())
      assert.match(options[index], new RegExp(`^${page}\\b.*\\.$`, 's'));
    await workbench.pick(/^Uploads/);
    await heading('Uploads');
    await workbench.screenshot('documentation-1-page');
    await preview().getByRole('link', { name: 'opt-outs and erasure' }).first().click();
    await heading('Opt-outs and erasure');
  });

  it('opens from the Command Palette, and from an error at its code', async () => {
    const { workbench } = editor;
    await workbench.command('Audience Segments: Open Documentation');
    await workbench.pick(/^What leaves this machine/);
    await heading('What leaves this machine');
    await workbench.command('Audience Segments: Sign In…');
    await workbench.pick(/^Use credentials/);
    await workbench.answerNotification(/couldn’t connect/, 'Learn More');
    await heading('Reference');
    const code = preview().locator('#network');
    await waitUntil('it shows the code', async () => {
      const { y = -1 } = (await code.boundingBox()) ?? {};
      return y > 0 && y < 500;
    });
    assert.equal(await code.innerText(), 'network');
    await workbench.screenshot('documentation-2-code');
  });
});
