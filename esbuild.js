// Builds what users load: the extension (dist/) or, with --cli, the npm package of the command line
// (out/cli/). With --tests, what the tests run (out/).
//   node esbuild.js [--production] [--licenses] [--watch]
//   node esbuild.js --cli [--production]
//   node esbuild.js --tests
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { commitOf } = require('./.ci/commit');
const { textOfExtension, textOfTerminal } = require('./.ci/packagedText');

const option = (name) => process.argv.includes(`--${name}`);
const production = option('production');
const own = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const { version } = own;
const commit = commitOf('.');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  // What both programs say that they are.
  define: { BUILD_NAME: JSON.stringify(commit ? `${version} (${commit})` : version) },
};

/**
 * The extension is split at every `await import('…')`, so that code a window never uses is never
 * read from disk. esbuild splits only ES modules, and the sources expect CommonJS (`__dirname`):
 * esbuild bundles and splits, then makes each output file CommonJS.
 */
const splitToCommonJs = {
  name: 'split-to-common-js',
  setup(build) {
    const { outdir } = build.initialOptions;
    build.onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      fs.rmSync(path.join(outdir, 'parts'), { recursive: true, force: true });
      await Promise.all(
        outputFiles.map(async ({ path: file, text }) => {
          const { code } = await esbuild.transform(text, {
            format: 'cjs',
            platform: 'node',
            target: 'node20',
            // `import()` of a CommonJS file would wrap its default export in a second one.
            supported: { 'dynamic-import': false },
            minify: production,
            sourcemap: production ? false : 'inline',
            legalComments: 'none',
          });
          fs.mkdirSync(path.dirname(file), { recursive: true });
          fs.writeFileSync(file, code);
        }),
      );
    });
  },
};

let building = 0;
/**
 * Says when all builds have started and ended, and each error on one line: `.vscode/tasks.json`
 * reads it.
 */
const reportBuilds = {
  name: 'report-builds',
  setup(build) {
    build.onStart(() => {
      if (building++ === 0) console.log('[watch] build started');
    });
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        const { file, line, column } = location ?? { file: 'esbuild.js', line: 1, column: 0 };
        console.log(`[watch] ${file}:${line}:${column + 1}: error: ${text}`);
      }
      if (--building === 0) console.log('[watch] build finished');
    });
  },
};

