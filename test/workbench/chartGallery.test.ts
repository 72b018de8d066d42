import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { ChartModel } from '../../src/webview/chartModel';
import { launchBrowser } from '../host/browser';
import { install } from '../host/install';
import { waitUntil } from '../support/waitUntil';
import { COMPARED, day, FIRST, mark, oneSegment, PAGE, READINGS } from './gallery/chartModels';
import { ChartPage, NOW } from './gallery/chartPage';
import { looksRight } from './gallery/looksRight';
import { THEMES, type GalleryTheme } from './gallery/themes';

// The chart of a segment's page alone, in a browser without an editor.

describe('the chart of a segment', () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    folder = ChartPage.build();
    browser = await launchBrowser(await install());
  });
  after(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  describe('looks right', () => {
    const draw =
      (model: ChartModel) =>
      (chart: ChartPage): Promise<void> =>
        chart.show(model);
    const drawCard =
      (model: ChartModel) =>
      async (chart: ChartPage): Promise<void> => {
        await chart.show(model);
        await chart.page.locator('.chart-plot').focus();
        for (let step = 0; step < 9; step++) await chart.page.keyboard.press('ArrowLeft');
      };
    looksRight(
      'chart',
      {
        page: draw(PAGE),
        first: draw(FIRST),
        none: draw(oneSegment([], [])),
        compared: draw(COMPARED),
        'page-hover': drawCard(PAGE),
        'compared-hover': drawCard(COMPARED),
      },
      (theme, width) => ChartPage.open(browser, folder, { theme, width }),
    );
  });

  describe('works', () => {
    const [dark] = THEMES as [GalleryTheme];
    let chart: ChartPage;
    let page: Page;
    beforeEach(async () => {
      chart = await ChartPage.open(browser, folder, { theme: dark, width: 1040 });
      page = chart.page;
    });
    afterEach(async () => {
      assert.deepEqual(chart.errors, []);
      await chart.close();
    });
    const button = (name: string): ReturnType<Page['getByRole']> =>
      page.getByRole('button', { name, exact: true });
    const pressed = (): Promise<string[]> =>
      page.getByRole('button', { pressed: true }).allInnerTexts();
    const hint = (): Promise<string> => page.locator('#chart-hint').innerText();

    it('with the arrow keys, from reading to reading', async () => {
      await chart.show(PAGE);
      assert.equal(await chart.card(), '');
      await button('All').focus();
      await page.keyboard.press('Tab');
      assert.equal(
        await chart.card(),
        'Nov 25, 09:50 Identifiers 48,210 Matches 25,069 Match rate 52% Added 600 crm-delta.csv Open Upload',
      );
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /^Nov 24, 09:50 Identifiers 47,612 .* 52%$/);
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /^Nov 23, 09:50 .* Added 962 week-47-crm.csv Open Upload$/);
      await page.keyboard.press('ArrowRight');
      assert.match(await chart.card(), /^Nov 24, /);
      await page.keyboard.press('Home');
      assert.match(await chart.card(), /^Oct 26, 09:50 Identifiers 41,800 Matches 21,700/);
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /^Oct 26, /);
      await page.keyboard.press('End');
      assert.match(await chart.card(), /^Nov 25, /);
      await page.keyboard.press('ArrowRight');
      assert.match(await chart.card(), /^Nov 25, /);
      // Those of the page and the editor.
      await page.keyboard.press('Control+ArrowLeft');
      assert.match(await chart.card(), /^Nov 25, /);
    });

    it('as one stop of the Tab key, and closes the card when left', async () => {
      await chart.show(PAGE);
      await button('All').focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Escape');
      assert.equal(await chart.card(), '');
      // Nothing is chosen that Enter could open.
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /^Nov 22, /);
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.innerText'), 'Show as Table');
      assert.equal(await chart.card(), '');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Shift+Tab');
      assert.match(await chart.card(), /^Nov 22, /, 'where it was');
      assert.deepEqual(await chart.events(), ['show-table']);
    });

    it('opens the upload on Enter', async () => {
      await chart.show(
        oneSegment(READINGS, [
          mark(14, 'replaced', 'Replaced', 'crm-full.csv'),
          { at: day(13), kind: 'added', text: 'Added 1' },
        ]),
      );
      await page.locator('.chart-plot').focus();
      await page.keyboard.press('Enter');
      for (let step = 0; step < 9; step++) await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      assert.deepEqual(await chart.events(), ['open-upload job-14']);
      // Its record was deleted.
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /52% Added 1$/);
      await page.keyboard.press('Enter');
      assert.deepEqual(await chart.events(), []);
    });

    it('is heard by screen readers', async () => {
      await chart.show(PAGE);
      const plot = page.getByRole('application', { name: 'Identifiers and matches over time' });
      assert.equal(await plot.count(), 1);
      assert.equal(await plot.getAttribute('tabindex'), '0');
      const described = await plot.getAttribute('aria-describedby');
      assert.equal(
        await page.locator(`#${described}`).innerText(),
        '20 readings. Arrow keys move along the line.',
      );
      assert.equal(
        (await page.locator('canvas').locator('xpath=ancestor::*[@aria-hidden="true"]').count()) >
          0,
        true,
      );
      // The region is there before its text, so that the text is read out.
      const region = page.getByRole('status');
      assert.equal(await region.count(), 1);
      assert.equal(await region.innerText(), '');
      await plot.focus();
      assert.match(await region.innerText(), /Identifiers\s+48,210/);
      await chart.show(COMPARED);
      assert.match(
        (await page.getByRole('application').getAttribute('aria-label')) ?? '',
        /^Identifiers over time: CRM Users 2025, Loyalty Card Holders, /,
      );
    });

    it('with the mouse: the nearest reading, until it leaves', async () => {
      await chart.show(PAGE);
      const box = await boxOf(page, '.chart-plot');
      const x = (days: number): number => box.x + 46 + ((box.width - 54) * days) / 30;
      await page.mouse.move(x(11.9), box.y + 150);
      assert.match(await chart.card(), /^Nov 6, 09:50 Identifiers 43,580/);
      await page.mouse.move(x(12.1), box.y + 150);
      assert.match(await chart.card(), /^Nov 8, 09:50 Identifiers 43,580/);
      await page.mouse.move(x(16), box.y - 20);
      assert.equal(await chart.card(), '');
      assert.deepEqual(await chart.events(), []);
    });

    it('opens the upload when its mark is clicked, once', async () => {
      await chart.show(PAGE);
      const box = await boxOf(page, '.chart-plot');
      const sign = middleOf(await boxOf(page, '.chart-overlay .replaced'));
      await page.mouse.move(sign.x, sign.y, { steps: 3 });
      assert.equal(
        await page.evaluate(`getComputedStyle(document.querySelector('.chart-plot')).cursor`),
        'pointer',
      );
      await page.mouse.click(sign.x, sign.y);
      assert.deepEqual(await chart.events(), ['open-upload job-14']);
      // Not where it is only about the figures.
      await page.mouse.click(sign.x, box.y + 180);
      await page.mouse.click(sign.x + 60, sign.y);
      assert.deepEqual(await chart.events(), []);
    });

    it('lets the mouse reach the button on the card', async () => {
      // However long the mouse takes here, it is quick.
      await page.clock.pauseAt(NOW);
      await chart.show(PAGE);
      const sign = middleOf(await boxOf(page, '.chart-overlay .replaced'));
      await page.mouse.move(sign.x - 1, sign.y + 120, { steps: 3 });
      assert.match(await chart.card(), /^Nov 9, /);
      const open = await boxOf(page, '.chart-card button');
      // Past the readings in between.
      await page.mouse.move(open.x + 10, open.y + 8, { steps: 12 });
      assert.match(await chart.card(), /^Nov 9, /);
      await page.mouse.click(open.x + 10, open.y + 8);
      assert.deepEqual(await chart.events(), ['open-upload job-14']);
      assert.match(await chart.card(), /^Nov 9, /);
      // Out of the card again.
      await page.mouse.move(sign.x + 150, sign.y + 120, { steps: 3 });
      assert.match(await chart.card(), /^Nov 13, /);
    });

    it('goes on to another reading if the mouse stops short of the card', async () => {
      await page.clock.pauseAt(NOW);
      // Some between a mark and the card beside it.
      const dense = Array.from({ length: 360 }, (_, index) => ({
        at: day(index / 12),
        identifiers: 40_000,
      }));
      await chart.show(oneSegment(dense, [mark(14, 'replaced', 'Replaced', 'crm-full.csv')]));
      const sign = middleOf(await boxOf(page, '.chart-overlay .replaced'));
      const moveTo = (x: number): Promise<void> => page.mouse.move(sign.x + x, sign.y + 120);
      // Coming from the right, the mouse has the card behind it.
      await moveTo(20);
      await moveTo(0);
      const card = await boxOf(page, '.chart-card');
      assert.ok(card.x > sign.x);
      const before = await chart.card();
      assert.match(before, /Replaced/);
      await moveTo(8);
      assert.equal(await chart.card(), before);
      await page.clock.runFor(300);
      assert.match(await chart.card(), /^Nov 9, 15:50 Identifiers 40,000/);
      // Away from the card at once.
      await moveTo(0);
      assert.match(await chart.card(), /Replaced/);
      await moveTo(-8);
      assert.match(await chart.card(), /^Nov 9, 03:50 /);
    });

    it('over a range, which a new model keeps, like the focus and the card', async () => {
      await chart.show(PAGE);
      assert.deepEqual(await pressed(), ['30 Days']);
      assert.match(await hint(), /^20 readings\./);
      await button('7 Days').click();
      assert.deepEqual(await pressed(), ['7 Days']);
      assert.match(await hint(), /^6 readings\./);
      // What is older has no mark and no sign in the legend, but its line comes in from the left.
      assert.equal(await page.locator('.replaced').count(), 0);
      assert.equal((await inkAt(page, '#59a4f9', 50)) > 0, true);
      const plot = page.locator('.chart-plot');
      await plot.focus();
      await page.keyboard.press('Home');
      assert.match(await chart.card(), /^Nov 18, /);
      const more = [
        ...READINGS.filter(({ at }) => at !== day(30)),
        { at: day(29.9), identifiers: 50_000 },
      ];
      await chart.show(oneSegment(more));
      assert.deepEqual(await pressed(), ['7 Days']);
      assert.match(await chart.card(), /^Nov 18, /);
      assert.equal(await page.evaluate('document.activeElement.className'), 'chart-plot');
      await page.keyboard.press('End');
      assert.equal(await chart.card(), 'Nov 25, 09:50 Added 600 crm-delta.csv Open Upload');
      await page.keyboard.press('ArrowLeft');
      assert.match(
        await chart.card(),
        /^Nov 25, 07:26 Identifiers 50,000 Matches not available Match rate not available$/,
      );
      await button('All').click();
      assert.match(await hint(), /^20 readings\./);
      assert.equal(await chart.card(), '');
    });

    it('keeps the range and takes the focus when it comes back in place of a table', async () => {
      await chart.show(PAGE);
      await button('All').click();
      await page.evaluate(`(() => {
        const old = document.querySelector('segment-chart');
        const anew = document.createElement('segment-chart');
        anew.model = old.model;
        old.replaceWith(anew);
        anew.focus();
      })()`);
      assert.equal(await page.evaluate('document.activeElement.className'), 'chart-plot');
      assert.deepEqual(await pressed(), ['All']);
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /^Nov 25, /, 'the newest first');
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /^Nov 24, /);
    });

    it('opens the right one of two that were done at the same time', async () => {
      await chart.show(
        oneSegment(READINGS, [
          { ...mark(20, 'cleared', 'Cleared', 'none'), jobId: 'clear' },
          { ...mark(20, 'replaced', 'Replaced', 'crm-full.csv'), jobId: 'replace' },
        ]),
      );
      for (const kind of ['cleared', 'replaced']) {
        const sign = middleOf(await boxOf(page, `.chart-overlay .${kind}`));
        await page.mouse.click(sign.x, sign.y);
      }
      assert.deepEqual(await chart.events(), ['open-upload clear', 'open-upload replace']);
    });

    it('shows names from outside as text, in the room that there is', async () => {
      const name = '<img src=x onerror=events.push(1)>'.repeat(8);
      await page.setViewportSize({ width: 450, height: 600 });
      const named = mark(30, 'added', 'Added <b>600</b>', name);
      const [segment] = PAGE.segments;
      assert.ok(segment);
      await chart.show({
        segments: [
          { ...segment, name, marks: [named, { ...named, at: named.at - 1 }] },
          { ...segment, name, marks: [] },
        ],
      });
      await page.locator('.chart-plot').focus();
      assert.equal(await page.locator('img').count(), 0);
      assert.ok((await chart.card()).includes(`Added <b>600</b> ${name}`));
      const card = await boxOf(page, '.chart-card');
      assert.ok(card.y >= 0 && card.y + card.height <= 600);
      assert.equal(await page.getByRole('button', { name: 'Open Upload' }).count(), 2);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
      assert.deepEqual(await chart.events(), []);
    });

    it('says so if a range has no reading', async () => {
      await chart.show(oneSegment(READINGS.slice(0, 3)));
      assert.deepEqual(await pressed(), ['30 Days']);
      await button('7 Days').click();
      assert.equal(await hint(), 'No readings in this range.');
      await page.locator('.chart-plot').focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      // Only what was done.
      assert.match(await chart.card(), /^Nov 23, 09:50 Added 962 /);
      await chart.show(oneSegment(READINGS.slice(0, 3), []));
      await page.keyboard.press('ArrowLeft');
      assert.equal(await chart.card(), '');
    });

    it('leaves no gap and draws no zero where a figure is missing', async () => {
      await chart.show(
        oneSegment(
          [
            { at: day(10), identifiers: 50_000 },
            { at: day(15) },
            { at: day(20), matches: 20_000 },
            { at: day(30), identifiers: 50_000, matches: 20_000 },
          ],
          [],
        ),
      );
      assert.match(await hint(), /^3 readings\./);
      const { width } = await boxOf(page, '.chart-plot');
      const x = (days: number): number => 46 + ((width - 54) * days) / 30;
      for (const days of [11, 15, 20, 25, 29])
        assert.ok((await inkAt(page, '#59a4f9', x(days))) > 0, `day ${days}`);
      assert.equal(await inkAt(page, '#59a4f9', x(9)), 0);
      assert.equal(await inkAt(page, '#89d185', x(15)), 0);
      await page.locator('.chart-plot').focus();
      await page.keyboard.press('ArrowLeft');
      assert.match(await chart.card(), /Identifiers not available Matches 20,000/);
    });

    it('fits any width, also when that changes', async () => {
      await chart.show(PAGE);
      await page.locator('.chart-plot').focus();
      const resize = async (width: number, height: number): Promise<void> => {
        await page.setViewportSize({ width, height });
        await waitUntil('the chart fits the window', () =>
          page.evaluate(
            `innerWidth === ${width} && innerHeight === ${height} && document.querySelector('canvas').clientWidth === document.querySelector('.chart-plot').clientWidth`,
          ),
        );
      };
      for (const width of [450, 320, 700, 1040]) {
        await resize(width, 600);
        for (let step = 0; step < 20; step++) {
          await page.keyboard.press(step === 0 ? 'End' : 'ArrowLeft');
          const card = await boxOf(page, '.chart-card');
          assert.ok(card.x >= 0 && card.x + card.width <= width, `${width} px, step ${step}`);
          assert.ok(card.y >= 0 && card.y + card.height <= 600, `${width} px, step ${step}`);
        }
        assert.equal(
          await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
          false,
          `${width} px`,
        );
      }
      // In the window, even if there is little of it.
      await resize(450, 200);
      await page.keyboard.press('Home');
      const card = await boxOf(page, '.chart-card');
      assert.ok(card.y >= 0 && card.y + card.height <= 200);
    });

    it('is drawn anew when the theme changes', async () => {
      await chart.show(PAGE);
      for (const theme of [...THEMES, dark]) {
        await chart.setTheme(theme);
        for (const name of ['charts-blue', 'charts-green'])
          assert.ok(
            (await inkOf(page, theme.variables[name] ?? '')) > 100,
            `${theme.name} ${name}`,
          );
        if (theme !== dark)
          assert.equal(
            await inkOf(page, dark.variables['charts-green'] ?? ''),
            theme.variables['charts-green'] === dark.variables['charts-green']
              ? await inkOf(page, theme.variables['charts-green'] ?? '')
              : 0,
            theme.name,
          );
      }
    });

    it('is sharp on a screen with more pixels', async () => {
      const fine = await ChartPage.open(browser, folder, { theme: dark, width: 450, scale: 2 });
      await fine.show(PAGE);
      assert.equal(
        await fine.page.evaluate(
          `(({ width, clientWidth }) => width / clientWidth)(document.querySelector('canvas'))`,
        ),
        2,
      );
      // The window is zoomed.
      const session = await fine.page.context().newCDPSession(fine.page);
      const metrics = { width: 450, height: 600, deviceScaleFactor: 3, mobile: false };
      await session.send('Emulation.setDeviceMetricsOverride', metrics);
      await waitUntil('the canvas has three pixels for one', () =>
        fine.page.evaluate(
          `(({ width, clientWidth }) => width / clientWidth === 3)(document.querySelector('canvas'))`,
        ),
      );
      assert.ok((await inkOf(fine.page, '#59a4f9')) > 1000);
      await fine.close();
    });

    it('is in the language of the page', async () => {
      await chart.show(PAGE, 'fr');
      const dates = await page.locator('.date').allTextContents();
      assert.deepEqual(dates.slice(-2), ['20 nov.', '25 nov.']);
      await page.locator('.chart-plot').focus();
      assert.match(await chart.card(), /^25 nov\., 09:50 Identifiers 48 210/);
    });

    it('starts with the second reading', async () => {
      await chart.show(oneSegment([], []));
      assert.equal(await page.locator('.chart-none').innerText(), 'No readings yet.');
      await chart.show(FIRST);
      assert.equal(
        await page.locator('.chart-none').innerText(),
        'The line starts with the second reading. A reading is taken when you open or refresh this page, and after each upload.',
      );
      assert.equal(await page.locator('canvas, .chart-ranges').count(), 0);
      // Both within minutes: 30 days would squeeze them into the edge.
      await chart.show(oneSegment([{ at: day(29.99), identifiers: 3 }, ...READINGS.slice(-1)], []));
      assert.deepEqual(await pressed(), ['All']);
      assert.match(await hint(), /^2 readings\./);
      await chart.show(FIRST);
      assert.equal(await page.locator('canvas').count(), 0);
    });

    it('shows all that was done at one time, the latest first to open', async () => {
      const marks = [0, 1, 2, 3, 4].map((minute) => ({
        ...mark(20, 'added', `Added ${minute}`, `part-${minute}.csv`),
        at: day(20) + minute * 60_000,
        jobId: `job-${minute}`,
      }));
      await chart.show(oneSegment(READINGS, marks));
      await page.locator('.chart-plot').focus();
      for (let step = 0; step < 7; step++) await page.keyboard.press('ArrowLeft');
      assert.equal(
        await chart.card(),
        'Nov 15, 09:50 Added 2 part-2.csv Open Upload Added 3 part-3.csv Open Upload Added 4 part-4.csv Open Upload … and 2 more',
      );
      await page.keyboard.press('Enter');
      assert.deepEqual(await chart.events(), ['open-upload job-4']);
    });

    it('draws 5,000 readings in less than 100 ms, and moves over them in less than 16', async () => {
      const many = Array.from({ length: 5000 }, (_, index) => ({
        at: day(30) - index * 600_000,
        identifiers: 40_000 + ((index * 7919) % 5000),
        matches: 20_000 + ((index * 104_729) % 3000),
        matchRate: 0.5,
      })).reverse();
      const model = JSON.stringify(oneSegment(many));
      await page.clock.resume();
      const times = await page.evaluate<{ draw: number; move: number }>(`(async () => {
        const element = document.querySelector('segment-chart');
        const model = ${model};
        const took = { draw: Infinity, move: 0 };
        for (let round = 0; round < 20; round++) {
          const started = performance.now();
          element.model = model;
          // The update and the drawing are a microtask each.
          for (let turn = 0; turn < 5; turn++) await null;
          took.drawn = document.querySelector('canvas') !== null && element.offsetHeight > 0;
          took.draw = Math.min(took.draw, performance.now() - started);
        }
        const plot = document.querySelector('.chart-plot');
        plot.focus();
        const moves = [];
        for (let step = 0; step < 50; step++) {
          const started = performance.now();
          plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
          took.laidOut = element.offsetHeight;
          moves.push(performance.now() - started);
        }
        took.move = moves.sort((a, b) => a - b)[25];
        return took;
      })()`);
      console.log(`      draw ${times.draw.toFixed(1)} ms, move ${times.move.toFixed(1)} ms`);
      assert.match(await hint(), /^4,320 readings\.|^4,321 readings\./);
      assert.ok((await inkOf(page, '#59a4f9')) > 1000);
      assert.match(await chart.card(), /^Nov 25, 01:30 /);
      assert.ok(times.draw < 100, `${times.draw} ms`);
      assert.ok(times.move < 16, `${times.move} ms`);
    });

    it('loads where the browser’s language is no valid tag', async () => {
      const posix = await ChartPage.open(browser, folder, {
        theme: dark,
        width: 1040,
        language: 'en-US@posix',
      });
      await posix.show(PAGE);
      assert.deepEqual(posix.errors, []);
      assert.ok((await inkOf(posix.page, '#59a4f9')) > 1000);
      await posix.close();
    });
  });
});

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

function middleOf({ x, y, width, height }: Rectangle): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}

async function boxOf(page: Page, selector: string): Promise<Rectangle> {
  const box = await page.locator(selector).first().boundingBox();
  assert.ok(box, selector);
  return box;
}

/** How many pixels of the canvas have exactly this color (`#rrggbb`). */
function inkOf(page: Page, color: string): Promise<number> {
  return ink(page, color, '0, canvas.width');
}

/** The same, in the column at `x` CSS pixels and its neighbors. */
function inkAt(page: Page, color: string, x: number): Promise<number> {
  return ink(page, color, `${Math.round(x) - 4}, 8`);
}

function ink(page: Page, color: string, columns: string): Promise<number> {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return page.evaluate(`(() => {
    const canvas = document.querySelector('canvas');
    const [x, width] = [${columns}];
    const { data } = canvas.getContext('2d').getImageData(x, 0, width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === ${red} && data[at + 1] === ${green} && data[at + 2] === ${blue} && data[at + 3] === 255) found++;
    return found;
  })()`);
}
