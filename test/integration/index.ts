import fs from 'node:fs';
import path from 'node:path';
import { commands } from 'vscode';

/**
 * Called by the editor in the extension host: runs every `*.test.js` below this folder with mocha.
 * `$MOCHA_GREP` filters by name. Rejects if a test fails or none is found.
 */
export async function run(): Promise<void> {
  // An ES module, which older extension hosts can't `require`.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    reporter: 'spec',
    timeout: 30_000,
    grep: process.env.MOCHA_GREP,
    rootHooks: {
      // The first upload shows its view. Painting the views in all later tests, with the uploads of
      // all tests before, would take longer than the tests.
      afterEach: async () => {
        await commands.executeCommand('workbench.view.explorer');
      },
    },
  });
  const files = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    // Activation can only be tested before anything else has used the extension.
    .sort(
      (a, b) =>
        Number(b.startsWith('activation')) - Number(a.startsWith('activation')) ||
        a.localeCompare(b),
    );
  for (const file of files) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('end', () => {
      if (runner.total === 0) resolve(-1);
    });
  });
  if (failures < 0) throw new Error('No test was found.');
  if (failures > 0) throw new Error(`${failures} failed.`);
}
