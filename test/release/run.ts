/**
 * `npm run release:check`: builds both packages from a clean checkout, checks what would be published,
 * and writes `out/SHA256SUMS`.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { defaultTarball, defaultVsix, root } from '../host/root';
import {
  buildProblems,
  checksums,
  EXTENSION,
  licenseProblems,
  problemsOf,
  readExtension,
  readTerminal,
  TERMINAL,
  versionProblems,
  type Metafiles,
} from './packages';

const SHOWN = 10;
const OUT = path.join(root, 'out');

const text = (...file: string[]): string => fs.readFileSync(path.join(root, ...file), 'utf8');
const metafiles = (name: string): Metafiles => JSON.parse(text('out', name)) as Metafiles;

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

const { version } = JSON.parse(text('package.json')) as { version: string };
const tarball = defaultTarball();
const [extension, terminal] = [readExtension(defaultVsix), readTerminal(tarball)];
const both = [extension, terminal];
const commit = run('git', 'rev-parse', '--short=7', 'HEAD');
const problems = [
  ...problemsOf(extension, EXTENSION),
  ...problemsOf(terminal, TERMINAL),
  ...versionProblems(version, text('CHANGELOG.md'), both),
  ...buildProblems(`${version} (${commit})`, both),
  ...licenseProblems(text('media', 'third-party-licenses.md'), metafiles('meta.json')),
  ...licenseProblems(text('out', 'cli', 'third-party-licenses.md'), metafiles('meta-cli.json')),
];
if (problems.length > 0) fail(problems);

fs.writeFileSync(path.join(OUT, 'SHA256SUMS'), checksums([defaultVsix, tarball]));
for (const { name, bytes, files } of both)
  console.log(`✔ ${name}: ${bytes.toLocaleString('en')} bytes, ${files.size} files`);
console.log(`✔ ${version} (${commit}); checksums are in out/SHA256SUMS`);
