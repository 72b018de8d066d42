import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { UploadModel } from '../../src/webview/uploadModel';
import { launchBrowser } from '../host/browser';
import { install } from '../host/install';
import { saveScreenshot } from '../host/picture';
import { GalleryPage, requireBuiltPage } from './gallery/galleryPage';
import { looksRight } from './gallery/looksRight';
import { STATES } from './gallery/states';
import { THEMES, type GalleryTheme } from './gallery/themes';

// Every state of the upload page, in a browser without an editor.

describe('the upload page', () => {
  let browser: Browser;
  before(async () => {
    requireBuiltPage();
    browser = await launchBrowser(await install());
  });
  after(() => browser?.close());

  describe('looks right', function () {
    // axe-core looks at each state.
    this.timeout(600_000);
    looksRight(
      'gallery',
      Object.fromEntries(
        Object.entries<UploadModel>(STATES).map(([state, model]) => [
          state,
          (gallery: GalleryPage) => draw(gallery, state, model),
        ]),
      ),
      (theme, width) => GalleryPage.open(browser, theme, width),
    );
  });

  async function draw(gallery: GalleryPage, state: string, model: UploadModel): Promise<void> {
    const { page } = gallery;
    await gallery.show({ ...model, step: state });
    if (state === 'replace-typed') await page.locator('#typed-0').fill('41205');
    if (model.bar)
      assert.equal(
        await page.evaluate(`(({ top, bottom, height }) => top >= 0 && bottom <= innerHeight && height < innerHeight / 3)(
            document.querySelector('.bar-actions').getBoundingClientRect())`),
        true,
        `${state}: the bar is in view`,
      );
  }

  describe('works', () => {
    let gallery: GalleryPage;
    let page: Page;
    beforeEach(async () => {
      gallery = await GalleryPage.open(browser, THEMES[0] as GalleryTheme, 1040);
      page = gallery.page;
      assert.deepEqual(await gallery.sent(), [{ type: 'ready' }]);
    });
    afterEach(() => gallery.close());

    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
    const presses = (): Promise<string[]> => gallery.presses();
    const alert = (): Locator => page.getByRole('alert');
    const alertText = async (): Promise<string> => (await alert().innerText()).trim();

    it('presses its button by Ctrl+Enter from anywhere, and only that', async () => {
      await gallery.show(STATES.ready);
      await button('Show: Contains a space').focus();
      await page.keyboard.press('Control+Enter');
      assert.deepEqual(await presses(), ['send']);
      await page.locator('.preview').focus();
      await page.keyboard.press('Control+Enter');
      assert.deepEqual(await presses(), ['send']);
    });

    it('explains the operation that is chosen, and each to a screen reader', async () => {
      await gallery.show(STATES.ready);
      const shown = (): Promise<string[]> => page.locator('.choice .hint:visible').allInnerTexts();
      const descriptions = await page
        .locator('.choice input')
        .evaluateAll(
          (inputs: { getAttribute(name: string): string | null; ownerDocument: unknown }[]) =>
            inputs.map((input) => {
              const { ownerDocument } = input as unknown as {
                ownerDocument: { getElementById(id: string): { textContent: string } | null };
              };
              const id = input.getAttribute('aria-describedby') ?? '';
              return ownerDocument.getElementById(id)?.textContent.trim() ?? '';
            }),
        );
      assert.ok(descriptions.length > 2 && descriptions.every(Boolean), descriptions.join('\n'));
      assert.deepEqual(await shown(), [descriptions[0]]);
      await page.getByRole('radio', { name: 'Remove' }).check();
      assert.deepEqual(await shown(), [descriptions[1]]);
    });

    it('says what a button waits for, until it no longer does', async () => {
      await gallery.show(STATES.checking);
      assert.equal(await button('Add').getAttribute('aria-disabled'), 'true');
      for (const press of [
        () => button('Add').click({ force: true }),
        () => page.keyboard.press('Control+Enter'),
      ]) {
        await press();
        assert.equal(await alertText(), 'The file is still being checked.');
      }
      assert.deepEqual(await presses(), []);
      await gallery.show(STATES.ready);
      assert.equal(await alert().count(), 0);
    });

    it('carries out a dangerous operation by a click or Space once its ID is typed', async () => {
      await gallery.show(STATES.replace);
      const danger = button('Replace 5,000 with 1,013');
      const typed = page.getByLabel('Type the ID of Northwind US, 41205');
      assert.equal(await danger.getAttribute('aria-disabled'), 'true');
      await danger.click({ force: true });
      assert.equal(await alertText(), 'Type 41205.');
      assert.equal(await typed.evaluate((field) => field.matches(':focus')), true);
      const note = async (): Promise<string> =>
        (await page.locator('#typed-0-note').innerText()).trim();
      for (const [text, said] of [
        ['412', '2 digits missing'],
        ['4120', '1 digit missing'],
        ['412056', '1 digit too many'],
        ['41305', 'not the same: see digit 3'],
        ['41205', 'same'],
        ['', ''],
      ] as const) {
        await typed.fill(text);
        assert.equal(await note(), said, text);
      }
      await typed.fill('4120');
      assert.equal(await danger.getAttribute('aria-disabled'), 'true');
      await typed.fill(' 41205 ');
      assert.equal(await danger.getAttribute('aria-disabled'), null);
      assert.deepEqual(await presses(), []);
      await danger.click();
      await danger.focus();
      await page.keyboard.press('Space');
      assert.deepEqual(await presses(), ['send 41205', 'send 41205']);
    });

    it('keeps the loss, its field with 20 digits and the button in view at 200 % zoom', async () => {
      await page.setViewportSize({ width: 350, height: 345 });
      const id = '12345678901234567890';
      await gallery.show({
        ...STATES.replace,
        typed: { reasons: [], fields: [{ label: 'Type the ID of Northwind US', text: id }] },
      });
      const field = page.locator('#typed-0');
      await field.fill(id);
      const { isCut, barTop, lossBottom } = await page.evaluate<{
        isCut: boolean;
        barTop: number;
        lossBottom: number;
      }>(`({
        isCut: document.querySelector('#typed-0').scrollWidth > document.querySelector('#typed-0').clientWidth,
        barTop: document.querySelector('.bar-actions').getBoundingClientRect().top,
        lossBottom: document.querySelector('.danger .change').getBoundingClientRect().bottom,
      })`);
      assert.equal(isCut, false);
      assert.ok(lossBottom > 0 && lossBottom <= barTop, `${lossBottom} above ${barTop}`);
      await saveScreenshot(page, 'gallery-typed-200');
      // Also where it is reached from above.
      await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
      await page.setViewportSize({ width: 450, height: 270 });
      await field.focus();
      const [of, bar] = await Promise.all(
        [field, page.locator('.bar-actions')].map((one) => one.boundingBox()),
      );
      assert.ok(of && bar && of.y >= 0 && of.y + of.height <= bar.y, JSON.stringify({ of, bar }));
    });

    it('opens the audiences that a change concerns by keyboard', async () => {
      await gallery.show(STATES.replace);
      const names = page.getByText('CRM Without Buyers');
      assert.equal(await names.isVisible(), false);
      await page.getByText('Used by 3 audiences').focus();
      await page.keyboard.press('Enter');
      assert.equal(await names.isVisible(), true);
      await gallery.show({ ...STATES.replace, announcement: 'More of the file is read' });
      assert.equal(await names.isVisible(), true, 'it stays open');
      await saveScreenshot(page, 'gallery-used-by');
    });

    it('carries out nothing dangerous by Enter or Ctrl+Enter', async () => {
      await gallery.show(STATES.replace);
      const typed = page.getByLabel('Type the ID of Northwind US, 41205');
      await typed.press('Enter');
      assert.equal(await alertText(), 'Type 41205.');
      await typed.fill('41205');
      for (const key of ['Enter', 'Control+Enter', 'Meta+Enter']) {
        await typed.press(key);
        await button('Replace 5,000 with 1,013').press(key);
        assert.match(await alertText(), /^Enter doesn’t press this button/);
      }
      assert.deepEqual(await presses(), []);
    });

    it('forgets what was typed with the step, or when another ID is wanted', async () => {
      await gallery.show(STATES.replace);
      const typed = page.locator('#typed-0');
      await typed.fill('41205');
      await gallery.show({ ...STATES.replace, announcement: 'More of the file is read' });
      assert.equal(await typed.inputValue(), '41205');
      assert.equal(await typed.evaluate((field) => field.matches(':focus')), true);
      await gallery.show({ ...STATES.replace, step: 'checking' });
      assert.equal(await typed.inputValue(), '');
      await typed.fill('41205');
      await gallery.show(STATES.ready);
      await gallery.show(STATES.replace);
      assert.equal(await typed.inputValue(), '');
    });

    it('keeps what has the focus clear of the bar, and still while the bar is used', async () => {
      await page.setViewportSize({ width: 450, height: 600 });
      await gallery.show(STATES.replace);
      await page.locator('#typed-0').press('Enter');
      assert.equal(await page.evaluate('scrollY'), 0);
      const top = await page
        .locator('.bar-actions')
        .evaluate((bar) => bar.getBoundingClientRect().top);
      for (let item = 0; item < 40; item++) {
        await page.keyboard.press('Shift+Tab');
        const inBar = `document.activeElement.closest('.bar-actions')`;
        const bottom = `document.activeElement.getBoundingClientRect().bottom`;
        if (await page.evaluate(`${inBar} || document.activeElement === document.body`)) continue;
        assert.ok((await page.evaluate<number>(bottom)) <= top, await gallery.focused());
      }
    });

    it('moves the focus to the heading with a new step only', async () => {
      await gallery.show(STATES.checking);
      assert.equal(await gallery.focused(), 'Add crm-export.csv to CRM Users 2025');
      await button('Change Segment').focus();
      await gallery.show({ ...STATES.checking, announcement: '50%' });
      assert.equal(await gallery.focused(), 'Change Segment');
      await gallery.show(STATES.done);
      assert.equal(await gallery.focused(), '115,092 added to CRM Users 2025');
    });

    it('keeps the focus off a button that takes another one’s place', async () => {
      await gallery.show({ ...STATES.ready, step: 'same' });
      await button('Add 115,119').dblclick();
      await gallery.show({ ...STATES.running, step: 'same' });
      assert.notEqual(await gallery.focused(), 'Cancel');
      assert.deepEqual(await presses(), ['send']);
    });

    it('chooses columns by their headers', async () => {
      await gallery.show(STATES.ready);
      const header = page.getByRole('button', { name: /^work_email/ });
      assert.equal(await header.getAttribute('aria-pressed'), 'false');
      assert.equal(
        await page.getByRole('button', { name: /^email/ }).getAttribute('aria-pressed'),
        'true',
      );
      await header.click();
      assert.deepEqual(await presses(), ['chooseColumn 2']);
    });

    it('has several columns pressed, and takes one out by its key too', async () => {
      await gallery.show(STATES['two-columns']);
      for (const name of [/^email/, /^work_email/]) {
        const header = page.getByRole('button', { name });
        assert.equal(await header.getAttribute('aria-pressed'), 'true', String(name));
      }
      await page.getByRole('button', { name: /^work_email/ }).press('Enter');
      assert.deepEqual(await presses(), ['chooseColumn 2']);
    });

    it('shows a choice until the host answers, and then what the host says', async () => {
      await gallery.show(STATES['two-columns']);
      const replace = page.getByRole('radio', { name: 'Replace', exact: true });
      await replace.check();
      await page.getByLabel('Send emails as').selectOption('SHA-256');
      await page.getByRole('checkbox').check();
      assert.deepEqual(await presses(), [
        'chooseOperation replace',
        'chooseHash sha256',
        'chooseFormats all',
      ]);
      // Something that only the page draws.
      await page.keyboard.press('Tab');
      assert.equal(await replace.isChecked(), true);
      assert.equal(await page.getByLabel('Send emails as').inputValue(), 'sha256');
      await gallery.show(STATES['two-columns']);
      assert.equal(await page.getByRole('radio', { name: 'Remove' }).isChecked(), true);
      assert.equal(await page.getByLabel('Send emails as').inputValue(), 'none');
      assert.equal(await page.getByRole('checkbox').isChecked(), false);
    });

    it('takes back to remember where such files go, by mouse and keyboard', async () => {
      await gallery.show(STATES.ready);
      const box = page.getByRole('checkbox', {
        name: 'Next time, add crm-export.csv to CRM Users 2025',
        exact: true,
      });
      assert.equal(await box.isChecked(), true);
      await page.getByText('crm-export.csv', { exact: true }).click();
      assert.equal(await box.isChecked(), false);
      await box.press('Space');
      assert.equal(await box.isChecked(), true);
      await page.keyboard.press('Tab');
      assert.equal(
        await page.evaluate('document.activeElement.getAttribute("aria-label")'),
        'Edit the pattern of file names',
      );
      await page.keyboard.press('Enter');
      assert.deepEqual(await presses(), ['remember false', 'remember true', 'editPairing']);
      // The host's word is the last.
      await box.press('Space');
      await gallery.show({ ...STATES.ready, announcement: 'Checked' });
      assert.equal(await box.isChecked(), true);
    });

    it('shows all kinds of rows when asked, for as long as the step lasts', async () => {
      await gallery.show(STATES.ready);
      const kinds = page.locator('.kinds').first().getByRole('listitem');
      assert.equal(await kinds.count(), 7);
      await button('3 more kinds').press('Enter');
      assert.equal(await kinds.count(), 9);
      assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'Show: Two @ signs');
      await gallery.show(STATES.ready);
      assert.equal(await kinds.count(), 9);
      await gallery.show({ ...STATES.ready, step: 'again' });
      assert.equal(await kinds.count(), 7);
      await button('Fix 264: Name around the address').click();
      assert.deepEqual(await presses(), ['fix Name around the address']);
    });

    it('opens a menu by keyboard, and gives the focus back', async () => {
      await gallery.show(STATES.cancelled);
      await button('More').press('Enter');
      assert.equal(await gallery.focused(), 'Start Over…');
      await page.keyboard.press('ArrowUp');
      assert.equal(await gallery.focused(), 'Copy Report');
      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('menu').count(), 0);
      assert.equal(await gallery.focused(), 'More');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      assert.deepEqual(await presses(), ['copyReport']);
      assert.equal(await gallery.focused(), 'More');
      await page.keyboard.press('Tab');
      assert.equal(await gallery.focused(), 'Automate');
      await page.keyboard.press('ArrowDown');
      assert.equal(await gallery.focused(), 'Add to Nightly File…');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      assert.deepEqual((await presses()).at(-1), 'copyAsCommand');
      await button('More').click();
      await page.getByRole('heading', { level: 1 }).click();
      assert.equal(await page.getByRole('menu').count(), 0);
    });

    it('reads out an announcement only when it changes', async () => {
      await gallery.show(STATES.running);
      await page.evaluate(`
        globalThis.changes = 0;
        new MutationObserver(() => changes++).observe(
          document.querySelector('[aria-live=polite]'),
          { characterData: true, childList: true, subtree: true })`);
      const seen = (): Promise<number> => page.evaluate('changes');
      await gallery.show({ ...STATES['running-200'], announcement: '10%' });
      assert.equal(await seen(), 0);
      await gallery.show({ ...STATES['running-200'], announcement: '20%' });
      assert.equal(await seen(), 1);
      assert.equal(await page.locator('[aria-live]').count(), 1);
    });

    it('doesn’t read out what the heading has said with the focus', async () => {
      const { heading } = STATES.done;
      const announcement = heading.text;
      await gallery.show(STATES.running);
      await gallery.show({ ...STATES.done, announcement });
      assert.equal(await page.evaluate('document.activeElement.id'), 'heading');
      const read = page.locator('[aria-live]');
      assert.equal(await read.textContent(), '');
      await gallery.show({ ...STATES.done, announcement: 'something else' });
      assert.equal(await read.textContent(), 'something else');
    });

    it('draws 400 cells five times a second without being late', async () => {
      const cells = STATES['running-200'].main.flatMap((section) =>
        section.type === 'progress' ? section.cells : [],
      );
      const model = (accepted: number): UploadModel => ({
        ...STATES['running-200'],
        main: STATES['running-200'].main.map((section) =>
          section.type === 'progress'
            ? {
                ...section,
                cells: [...cells, ...cells].map((cell, index) => ({
                  ...cell,
                  kind: index < accepted ? 'accepted' : 'waiting',
                })),
              }
            : section,
        ),
      });
      await gallery.show(model(0));
      const times: number[] = [];
      for (let accepted = 0; accepted <= 400; accepted += 20) {
        times.push(await gallery.timed(model(accepted)));
      }
      assert.equal(await page.locator('.cells .c-accepted').count(), 400);
      const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
      assert.ok(median < 50, `${median} ms`);
    });

    it('has what a replace leaves above everything but the heading', async () => {
      await gallery.show(STATES.replace);
      const top = async (selector: string): Promise<number> =>
        (await page.locator(selector).boundingBox())?.y ?? NaN;
      assert.ok((await top('h1')) < (await top('section.danger')));
      assert.ok((await top('section.danger')) < (await top('.columns')));
    });

    it('says that nothing can be shown, and asks again', async () => {
      await gallery.post({
        type: 'unavailable',
        message: 'This file is gone.',
        details: 'operation=read code=gone',
        locale: { language: 'en', texts: {} },
      });
      await alert().filter({ hasText: 'This file is gone.' }).waitFor();
      await button('Try Again').click();
      assert.deepEqual(await presses(), ['ready']);
      await gallery.show(STATES.ready);
      assert.equal(await alert().count(), 0);
    });
  });
});

/** "#1f1f1f" as "31 31 31". */
