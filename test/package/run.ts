/**
 * `npm run release:check`: builds both packages from a clean checkout, checks what would be published,
 * and writes `out/SHA256SUMS`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { defaultTarball, defaultVsix, root } from '../host/root';
import { buildProblems, checksums, readExtension, readTerminal } from './packages';

const SHOWN = 10;

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();
}

/** Ends with what is wrong. */
function fail(problems: readonly string[]): never {
  for (const problem of problems.slice(0, SHOWN)) console.error(`✖ ${problem}`);
  if (problems.length > SHOWN) console.error(`  and ${problems.length - SHOWN} more`);
  process.exit(1);
}

function requireClean(when: string): void {
  const changes = run('git', 'status', '--porcelain');
  if (changes === '') return;
  fail([`${when}, the checkout has changes: commit them.`, ...changes.split('\n')]);
}

requireClean('Before the build');
for (const script of ['package', 'package:cli']) run('npm', 'run', '--silent', script);
requireClean('After the build');

const tests = ['mocha', 'out/test/package/**/*.test.js'];
if (spawnSync('npx', tests, { cwd: root, stdio: 'inherit' }).status !== 0)
  fail(['The packages aren’t fit for a release.']);

const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  version: string;
};
const tarball = defaultTarball();
const both = [readExtension(defaultVsix), readTerminal(tarball)];
const commit = run('git', 'rev-parse', '--short=7', 'HEAD');
const problems = buildProblems(`${version} (${commit})`, both);
if (problems.length > 0) fail(problems);

fs.writeFileSync(path.join(root, 'out', 'SHA256SUMS'), checksums([defaultVsix, tarball]));
for (const { name, bytes, files } of both)
  console.log(`✔ ${name}: ${bytes.toLocaleString('en')} bytes, ${files.size} files`);
console.log(`✔ ${version} (${commit}); checksums are in out/SHA256SUMS`);
