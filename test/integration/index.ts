import fs from 'node:fs';
import path from 'node:path';

/**
 * What the editor calls inside the extension host: runs every `*.test.js` of this folder with
 * mocha, one line per test on the console. Rejects when one fails or none was found. `$MOCHA_GREP`
 * chooses by name.
 */
export async function run(): Promise<void> {
  // An ES module, which not every extension host can `require`.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    reporter: 'spec',
    timeout: 30_000,
    grep: process.env.MOCHA_GREP,
  });
  const files = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    // What a fresh window does can be seen only before anything is used.
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
