import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { launch, type Launched } from './fixture';
import { pageText, startUpload, uploadPage } from './uploadPage';

/** The first minutes of a user without an account or a file. */

const STEPS = [
  'Sign in, or try the sandbox',
  'Select an account',
  'Create a segment',
  'Upload a CSV',
  'Look at the problems',
  'Look at the statistics',
];

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
    await editor.workbench.command('Criteo Audiences: Get Started');
    await step(STEPS[0]).waitFor();
  };

  it('are offered in the welcome, each with a picture, and none is done', async () => {
    const { workbench } = editor;
    await workbench.welcome('Segments').getByText('Get started', { exact: true }).click();
    await step(STEPS[0]).waitFor();
    assert.equal(await steps().count(), STEPS.length);
    for (const title of STEPS) {
      await open(title);
      await step(title).locator('.codicon-getting-started-step-unchecked').waitFor();
    }
    await open(STEPS[0]);
    await workbench.screenshot('walkthrough-1-start');
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('complete by themselves: the sandbox signs in and selects the account', async () => {
    await open(STEPS[0]);
    await step(STEPS[0]).getByRole('button', { name: 'Try with Sandbox Account' }).click();
    await editor.workbench.row('Segments', 'CRM Users 2025').waitFor();
    await isDone(STEPS[0]);
    await isDone(STEPS[1]);
    assert.equal(
      await step(STEPS[2]).locator('.codicon-getting-started-step-unchecked').count(),
      1,
    );
  });

  it('complete once the API accepts a segment, not when a form opens', async () => {
    const { workbench } = editor;
    await open('Create a segment');
    await step('Create a segment').getByRole('button', { name: 'Create Segment' }).click();
    const form = workbench.webview();
    await form.getByLabel('Name', { exact: true }).fill('First segment');
    await form.getByLabel('Retailer', { exact: true }).selectOption({
      label: await form.locator('#retailerId option', { hasText: 'Brightcart' }).innerText(),
    });
    await form.getByLabel('Identifier type', { exact: true }).selectOption('Email');
    await show();
    assert.equal(
      await step('Create a segment').locator('.codicon-getting-started-step-unchecked').count(),
      1,
      'a form is not a segment',
    );
    await editor.page
      .locator('.tabs-container')
      .getByRole('tab', { name: /First segment/ })
      .click();
    await form.getByRole('button', { name: 'Create Segment', exact: true }).click();
    await form.getByRole('status').filter({ hasText: 'The segment was created.' }).waitFor();
    await show();
    await isDone('Create a segment');
  });

  it('provide a sample file in an empty folder, and a step is completed by an upload, not by a button', async () => {
    const { workbench } = editor;
    await open('Upload a CSV');
    await step('Upload a CSV').getByRole('button', { name: 'Create Sample CSV' }).click();
    await editor.page
      .locator('.editor-instance .view-lines')
      .filter({ hasText: 'customer_id' })
      .waitFor();
    assert.ok(fs.existsSync(path.join(editor.workspace, 'sample-customers.csv')));
    await show();
    assert.equal(
      await step('Upload a CSV').locator('.codicon-getting-started-step-unchecked').count(),
      1,
    );
    const upload = await startUpload(workbench, 'sample-customers.csv', 'Empty so far');
    await upload.getByRole('button', { name: 'Add 600', exact: true }).waitFor();
    const text = await pageText(upload);
    assert.match(text, /612 rows/);
    assert.match(text, /600 to send 1 duplicates 10 invalid 1 blank/);
    await upload.getByRole('button', { name: 'Add 600', exact: true }).click();
    await uploadPage(workbench, '600 added to Empty so far');
    const report = await pageText(upload);
    assert.match(report, /600 accepted 1 duplicates 10 invalid 1 blank/);
    assert.match(report, /about \d\d:\d\d in campaigns/);
    assert.deepEqual(await workbench.notifications(), []);
    await show();
    await isDone('Upload a CSV');
    await open('Look at the problems');
    await step('Look at the problems').getByRole('button', { name: 'Show Problems' }).click();
    await isDone('Look at the problems');
    await workbench.screenshot('walkthrough-2-problems');
  });

  it('end with the statistics', async () => {
    const { workbench } = editor;
    await workbench.showContainer('Audience Segments');
    await workbench.contextMenu(workbench.row('Segments', 'CRM Users 2025'), /^Show Statistics/);
    await workbench.webview().getByText('CRM Users 2025').first().waitFor();
    await show();
    await isDone('Look at the statistics');
    await workbench.screenshot('walkthrough-3-done');
  });
});
