import fs from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { root } from '../host/root';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js', { paths: [root] }), 'utf8');

/** What axe-core finds in a page; contrast is what takes longest. */
export async function findViolations(page: Page | Frame, inColors = true): Promise<string[]> {
  // Its source is evaluated through the debugger, because the page's policy blocks foreign scripts.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: ${inColors} } } }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target.join(' '), failureSummary].join(': '))))`);
}
