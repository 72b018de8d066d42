// Builds what users load: the extension (dist/) or, with --cli, the npm package of the command line
// (out/cli/). With --tests, what the tests run (out/).
//   node esbuild.js [--production [--staged]] [--out=DIR] [--licenses] [--watch]
//   node esbuild.js --cli [--production]
//   node esbuild.js --tests [--out=DIR]
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const terser = require('terser');
const ts = require('typescript');
const { commitOf } = require('./.ci/commit');
const { textOfExtension, textOfTerminal } = require('./.ci/packagedText');

const option = (name) => {
  const found = process.argv.find((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  return found && (found.includes('=') ? found.slice(found.indexOf('=') + 1) : true);
};
/** Where translations come from in a build: tests and sources have them by the English text. */
const TEXTS = './src/common/translation/packagedTexts.ts';
/** Of this package only the parser, as a module that can be bundled. */
const JSONC = 'jsonc-parser/lib/esm/impl/parser.js';
const production = Boolean(option('production'));
const dist = option('out') || 'dist';
const own = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const { version } = own;
const commit = commitOf('.');

/**
 * Node has what node-fetch brings stand-ins for: streams, blobs and forms of the web. Of those we use
 * only streams; forms would be half of node-fetch.
 */
const WEB = `
  export const { Blob, File, FormData } = globalThis;
  export { Blob as default };
  const missing = () => { throw new Error('Not bundled: see esbuild.js'); };
  export { missing as blobFrom, missing as blobFromSync, missing as fileFrom, missing as fileFromSync };
  export { missing as formDataToBlob, missing as toFormData };`;
const nodeForWeb = {
  name: 'node-for-web',
  setup(build) {
    build.onResolve(
      { filter: /^(fetch-blob|formdata-polyfill)\b|\/multipart-parser\.js$/ },
      () => ({
        path: 'web',
        namespace: 'node-for-web',
      }),
    );
    build.onLoad({ filter: /.*/, namespace: 'node-for-web' }, () => ({ contents: WEB }));
  },
};

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  plugins: [nodeForWeb],
  metafile: true,
  // What both programs say that they are.
  define: { BUILD_NAME: JSON.stringify(commit ? `${version} (${commit})` : version) },
};
/**
 * An ES module as CommonJS, smaller than as esbuild does that: there, an import is read anew wherever it
 * is used, since it might have changed (`(0, part.name)()`), and each file has 600 bytes of helpers. Here,
 * imports are constants. Nothing that is exported changes, and parts have no circles: all that one
 * imports has run before it does. A part of which nothing is used isn't imported: no source does anything
 * but declare when it runs.
 * @param text as esbuild bundles it: what it exports is a statement at its end
 */
function toCommonJs(text) {
  const source = ts.createSourceFile('part.js', text, ts.ScriptTarget.Latest);
  const edits = [];
  const replace = (node, code) => edits.push({ start: node.getStart(source), end: node.end, code });
  // What is imported, and its first name here: the sources of a bundle import the same again and again.
  const known = new Map();
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) replace(node, constantsOf(node, known));
    else if (ts.isExportDeclaration(node)) {
      const exported = node.exportClause.elements.map(
        ({ propertyName, name }) => `${name.text}: ${(propertyName ?? name).text}`,
      );
      replace(node, `module.exports = { ${exported.join(', ')} };`);
    } else {
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
        replace(node, `Promise.resolve().then(() => ${requireOf(node.arguments[0])})`);
      ts.forEachChild(node, visit);
    }
  };
  visit(source);
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? '';
  edits.push({ start: shebang.length, end: shebang.length, code: '"use strict";' });
  return edits
    .sort((one, other) => other.start - one.start)
    .reduce((code, edit) => code.slice(0, edit.start) + edit.code + code.slice(edit.end), text);
}

const requireOf = (file) => `require(${JSON.stringify(file.text)})`;

/** The constants that an import declares. Modules of Node and the editor have no default: it is all of them. */
function constantsOf({ moduleSpecifier: file, importClause }, known) {
  const { name, namedBindings } = importClause ?? {};
  const imported = [
    ...(name ? [[file.text.startsWith('.') ? 'default' : '', name]] : []),
    ...(namedBindings?.name ? [['', namedBindings.name]] : []),
    ...(namedBindings?.elements ?? []).map((item) => [
      (item.propertyName ?? item.name).text,
      item.name,
    ]),
  ];
  const constants = [];
  const properties = [];
  for (const [what, { text: constant }] of imported) {
    const key = `${file.text} ${what}`;
    if (known.has(key)) constants.push(`${constant} = ${known.get(key)}`);
    else if (what) properties.push(`${what}: ${constant}`);
    else constants.push(`${constant} = ${requireOf(file)}`);
    known.set(key, known.get(key) ?? constant);
  }
  if (properties.length > 0) constants.push(`{ ${properties.join(', ')} } = ${requireOf(file)}`);
  return constants.length > 0 ? `const ${constants.join(', ')};` : '';
}

/** Parts that are smaller, in bytes, are joined. */
const SMALL = 60000;

