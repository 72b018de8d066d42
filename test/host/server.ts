/** Starts the editor's server in its own folder, and stops it without leaving anything behind. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { movedBy, PRELOAD } from '../support/clock/variables';
import { installBridge } from './bridge';
import { startFront } from './front';
import { newest, type Installed } from './install';
import { commandLine, isAlive, processesWith } from './processes';
import { root } from './root';

/** Marks every process of a run, so that none is missed at its end. */
const MARK = 'CRITEO_AUDIENCES_TEST_RUN';
const PREFIX = 'criteo-audiences-run-';

/**
 * Everything quiet: no welcome page, no AI, no update checks, no prompts, nothing that blinks in a
 * screenshot.
 */
const quiet: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.tree.renderIndentGuides': 'none',
  // It selects the file of an editor, some time after that was opened.
  'explorer.autoReveal': false,
  'window.commandCenter': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.autoDetect': 'off',
  // The editor would look for new ports of any process, and grow the status bar by each.
  'remote.autoForwardPorts': false,
  // It would look at every process of the machine for them, every two seconds.
  'remote.autoForwardPortsSource': 'output',
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.shellIntegration.enabled': false,
  'extensions.webWorker': false,
  'editor.cursorBlinking': 'solid',
  // As on the desktop; in a browser, the default saves after a second.
  'files.autoSave': 'off',
  'window.confirmBeforeClose': 'never',
};

/**
 * The environment variables passed on to the server; the rest (proxies, credentials, NODE_OPTIONS)
 * is not.
 */
const passedOn =
  /^(PATH|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TERM|NODE_EXTRA_CA_CERTS|NODE_V8_COVERAGE|MOCHA_GREP|TEST_LONG|TEST_SEED|CRITEO_AUDIENCES_TEST_\w+)$/;

export interface ServerOptions {
  /** A packaged extension to install before the server starts. */
  vsix?: string;
  /** Installs the bridge for tests beside the package. */
  bridge?: true;
  /** A folder of installed extensions to use; by default an empty one for this run. */
  extensionsDir?: string;
  /**
   * User settings on top of the quiet defaults. The window is remote, so it ignores machine-scoped
   * settings here; see below.
   */
  settings?: Readonly<Record<string, unknown>>;
  /**
   * Machine-scoped settings (`criteoAudiences.apiUrl`, `http.proxy`, …); they override the user's.
   */
  machineSettings?: Readonly<Record<string, unknown>>;
  /** Environment variables of the server and its extension hosts; undefined removes one. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Enables the test driver inside the extension host; it hides notification toasts. */
  smokeTestDriver?: boolean;
  /** Port of the address; 0, the default, picks a free one. */
  port?: number;
  /** Workspace trust is off by default, so every folder is trusted. True asks as in daily use. */
  workspaceTrust?: boolean;
}

