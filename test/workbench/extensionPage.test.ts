import assert from 'node:assert/strict';
import { launch, type Launched } from './fixture';

/**
 * The editor's page of the extension shows README without what else is in the package: it drops pictures
 * and links that have no address.
 */
describe('the editor’s page of the extension', () => {
  let editor: Launched;
  before(async () => {
    editor = await launch({});
  });
  after(() => editor.close());

  it('shows the README, with no picture that is missing and no link that leads nowhere', async () => {
    const { page, workbench } = editor;
    await workbench.command('View: Show Extensions');
    await page
      .locator('.extensions-list .monaco-list-row')
      .filter({ hasText: 'Audience Segments for Criteo' })
      .first()
      .click();
    const readme = workbench.webview();
    await readme.getByRole('heading', { name: 'Your first upload' }).waitFor();
    assert.equal(await readme.locator('img').count(), 0);
    const links = await readme
      .locator('a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    assert.ok(links.includes('https://partners.criteo.com/'));
    assert.deepEqual(
      links.filter((link) => !link || !/^(https:|#)/.test(link)),
      [],
    );
  });
});