/**
 * Puts small parts into one file, where each still runs when it is first asked for, by its number: in
 * a package, a file of its own costs 200 bytes, and is compressed without what it has in common with
 * others. What a program loads at its start is in a file apart, `early-` and its name.
 * @param codes by path, as CommonJS
 * @param outputs of the metafile
 */
function joinSmallParts(codes, outputs) {
  const programs = Object.keys(outputs).filter((file) => outputs[file].entryPoint && !isPart(file));
  const early = programs.map((program) => loadedAtStart(program, outputs));
  const members = {};
  const places = new Map();
  for (const [file, code] of codes) {
    if (!isPart(file) || code.length >= SMALL) continue;
    const program = programs[early.findIndex((files) => files.includes(file))];
    const joined = program ? `early-${path.basename(program)}` : 'joined.js';
    const number = (members[joined] ??= []).push(file) - 1;
    places.set(path.basename(file), { joined, number });
  }
  const ask = (text, from) =>
    text.replace(/require\(["'`](\.\/(?:parts\/)?)([\w.-]+)["'`]\)/g, (as, folder, name) => {
      const { joined, number } = places.get(name) ?? {};
      if (!joined) return as;
      return joined === from ? `part(${number})` : `require("${folder}${joined}")(${number})`;
    });
  for (const [joined, files] of Object.entries(members)) {
    const bodies = files.map(
      (file) => `module=>{${ask(codes.get(file).replace(/^#!.*\n/, ''), joined)}}`,
    );
    for (const file of files) codes.delete(file);
    codes.set(
      path.join(path.dirname(files[0]), joined),
      `"use strict";const parts=[${bodies.join(',')}],known=[],part=module.exports=number=>{if(!known[number]){const module=known[number]={exports:{}};parts[number](module)}return known[number].exports};\n`,
    );
  }
  for (const [file, code] of codes) codes.set(file, ask(code));
}

/** A program and all that it imports, other than with `import()`. */
function loadedAtStart(program, outputs) {
  const files = [program];
  for (const file of files)
    for (const { path: imported, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && !files.includes(imported)) files.push(imported);
  return files;
}

function isPart(file) {
  return path.basename(path.dirname(file)) === 'parts';
}

/** The same, as esbuild does it: with a source map. */
async function readable(text) {
  const { code } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` of a CommonJS file would wrap its default export in a second one.
    supported: { 'dynamic-import': false },
    sourcemap: 'inline',
    legalComments: 'none',
  });
  return code;
}

/**
 * The extension is split at every `await import('…')`, so that code a window never uses is never
 * read from disk. esbuild splits only ES modules, and the oldest supported editor needs CommonJS:
 * esbuild bundles and splits, then each output file is made CommonJS and written.
 */
const splitToCommonJs = {
  name: 'split-to-common-js',
  setup(build) {
    const { outdir } = build.initialOptions;
    build.onEnd(async ({ errors, outputFiles, metafile }) => {
      if (errors.length > 0) return;
      fs.rmSync(path.join(outdir, 'parts'), { recursive: true, force: true });
      const codes = new Map();
      for (const { path: file, text } of outputFiles) {
        codes.set(path.relative('.', file), production ? toCommonJs(text) : await readable(text));
      }
      if (production) joinSmallParts(codes, metafile.outputs);
      for (const [file, code] of codes) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, code);
      }
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

/**
 * Writes the translations of the texts that the code in a folder has: the window has no use for those
 * of the terminal, nor the other way round. `code`: undefined for all.
 */
function writeTranslations(code, to) {
  const { packTexts } = loadSource(TEXTS);
  const built = code && textsOf(code);
  fs.rmSync(to, { recursive: true, force: true });
  fs.mkdirSync(to, { recursive: true });
  for (const name of fs.readdirSync('l10n')) {
    const texts = Object.entries(
      JSON.parse(fs.readFileSync(path.join('l10n', name), 'utf8')),
    ).filter(([text]) => built?.includes(text) ?? true);
    fs.writeFileSync(path.join(to, name), JSON.stringify(packTexts(Object.fromEntries(texts))));
  }
}

/** The code in a folder, with its texts as they are in the sources. */
function textsOf(code) {
  return filesBelow(code)
    .filter((file) => file.endsWith('.js'))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('\n')
    .replace(/\\u([0-9a-f]{4})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)))
    .replace(/\\x([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)))
    .replace(/\\(['"`$\\])/g, '$1')
    .replaceAll('\\n', '\n');
}

/** What a source file exports that imports nothing. */
function loadSource(file) {
  const { code } = esbuild.transformSync(fs.readFileSync(file, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
  });
  const module = { exports: {} };
  new Function('module', 'exports', code)(module, module.exports);
  return module.exports;
}

const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
const browser = { ...common, platform: 'browser', format: 'esm', target: 'es2022' };

/**
 * Minifies what esbuild has minified once more: 14 KB of the package. `module`: also true for CommonJS,
 * whose top level is its own and strict as well.
 */
