import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { pictureOf } from '../host/picture';
import { keep } from '../support/keptThreads';
import { requestsToSandboxes } from '../support/sandboxes';
import { extensionLog, failedName, tell } from '../support/story';
import { LONG } from '../support/tenth';
import TimedSpec from '../support/timedSpec';
import { leaveOutOtherEditors } from './everyEditor';
import { productSettled } from './productSettled';
import { dataFolder } from './writtenFiles';

/**
 * Called by the editor in the extension host: runs every `*.test.js` below this folder with mocha.
 * `$MOCHA_GREP` filters by name, `$CRITEO_AUDIENCES_TEST_FILES` by path. Rejects if a test fails or none is found.
 */
export async function run(): Promise<void> {
  // An ES module, which older extension hosts can't `require`.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    reporter: TimedSpec,
    timeout: 30_000,
    grep: process.env.MOCHA_GREP,
    rootHooks: {
      beforeAll: hideViews,
      async afterEach(this: Mocha.Context) {
        if (this.currentTest?.state === 'failed')
          tell(this.currentTest.err, await pictureOf(failedName(this.currentTest.fullTitle())));
        await hideViews();
        // What a test has begun would take the answers that the next one prepares.
        await productSettled();
      },
    },
  });
  const chosen = new RegExp(process.env.CRITEO_AUDIENCES_TEST_FILES ?? '');
  keep(true);
  const files = fs
    .readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && chosen.test(file.split(path.sep).join('/')))
    // Activation can only be tested before anything else has used the extension.
    .sort(
      (a, b) =>
        Number(b.startsWith('activation')) - Number(a.startsWith('activation')) ||
        a.localeCompare(b),
    );
  for (const file of files) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  if (isLowestEditor() && !LONG) leaveOutOtherEditors(mocha.suite);
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    // Before hooks end what the test worked with.
    runner.on('fail', (_, error: Error) =>
      tell(error, {
        'Log of the extension': extensionLog(dataFolder()),
        'Requests to the sandbox': requestsToSandboxes(),
      }),
    );
    runner.on('end', () => {
      if (runner.total === 0) resolve(-1);
    });
  });
  if (failures < 0) throw new Error('No test was found.');
  if (failures > 0) throw new Error(`${failures} failed.`);
}

/**
 * Nobody looks at the window. Painting the views that a test has opened, with the uploads of all tests
 * before, would take longer than the tests.
 */
async function hideViews(): Promise<void> {
  for (const part of ['Sidebar', 'Panel', 'AuxiliaryBar'])
    await vscode.commands.executeCommand(`workbench.action.close${part}`);
}

function isLowestEditor(): boolean {
  const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
  const { engines } = extension?.packageJSON as { engines: { vscode: string } };
  const lowest = engines.vscode.replace(/^\^(\d+\.\d+)\..*$/, '$1.');
  return vscode.version.startsWith(lowest);
}
