/**
 * Runs the tests of `test/integration` in a real extension host with `@vscode/test-electron`:
 *
 *  node out/test/integration/run.js [--version 1.139|1.100] [--grep TEXT] [--files PATTERN] [--desktop]
 *
 * `--files`: a regular expression for paths such as `uploads/many.test.js`.
 *
 * By default in the editor that `test/host` installs from npm packages. With `--desktop`, in a
 * desktop VS Code that test-electron downloads (the newest, or the version given).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import '../support/clock/preload';
import { editorVersion, newest } from '../host/install';
import { root } from '../host/root';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      version: { type: 'string' },
      grep: { type: 'string' },
      files: { type: 'string' },
      desktop: { type: 'boolean' },
    },
  });
  const run = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-integration-'));
  process.once('exit', () => fs.rmSync(run, { recursive: true, force: true }));
  const workspace = path.join(run, 'workspace');
  fs.mkdirSync(workspace);

  const version = values.version ?? (values.desktop ? 'stable' : newest);
  const extensionTestsEnv: Record<string, string> = {
    CRITEO_AUDIENCES_TEST_VERSION: version,
    CRITEO_AUDIENCES_TEST_USER_DATA: path.join(run, 'user'),
  };
  if (values.grep) extensionTestsEnv.MOCHA_GREP = values.grep;
  if (values.files) extensionTestsEnv.CRITEO_AUDIENCES_TEST_FILES = values.files;
  await runTests({
    ...(values.desktop
      ? { version: desktopVersion(version) }
      : { vscodeExecutablePath: executable(run, editorVersion(version)) }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(__dirname, 'index.js'),
    extensionTestsEnv,
    launchArgs: [
      workspace,
      `--user-data-dir=${path.join(run, 'user')}`,
      `--extensions-dir=${path.join(run, 'extensions')}`,
      '--disable-extensions',
    ],
  });
}

/** Completes a release such as "1.100": downloads need a patch version. */
function desktopVersion(version: string): string {
  return /^\d+\.\d+$/.test(version) ? `${version}.0` : version;
}

/** A script that starts the editor: test-electron takes a single executable file. */
function executable(folder: string, version: string): string {
  const file = path.join(folder, `code-${version}`);
  const script = path.join(__dirname, '..', 'host', 'code.js');
  fs.writeFileSync(file, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(script)} "$@"\n`, {
    mode: 0o755,
  });
  return file;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
