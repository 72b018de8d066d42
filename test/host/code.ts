/**
 * Replaces the `code` executable for `@vscode/test-electron` (`vscodeExecutablePath`) and
 * `@vscode/test-cli` (`useInstallation.fromPath`): accepts VS Code's flags, runs the tests in the
 * extension host of the served editor in a headless browser, prints their output, and exits with
 * their code.
 *
 * `$CRITEO_AUDIENCES_TEST_VERSION` selects the editor. Of `--user-data-dir` only
 * `User/settings.json` is used; `Machine/settings.json` holds machine-scoped settings (a desktop
 * editor ignores that file).
 */
import fs from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { ADDRESS, openWorkbench } from './browser';
import { editorVersion, install, newest, type Installed } from './install';
import { onScreen } from './onScreen';
import { PICTURE, PICTURES, textFile } from './picture';
import { openBrowser } from './profile';
import { installExtension, startServer, type Server } from './server';

/** The run fails if the extension host prints nothing for this long. */
const SILENCE = 5 * 60_000;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'install-extension': { type: 'string', multiple: true },
    },
  });
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' ? value : undefined;
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  const installed = await install(
    editorVersion(process.env.CRITEO_AUDIENCES_TEST_VERSION ?? newest),
  );
  const extensionsDir = text(values['extensions-dir']);
  const vsix = texts(values['install-extension']);
  const tests = text(values.extensionTestsPath);
  if (vsix.length > 0 && !tests) {
    if (!extensionsDir) throw new Error('--install-extension needs --extensions-dir.');
    for (const file of vsix)
      console.log(installExtension(installed, file, path.resolve(extensionsDir)));
    return 0;
  }
  if (!tests)
    throw new Error('Only runs with --extensionTestsPath or --install-extension are supported.');

  const userData = text(values['user-data-dir']);
  const server = await startServer(installed, {
    smokeTestDriver: true,
    extensionsDir,
    settings: readSettings(userData, 'User'),
    machineSettings: readSettings(userData, 'Machine'),
  });
  try {
    for (const file of vsix) installExtension(installed, file, server.extensionsDir);
    const remote = (file: string): string =>
      `vscode-remote://${new URL(ADDRESS).host}${path.resolve(file)}`;
    const payload = texts(values.extensionDevelopmentPath).map((dir): [string, string] => [
      'extensionDevelopmentPath',
      remote(dir),
    ]);
    const folder = positionals[0] ?? fs.mkdtempSync(path.join(server.dir, 'tmp', 'empty-'));
    return await runTests(server, installed, path.resolve(folder), [
      ['skipWelcome', 'true'],
      ...payload,
      ['extensionTestsPath', remote(tests)],
    ]);
  } finally {
    await server.stop();
  }
}

/** Opens the window, forwards the output of the extension host, and returns its exit code. */
async function runTests(
  server: Server,
  installed: Installed,
  folder: string,
  payload: Array<[string, string]>,
): Promise<number> {
  const context = await openBrowser(installed, server);
  try {
    return await new Promise<number>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const heard = (): void => {
        clearTimeout(timer);
        timer = setTimeout(
          () =>
            reject(
              new Error(
                `The extension host printed nothing for ${SILENCE / 60_000} minutes.\n${server.output()}`,
              ),
            ),
          SILENCE,
        );
      };
      heard();
      let ended = false;
      const done = async (code: number): Promise<void> => {
        // From here on, the window only logs its own shutdown.
        ended = true;
        clearTimeout(timer);
        // The host writes its coverage only if it exits by itself.
        if (process.env.NODE_V8_COVERAGE) await server.extensionHostsEnded(15_000);
        resolve(code);
      };
      openWorkbench(context, folder, {
        payload,
        // Nobody looks at it; a larger one takes longer to draw.
        viewport: { width: 400, height: 300 },
        prepare: async (page) => {
          await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
            if (ended) return;
            heard();
            const line = format(...args);
            if (line.startsWith(PICTURE)) void takePicture(page, line.slice(PICTURE.length));
            if (!isChatter(type, line)) process.stdout.write(`${line}\n`);
          });
          await page.exposeFunction(
            'codeAutomationExit',
            (code: number) => void done(code).catch(reject),
          );
          page.on('crash', () => reject(new Error('The window crashed.')));
        },
      }).catch(reject);
    });
  } finally {
    await context.close();
  }
}

/** The extension host waits for the text. */
async function takePicture(page: Page, name: string): Promise<void> {
  const { text } = await onScreen(page, PICTURES, name);
  fs.writeFileSync(`${textFile(name)}.part`, text);
  fs.renameSync(`${textFile(name)}.part`, textFile(name));
}

/**
 * The window's own log arrives the same way as the output of tests; its usual lines are filtered
 * out.
 */
const chatter = new RegExp(
  [
    'Resolv(ing|ed) connection token',
    'Creating a socket',
    '\\[(reconnection-grace-time|AgentHost|AccountPolicyGate|Service Worker)',
    '(Ignoring fetching|Updating) additional builtin extensions',
    'ChatSessionStore',
    "Timed out waiting for authentication provider 'github'",
    'Canceled(: Canceled)*(\\n|$)',
  ]
    .map((line) => `^${line}`)
    .join('|'),
);

function isChatter(type: string, line: string): boolean {
  return (
    !process.env.CRITEO_AUDIENCES_TEST_VERBOSE &&
    (type === 'trace' || type === 'debug' || chatter.test(line))
  );
}

function readSettings(
  userData: string | undefined,
  scope: 'User' | 'Machine',
): Record<string, unknown> {
  const file = path.join(userData ?? '', scope, 'settings.json');
  if (!userData || !fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
}

// The server and its folder are removed with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(130));
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
