import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { FrameLocator } from 'playwright-core';
import { root } from '../host/root';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js', { paths: [root] }), 'utf8');

/**
 * What axe-core finds in a webview. Its source is evaluated through the debugger, because the page's
 * policy blocks foreign scripts.
 */
export async function violations(web: FrameLocator): Promise<string[]> {
  const frame = await (await web.locator('html').elementHandle())?.ownerFrame();
  assert.ok(frame);
  await frame.evaluate(axe);
  return frame.evaluate(`axe.run(document).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target.join(' '), failureSummary].join(': '))))`);
}
