/**
 * Runs the tests of `test/workbench` in plain Node: they drive the window of an editor with the packaged extension.
 *
 *   node out/test/workbench/run.js [--grep TEXT] [--part 1/2] [FILE…]
 *
 * `--part K/N`: the K-th of N parts, which can run side by side.
 * The package is made before: `npm run package`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { install } from '../host/install';
import { defaultVsix, root } from '../host/root';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' }, part: { type: 'string' } } });
  if (!fs.existsSync(defaultVsix)) throw new Error(`There is no ${path.relative('.', defaultVsix)}: run \`npm run package\` first.`);
  await install();
  const { default: Mocha } = await import('mocha');
  // One more try: a window that redraws under the pointer is not a fault of the product. What needed it shows its time.
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 60_000, slow: 10_000, retries: 1, grep: values.grep });
  const files = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(path.basename(name).replace(/(\.test)?\.[jt]s$/, ''))))
    .sort();
  const mine = values.part === undefined ? files : partOf(files, values.part);
  if (mine.length === 0) throw new Error('No test was found.');
  for (const file of mine) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => resolve(failures > 0 ? 1 : 0));
    runner.on('retry', (test: { title: string }, error: Error) => console.log(`    ! once more: ${test.title}\n      ${error.stack ?? error.message}`));
  });
}

/** Parts of about the same length, as far as a file's size tells of its time. */
function partOf(files: readonly string[], part: string): string[] {
  const [k, n] = part.split('/').map(Number);
  const parts = Array.from({ length: n }, () => ({ size: 0, files: [] as string[] }));
  const sized = files.map((file) => ({ file, size: fs.statSync(path.join(root, 'test', 'workbench', file.replace(/\.js$/, '.ts'))).size }));
  for (const { file, size } of sized.sort((a, b) => b.size - a.size)) {
    const lightest = parts.reduce((least, one) => (one.size < least.size ? one : least));
    lightest.size += size;
    lightest.files.push(file);
  }
  return parts[k - 1].files;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
main().then(
  // Ends also what a test forgot to close.
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
