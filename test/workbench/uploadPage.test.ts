import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Bridge } from '../host/bridge';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { hasFocus, startUpload, startUploads, tabTo, UploadPage } from './uploadPage';

/**
 * What an upload's page does only in the window: keys, unsaved files, the countdown, fixes. How it
 * looks in every state is in the galleries; `restored.test.ts` has what it keeps over a reload.
 */

const EMPTY = 'Empty so far';
const CRM = 'CRM Users 2025';
const LAPSED = 'Lapsed Customers';
const lines = (header: string, rows: readonly string[], eol = '\n'): string =>
  [header, ...rows, ''].join(eol);
const people = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `person${n}@example.com`);
const NAMES = lines(
  '\ufeff"Näme";"e-mail"',
  Array.from({ length: 60 }, (_, n) =>
    n % 2 === 0 ? `"Zoë";"Person ${n} <person${n}@example.com>"` : `"Ann";"person${n}@example.com"`,
  ),
  '\r\n',
);
const FIXED_NAMES = NAMES.replaceAll(/Person \d+ <(.*?)>/g, '$1');
const WIDE = { width: 1400, height: 900 };
/** At 200 % zoom. */
const NARROW = { width: 700, height: 450 };

/** What holds up seconds in an extension host. */
interface Held {
  seconds: { next(): void; end(): void };
}

/** In an extension host, what is put off for a second: it comes when a test says so. */
class HeldSeconds {
  private constructor(private readonly bridge: Bridge) {}

  static async begin(bridge: Bridge): Promise<HeldSeconds> {
    await bridge.evaluate(() => {
      const { setTimeout: start, clearTimeout: clear } = globalThis;
      const held = new Map<unknown, () => void>();
      const next = (): void => {
        for (const [timer, run] of [...held]) if (held.delete(timer)) run();
      };
      const end = (): void => {
        Object.assign(globalThis, { setTimeout: start, clearTimeout: clear });
        next();
      };
      Object.assign(globalThis, {
        setTimeout: (run: () => void, ms?: number, ...rest: []) => {
          if (ms !== 1000) return start(run, ms, ...rest);
          const timer = start(() => undefined);
          held.set(timer, run);
          return timer;
        },
        clearTimeout: (timer: NodeJS.Timeout) => {
          held.delete(timer);
          clear(timer);
        },
        seconds: { next, end },
      });
    });
    return new HeldSeconds(bridge);
  }

  async next(): Promise<void> {
    await this.bridge.evaluate(() => (globalThis as unknown as Held).seconds.next());
  }

  /** What is held comes, and nothing is held any more. */
  async end(): Promise<void> {
    await this.bridge.evaluate(() => (globalThis as unknown as Held).seconds.end());
  }
}

