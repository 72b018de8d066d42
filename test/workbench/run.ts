/**
 * Runs the tests of `test/workbench` in plain Node: they drive the window of an editor with the
 * packaged extension.
 *
 *   node out/test/workbench/run.js [--grep TEXT] [FILE…]
 *
 * Build the package first: `npm run package`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { install } from '../host/install';
import { defaultVsix } from '../host/root';

/** `uploads` of `test/workbench/uploads.test.ts`, and of what it was built to. */
function nameOf(file: string): string {
  return path.basename(file).replace(/(\.test)?\.[jt]s$/, '');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' } },
  });
  if (!fs.existsSync(defaultVsix))
    throw new Error(
      `${path.relative('.', defaultVsix)} is missing; run \`npm run package\` first.`,
    );
  await install();
  const { default: Mocha } = await import('mocha');
  // The tests of a file build on each other: after a failure, the rest would only time out.
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: 60_000,
    slow: 10_000,
    bail: true,
    grep: values.grep,
  });
  const files = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .filter(
      (file) =>
        positionals.length === 0 || positionals.some((name) => nameOf(name) === nameOf(file)),
    )
    .sort();
  if (files.length === 0) throw new Error('No tests found.');
  for (const file of files) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => mocha.run((failures) => resolve(failures > 0 ? 1 : 0)));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(130));
main().then(
  // Also ends what a test left open.
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