async function minifyAgain(folder) {
  for (const file of filesBelow(folder).filter((name) => name.endsWith('.js'))) {
    const { code } = await terser.minify(fs.readFileSync(file, 'utf8'), {
      module: true,
      ecma: 2022,
      compress: { passes: 2 },
      format: { comments: false },
    });
    fs.writeFileSync(file, code);
  }
}

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
    splitBuild(dist, entry('src/extension.ts', 'extension')),
    sandboxBuild(dist),
    pagesBuild(dist, panels),
  ].filter((build) => build.entryPoints.length > 0);
}

/** A program in parts that are loaded when used, which it shares with its worker thread. */
function splitBuild(outdir, program) {
  return {
    ...node,
    format: 'esm',
    splitting: true,
    alias: { '@vscode/l10n': TEXTS, 'jsonc-parser': JSONC },
    minify: production,
    sourcemap: production ? false : 'inline',
    write: false,
    outdir,
    chunkNames: 'parts/[name]-[hash]',
    external: ['vscode'],
    entryPoints: [...program, ...entry('src/upload/worker/worker.ts', 'worker')],
    plugins: [...common.plugins, splitToCommonJs],
  };
}

/** The panels' pages. They share parts too: each would bring the same library otherwise. */
function pagesBuild(outdir, entryPoints) {
  const emptyFirst = {
    name: 'empty-first',
    setup(build) {
      build.onStart(() =>
        fs.rmSync(path.join(outdir, 'webview'), { recursive: true, force: true }),
      );
    },
  };
  return {
    ...browser,
    splitting: true,
    alias: { '@vscode/l10n': TEXTS },
    outdir,
    chunkNames: 'webview/part-[hash]',
    entryPoints: [...entryPoints, ...entry('src/webview/shared/styles/page.css', 'webview/page')],
    plugins: [...common.plugins, emptyFirst],
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
  const built = await Promise.all([
    esbuild.build({ ...cli, banner: { js: '#!/usr/bin/env node' } }),
    esbuild.build(sandboxBuild(outdir)),
  ]);
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
  writeTranslations(outdir, path.join(CLI, 'l10n'));
  fs.writeFileSync(
    path.join(CLI, 'third-party-licenses.md'),
    licenses(built.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
  );
  fs.writeFileSync(
    path.join('out', 'meta-cli.json'),
    JSON.stringify(built.map(({ metafile }) => metafile)),
  );
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
  const files = ['dist', 'media', 'LICENSE', '.vscodeignore'];
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
async function buildTests(out) {
  const files = [...filesBelow('src'), ...filesBelow('test')].filter(isCode);
  removeStale(out, files);
  const tests = {
    ...node,
    minify: false,
    sourcemap: 'inline',
    sourcesContent: false,
    outbase: '.',
    outdir: out,
  };
  const modules = {
    ...tests,
    plugins: [],
    bundle: false,
    // Without a bundle, `import()` would need the endings of files.
    supported: { 'dynamic-import': false },
    entryPoints: files.filter((file) => !OWN_THREAD.test(file)),
  };
  const threads = { ...tests, entryPoints: files.filter((file) => OWN_THREAD.test(file)) };
  await Promise.all([esbuild.build(modules), esbuild.build(threads)]);
}

/** A test that was renamed or deleted must not run from an earlier build. */
function removeStale(out, sources) {
  const known = new Set(sources.map((file) => path.join(out, file.replace(/\.ts$/, '.js'))));
  for (const folder of ['src', 'test'].map((name) => path.join(out, name)))
    if (fs.existsSync(folder))
      for (const file of filesBelow(folder))
        if (file.endsWith('.js') && !known.has(file)) fs.rmSync(file);
}

async function main() {
  if (option('tests')) return buildTests(option('out') || 'out');
  if (option('cli')) return buildCli();
  if (production) fs.rmSync(dist, { recursive: true, force: true });
  if (option('watch')) {
    // While texts change, all of them.
    writeTranslations(undefined, path.join(dist, 'l10n'));
    const contexts = await Promise.all(
      productBuilds().map((build) =>
        esbuild.context({ ...build, plugins: [...build.plugins, reportBuilds] }),
      ),
    );
    return Promise.all(contexts.map((context) => context.watch()));
  }
  const built = await Promise.all(productBuilds().map((build) => esbuild.build(build)));
  writeTranslations(dist, path.join(dist, 'l10n'));
  if (production) await minifyAgain(dist);
  // What went into each file, for the tests that guard size and licenses. Not in dist/, which is packaged.
  const metafiles = built.map(({ metafile }) => metafile);
  const meta = dist === 'dist' ? 'out' : dist;
  fs.mkdirSync(meta, { recursive: true });
  fs.writeFileSync(path.join(meta, 'meta.json'), JSON.stringify(metafiles));
  if (option('staged')) stage(path.join('out', 'vsix'));
  if (option('licenses'))
    fs.writeFileSync(
      'media/third-party-licenses.md',
      licenses(metafiles.flatMap(({ inputs }) => Object.keys(inputs))),
    );
}

main().catch((error) => {
  if (!error.errors) console.error(error);
  process.exit(1);
});