/** For packages that say MIT and bring no text of it. */
const mit = (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The icons of the pages are no package: their outlines are in the source. */
const CODICONS =
  'The pages’ icons are [codicons](https://github.com/microsoft/vscode-codicons), copyright Microsoft Corporation, licensed under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). Each is drawn as one path, rounded to hundredths of a pixel.';

/** The packages that are bundled, with the texts of their licenses: they ask to be passed on with the code. */
function licenses(inputs) {
  const folders = new Set(
    inputs.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  const packages = [...folders].map((folder) => {
    const { name, version, license, author } = JSON.parse(
      fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    const file = fs.readdirSync(folder).find((item) => /^(licen[cs]e|copying)(\.|$)/i.test(item));
    if (!file && license !== 'MIT') throw new Error(`${folder} has no text of its license.`);
    const text = file
      ? fs.readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim()
      : mit(author.name ?? author);
    return `## ${name} ${version} (${license})\n\n\`\`\`text\n${text}\n\`\`\`\n`;
  });
  const icons = inputs.includes('src/webview/shared/icons.ts') ? `${CODICONS}\n\n` : '';
  return `# Licenses of what is bundled\n\nMade by \`node esbuild.js --licenses\`.\n\n${icons}${packages.sort().join('\n')}`;
}

const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
const browser = { ...common, platform: 'browser', format: 'esm', target: 'es2022' };

const entry = (from, out) => (fs.existsSync(from) ? [{ in: from, out }] : []);

/** Every build of the product: the extension, the worker and the sandbox, the panels' pages. */
function productBuilds() {
  const panels = fs
    .readdirSync('src/webview', { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .flatMap((item) =>
      entry(`src/webview/${item.name}/${item.name}Page.ts`, `webview/${item.name}`),
    );
  return [
    splitBuild('dist', entry('src/extension.ts', 'extension')),
    sandboxBuild('dist'),
    pagesBuild(panels),
  ].filter((build) => build.entryPoints.length > 0);
}

/** A program in parts that are loaded when used, which it shares with its worker thread. */
function splitBuild(outdir, program) {
  return {
    ...node,
    format: 'esm',
    splitting: true,
    // What jsonc-parser has as `main` can’t be bundled.
    mainFields: ['module', 'main'],
    minify: production,
    sourcemap: production ? false : 'inline',
    write: false,
    outdir,
    chunkNames: 'parts/[name]-[hash]',
    external: ['vscode'],
    entryPoints: [...program, ...entry('src/upload/worker/worker.ts', 'worker')],
    plugins: [splitToCommonJs],
  };
}

/** The panels' pages. They share parts too: each would bring the same library otherwise. */
function pagesBuild(entryPoints) {
  const emptyFirst = {
    name: 'empty-first',
    setup(build) {
      build.onStart(() => fs.rmSync('dist/webview', { recursive: true, force: true }));
    },
  };
  return {
    ...browser,
    splitting: true,
    outdir: 'dist',
    chunkNames: 'webview/part-[hash]',
    entryPoints: [...entryPoints, ...entry('src/webview/shared/styles/page.css', 'webview/page')],
    plugins: [emptyFirst],
  };
}

/** A process of its own, which shares no code with what it stands in for: both faces bring it. */
function sandboxBuild(outdir) {
  return { ...node, outdir, entryPoints: entry('src/sandbox/main.ts', 'sandbox') };
}

const CLI = path.join('out', 'cli');

/** The npm package of the command line: no dependencies, since all is bundled. */
async function buildCli() {
  const { license, repository, homepage, bugs } = own;
  const outdir = path.join(CLI, 'dist');
  fs.rmSync(CLI, { recursive: true, force: true });
  const cli = splitBuild(outdir, entry('src/cli/commandLine.ts', 'cli'));
  const built = await Promise.all([esbuild.build(cli), esbuild.build(sandboxBuild(outdir))]);
  const manifest = {
    name: 'criteo-audiences',
    version,
    description: 'Manage Criteo Retail Media audience segments, and upload CSV files to them',
    keywords: ['criteo', 'retail-media', 'audience', 'segment', 'csv', 'upload', 'cli'],
    license,
    repository,
    homepage,
    bugs,
    bin: { 'criteo-audiences': 'dist/cli.js' },
    engines: { node: '>=20.12' },
    files: ['dist', 'docs', 'l10n', 'third-party-licenses.md'],
  };
  fs.writeFileSync(path.join(CLI, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyDocs();
  fs.cpSync('LICENSE', path.join(CLI, 'LICENSE'));
  fs.cpSync('l10n', path.join(CLI, 'l10n'), { recursive: true });
  fs.writeFileSync(
    path.join(CLI, 'third-party-licenses.md'),
    licenses(built.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
  );
  writeMeta('meta-cli.json', built);
}

/** Writes what went into each file, for the tests that guard size and licenses. */
function writeMeta(name, built) {
  fs.mkdirSync('out', { recursive: true });
  fs.writeFileSync(path.join('out', name), JSON.stringify(built.map(({ metafile }) => metafile)));
}

/** The README, and the pages that it links, which link only to one another. */
function copyDocs() {
  fs.cpSync('media/docs', path.join(CLI, 'docs'), { recursive: true });
  const readme = fs.readFileSync('src/cli/README.md', 'utf8');
  fs.writeFileSync(path.join(CLI, 'README.md'), textOfTerminal(readme, own));
}

/** Everything that a package of the extension is made of: its manifest without what only this folder has a use for. */
function stage(to) {
  fs.rmSync(to, { recursive: true, force: true });
  const files = ['dist', 'l10n', 'media', 'LICENSE', '.vscodeignore'];
  const texts = fs.readdirSync('.').filter((name) => /^package\.nls.*\.json$/.test(name));
  for (const name of [...files, ...texts])
    fs.cpSync(name, path.join(to, name), { recursive: true });
  for (const name of ['README.md', 'CHANGELOG.md'])
    fs.writeFileSync(path.join(to, name), textOfExtension(fs.readFileSync(name, 'utf8'), own));
  const { scripts, devDependencies, knip, mocha, ...manifest } = own;
  fs.writeFileSync(path.join(to, 'package.json'), JSON.stringify(manifest));
}

const filesBelow = (folder) =>
  fs.readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file));

const isCode = (file) =>
  file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('fixtures');

/** The code that tests start in a thread or a process of its own, which would each load all modules. */
const OWN_THREAD = /[/\\]support[/\\](worker|child|fullDisk)\.ts$/;

/**
 * Tests and sources, file by file, so that a process of tests loads a module once; only what tests
 * start many times is bundled.
 */
async function buildTests() {
  const files = [...filesBelow('src'), ...filesBelow('test')].filter(isCode);
  removeStale(files);
  const tests = {
    ...node,
    minify: false,
    sourcemap: 'inline',
    sourcesContent: false,
    outbase: '.',
    outdir: 'out',
  };
  const modules = {
    ...tests,
    bundle: false,
    // Without a bundle, `import()` would need the endings of files.
    supported: { 'dynamic-import': false },
    entryPoints: files.filter((file) => !OWN_THREAD.test(file)),
  };
  const threads = { ...tests, entryPoints: files.filter((file) => OWN_THREAD.test(file)) };
  await Promise.all([esbuild.build(modules), esbuild.build(threads)]);
}

/** A test that was renamed or deleted must not run from an earlier build. */
function removeStale(sources) {
  const known = new Set(sources.map((file) => path.join('out', file.replace(/\.ts$/, '.js'))));
  for (const folder of ['out/src', 'out/test'])
    if (fs.existsSync(folder))
      for (const file of filesBelow(folder))
        if (file.endsWith('.js') && !known.has(file)) fs.rmSync(file);
}

async function main() {
  if (option('tests')) return buildTests();
  if (option('cli')) return buildCli();
  if (production) fs.rmSync('dist', { recursive: true, force: true });
  if (option('watch')) {
    const contexts = await Promise.all(
      productBuilds().map((build) =>
        esbuild.context({ ...build, plugins: [...(build.plugins ?? []), reportBuilds] }),
      ),
    );
    return Promise.all(contexts.map((context) => context.watch()));
  }
  const built = await Promise.all(productBuilds().map((build) => esbuild.build(build)));
  if (option('licenses'))
    fs.writeFileSync(
      'media/third-party-licenses.md',
      licenses(built.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
    );
  if (!production) return;
  writeMeta('meta.json', built);
  stage(path.join('out', 'vsix'));
}

main().catch((error) => {
  if (!error.errors) console.error(error);
  process.exit(1);
});