export interface Server {
  /** The port of `url`. */
  port: number;
  /** Where the editor is served: `http://127.0.0.1:PORT`. */
  url: string;
  /** The folder of this run; deleted by `stop`. */
  dir: string;
  /** The server's log folder; output channels of extensions are below it. */
  logDir: string;
  /**
   * The server's user settings file: the window's User settings, applied as soon as they are
   * written.
   */
  settingsFile: string;
  /** The same for machine-scoped settings. */
  machineSettingsFile: string;
  /** Replaces the user's: see `ServerOptions`. */
  writeSettings(settings: ServerOptions['settings']): void;
  /** Replaces the machine's. */
  writeMachineSettings(settings: ServerOptions['machineSettings']): void;
  /** Where extensions are installed. */
  extensionsDir: string;
  /** The parent folder of the extensions' `globalStorageUri`. */
  globalStorageDir: string;
  /** Process id of the server. */
  pid: number;
  /** The running extension hosts (one per window; an old one outlives its window for a while). */
  extensionHostPids(): number[];
  /** Every process of this run: the server, extension hosts and all their children. */
  processes(): number[];
  /** Ends the extension hosts at once, with the sandbox that one started. */
  endExtensionHosts(): Promise<void>;
  /**
   * Waits up to `timeout` ms for extension hosts to exit by themselves, which writes their
   * coverage; false if some are still running.
   */
  extensionHostsEnded(timeout: number): Promise<boolean>;
  /** The server's output so far. */
  output(): string;
  /** Kills every process of the run and deletes its folder. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a server. Several can run at once: each has its own folder, port and processes. Throws
 * with the server's output.
 */
export async function startServer(
  installed: Omit<Installed, 'profile'>,
  options: ServerOptions = {},
): Promise<Server> {
  sweep();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), PREFIX));
  fs.writeFileSync(path.join(dir, 'owner'), String(process.pid));
  for (const name of ['run', 'tmp', 'home', 'extensions'])
    fs.mkdirSync(path.join(dir, name), { mode: 0o700 });
  const data = path.join(dir, 'server', 'data');
  const settingsFile = path.join(data, 'User', 'settings.json');
  const machineSettingsFile = path.join(data, 'Machine', 'settings.json');
  const writeSettings: Server['writeSettings'] = (settings) =>
    writeJson(settingsFile, {
      ...quiet,
      // The editor rewrites a setting of an older form some time after it started, in a document that
      // isn’t saved for a moment.
      'extensions.autoUpdate': installed.version === newest ? 'off' : false,
      ...settings,
    });
  const writeMachineSettings: Server['writeMachineSettings'] = (settings) =>
    writeJson(machineSettingsFile, settings ?? {});
  writeSettings(options.settings);
  writeMachineSettings(options.machineSettings);
  const extensionsDir = path.resolve(options.extensionsDir ?? path.join(dir, 'extensions'));
  const env = environment(dir, {
    // Extension hosts start with compiled code, where their Node can.
    NODE_COMPILE_CACHE: path.join(path.dirname(installed.node), 'compiled'),
    ...options.env,
  });

  let child: ChildProcess | undefined;
  let closeFront: (() => Promise<void>) | undefined;
  const killNow = (): void => {
    for (const pid of processesWith(MARK, dir)) kill(pid, 'SIGKILL');
    if (child?.pid) kill(-child.pid, 'SIGKILL');
    try {
      fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
    } catch {
      // A process that is being killed may still write to it. At the exit, an error would be taken by
      // what mocha has left, and this process would never end; the next server removes the folder.
    }
  };
  process.once('exit', killNow);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= end());
  const end = async (): Promise<void> => {
    await closeFront?.();
    // Track them by process ID: an exiting process loses its environment, and with it the marker,
    // before it is gone.
    const all = new Set<number>();
    const gone = (): boolean => {
      for (const pid of processesWith(MARK, dir)) all.add(pid);
      return ![...all].some(isAlive);
    };
    gone();
    if (child?.pid) kill(-child.pid, 'SIGTERM');
    await until(gone, 2000);
    killNow();
    await until(gone, 10_000);
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    process.removeListener('exit', killNow);
  };

  try {
    if (options.vsix)
      fs.cpSync(installedOnce(installed, options.vsix), extensionsDir, { recursive: true });
    if (options.bridge) installBridge(extensionsDir);
    // The editor takes NODE_OPTIONS from its extension hosts, but gives them the options of its own.
    const args = [
      ...(movedBy() ? ['--require', PRELOAD] : []),
      installed.serverMain,
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--without-connection-token',
      '--accept-server-license-terms',
      // On one machine, it only costs time.
      '--disable-websocket-compression',
    ];
    args.push(
      '--server-data-dir',
      path.join(dir, 'server'),
      '--extensions-dir',
      extensionsDir,
      '--telemetry-level',
      'off',
    );
    if (!options.workspaceTrust) args.push('--disable-workspace-trust');
    if (options.smokeTestDriver) args.push('--enable-smoke-test-driver');
    // A process group of its own, which can be killed as a whole.
    const started = (child = spawn(installed.node, args, {
      env,
      cwd: dir,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    }));
    let output = '';
    const backend = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The editor's server did not start within 60 s:\n${output}`)),
        60_000,
      );
      const onData = (data: Buffer): void => {
        output = (output + data.toString()).slice(-200_000);
        const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
        if (!port) return;
        clearTimeout(timer);
        resolve(Number(port));
      };
      started.stdout.on('data', onData);
      started.stderr.on('data', onData);
      started.on('error', reject);
      started.on('exit', (code) =>
        reject(new Error(`The editor's server ended (${code ?? 'killed'}):\n${output}`)),
      );
    });
    const front = await startFront(backend, options.port);
    closeFront = front.close;
    const hosts = (): number[] =>
      processesWith(MARK, dir).filter((pid) => commandLine(pid).includes('--type=extensionHost'));
    return {
      port: front.port,
      url: `http://127.0.0.1:${front.port}`,
      dir,
      logDir: path.join(data, 'logs'),
      settingsFile,
      machineSettingsFile,
      writeSettings,
      writeMachineSettings,
      extensionsDir,
      globalStorageDir: path.join(data, 'User', 'globalStorage'),
      pid: started.pid ?? 0,
      extensionHostPids: hosts,
      processes: () => processesWith(MARK, dir),
      endExtensionHosts: async () => {
        const left = (): number[] =>
          processesWith(MARK, dir).filter((pid) =>
            /--type=extensionHost|[/\\]sandbox\.js/.test(commandLine(pid)),
          );
        for (const pid of left()) kill(pid, 'SIGKILL');
        await until(() => left().length === 0, 10_000);
      },
      extensionHostsEnded: (timeout) => until(() => hosts().length === 0, timeout),
      output: () => output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function writeJson(file: string, value: unknown): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(value, undefined, 2));
}

