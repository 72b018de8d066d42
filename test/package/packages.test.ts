import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readDocument } from '../docs/pages';
import { defaultTarball, defaultVsix, root } from '../host/root';
import { manifest } from '../unit/product/sources';
import {
  EXTENSION,
  licenseProblems,
  problemsOf,
  readExtension,
  readTerminal,
  TERMINAL,
  versionProblems,
  type Package,
} from './packages';
import { PROPOSED } from './proposed';

const KB = 1000;
/** Of the JavaScript that is read when the extension starts, in bytes. */
const AT_START = 150 * KB;

interface Metafile {
  inputs: Record<string, unknown>;
  outputs: Record<
    string,
    {
      inputs: Record<string, { bytesInOutput: number }>;
      imports: { path: string; kind: string; external?: boolean }[];
    }
  >;
}

/** What esbuild wrote about a package's build. */
const metafiles = (name: string): Metafile[] =>
  JSON.parse(fs.readFileSync(path.join(root, 'out', name), 'utf8')) as Metafile[];

describe('the packages', () => {
  let extension: Package;
  let terminal: Package;

  before(() => {
    extension = readExtension(defaultVsix);
    terminal = readTerminal(defaultTarball());
  });

  it('are small, contain what a user needs and nothing else, and have no link that leads nowhere', () => {
    for (const { name, bytes, files } of [extension, terminal])
      console.log(`      ${name}: ${bytes.toLocaleString('en')} bytes, ${files.size} files`);
    assert.deepEqual([...problemsOf(extension, EXTENSION), ...problemsOf(terminal, TERMINAL)], []);
  });

  it('have the version of the manifest, with which the changelog begins', () => {
    assert.deepEqual(
      versionProblems(manifest().version, readDocument('CHANGELOG.md'), [extension, terminal]),
      [],
    );
  });

  it('include the license of each bundled package', () => {
    const ofExtension = metafiles('meta.json');
    const inputs = ofExtension.flatMap((meta) => Object.keys(meta.inputs));
    for (const name of ['node-fetch', 'lit-html'])
      assert.ok(inputs.some((input) => input.includes(`node_modules/${name}/`)));
    const listed = extension.files.get('media/third-party-licenses.md') ?? '';
    assert.deepEqual(licenseProblems(listed, ofExtension), [], 'run `node esbuild.js --licenses`');
    assert.deepEqual(
      licenseProblems(
        terminal.files.get('third-party-licenses.md') ?? '',
        metafiles('meta-cli.json'),
      ),
      [],
    );
  });

  it('are minified, without source maps and without paths of the build machine', () => {
    for (const { files } of [extension, terminal])
      for (const [file, text] of files) {
        assert.ok(!file.endsWith('.map'), file);
        if (!file.endsWith('.js')) continue;
        assert.ok(!text.includes('sourceMappingURL='), file);
        assert.ok(!text.includes(root), `${file} names ${root}`);
        assert.doesNotMatch(text, /\n\s+(const|this\.)\b/, `${file} is not minified`);
      }
  });

  it('load lazy parts with `require`: with `import`, the default export of a CommonJS file would be all of its exports in one object', () => {
    for (const { files } of [extension, terminal])
      for (const [file, text] of files)
        if (file.endsWith('.js') && !file.startsWith('dist/webview/'))
          assert.doesNotMatch(text, /\bimport\s*\(\s*["'`]\./, file);
  });
});

describe('the code of the extension', () => {
  const folder = path.join(root, 'out/vsix/dist');
  let outputs: Metafile['outputs'];

  before(() => {
    outputs = Object.assign(
      {},
      ...metafiles('meta.json').map((meta) => meta.outputs),
    ) as Metafile['outputs'];
  });

  /** What a process without an editor prints as JSON, after it ran this. */
  function runWithoutEditor(script: string): unknown {
    const program = `
      const Module = require('node:module');
      const load = Module._load;
      // As deep as asked for, and no further.
      const stub = new Proxy(class {}, {
        get: (own, name) => (name === 'then' ? undefined : name === 'prototype' ? own.prototype : stub),
        apply: () => stub,
      });
      Module._load = (id, ...more) => (id === 'vscode' ? stub : load(id, ...more));
      console.log(JSON.stringify((() => {${script}})()));`;
    return JSON.parse(
      execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' }),
    );
  }

  /** The entry and everything it loads before it runs. `await import('…')` is not included. */
  function closure(entry: string): string[] {
    const found = [`dist/${entry}`];
    for (const file of found)
      for (const item of outputs[file]?.imports ?? [])
        if (!item.external && item.kind !== 'dynamic-import' && !found.includes(item.path))
          found.push(item.path);
    return found;
  }

  const inputsOf = (files: readonly string[]): string[] =>
    files.flatMap((file) =>
      Object.entries(outputs[file]?.inputs ?? {})
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([input]) => input),
    );

  it(`that is loaded at the start is less than ${AT_START / KB} KB, and none is for uploads, panel pages, the worker, the sandbox, requests or commands`, () => {
    const parts = closure('extension.js');
    const files = runWithoutEditor(`
      require('./extension.js');
      const { relative } = require('node:path');
      // Without the clock of the tests.
      return Object.keys(require.cache).map((file) => relative('..', file)).filter((file) => !file.startsWith('..'));
    `) as string[];
    assert.deepEqual(files.map((file) => file.split(path.sep).join('/')).sort(), parts.sort());
    const bytes = files
      .map((file) => fs.statSync(path.join(folder, '..', file)).size)
      .reduce((sum, size) => sum + size, 0);
    console.log(`      ${bytes.toLocaleString('en')} bytes in ${files.length} files`);
    assert.ok(bytes < AT_START, `${bytes} bytes`);
    const inputs = inputsOf(parts);
    assert.ok(inputs.includes('src/extension.ts'));
    const all = inputsOf(Object.keys(outputs));
    const late = [
      /^node_modules\/(?!@vscode\/l10n\/)/,
      /^src\/api\/(client|json|wire\/.*)\.ts$/,
      /^src\/(csv|upload|sandbox|webview)\//,
      /^src\/ui\/.*(\/commands\/|Commands\.ts$)/,
      /^src\/ui\/(panels\/panel|segments\/confirm)\.ts$/,
      /^src\/ui\/uploads\/(?!lazyUploads)/,
    ];
    for (const code of late) {
      assert.ok(
        all.some((input) => code.test(input)),
        `${code.source} is nowhere`,
      );
      assert.deepEqual(
        inputs.filter((input) => code.test(input)),
        [],
      );
    }
  });

  it('has a script for everything that runs elsewhere: the worker, the sandbox and each page', () => {
    const pages = fs
      .readdirSync(path.join(root, 'src/webview'))
      .filter((name) => fs.existsSync(path.join(root, 'src/webview', name, `${name}Page.ts`)));
    assert.ok(pages.length > 2);
    for (const file of [
      ...['extension.js', 'worker.js', 'sandbox.js'],
      ...pages.map((name) => `webview/${name}.js`),
    ])
      assert.ok(fs.statSync(path.join(folder, file)).size > 500, file);
    for (const name of pages)
      assert.deepEqual(
        closure(`webview/${name}.js`).filter((file) => !file.startsWith('dist/webview/')),
        [],
        'a page may read nothing outside of its folder',
      );
    assert.deepEqual(closure('sandbox.js'), ['dist/sandbox.js'], 'whole in itself');
    assert.deepEqual(
      inputsOf(['dist/sandbox.js']).filter((input) => !input.startsWith('src/sandbox/')),
      [],
      'the sandbox is built separately',
    );
    assert.deepEqual(
      inputsOf(closure('worker.js')).filter((input) =>
        /^src\/(ui|webview|extension)\b/.test(input),
      ),
      [],
      'the worker shares parts with the extension, but nothing that needs the editor',
    );
  });

  it('has parts of which each can be loaded alone', () => {
    const empty = runWithoutEditor(`
      const parts = require('node:fs').readdirSync('parts');
      if (parts.length < 20) throw new Error(parts.length + ' parts');
      return parts.filter((name) => Object.keys(require('./parts/' + name)).length === 0);
    `);
    assert.deepEqual(empty, []);
  });

  it('uses no proposed API, nor the command that runs a row’s own command without identifying it', () => {
    assert.ok(PROPOSED.includes('activeItem') && PROPOSED.length > 100);
    const used = new RegExp(`[.{,](${PROPOSED.join('|')})\\b|list\\.selectAndPreserveFocus`, 'g');
    assert.match('view.activeItem', used);
    for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.js') && !file.startsWith('webview'))
        assert.deepEqual(fs.readFileSync(path.join(folder, file), 'utf8').match(used), null, file);
  });
});
