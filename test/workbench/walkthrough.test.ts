import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { waitUntil } from '../support/waitUntil';
import { cutTextsOf } from './cutTexts';
import { launch, type Launched } from './fixture';
import { pageText, uploadPage } from './uploadPage';

/** The first minutes of a user without an account or a file. */

const STEPS = ['Sign in', 'Open a segment', 'Upload a CSV', 'Fix what was left out'];

describe('the first steps', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({ folderName: 'empty' });
    await editor.workbench.showContainer('Audience Segments');
  });
  after(() => editor?.close());

  const steps = () => editor.page.locator('.gettingStartedDetailsContent .getting-started-step');
  const step = (title: string) => steps().filter({ hasText: title });
  const isDone = (title: string) =>
    step(title).locator('.codicon-getting-started-step-checked').waitFor();
  const open = async (title: string): Promise<void> => {
    if ((await step(title).getAttribute('aria-expanded')) !== 'true') await step(title).click();
  };
  const show = async (): Promise<void> => {
    await editor.workbench.command('Audience Segments: Get Started');
    await step(STEPS[0]).waitFor();
  };

  /** The picture of the open step, once it is loaded: its width in the file. */
  const picture = async (): Promise<number> => {
    const image = editor.page.locator('.gettingStartedDetailsContent .getting-started-media img');
    await image.waitFor();
    let width = 0;
    await waitUntil('the picture is loaded', async () => {
      width = await image.evaluate((drawn: { naturalWidth: number }) => drawn.naturalWidth);
      return width > 0;
    });
    return width;
  };
  const cutTexts = (): Promise<string[]> => cutTextsOf(editor.page);

  it('are offered in the welcome, each with a picture, and none is done', async () => {
    const { workbench, page } = editor;
    await workbench.welcome('Segments').getByText('Get started', { exact: true }).click();
    await step(STEPS[0]).waitFor();
    assert.equal(await steps().count(), STEPS.length);
    for (const [index, title] of STEPS.entries()) {
      await open(title);
      await step(title).locator('.codicon-getting-started-step-unchecked').waitFor();
      // In the editor's pixels: a file has 1.5 for each.
      assert.ok((await picture()) >= 290, title);
      await workbench.screenshot(`walkthrough-1-step-${index + 1}`);
    }
    assert.deepEqual(await cutTexts(), []);
    await page.setViewportSize({ width: 1000, height: 900 });
    for (const title of STEPS) {
      await open(title);
      assert.deepEqual(await cutTexts(), []);
    }
    await workbench.screenshot('walkthrough-1-narrow');
    await page.setViewportSize({ width: 1400, height: 900 });
    await open(STEPS[0]);
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('complete by themselves: the sandbox signs in, and a segment’s page is opened', async () => {
    const { workbench } = editor;
    await open('Sign in');
    await step('Sign in').getByRole('button', { name: 'Try with Sandbox Account' }).click();
    const row = workbench.row('Segments', 'CRM Users 2025');
    // While rows arrive, a menu may lose its row.
    await row.filter({ hasText: /5,000 · 50% · Maple/ }).waitFor();
    await isDone('Sign in');
    assert.equal(
      await step('Open a segment').locator('.codicon-getting-started-step-unchecked').count(),
      1,
    );
    await workbench.contextMenu(row, /^Edit Segment/);
    await workbench.webview().getByLabel('Name', { exact: true }).waitFor();
    await show();
    assert.equal(
      await step('Open a segment').locator('.codicon-getting-started-step-unchecked').count(),
      1,
      'a form is not the page of a segment',
    );
    await workbench.contextMenu(row, 'Open');
    await workbench.webview().getByText('CRM Users 2025').first().waitFor();
    await show();
    await isDone('Open a segment');
  });

  it('provide a sample file in an empty folder, and a step is completed by an upload, not by a button', async () => {
    const { workbench, page } = editor;
    await open('Upload a CSV');
    await step('Upload a CSV').getByRole('button', { name: 'Create Sample CSV' }).click();
    await page.locator('.editor-instance .view-lines').filter({ hasText: 'customer_id' }).waitFor();
    assert.ok(fs.existsSync(path.join(editor.workspace, 'sample-customers.csv')));
    const offered = await workbench.notification(
      'Created sample-customers.csv with 612 rows, 10 of them invalid.',
    );
    await offered.getByRole('button', { name: 'Check', exact: true }).waitFor();
    await workbench.screenshot('walkthrough-2-sample');
    // At once: the editor hides a message after ten seconds.
    await offered.getByRole('button', { name: 'Upload…', exact: true }).click();
    await workbench.pick('Empty so far', 'Empty so far');
    const upload = await uploadPage(workbench, 'Add sample-customers.csv to Empty so far');
    await upload.getByRole('button', { name: 'Add 600', exact: true }).waitFor();
    const text = await pageText(upload);
    assert.match(text, /612 rows/);
    assert.match(text, /600 to send 1 duplicate 10 invalid 1 blank/);
    await show();
    assert.equal(
      await step('Upload a CSV').locator('.codicon-getting-started-step-unchecked').count(),
      1,
    );
    await page
      .locator('.tabs-container')
      .getByRole('tab', { name: /Upload sample-customers\.csv/ })
      .click();
    await upload.getByRole('button', { name: 'Add 600', exact: true }).click();
    await uploadPage(workbench, '600 added to Empty so far');
    const report = await pageText(upload);
    assert.match(report, /600 accepted 1 duplicate 10 invalid 1 blank/);
    assert.match(report, /about \d\d:\d\d in campaigns/);
    assert.deepEqual(await workbench.notifications(), []);
    await show();
    await isDone('Upload a CSV');
    await open('Fix what was left out');
    await step('Fix what was left out').getByRole('button', { name: 'Show Problems' }).click();
    await isDone('Fix what was left out');
    await workbench.screenshot('walkthrough-3-done');
  });

  it('complete for who has no segment yet once the API accepts one, not when a form opens', async () => {
    const { workbench, page } = editor;
    const unchecked = step('Open a segment').locator('.codicon-getting-started-step-unchecked');
    await workbench.closeTab();
    await workbench.closeEditors();
    await workbench.command('Developer: Reset Welcome Page Walkthrough Progress');
    await workbench.command('Audience Segments: Select Account…');
    await workbench.pick('Sandbox Start-up');
    await show();
    await open('Open a segment');
    await step('Open a segment').getByRole('button', { name: 'Create Segment' }).click();
    const form = workbench.webview();
    await form.getByLabel('Name', { exact: true }).fill('First segment');
    await form.getByLabel('Retailer', { exact: true }).selectOption({
      label: await form.locator('#retailerId option', { hasText: 'Harbor Home' }).innerText(),
    });
    await form.getByLabel('Identifier type', { exact: true }).selectOption('Email');
    await show();
    assert.equal(await unchecked.count(), 1, 'a form is not a segment');
    await page
      .locator('.tabs-container')
      .getByRole('tab', { name: /First segment/ })
      .click();
    await form.getByRole('button', { name: 'Create Segment', exact: true }).click();
    await form.getByRole('status').filter({ hasText: 'The segment was created.' }).waitFor();
    await show();
    await isDone('Open a segment');
  });
});

