import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ChartModel } from '../../../src/webview/chartModel';
import { root } from '../../host/root';
import { complaintsOf, ORIGIN, serve } from './servedPage';
import type { GalleryTheme } from './themes';

const ENTRY = `
import './src/webview/shared/styles/page.css';
import './src/webview/segment/chart/segmentChart';
const chart = document.querySelector('segment-chart');
for (const type of ['open-upload', 'show-table'])
  chart.addEventListener(type, ({ detail }) => events.push([type, detail].filter(Boolean).join(' ')));
`;

interface ChartPageOptions {
  theme: GalleryTheme;
  /** CSS pixels. */
  width: number;
  /** Pixels of the screen in a CSS pixel. */
  scale?: number;
  /** What the browser says its language is. */
  language?: string;
}

/** The chart alone on a page, in a browser without an editor. */
export class ChartPage {
  /** What the page complained about, such as what its policy forbids. */
  readonly errors: string[];

  private constructor(readonly page: Page) {
    this.errors = complaintsOf(page);
  }

  /** Builds the chart as its page does; returns the folder. Remove it when the tests are over. */
  static build(): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-chart-'));
    execFileSync(
      path.join(root, 'node_modules', '.bin', 'esbuild'),
      ['--bundle', '--format=esm', '--log-level=warning', `--outfile=${folder}/chart.js`],
      { cwd: root, input: ENTRY },
    );
    return folder;
  }

  /** Opens the page with the policy and the theme's variables that the editor would set. */
  static async open(
    browser: Browser,
    folder: string,
    { theme, width, scale = 1, language }: ChartPageOptions,
  ): Promise<ChartPage> {
    const context = await browser.newContext({
      viewport: { width, height: 600 },
      deviceScaleFactor: scale,
      timezoneId: 'Europe/Paris',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const chart = new ChartPage(page);
    await page.clock.setFixedTime(NOW);
    await serve(page, {
      folder,
      bundle: 'chart',
      content: '<main><h1>CRM Users 2025</h1><segment-chart></segment-chart></main>',
    });
    await page.addInitScript('globalThis.events = []');
    if (language !== undefined)
      await page.addInitScript(
        `Object.defineProperty(navigator, 'language', { configurable: true, value: ${JSON.stringify(language)} })`,
      );
    await page.goto(`${ORIGIN}/`);
    await chart.setTheme(theme);
    return chart;
  }

  /** As the editor does when the theme changes. */
  async setTheme({ bodyClass, variables }: GalleryTheme): Promise<void> {
    await this.page.evaluate(
      `(([bodyClass, variables]) => {
        document.body.className = bodyClass;
        document.documentElement.removeAttribute('style');
        for (const [name, value] of Object.entries(variables))
          document.documentElement.style.setProperty('--vscode-' + name, value);
      })(${JSON.stringify([bodyClass, variables])})`,
    );
  }

  async show(model: ChartModel, language = 'en'): Promise<void> {
    await this.page.evaluate(
      `Object.assign(document.querySelector('segment-chart'), {
        heading: 'History', language: ${JSON.stringify(language)}, model: ${JSON.stringify(model)} })`,
    );
  }

  /** The events that the chart fired since the last call. */
  events(): Promise<string[]> {
    return this.page.evaluate('globalThis.events.splice(0)');
  }

  /** The words of the card, empty if none is open. */
  card(): Promise<string> {
    return this.page.evaluate(
      `(document.querySelector('.chart-card.open')?.innerText ?? '').trim().replace(/\\s+/g, ' ')`,
    );
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

/** November 25, 2026, 09:50 in Paris. */
export const NOW = Date.UTC(2026, 10, 25, 8, 50);
