import assert from 'node:assert/strict';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { stylesOf } from '../../../src/webview/protocol';
import { root } from '../../host/root';
import { findViolations } from '../violations';

export const ORIGIN = 'https://page.test';
/** As the editor's panels have it. */
const POLICY = `default-src 'none'; script-src 'nonce-gallery'; style-src ${ORIGIN}`;

const SHOTS = path.join(root, 'out', 'screenshots');

interface Served {
  /** Where scripts and styles are. */
  folder: string;
  /** The name of the script and of the styles. */
  bundle: string;
  bodyClass?: string;
  /** HTML of the body. */
  content: string;
}

/** Answers requests to `ORIGIN` with a page and its files. */
export async function serve(
  page: Page,
  { folder, bundle, bodyClass = '', content }: Served,
): Promise<void> {
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${stylesOf(bundle)
  .map((style) => `<link rel="stylesheet" href="/${style}">`)
  .join('\n')}
<title>Audience Segments</title>
</head>
<body class="${bodyClass}">
${content}
<script type="module" nonce="gallery" src="/${bundle}.js"></script>
</body>
</html>`;
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    return route.fulfill(
      name === '' ? { contentType: 'text/html', body: html } : { path: path.join(folder, name) },
    );
  });
}

/** What a page complains about from now on, such as what its policy forbids; grows. */
export function complaintsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}

/**
 * Returns what axe-core finds in what is shown, fails if it is too wide, and takes a picture with
 * GALLERY=1.
 */
export async function check(
  page: Page,
  state: string,
  { picture, rules, fullPage }: { picture: string; rules?: object; fullPage?: boolean },
): Promise<string[]> {
  const found = await findViolations(page, rules);
  assert.equal(
    await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
    false,
    `${state} is too wide`,
  );
  if (process.env.GALLERY)
    await page.screenshot({ path: path.join(SHOTS, `${picture}.png`), fullPage });
  return found.map((violation) => `${state}: ${violation}`);
}
