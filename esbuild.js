// Builds what users load (dist/) and, with --tests, what the tests run (out/).
//   node esbuild.js [--production]
//   node esbuild.js --tests[=FOLDER] [--out=DIR]
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const option = (name) => {
  const found = process.argv.find((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  return found && (found.includes('=') ? found.slice(found.indexOf('=') + 1) : true);
};
const production = Boolean(option('production'));

/** Node has web streams of its own since 18; the stand-in that fetch-blob brings would be two thirds of node-fetch. */
const nodeWebStreams = {
  name: 'node-web-streams',
  setup(build) {
    build.onResolve({ filter: /^web-streams-polyfill/ }, (args) => ({ path: args.path, namespace: 'node-web-streams' }));
    build.onLoad({ filter: /.*/, namespace: 'node-web-streams' }, () => ({ contents: "module.exports = require('node:stream/web')" }));
  },
};

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  plugins: [nodeWebStreams],
};
/**
 * The extension itself is split where it says `await import('…')`: what a window never uses is never read from disk.
 * esbuild splits only ES modules and the editor's oldest supported version wants CommonJS, so that it is done in two steps.
 */
async function buildExtension() {
  if (!fs.existsSync('src/extension.ts')) return;
  const { outputFiles, metafile } = await esbuild.build({
    ...node,
    format: 'esm',
    splitting: true,
    minify: false,
    sourcemap: production ? false : 'inline',
    metafile: true,
    write: false,
    entryPoints: [{ in: 'src/extension.ts', out: 'extension' }],
    outdir: 'dist',
    chunkNames: 'parts/[name]-[hash]',
    external: ['vscode'],
  });
  fs.rmSync('dist/parts', { recursive: true, force: true });
  for (const { path: file, text } of outputFiles) {
    const { code } = await esbuild.transform(text, { format: 'cjs', platform: 'node', target: 'node20', minify: production, sourcemap: production ? false : 'inline', legalComments: 'none' });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, code);
  }
  // For the test that guards what is loaded at the start.
  fs.mkdirSync('out', { recursive: true });
  fs.writeFileSync('out/extension.meta.json', JSON.stringify(metafile));
}

const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
const browser = { ...common, platform: 'browser', format: 'esm', target: 'es2022' };

const entry = (from, out) => (fs.existsSync(from) ? [{ in: from, out }] : []);

function productBuilds() {
  const panels = fs
    .readdirSync('src/webview', { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .flatMap((item) => entry(`src/webview/${item.name}/main.ts`, `webview/${item.name}`));
  return [
    {
      ...node,
      outdir: 'dist',
      external: ['vscode'],
      entryPoints: [
        ...entry('src/upload/worker.ts', 'worker'),
        ...entry('src/sandbox/main.ts', 'sandbox'),
      ],
    },
    { ...browser, outdir: 'dist', entryPoints: panels },
  ].filter((build) => build.entryPoints.length > 0);
}

function testBuilds(folder, out) {
  const files = fs
    .readdirSync(folder, { recursive: true })
    .map((file) => path.join(folder, file))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('fixtures'));
  return [
    {
      ...node,
      minify: false,
      sourcemap: 'inline',
      outbase: '.',
      outdir: out,
      entryPoints: files,
      external: ['vscode', 'mocha', 'playwright-core', '@vscode/test-electron', 'fast-check', 'csv-spectrum', 'axe-core', 'typescript'],
    },
  ];
}

async function main() {
  const tests = option('tests');
  if (!tests && production) fs.rmSync('dist', { recursive: true, force: true });
  const builds = tests ? testBuilds(tests === true ? 'test' : tests, option('out') || 'out') : productBuilds();
  await Promise.all([...builds.map((build) => esbuild.build(build)), ...(tests ? [] : [buildExtension()])]);
}

main().catch((error) => {
  if (!error.errors) console.error(error);
  process.exit(1);
});
