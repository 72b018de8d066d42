import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { install } from '../host/install';
import { GalleryPage, requireBuiltPage } from './gallery/galleryPage';
import { looksRight } from './gallery/looksRight';
import { STATES } from './gallery/segmentStates';
import { THEMES, type GalleryTheme } from './gallery/themes';

// Every state of a segment's page, in a browser without an editor.

describe('the page of a segment', () => {
  let browser: Browser;
  before(async () => {
    requireBuiltPage('segment');
    browser = await launchBrowser(await install());
  });
  after(() => browser?.close());

  describe('looks right', function () {
    // axe-core looks at each state.
    this.timeout(600_000);
    type State = (gallery: GalleryPage<'segment'>) => Promise<void>;
    const press = ({ page }: GalleryPage<'segment'>, name: string): Promise<void> =>
      page.getByRole('button', { name }).click();
    const draw = Object.fromEntries(
      Object.entries(STATES).map(([state, model]): [string, State] => [
        state,
        (gallery) => gallery.show(model),
      ]),
    ) as Record<keyof typeof STATES, State>;
    const drawTable =
      (state: keyof typeof STATES): State =>
      async (gallery) => {
        await draw[state](gallery);
        // Once shown, the table stays.
        const table = gallery.page.getByRole('button', { name: 'Show as Table' });
        if (await table.isVisible()) await table.click();
      };
    looksRight(
      'segment',
      {
        ...draw,
        menu: async (gallery) => {
          await draw.page(gallery);
          await press(gallery, 'More Actions');
        },
        table: async (gallery) => {
          await gallery.page.keyboard.press('Escape');
          await drawTable('page')(gallery);
        },
        'fall-table': drawTable('fall'),
        'compare-table': drawTable('compare'),
        unavailable: (gallery) =>
          gallery.post({
            type: 'unavailable',
            message: 'You aren’t signed in. Sign in to Criteo.',
            details: 'operation=segment code=signed-out',
            locale: { language: 'en', texts: {} },
          }),
      },
      (theme, width) => GalleryPage.open(browser, theme, width, 'segment'),
    );
  });

  describe('works', () => {
    let gallery: GalleryPage<'segment'>;
    let page: Page;
    beforeEach(async () => {
      gallery = await GalleryPage.open(browser, THEMES[0] as GalleryTheme, 1040, 'segment');
      page = gallery.page;
      assert.deepEqual(await gallery.sent(), [{ type: 'ready' }]);
    });
    afterEach(() => gallery.close());

    const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
    const section = (name: string): Locator => page.getByRole('region', { name, exact: true });

    it('runs each command by its button, and reading only once at a time', async () => {
      await gallery.show(STATES.page);
      for (const name of ['Upload CSV…', 'Remove with CSV…', 'Edit…', 'Refresh', 'Copy ID'])
        await button(name).click();
      assert.deepEqual(await gallery.presses(), ['add', 'remove', 'edit', 'refresh', 'copyId']);
      await gallery.show({ ...STATES.page, refresh: STATES.reading.refresh });
      await button('Refreshing…').click({ force: true });
      assert.deepEqual(await gallery.presses(), []);
    });

    it('has the rest in a menu, by mouse and keyboard, with danger last and apart', async () => {
      await gallery.show(STATES.page);
      await button('More Actions').click();
      const items = page.getByRole('menuitem');
      assert.deepEqual(await items.allInnerTexts(), [
        'Replace with CSV…',
        'Copy Summary',
        'Export History as CSV…',
        'Open as JSON',
        'Clear…',
        'Delete…',
      ]);
      assert.equal(await page.locator('.menu hr + button').innerText(), 'Clear…');
      await items.nth(1).click();
      await button('More Actions').focus();
      await page.keyboard.press('ArrowUp');
      assert.equal(await gallery.focused(), 'Delete…');
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      assert.deepEqual(await gallery.presses(), ['copySummary', 'replace']);
      assert.equal(await items.count(), 0);
      assert.equal(await button('More Actions').evaluate((one) => one.matches(':focus')), true);
    });

    it('offers nothing that doesn’t apply', async () => {
      await gallery.show(STATES['read-only']);
      assert.deepEqual(await page.locator('.head .button').allInnerTexts(), ['Edit…']);
      await button('More Actions').click();
      assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), [
        'Copy Summary',
        'Export History as CSV…',
        'Open as JSON',
        'Delete…',
      ]);
      await page.keyboard.press('Escape');
      await gallery.show(STATES.events);
      assert.equal(await page.locator('.head .button').count(), 0);
      assert.equal(await page.locator('.bigs').count(), 0);
      await page.getByText('Criteo gives figures only for contact lists.').waitFor();
      await gallery.show(STATES.gone);
      assert.equal(await page.locator('.head .button').count(), 0);
      await button('Close Page').click();
      assert.deepEqual(await gallery.presses(), ['close']);
    });

    it('shows five uploads, then all, and opens those that have a record', async () => {
      await gallery.show(STATES.page);
      const rows = section('Last uploads').locator('tbody tr');
      assert.equal(await rows.count(), 5);
      assert.match(await rows.nth(0).innerText(), /crm-delta\.csv\s*▲ added\s*\+600\s*00:50/);
      assert.match(await rows.nth(2).innerText(), /Record deleted\s*▼ removed\s*−90/);
      assert.equal(await rows.nth(2).getByRole('button').count(), 0);
      await button('Show All 8').press('Enter');
      assert.equal(await rows.count(), 8);
      assert.equal(
        await page.locator('table.uploads').evaluate((one) => one.matches(':focus')),
        true,
      );
      await button('week-44-crm.csv').click();
      assert.deepEqual(await gallery.presses(), ['openUpload job-1']);
    });

    it('keeps the focus in the row of an upload while others come', async () => {
      await gallery.show(STATES.page);
      const { uploads } = STATES.page;
      assert.ok(uploads);
      await button('week-47-crm.csv').focus();
      const [first] = uploads.rows;
      assert.ok(first?.press);
      const rows = [
        { ...first, id: 'new', file: 'new.csv', press: { ...first.press, label: 'new.csv' } },
        ...uploads.rows,
      ];
      await gallery.show({ ...STATES.page, uploads: { ...uploads, rows } });
      assert.equal(await section('Last uploads').locator('tbody tr').count(), 5);
      assert.equal(await gallery.focused(), 'week-47-crm.csv');
    });

    it('shows all readings and changes as a table, and the chart again', async () => {
      await gallery.show(STATES.page);
      await button('Show as Table').press('Enter');
      const table = page.getByRole('region', { name: 'All readings and changes' });
      assert.equal(await table.evaluate((one) => one.matches(':focus')), true);
      const rows = table.locator('tbody tr');
      assert.equal(await rows.count(), 21);
      assert.match(await rows.nth(0).innerText(), /Reading\s+48,210\s+25,069\s+52%/);
      assert.match(await rows.nth(1).innerText(), /Added 600\s*· crm-delta\.csv/);
      assert.equal(await page.getByText('Cleared', { exact: true }).count(), 1);
      assert.match(await table.innerText(), /Replaced 43,580 with 44,903/);
      await rows.nth(1).getByRole('button').click();
      assert.deepEqual(await gallery.presses(), ['openUpload job-7']);
      await button('Show as Chart').click();
      await button('Show as Table').waitFor();
      assert.equal(await table.count(), 0);
    });

    it('marks an unexplained fall, says what happened around it, and ends that', async () => {
      await gallery.show(STATES.fall);
      await page
        .getByText('48,210 → 31,400 at the computation of Nov 24, 2026, 12:00 UTC.')
        .waitFor();
      assert.match(await page.locator('.chart-key').innerText(), /unexplained fall/);
      assert.equal(await page.locator('.chart-overlay .words').textContent(), '−35%, unexplained');
      await page.locator('.chart-plot').focus();
      await page.keyboard.press('ArrowLeft');
      assert.match(
        await page.locator('.chart-card').innerText(),
        /31,400[^]*Unexplained fall: 48,210 → 31,400 \(−35%\)/,
      );
      await page.keyboard.press('Escape');
      await button('Show as Table').click();
      const table = page.getByRole('region', { name: 'All readings and changes' });
      await table.getByText('Unexplained fall: 48,210 → 31,400 (−35%)').waitFor();
      const around = section('Around the fall');
      await around.getByRole('button', { name: 'Show', exact: true }).click();
      for (const name of [
        'Copy for a Question',
        'Upload the Last File Again…',
        'This Is Explained',
      ])
        await around.getByRole('button', { name }).click();
      assert.deepEqual(await gallery.presses(), [
        ...['showVerified', 'copyQuestion', 'uploadAgain job-6', 'explain'],
      ]);
      await gallery.show(STATES.page);
      assert.equal(await around.count(), 0);
      assert.equal(await gallery.focused(), 'CRM Users 2025');
      await gallery.show(STATES['almost-nobody']);
      await page.getByText('Matches almost nobody: 12 of 48,210 (0.02%).').waitFor();
      await button('This Is Explained').click();
      assert.deepEqual(await gallery.presses(), ['explain']);
    });

    it('opens an upload from the chart', async () => {
      await gallery.show(STATES.page);
      await page.locator('.chart-plot').focus();
      const card = page.locator('.chart-card');
      for (let step = 0; step < 30; step++) {
        if ((await card.innerText()).includes('week-44-crm.csv')) break;
        await page.keyboard.press('ArrowLeft');
      }
      assert.match(await card.innerText(), /Added 2,090/);
      await page.keyboard.press('Enter');
      assert.deepEqual(await gallery.presses(), ['openUpload job-1']);
    });

    it('says how an audience uses the segment', async () => {
      await gallery.show(STATES.page);
      const used = await section('Used by 3 audiences').locator('li').allInnerTexts();
      assert.deepEqual(
        used.map((text) => text.replace(/\n+/g, '\n')),
        [
          'Autumn Win-Back\nIn this segment, but not in Lapsed Customers.',
          'Loyal Shoppers\nIn this segment or Loyalty Card Holders, and in Viewed Coffee, 30 Days.',
          'New Customers Only\nIn Newsletter Subscribers, but not in this segment. Adding people here makes it smaller.',
        ],
      );
      await gallery.show(STATES['old-audiences']);
      const old = section('Used by 3 audiences');
      await old.getByText('As of 09:40: reading them again failed.').waitFor();
      await old.getByRole('button', { name: 'Try Again' }).click();
      await gallery.show(STATES.first);
      await section('Used by audiences').getByRole('button', { name: 'Try Again' }).click();
      assert.deepEqual(await gallery.presses(), ['refresh', 'refresh']);
      // Said once, also where there is a list.
      for (const state of ['page', 'events', 'no-audiences', 'read-only'] as const) {
        await gallery.show(STATES[state]);
        assert.equal(await page.getByText('Audiences of other accounts that').count(), 1, state);
      }
    });

    it('keeps old figures beside the failure of a reading, with its details and a way on', async () => {
      await gallery.show(STATES.failure);
      await page.getByText('48,210', { exact: true }).waitFor();
      await button('Try Again').click();
      await button('Copy Details').click();
      const [press, copied] = await gallery.sent();
      assert.equal(press?.action, 'refresh');
      assert.deepEqual(copied, {
        type: 'copyDetails',
        text: 'operation=statistics code=network system=ECONNREFUSED\nThe figures couldn’t be read\nCouldn’t reach api.criteo.com. Check the connection and the proxy settings.',
      });
    });

    it('compares several, each with a way to its page', async () => {
      await gallery.show(STATES.compare);
      const table = page.getByRole('table', { name: 'Side by side' });
      assert.match(
        await table.locator('tr', { hasText: 'Loyalty Card Holders' }).innerText(),
        /28,926 · \+600\s+15,041\s+52%\s+09:50/,
      );
      await table.getByRole('button', { name: 'Newsletter Subscribers' }).click();
      assert.deepEqual(await gallery.presses(), ['openSegment 2']);
      await page.getByText('App Users: Couldn’t reach').waitFor();
    });

    it('shows hostile names as text, everywhere', async () => {
      const text = 'Weekend Sale <img src=x onerror=alert(1)>';
      const hostile = JSON.parse(
        JSON.stringify(STATES.page).replace(
          /CRM Users 2025|Lapsed Customers|crm-delta\.csv/g,
          text,
        ),
      ) as typeof STATES.page;
      await gallery.show(hostile);
      await button('Show as Table').click();
      await page.getByRole('heading', { name: text }).waitFor();
      assert.equal(await page.locator('img').count(), 0);
      assert.deepEqual(gallery.errors, []);
    });

    it('reads out what an action did', async () => {
      await gallery.show(STATES.page);
      await gallery.post({ type: 'status', message: 'Copied.' });
      assert.equal(await page.locator('p[role=status]').innerText(), 'Copied.');
    });

    it('begins at the heading', async () => {
      await gallery.show(STATES.page);
      assert.equal(await gallery.focused(), 'CRM Users 2025');
      await page.keyboard.press('Tab');
      assert.equal(await gallery.focused(), 'Upload CSV…');
      await gallery.show(STATES.failure);
      assert.equal(await gallery.focused(), 'Upload CSV…');
    });
  });
});
