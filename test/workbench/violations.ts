import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Frame, FrameLocator, Page } from 'playwright-core';
import { root } from '../host/root';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js', { paths: [root] }), 'utf8');

/**
 * Loads axe-core into a page. Its source is evaluated through the debugger, because the page's policy
 * blocks foreign scripts.
 */
export async function loadAxe(page: Page | Frame): Promise<void> {
  await page.evaluate(axe);
}

/** What axe-core finds in a page that has it; `options` are those of `axe.run`. */
export function findViolations(page: Page | Frame, options: object = {}): Promise<string[]> {
  return page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target.join(' '), failureSummary].join(': '))))`);
}

/** What axe-core finds in a webview. */
export async function violations(web: FrameLocator): Promise<string[]> {
  const frame = await (await web.locator('html').elementHandle())?.ownerFrame();
  assert.ok(frame);
  await loadAxe(frame);
  return findViolations(frame);
}
