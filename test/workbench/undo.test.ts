import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/** Undo of an Add: from its report, its row in the Uploads view by mouse and by key, the palette. */

const SEGMENT = 'Empty so far';
const people = (count: number, name = 'person'): string =>
  `email\n${Array.from({ length: count }, (_, n) => `${name}${n}@example.com`).join('\n')}\n`;

describe('undo in the window', () => {
  let launched: Launched;
  let segmentId: string;
  let upload: UploadPage;
  /** The sandbox has another address after a reload. */
  const size = async (): Promise<number> =>
    (await embeddedSandbox(launched.server).list(segmentId)).length;
  const row = () => launched.workbench.uploads('added.csv').first();

  before(async () => {
    launched = await launch({ files: { 'added.csv': people(10), 'other.csv': people(3, 'x') } });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    const segments = await embeddedSandbox(launched.server).segments();
    segmentId = segments.find(({ name }) => name === SEGMENT)?.id ?? '';
  });
  after(() => launched?.close());

  /** Adds the file, however often it was sent before. */
  async function add(): Promise<void> {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('added.csv'), 'Upload to Audience Segment…');
    await upload.heading(`Add added.csv to ${SEGMENT}`);
    await upload.press('Add 10');
    await upload.heading(`10 added to ${SEGMENT}`);
    assert.equal(await size(), 10);
  }

  async function isUndone(): Promise<void> {
    await upload.heading(`Removal of 10 from ${SEGMENT} accepted`);
    assert.match(await upload.text(), /Undoes the upload of .+/);
    assert.equal(await size(), 0);
    await upload.close();
  }

  it('is a button of the report, and the page of the removal says what it does', async () => {
    const { workbench } = launched;
    const page = await startUpload(workbench, 'added.csv', SEGMENT);
    await page.getByRole('button', { name: 'Add 10', exact: true }).click();
    await upload.heading(`10 added to ${SEGMENT}`);
    await upload.button('Undo…').waitFor();
    await workbench.screenshot('undo-1-report');
    await upload.press('Undo…');
    await upload.heading(`Remove the people in added.csv from ${SEGMENT}`);
    await upload.button('Remove 10').waitFor();
    const text = await upload.text('Up to 10 of these identifiers');
    for (const part of [
      'Undoes the upload of ',
      'about 10 to at least 0',
      'were in the segment before that upload. Undo removes them too.',
      'Size as expected after that upload. Criteo hasn’t computed it yet.',
      'Removes these people from the segment.',
    ])
      assert.ok(text.replace(/→ /g, '').includes(part), `${part} in ${text}`);
    assert.equal(await upload.frame.getByRole('radio').count(), 0, 'nothing to change');
    await workbench.screenshot('undo-2-page');
    await upload.press('Remove 10');
    await isUndone();
    await upload.heading(`10 added to ${SEGMENT}`);
    assert.match(await upload.text(/Undone at/), /Undone at .+: what it added was removed\./);
    assert.equal(await upload.button('Undo…').count(), 0);
    await upload.close();
    await workbench.showContainer('Audience Segments');
    await workbench.expandUploads();
    await workbench.uploads('added.csv', /\+10, undone · /).waitFor();
    await workbench.uploads('added.csv', /−10 · /).waitFor();
    await workbench.screenshot('undo-3-rows');
  });

  it('is in the row’s menu by mouse and by key, and its page survives a reload', async () => {
    const { workbench } = launched;
    await add();
    await upload.close();
    await workbench.showContainer('Audience Segments');
    await waitUntil('it is offered by key', async () =>
      (await workbench.keyMenuEntries('Uploads')).includes('Undo Upload…'),
    );
    assert.ok((await workbench.contextMenuEntries(row())).includes('Undo Upload…'));
    await workbench.contextMenu(row(), 'Undo Upload…');
    await upload.heading(`Remove the people in added.csv from ${SEGMENT}`);
    await workbench.reload('Audience Segments');
    await upload.heading(`Remove the people in added.csv from ${SEGMENT}`);
    await upload.text('Undoes the upload of');
    await upload.press('Remove 10');
    await isUndone();
  });

  it('is in the palette, and does nothing once the file has changed', async () => {
    const { workbench } = launched;
    await add();
    await upload.close();
    await workbench.command('Criteo Audiences: Undo Upload…');
    await workbench.pick('added.csv');
    await upload.heading(`Remove the people in added.csv from ${SEGMENT}`);
    await upload.close();
    const file = path.join(launched.workspace, 'added.csv');
    const content = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, content.replace('person3@', 'person9@'));
    await workbench.command('Criteo Audiences: Undo Upload…');
    await workbench.pick('added.csv');
    await workbench.notification(/“added\.csv” has changed since it was uploaded\. Nothing was/);
    await workbench.clearNotifications();
    fs.writeFileSync(file, content);
    await workbench.command('Criteo Audiences: Undo Upload…');
    await workbench.pick('added.csv');
    await upload.press('Remove 10');
    await isUndone();
  });

  it('is no longer offered after a later upload or a clear', async () => {
    const { workbench } = launched;
    await add();
    await upload.button('Undo…').waitFor();
    await workbench.showContainer('Audience Segments');
    await workbench.contextMenu(workbench.row('Segments', SEGMENT), /^Clear/);
    await workbench.answerModal(/^Clear/);
    await upload.button('Undo…').waitFor({ state: 'detached' });
    assert.equal(await size(), 0);
    await waitUntil(
      'its row doesn’t offer it',
      async () => !(await workbench.contextMenuEntries(row())).includes('Undo Upload…'),
    );
  });
});
