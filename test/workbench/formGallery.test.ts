import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { FormModel, FormToPage } from '../../src/webview/protocol';
import { launchBrowser } from '../host/browser';
import { install } from '../host/install';
import { create, edit, loading, noRetailers, retailersFailed } from './gallery/formStates';
import { GalleryPage, requireBuiltPage } from './gallery/galleryPage';
import { looksRight } from './gallery/looksRight';
import { THEMES, type GalleryTheme } from './gallery/themes';

// The form of a segment, in a browser without an editor.

const REJECTED: FormToPage = {
  type: 'rejected',
  field: 'name',
  message: 'The retailer already has a segment with this name.',
  details: 'operation=createSegment code=name-must-be-unique',
};
const SAVED = { ...edit.initial, name: 'Renamed' };

describe('the form of a segment', () => {
  let browser: Browser;
  before(async () => {
    requireBuiltPage('form');
    browser = await launchBrowser(await install());
  });
  after(() => browser?.close());

  describe('looks right', function () {
    this.timeout(120_000);
    type Gallery = GalleryPage<'form'>;
    const draw =
      (model: FormModel, ...then: object[]) =>
      async (gallery: Gallery): Promise<void> => {
        await gallery.show(model);
        for (const message of then) await gallery.post(message);
      };
    const drawErrors = async (gallery: Gallery): Promise<void> => {
      await gallery.show(create);
      await gallery.page.getByRole('button', { name: 'Create Segment' }).click();
      await gallery.page.locator('#identifierType-error').waitFor();
    };
    looksRight(
      'form',
      {
        create: draw(create),
        errors: drawErrors,
        'other-retailer': async (gallery) => {
          await drawErrors(gallery);
          await gallery.page.getByLabel('Retailer').selectOption({ label: 'Type another ID…' });
        },
        loading: draw(loading),
        retailersFailed: draw(retailersFailed),
        noRetailers: draw(noRetailers),
        edit: draw(edit),
        rejected: draw(edit, REJECTED),
        failed: draw(edit, { ...REJECTED, field: undefined }),
        saving: draw(edit, { type: 'saving' }),
        saved: draw(edit, {
          ...{ type: 'saved', segmentId: edit.segmentId, submitted: SAVED, initial: SAVED },
          message: 'Saved.',
        }),
        unavailable: draw(edit, {
          type: 'unavailable',
          message: 'You aren’t signed in. Sign in to Criteo.',
          details: 'operation=segment code=signed-out',
          locale: { language: 'en', texts: {} },
        }),
      },
      (theme, width) => GalleryPage.open(browser, theme, width, 'form'),
    );
  });

  describe('works', () => {
    let gallery: GalleryPage<'form'>;
    let page: Page;
    beforeEach(async () => {
      gallery = await GalleryPage.open(browser, THEMES[0] as GalleryTheme, 1040, 'form');
      page = gallery.page;
    });
    afterEach(() => gallery.close());

    const field = (label: string): Locator => page.getByLabel(label, { exact: true });
    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
    const errors = (): Promise<string[]> => page.locator('.error').allInnerTexts();
    const focusedId = (): Promise<string> => page.evaluate('document.activeElement.id');
    const hintOf = async (label: string): Promise<string> =>
      page.locator(`#${await field(label).getAttribute('aria-describedby')}`).innerText();
    const submits = async (): Promise<unknown[]> =>
      (await gallery.sent())
        .filter(({ type }) => type === 'submit')
        .map(({ values, changed }) => ({ values, changed }));

    it('complains about an empty field on a save, not when it is left, by keyboard or mouse', async () => {
      /** Errors are drawn a moment after the field is left. */
      const noErrors = async (): Promise<void> => {
        await page.clock.runFor(400);
        assert.deepEqual(await errors(), []);
      };
      await page.clock.resume();
      await gallery.show(create);
      await field('Name').click();
      for (const id of ['description', 'retailerId', 'identifierType']) {
        await page.keyboard.press('Tab');
        assert.equal(await focusedId(), id);
      }
      await noErrors();
      // Typed and deleted again is as good as never typed.
      await field('Name').click();
      await page.keyboard.type('x');
      await page.keyboard.press('Backspace');
      await field('Description').click();
      await page.getByRole('heading', { name: 'Create segment' }).click();
      await noErrors();

      // A save says all that is missing, and the first of it has the focus.
      await button('Create Segment').press('Enter');
      assert.equal(await focusedId(), 'name');
      assert.deepEqual(await errors(), [
        'A segment needs a name.',
        'Choose a retailer.',
        'Choose an identifier type.',
      ]);
      assert.equal(await field('Name').getAttribute('aria-describedby'), 'name-error name-hint');
      await page.keyboard.type('N');
      assert.equal(await page.locator('#name-error').count(), 0);
      assert.equal(await field('Name').getAttribute('aria-invalid'), 'false');
      await button('Create Segment').click();
      assert.equal(await focusedId(), 'retailerId');

      // An ID that can't be one is said when it is left, and no longer once it is corrected.
      await field('Retailer').selectOption({ label: 'Type another ID…' });
      assert.equal(await page.locator('#retailerId-error').count(), 0);
      await page.getByRole('link', { name: 'Where Do I Find This?' }).waitFor();
      await page.keyboard.type('12a');
      assert.equal(await page.locator('#retailerId-error').count(), 0, 'still typing');
      await page.keyboard.press('Tab');
      await page.locator('#retailerId-error', { hasText: 'only digits' }).waitFor();
      await field('Retailer').click();
      await page.keyboard.press('End');
      await page.keyboard.press('Backspace');
      assert.equal(await page.locator('#retailerId-error').count(), 0);
      assert.deepEqual(await submits(), []);
    });

    it('shows a rejection at its field, until that is changed', async () => {
      await gallery.show(edit);
      await field('Description').fill('Others');
      await gallery.post(REJECTED);
      assert.equal(await focusedId(), 'name');
      assert.deepEqual(await errors(), ['The retailer already has a segment with this name.']);
      assert.equal(await field('Name').getAttribute('aria-invalid'), 'true');
      await button('Copy Details').click();
      assert.deepEqual((await gallery.sent()).at(-1), {
        type: 'copyDetails',
        text: 'operation=createSegment code=name-must-be-unique\nThe retailer already has a segment with this name.',
      });
      await field('Description').fill('Some');
      assert.equal((await errors()).length, 1);
      await field('Name').fill('Another');
      assert.deepEqual(await errors(), []);
    });

    it('sends what changed alone, and keeps what is typed while it saves', async () => {
      await gallery.show(edit);
      assert.equal(await button('Save').getAttribute('aria-disabled'), 'true');
      await field('Name').fill(' Renamed ');
      await button('Save').click();
      assert.deepEqual(await submits(), [{ values: SAVED, changed: ['name'] }]);
      await gallery.post({ type: 'saving' });
      await button('Saving…').click({ force: true });
      await field('Description').fill('Typed while it saved');
      await gallery.sent();
      await gallery.post({
        ...{ type: 'saved', segmentId: edit.segmentId, submitted: SAVED, initial: SAVED },
        message: 'Saved.',
      });
      assert.equal(await page.getByRole('status').innerText(), 'Saved.');
      assert.equal(await field('Name').inputValue(), 'Renamed');
      assert.equal(await field('Description').inputValue(), 'Typed while it saved');
      assert.deepEqual(
        (await gallery.sent()).map(({ type, dirty }) => [type, dirty]),
        [['changed', true]],
      );
      await button('Save').click();
      assert.deepEqual(await submits(), [
        { values: { ...SAVED, description: 'Typed while it saved' }, changed: ['description'] },
      ]);
    });

    it('locks what can’t be changed, with the reason, and copies into another type', async () => {
      await gallery.show(edit);
      assert.equal(await field('Retailer').inputValue(), 'Maple & Main Grocery (1201)');
      assert.equal(
        await hintOf('Identifier type'),
        'What Email accepts. In the API: email. Locked: a segment’s identifier type can’t be changed.',
      );
      assert.match(await hintOf('Retailer'), /^Locked: a segment’s retailer can’t be changed\.$/);
      for (const label of ['Retailer', 'Identifier type'])
        assert.notEqual(await field(label).getAttribute('readonly'), null);
      await button('Create a Copy with Another Type').click();
      assert.deepEqual((await gallery.sent()).at(-1), { type: 'copy', values: edit.initial });
      await gallery.show(create);
      await field('Identifier type').selectOption('CustomerId');
      assert.equal(
        await hintOf('Identifier type'),
        'What CustomerId accepts. In the API: CustomerId.',
      );
    });

    it('takes a retailer’s ID while the retailers load and after that failed, and keeps it', async () => {
      await gallery.show(loading);
      assert.equal(await hintOf('Retailer'), 'Loading retailers… You can type the ID now.');
      await field('Retailer').fill('12');
      await gallery.show(retailersFailed);
      assert.match(await hintOf('Retailer'), /^Couldn’t load the retailers\./);
      assert.equal(await field('Retailer').inputValue(), '12');
      await button('Try Again').click();
      assert.deepEqual((await gallery.sent()).at(-1), { type: 'readRetailers' });
      await gallery.show(noRetailers);
      assert.match(await hintOf('Retailer'), /can’t list retailers .*“Campaigns Read”/);
      await field('Retailer').fill('');
      await page.keyboard.press('Tab');
      await gallery.show(create);
      await page
        .locator('select#retailerId option', { hasText: 'Brightcart' })
        .waitFor({ state: 'attached' });
    });

    it('shows hostile names as text', async () => {
      const text = 'Weekend Sale <img src=x onerror=alert(1)>';
      const [retailer] = create.retailers ?? [];
      const initial = { ...edit.initial, name: text, description: '"><script>alert(2)</script>' };
      await gallery.show({
        ...edit,
        account: text,
        initial: { ...initial, retailerId: retailer?.id ?? '' },
        retailers: [{ id: retailer?.id ?? '', name: text }],
      });
      assert.equal(await field('Name').inputValue(), text);
      assert.equal(await field('Description').inputValue(), '"><script>alert(2)</script>');
      assert.equal(await page.locator('img, body script:not([nonce])').count(), 0);
      assert.deepEqual(gallery.errors, []);
    });
  });
});
