import path from 'node:path';
import type { Page } from 'playwright-core';
import { stylesOf } from '../../../src/webview/protocol';

export const ORIGIN = 'https://page.test';
/** As the editor's panels have it. */
const POLICY = `default-src 'none'; script-src 'nonce-gallery'; style-src ${ORIGIN}`;

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
