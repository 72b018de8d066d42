import assert from 'node:assert/strict';
import { embeddedSandbox } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { startUploads, tabTo, UploadPage } from './uploadPage';
import { violations } from './violations';

/** What a page asks about its files: which of two columns, alone and in a line of several files. */

const EMPTY = 'Empty so far';
const twoColumns = (header: string, name: string, count: number): string =>
  [
    header,
    ...Array.from({ length: count }, (_, n) => `${name}${n}@example.com,${name}${n}@example.org`),
    '',
  ].join('\n');

describe('a page that asks about its files', () => {
  let launched: Launched;
  let upload: UploadPage;

  before(async () => {
    launched = await launch({
      settings: { 'explorer.autoReveal': false },
      files: {
        'a-two.csv': twoColumns('email,email_2', 'ann', 20),
        'export-1.csv': twoColumns('Home mail,Work mail', 'bob', 30),
        'export-2.csv': 'email\ncora@example.com\n',
        'export-3.xlsx': 'PK\u0003\u0004\n\u0000xl/workbook.xml',
        'export-4.json': '[{"email": "dan@example.com"}]\n',
        'k-book.csv': 'PK\u0003\u0004\n\u0000xl/workbook.xml',
        'l-people.csv': '[{"email": "eve@example.com"}]\n',
        'm-rows.csv': '{"email": "fay@example.com"}\n{"email": "gus@example.com"}\n',
      },
    });
    upload = new UploadPage(launched.workbench);
    await launched.workbench.trySandbox(EMPTY);
  });
  after(() => launched.close());

  const open = async (file: string): Promise<void> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file(file), 'Upload to Audience Segment…');
    await workbench.pick(EMPTY, EMPTY);
    await upload.heading(`Which column of ${file} holds the emails?`);
  };
  const both = () => upload.frame.getByRole('button', { name: /^Use Both: / });

  it('uses both columns, by mouse and by keyboard', async () => {
    const { workbench, page } = launched;
    await open('a-two.csv');
    await workbench.screenshot('asking-1-two-columns');
    await both().click();
    await upload.button('Add 40').waitFor();
    await upload.close();
    await open('a-two.csv');
    await tabTo(workbench, both());
    assert.deepEqual(await violations(upload.frame), []);
    await page.keyboard.press('Enter');
    await upload.heading('Add a-two.csv to Empty so far');
    await upload.button('Add 40').waitFor();
    await workbench.screenshot('asking-2-both');
    await upload.close();
  });

  it('uses both in the line of a page of several files, by keyboard', async () => {
    const { workbench, page } = launched;
    await startUploads(workbench, 'export-1.csv', 'export-2.csv');
    await workbench.pick(EMPTY, EMPTY);
    await upload.text('Expand to choose a column.');
    await upload.button('Add 1').waitFor();
    await workbench.screenshot('asking-3-line');
    await tabTo(workbench, upload.frame.getByRole('button', { name: 'More about export-1.csv' }));
    await page.keyboard.press('Enter');
    await both().waitFor();
    await workbench.screenshot('asking-4-line');
    await tabTo(workbench, both());
    await page.keyboard.press('Enter');
    await upload.button('Add 61 from 2 Files').waitFor();
    await workbench.screenshot('asking-5-line');
    await page.keyboard.press('Control+Enter');
    await upload.heading(/^61 added to Empty so far/);
    const sandbox = embeddedSandbox(launched.server);
    const id = (await sandbox.segments()).find(({ name }) => name === EMPTY)?.id ?? '';
    const list = await sandbox.list(id);
    assert.equal(list.length, 61);
    assert.ok(list.includes('bob29@example.org'));
    await workbench.closeEditors();
  });

  it('names files of other kinds in their lines', async () => {
    const { workbench } = launched;
    await startUploads(workbench, 'export-2.csv', 'm-rows.csv');
    await upload.text('This is an Excel workbook. Save it as CSV UTF-8.');
    await upload.text('This is JSON. Export the data as CSV, with a row for each person.');
    // None is dropped without a word, and none of them is asked about.
    await upload.text('Can’t be read 5 files');
    assert.equal(await upload.button(/^Choose Segment…/).count(), 1);
    for (const name of ['export-3.xlsx', 'export-4.json', 'l-people.csv'])
      assert.match(await upload.text(), new RegExp(`^((?!${name}).)*${name}((?!${name}).)*$`));
    await workbench.screenshot('asking-6-kinds');
    assert.equal(
      (await upload.text()).match(/This is JSON\./g)?.length,
      3,
      'arrays and JSON lines',
    );
    await tabTo(
      workbench,
      upload.frame.getByRole('button', { name: 'Choose Segment… for export-2.csv' }),
    );
  });
});
