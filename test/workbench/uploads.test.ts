import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { Clicks, UploadPage } from './uploadPage';

/** Ways to an upload that only exist in a window: menus, drags and links. */

const SEGMENT = 'Empty so far';
const LINK = 'vscode://retail-media-tools.criteo-audience-segments/upload';
const people = (from: number, count: number): string =>
  `email\n${Array.from({ length: count }, (_, n) => `person${from + n}@example.com`).join('\n')}\n`;

async function listOf(sandbox: SandboxRemote): Promise<string[]> {
  const found = (await sandbox.segments()).find(({ name }) => name === SEGMENT);
  return sandbox.list(found?.id ?? assert.fail(SEGMENT));
}

let launched: Launched;
let upload: UploadPage;

before(async () => {
  launched = await launch({
    files: {
      'Customers.CSV': [
        '\uFEFF"Name";"E-mail"',
        '"Ada";" Ada@Example.com "',
        '"Bob ""B""";bob@example',
        '"Two\r\nlines";grace@@example.com',
        ';',
        '"Eve";ada@example.com',
        '"Zoë";zoe@example.com',
        '',
      ].join('\r\n'),
      'tab.csv': people(0, 30),
      'more.csv': people(200, 10),
      'part 1.csv': people(400, 20),
      'part 2.csv': people(410, 20),
      'part 3.json': '[]\n',
    },
  });
  upload = new UploadPage(launched.workbench);
});
after(() => launched?.close());

describe('the first upload in a window', () => {
  it('leads from the welcome over the menu of a file to its invalid rows, in five clicks at most', async () => {
    const { workbench, page } = launched;
    await workbench.signOut();
    const welcome = workbench.welcome('Segments');
    await welcome.getByRole('button', { name: 'Try with Sandbox Account' }).click();
    await workbench.row('Segments', SEGMENT).waitFor();
    const file = await workbench.file('Customers.CSV');
    assert.deepEqual(
      (await workbench.contextMenuEntries(file)).filter((entry) => /Audience|Segment/.test(entry)),
      ['Audience Segments'],
      'one entry',
    );
    const clicks = await Clicks.count(workbench);
    await workbench.fileMenu(file, 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT);
    await upload.heading(`Add Customers.CSV to ${SEGMENT}`);
    assert.equal(await workbench.quickInput.count(), 0);
    await clicks.withPage();
    await upload.press('Add the Other 2 Anyway');
    await upload.heading(`2 added to ${SEGMENT}`);
    assert.ok(clicks.total >= 4 && clicks.total <= 5, `${clicks.total} clicks`);
    assert.deepEqual((await listOf(embeddedSandbox(launched.server))).sort(), [
      'ada@example.com',
      'zoe@example.com',
    ]);
    assert.deepEqual(await workbench.notifications(), [], 'the page says it already');
    const problems = (await workbench.problems()).join('\n');
    for (const place of ['[Ln 3, Col 13]', '[Ln 5, Col 8]'])
      assert.ok(problems.includes(place), problems);
    assert.doesNotMatch(problems, /example\.com|bob@/, 'no problem quotes an identifier');
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: '[Ln 5, Col 8]' })
      .dblclick({ position: { x: 120, y: 8 } });
    await workbench.statusItem('Ln 5, Col 26 (18 selected)').waitFor();
  });
});