describe('an upload’s page in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let upload: UploadPage;
  const listOf = async (segment: string): Promise<string[]> =>
    sandbox.list(
      (await sandbox.segments()).find(({ name }) => name === segment)?.id ?? assert.fail(segment),
    );
  const requests = async (operation: 'addRemove' | 'clear'): Promise<number> =>
    (await sandbox.counts()).operations[operation]?.calls ?? 0;
  const onDisk = (name: string): string =>
    fs.readFileSync(path.join(launched.workspace, name), 'utf8');

  before(async () => {
    launched = await launch({
      // Enter would take one, where it shows in time.
      settings: { 'editor.wordBasedSuggestions': 'off' },
      files: {
        'keys.csv': lines(
          'Home mail,Work mail',
          people(20).map((one) => `${one},work-${one}`),
        ),
        'app-ids.csv': lines(
          'device',
          Array.from({ length: 9 }, (_, n) => `0000000${n}-89ab-4cde-8f01-23456789abcd`),
        ),
        'app-optout.csv': lines('email', [...people(6), 'no one', 'not an address', 'nobody']),
        'edited.csv': lines('email', people(2)),
        'few.csv': lines('email', people(13)),
        'kinds.csv': lines('email', ['nobody', 'ann b@example.com', ...people(20), 'nowhere']),
        'names.csv': NAMES,
      },
    });
    upload = new UploadPage(launched.workbench);
    await launched.workbench.trySandbox(EMPTY);
    sandbox = embeddedSandbox(launched.server);
  });
  after(() => launched.close());
  beforeEach(async () => {
    const { workbench, page } = launched;
    await page.setViewportSize(WIDE);
    await workbench.closeEditors();
    if (await page.locator('.markers-panel').isVisible())
      await workbench.command('View: Hide Panel');
    await workbench.clearNotifications();
  });

  const radio = (name: string) => upload.frame.getByRole('radio', { name, exact: true });
  const check = async (file: string): Promise<void> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file(file), 'Check CSV for Audience Upload');
  };

  it('is operated by keyboard alone: columns, operations, Ctrl+Enter, and the focus at the end', async () => {
    const { workbench, page } = launched;
    await workbench.fileMenu(await workbench.file('keys.csv'), 'Upload to Audience Segment…');
    await workbench.pick(EMPTY, EMPTY);
    const heading = upload.headingOf('Which column of keys.csv holds the emails?');
    await heading.and(upload.frame.locator(':focus')).waitFor();
    await tabTo(workbench, upload.button('Use Home mail'));
    await page.keyboard.press('Enter');
    await upload.heading('Add keys.csv to Empty so far');
    await upload.button('Add 20').waitFor();
    // One stop of the Tab key for all choices, and arrows between them.
    await tabTo(workbench, radio('Add'));
    await page.keyboard.press('ArrowDown');
    await upload.heading('Remove the people in keys.csv from Empty so far');
    await page.keyboard.press('ArrowUp');
    await upload.heading('Add keys.csv to Empty so far');
    await tabTo(workbench, upload.column('Work mail'));
    await page.keyboard.press('Space');
    await upload.frame.locator('[aria-pressed=true]', { hasText: 'Work mail' }).waitFor();
    // Both columns, until the first is taken out.
    await upload.button('Add 40').waitFor();
    await page.keyboard.press('Shift+Tab');
    assert.equal(await hasFocus(upload.column('Home mail')), true);
    await page.keyboard.press('Space');
    await upload.frame.locator('[aria-pressed=false]', { hasText: 'Home mail' }).waitFor();
    await upload.button('Add 20').waitFor();
    await tabTo(workbench, upload.button('Add 20'));
    await page.keyboard.press('Shift+Tab');
    assert.equal(await hasFocus(upload.button('Add 20')), false);
    await page.keyboard.press('Control+Enter');
    const done = upload.headingOf('20 added to Empty so far');
    await done.waitFor();
    assert.equal(await hasFocus(done), true, 'the heading at the end');
    assert.ok((await listOf(EMPTY)).includes('work-person0@example.com'));
  });

  it('of files for two segments is operated by keyboard alone, and gets the focus back from pickers', async () => {
    const { workbench, page } = launched;
    const box = upload.frame.getByRole('checkbox', { name: 'app-optout.csv', exact: true });
    await startUploads(workbench, 'app-ids.csv', 'app-optout.csv');
    await upload.heading('Upload 2 files');
    for (const [file, segment] of [
      ['app-ids.csv', 'App Users'],
      ['app-optout.csv', LAPSED],
    ] as const) {
      await tabTo(workbench, upload.button(`Choose Segment… for ${file}`));
      await page.keyboard.press('Enter');
      await workbench.pick(segment, segment);
      await upload.button(`Change ${segment}`).waitFor();
    }
    // Checked for its segment.
    await upload.button('Add 9').waitFor();
    // A third of its rows can't be read, so it is left out until someone wants it.
    await tabTo(workbench, box);
    await page.keyboard.press('Space');
    await upload.button('Add 9, Remove 6').waitFor();
    assert.equal(await hasFocus(box), true);
    await tabTo(workbench, upload.button(`Change ${LAPSED}`));
    await page.keyboard.press('Enter');
    await workbench.pick('Add');
    await upload.button('Add 15 from 2 Files Anyway').waitFor();
    await tabTo(workbench, upload.button(`Change ${LAPSED}`));
    await page.keyboard.press('Enter');
    await workbench.pick('Remove');
    await upload.button('Add 9, Remove 6').waitFor();
    // The picker that has closed gives it back some time later.
    await workbench.webviewFocused();
    const before = (await listOf('App Users')).length;
    await page.keyboard.press('Control+Enter');
    await upload.heading('2 files uploaded to 2 segments');
    assert.equal((await listOf('App Users')).length, before + 9);
  });

  it('never sends the saved version of a file with unsaved edits', async () => {
    const { workbench, page } = launched;
    await (await workbench.file('edited.csv')).dblclick();
    await page.locator('.editor-instance .view-lines').click();
    await page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+End');
    await workbench.statusItem('Ln 4, Col 1').waitFor();
    await page.keyboard.type('new@example.com\n');
    await workbench.fileMenu(await workbench.file('edited.csv'), 'Upload to Audience Segment…');
    await workbench.pick(EMPTY, EMPTY);
    await upload.heading('edited.csv has unsaved changes');
    await upload.text('Only saved content is checked and sent.');
    assert.equal(onDisk('edited.csv'), lines('email', people(2)));
    await upload.press('Save File');
    await upload.heading(`Add edited.csv to ${EMPTY}`);
    await upload.button('Add 3').waitFor();
    assert.equal(onDisk('edited.csv'), lines('email', [...people(2), 'new@example.com']));
  });

  it('begins a Replace neither by Enter nor by Ctrl+Enter, and counts down before', async () => {
    const { workbench, page } = launched;
    await startUpload(workbench, 'few.csv', CRM);
    await upload.choose('Replace');
    await upload.heading(`Replace ${CRM} with few.csv`);
    await upload.text('In between, it’s empty or incomplete. Can’t be undone.');
    const button = upload.button('Replace 5,000 with 13');
    await button.waitFor();
    await tabTo(workbench, button);
    for (const key of ['Enter', 'Control+Enter']) {
      await page.keyboard.press(key);
      await upload.frame
        .getByRole('alert')
        .filter({ hasText: 'Enter doesn’t press this button. Click it, or press Space.' })
        .waitFor();
      assert.equal(await hasFocus(button), true);
    }
    assert.doesNotMatch(await upload.text(), /Replacing in/);
    const seconds = await HeldSeconds.begin(workbench.bridge);
    try {
      await page.keyboard.press('Space');
      await upload.text('Replacing in 5 s');
      await seconds.next();
      await upload.text('Replacing in 4 s');
      await upload.press('Cancel');
      await button.waitFor();
      await button.click();
      for (const left of [5, 4, 3, 2, 1]) {
        await upload.text(`Replacing in ${left} s`);
        assert.equal(await requests('clear'), 0);
        await seconds.next();
      }
    } finally {
      await seconds.end();
    }
    await upload.heading(`${CRM} replaced with 13`);
    assert.equal(await requests('clear'), 1);
    assert.deepEqual((await listOf(CRM)).sort(), people(13).sort());
  });

  it('leads from a kind of problem to its first row, and F8 from there to all', async () => {
    const { workbench, page } = launched;
    await check('kinds.csv');
    await upload.heading('kinds.csv: 20 of 23 rows can be sent');
    await upload.frame.getByRole('button', { name: /^Show 2 rows: No @/ }).press('Enter');
    const at = (text: RegExp) => workbench.statusItem(text).waitFor();
    await at(/^Ln 2, /);
    assert.equal(await page.locator('.markers-panel').isVisible(), false);
    await page.keyboard.press('F8');
    await page.locator('.peekview-title').waitFor();
    await page.keyboard.press('F8');
    await at(/^Ln 3, /);
    await page.keyboard.press('F8');
    await at(/^Ln 24, /);
    await page.keyboard.press('Shift+F8');
    await at(/^Ln 3, /);
  });

  it('fixes all rows of a kind by a quick fix that shows the change, and undoes it byte for byte', async () => {
    const { workbench, page } = launched;
    const tab = page.locator('.tab.active').filter({ hasText: 'names.csv' });
    const problems = page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'display-name' });
    const diff = page.locator('.monaco-diff-editor');
    const fix = /^Extract the value from the surrounding text: all rows with this problem/;
    const question = workbench.quickInput.getByText('Fix 30 Rows and Save');
    await check('names.csv');
    await upload.heading('names.csv: 30 of 60 rows can be sent');
    await workbench.problems();
    // The panel draws the rows in sight alone, and has those of other files first.
    await page.getByPlaceholder(/^Filter \(e\.g\. text/).fill('display-name');
    await problems.filter({ hasText: '[Ln 2, Col 8]' }).dblclick({ position: { x: 120, y: 8 } });
    await workbench.statusItem(/^Ln 2, .*selected/).waitFor();
    // The panel makes room for the diff. The line is out of sight.
    await page.setViewportSize(NARROW);
    await workbench.quickFix(fix);
    await diff.locator('.char-delete').first().waitFor();
    await question.waitFor();
    await waitUntil('the question covers no row, and most of the diff is seen', async () => {
      const above = await workbench.quickInput.boundingBox();
      const rows = await diff.boundingBox();
      return above && rows ? rows.y + rows.height - (above.y + above.height) > 150 : false;
    });
    await page.keyboard.press('Escape');
    await diff.waitFor({ state: 'hidden' });
    await problems.first().waitFor();
    await workbench.statusItem(/^Ln 2, .*selected/).waitFor();
    await page.setViewportSize(WIDE);
    await workbench.quickFix(fix);
    await diff.locator('.char-delete').first().waitFor();
    await question.waitFor();
    const [above, rows] = [await workbench.quickInput.boundingBox(), await diff.boundingBox()];
    assert.ok(above && rows && rows.height > 80, JSON.stringify(rows));
    assert.ok(above.y + above.height <= rows.y, JSON.stringify([above, rows]));
    assert.equal(onDisk('names.csv'), NAMES);
    await workbench.quickInput.getByRole('option', { name: 'Cancel' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await diff.waitFor({ state: 'hidden' });
    assert.equal(await page.locator('.editor-group-container').count(), 1);
    await tab.and(page.locator('.dirty')).waitFor();
    await page
      .locator('.view-line')
      .filter({ hasText: '"Zoë";"person0@example.com"' })
      .first()
      .waitFor();
    await page.keyboard.press('Control+s');
    await tab.and(page.locator(':not(.dirty)')).waitFor();
    await problems.first().waitFor({ state: 'hidden' });
    assert.equal(onDisk('names.csv'), FIXED_NAMES);
    await page.keyboard.press('Control+z');
    await tab.and(page.locator('.dirty')).waitFor();
    await page.keyboard.press('Control+s');
    // The undo alone can bring the problems back, before the file is saved.
    await tab.and(page.locator(':not(.dirty)')).waitFor();
    await problems.first().waitFor();
    // The saved file was checked.
    await workbench.lens('30 valid, 30 problems').waitFor();
    assert.equal(onDisk('names.csv'), NAMES);
  });
});
