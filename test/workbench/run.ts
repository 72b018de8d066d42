/**
 * Runs the tests of `test/workbench` in plain Node: they drive the window of an editor with the
 * packaged extension.
 *
 *   node out/test/workbench/run.js [--grep TEXT] [FILE…]
 *   node out/test/workbench/run.js --files-from-stdin      a line for each file, one after the other
 *
 * Files that are run by one process share an editor, in a window of its own each. Build the package
 * first: `npm run package`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { install } from '../host/install';
import { defaultVsix } from '../host/root';
import '../support/clock/preload';
import TimedSpec from '../support/timedSpec';
import { ENDED } from './ended';
import { tellFailure } from './fixture';

/** `uploads` of `test/workbench/uploads.test.ts`, and of what it was built to. */
function nameOf(file: string): string {
  return path.basename(file).replace(/(\.test)?\.[jt]s$/, '');
}

/** Runs a file. Resolves with the number of failures. */
async function runFile(file: string, grep?: string): Promise<number> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: TimedSpec,
    timeout: 120_000,
    slow: 10_000,
    grep,
    rootHooks: { afterEach: tellFailure },
  });
  mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => mocha.run(resolve));
}

/** The built files with these names, or all. */
function filesOf(names: readonly string[]): string[] {
  return fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .filter((file) => names.length === 0 || names.some((name) => nameOf(name) === nameOf(file)))
    .sort();
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' }, 'files-from-stdin': { type: 'boolean' } },
  });
  if (!fs.existsSync(defaultVsix))
    throw new Error(
      `${path.relative('.', defaultVsix)} is missing; run \`npm run package\` first.`,
    );
  await install();
  let failures = 0;
  if (values['files-from-stdin']) {
    for await (const name of createInterface({ input: process.stdin })) {
      let failed = 0;
      for (const file of filesOf([name])) failed += await runFile(file);
      failures += failed;
      console.log(`${ENDED}${failed > 0 ? 1 : 0}`);
    }
  } else {
    const files = filesOf(positionals);
    if (files.length === 0) throw new Error('No tests found.');
    for (const file of files) failures += await runFile(file, values.grep);
  }
  return failures > 0 ? 1 : 0;
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