describe('a way to an upload', () => {
  let sandbox: SandboxRemote;

  /**
   * Where a drag goes, onto a row or an icon. It comes from the one above: a list that is painted
   * anew under a drag that rests marks nothing until then. The first of two events only enters.
   */
  const wayOnto = async (row: Locator): Promise<{ x: number; y: number }[]> => {
    const { x, y, height } = (await row.boundingBox()) ?? assert.fail('not drawn');
    return [-1, -1, 1, 1].map((half, at) => ({ x: x + 25 + at, y: y + (half * height) / 2 }));
  };
  /**
   * Until the row shows that it takes what is dragged. A list that is painted anew between this and
   * the drop would take nothing, so it has to be drawn first.
   */
  const dragOnto = async (row: Locator, move: (x: number, y: number) => Promise<unknown>) => {
    await launched.workbench.drawn('Segments');
    await waitUntil('the row takes it', async () => {
      for (const { x, y } of await wayOnto(row)) await move(x, y);
      return row.evaluate((part: { className: string }) => part.className.includes('drop-target'));
    });
  };

  beforeEach(async () => {
    const { workbench, server } = launched;
    await workbench.closeEditors();
    await workbench.clearNotifications();
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(server);
  });

  it('is a tab dropped on a segment', async () => {
    const { workbench, page } = launched;
    await (await workbench.file('tab.csv')).dblclick();
    const tab = page.locator('.tab').filter({ hasText: 'tab.csv' }).first();
    await tab.waitFor();
    await workbench.showContainer('Audience Segments');
    await tab.hover();
    await page.mouse.down();
    await dragOnto(workbench.row('Segments', SEGMENT), (x, y) => page.mouse.move(x, y));
    await page.mouse.up();
    await upload.heading(`Add tab.csv to ${SEGMENT}`);
    await upload.button('Add 30').waitFor();
  });

  it('is several files, dragged from the Explorer over the view’s icon onto a segment', async () => {
    const { workbench, page } = launched;
    await workbench.showContainer('Explorer');
    await workbench.select('Files Explorer', ['part 1.csv', 'part 2.csv', 'part 3.json']);
    await page.mouse.down();
    const icon = page.locator('.activitybar').getByRole('tab', { name: /^Audience Segments/ });
    for (const { x, y } of await wayOnto(icon.first())) await page.mouse.move(x, y);
    const target = workbench.row('Segments', SEGMENT);
    await target.waitFor();
    await dragOnto(target, (x, y) => page.mouse.move(x, y));
    await page.mouse.up();
    await upload.heading(`Add 2 files to ${SEGMENT}`);
    await upload.button('Add 30').waitFor();
    await upload.text('Not CSV, so left out: part 3.json.');
  });

  it('is a file dropped from the operating system, after asking where to save it', async () => {
    const { workbench, page, context } = launched;
    const outside = path.join(launched.server.dir, 'outside.csv');
    fs.writeFileSync(outside, people(300, 10));
    await workbench.showContainer('Audience Segments');
    const target = workbench.row('Segments', SEGMENT);
    await target.waitFor();
    const browser = await context.newCDPSession(page);
    // A file manager offers copy, link and move.
    const data = { items: [], files: [outside], dragOperationsMask: 1 | 2 | 16 };
    const send = (type: 'dragEnter' | 'dragOver' | 'drop') => (x: number, y: number) =>
      browser.send('Input.dispatchDragEvent', { type, x, y, data });
    const [above] = await wayOnto(target);
    await send('dragEnter')(above.x, above.y);
    await dragOnto(target, send('dragOver'));
    const [, , , on] = await wayOnto(target);
    await send('drop')(on.x, on.y);
    await workbench.quickInput.filter({ hasText: 'Where should outside.csv be saved?' }).waitFor();
    const kept = path.join(launched.workspace, 'outside.csv');
    await waitUntil(
      'its name in the folder is proposed',
      async () => (await workbench.inputField().inputValue()) === kept,
    );
    await workbench.inputField().press('Enter');
    await upload.heading(`Add outside.csv to ${SEGMENT}`);
    await upload.button('Add 10').waitFor();
    assert.equal(fs.readFileSync(kept, 'utf8'), people(300, 10));
  });

  it('is a link, as far as the segment, and no further', async () => {
    const { workbench } = launched;
    const id = (await sandbox.segments()).find(({ name }) => name === SEGMENT)?.id;
    const sent = async (): Promise<number> =>
      (await sandbox.counts()).operations.addRemove?.calls ?? 0;
    const before = await sent();
    const open = async (query: string): Promise<void> => {
      await workbench.command('Developer: Open URL');
      await workbench.input(`${LINK}?${query}`);
      await workbench.modal(/Audience Segments for Criteo Retail Media/);
      await workbench.answerModal('Open');
    };
    await open(`segment=${id}`);
    await workbench.pick('more.csv');
    await upload.heading(`Add more.csv to ${SEGMENT}`);
    await upload.button('Add 10').waitFor();
    await upload.close();
    await open(`segment=${id}&file=more.csv`);
    await workbench.notification(/This link isn’t supported/);
    assert.equal(await workbench.quickInput.count(), 0);
    assert.equal(await sent(), before);
  });
});