describe('the first steps of a person who finds them late', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({ folderName: 'late' });
    await editor.workbench.showContainer('Audience Segments');
  });
  after(() => editor?.close());

  const step = (title: string) =>
    editor.page
      .locator('.gettingStartedDetailsContent .getting-started-step')
      .filter({ hasText: title });
  const isDone = (title: string) =>
    step(title).locator('.codicon-getting-started-step-checked').waitFor();
  const isOpen = (title: string) =>
    step(title).locator('.codicon-getting-started-step-unchecked').waitFor();

  it('are done as far as they were before the page was first opened', async () => {
    const { workbench } = editor;
    await workbench
      .welcome('Segments')
      .getByText('Try with Sandbox Account', { exact: true })
      .click();
    const row = workbench.row('Segments', 'CRM Users 2025');
    await row.filter({ hasText: /5,000 · / }).waitFor();
    await workbench.contextMenu(row, 'Open');
    await workbench.webview().getByText('CRM Users 2025').first().waitFor();
    // Without a problem of this extension, the panel is no step.
    await workbench.command('View: Toggle Problems');
    await workbench.command('Audience Segments: Get Started');
    await isDone('Sign in');
    await isDone('Open a segment');
    await isOpen('Upload a CSV');
    await isOpen('Fix what was left out');
    await workbench.screenshot('walkthrough-4-late');
  });
});