function environment(dir: string, overrides: ServerOptions['env'] = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env))
    if (passedOn.test(name)) env[name] = value;
  return {
    ...env,
    HOME: path.join(dir, 'home'),
    TMPDIR: path.join(dir, 'tmp'),
    XDG_RUNTIME_DIR: path.join(dir, 'run'),
    XDG_CONFIG_HOME: path.join(dir, 'home', '.config'),
    XDG_CACHE_HOME: path.join(dir, 'home', '.cache'),
    XDG_DATA_HOME: path.join(dir, 'home', '.local', 'share'),
    // No marketplace: tests send nothing outside this machine.
    EXTENSIONS_GALLERY: '{}',
    ...overrides,
    [MARK]: dir,
  };
}

/**
 * An extensions folder with only this package. Each build of it is installed once, which takes a
 * second; folders of builds from before yesterday are removed.
 */
function installedOnce(
  installed: Pick<Installed, 'version' | 'serverMain' | 'node'>,
  vsix: string,
): string {
  const all = path.join(root, 'out', 'installed');
  const build = createHash('sha256').update(fs.readFileSync(vsix)).digest('hex').slice(0, 16);
  const folder = path.join(all, `${installed.version}-${build}`);
  if (fs.existsSync(folder)) return folder;
  const partial = path.join(all, `${process.pid}`);
  installExtension(installed, vsix, partial);
  try {
    fs.renameSync(partial, folder);
  } catch (error) {
    // Another process was first.
    if (!fs.existsSync(folder)) throw error;
    fs.rmSync(partial, { recursive: true });
  }
  for (const name of fs.readdirSync(all)) {
    const age = Date.now() - fs.statSync(path.join(all, name)).mtimeMs;
    if (age > 86_400_000) fs.rmSync(path.join(all, name), { recursive: true, force: true });
  }
  return folder;
}

/**
 * Installs a packaged extension into an extensions folder and returns the installer's output;
 * throws if it fails.
 */
export function installExtension(
  installed: Pick<Installed, 'serverMain' | 'node'>,
  vsix: string,
  extensionsDir: string,
): string {
  if (!fs.existsSync(vsix)) throw new Error(`${vsix} is missing; run \`npm run package\` first.`);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}install-`));
  try {
    const args = [
      installed.serverMain,
      '--accept-server-license-terms',
      '--server-data-dir',
      data,
      '--extensions-dir',
      extensionsDir,
    ];
    args.push('--install-extension', path.resolve(vsix), '--force');
    const { status, stdout, stderr } = spawnSync(installed.node, args, {
      env: environment(data),
      encoding: 'utf8',
    });
    if (status !== 0 || !/successfully installed/.test(stdout))
      throw new Error(`Could not install ${vsix}:\n${stdout}${stderr}`);
    return stdout.trim();
  } finally {
    fs.rmSync(data, { recursive: true, force: true });
  }
}

/** Kills and removes runs whose owner was killed before it could clean up. */
function sweep(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const dir = path.join(os.tmpdir(), name);
    try {
      const owner = Number(fs.readFileSync(path.join(dir, 'owner'), 'utf8'));
      if (!owner || isAlive(owner)) continue;
      for (const pid of processesWith(MARK, dir)) kill(pid, 'SIGKILL');
      fs.rmSync(dir, { recursive: true, force: true });
    } catch {
      // Just being made or removed by another process.
    }
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

async function until(done: () => boolean, timeout: number): Promise<boolean> {
  for (const end = Date.now() + timeout; ;) {
    if (done()) return true;
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
