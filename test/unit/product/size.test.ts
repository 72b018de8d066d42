import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defaultTarball, defaultVsix, root } from '../../host/root';
import {
  EXTENSION,
  licenseProblems,
  problemsOf,
  readExtension,
  readTerminal,
  TERMINAL,
} from '../../release/packages';
import { PROPOSED } from './proposed';
import { manifest } from './sources';

const KB = 1000;

interface Metafile {
  inputs: Record<string, unknown>;
  outputs: Record<
    string,
    {
      entryPoint?: string;
      inputs: Record<string, { bytesInOutput: number }>;
      imports: { path: string; kind: string; external?: boolean }[];
    }
  >;
}

/** A release build of this source, next to the one in dist/. */
describe('the release build', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-size-'));
  let metafiles: Metafile[];
  let outputs: Map<string, Metafile['outputs'][string]>;

  before(function () {
    this.timeout(180_000);
    execFileSync(process.execPath, ['esbuild.js', '--production', `--out=${folder}`], {
      cwd: root,
      stdio: 'pipe',
    });
    metafiles = JSON.parse(fs.readFileSync(path.join(folder, 'meta.json'), 'utf8')) as Metafile[];
    // By path relative to the build folder.
    const own = (file: string): string =>
      path.relative(folder, path.resolve(root, file)).split(path.sep).join('/');
    outputs = new Map(
      metafiles.flatMap((meta) =>
        Object.entries(meta.outputs).map(
          ([file, output]): [string, Metafile['outputs'][string]] => [
            own(file),
            {
              ...output,
              imports: output.imports.map((item) =>
                item.external ? item : { ...item, path: own(item.path) },
              ),
            },
          ],
        ),
      ),
    );
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const size = (file: string): number => fs.statSync(path.join(folder, file)).size;

  /** As they are on disk, where small parts are joined. */
  const scripts = (): string[] =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => file.split(path.sep).join('/'))
      .filter((file) => file.endsWith('.js'));

  /** What a process without an editor prints as JSON, after it ran this. */
  function runWithoutEditor(script: string): unknown {
    const program = `
      const Module = require('node:module');
      const load = Module._load;
      // As deep as asked for, and no further.
      const stub = new Proxy(class {}, { get: (_, name) => (name === 'then' ? undefined : stub), apply: () => stub });
      Module._load = (id, ...more) => (id === 'vscode' ? stub : load(id, ...more));
      console.log(JSON.stringify((() => {${script}})()));`;
    return JSON.parse(
      execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' }),
    );
  }

  /** The entry and everything it loads before it runs. `await import('…')` is not included. */
  function closure(entry: string): string[] {
    const found = [entry];
    for (const file of found) {
      for (const item of outputs.get(file)?.imports ?? []) {
        if (!item.external && item.kind !== 'dynamic-import' && !found.includes(item.path))
          found.push(item.path);
      }
    }
    return found;
  }

  const inputsOf = (files: readonly string[]): string[] =>
    files.flatMap((file) =>
      Object.entries(outputs.get(file)?.inputs ?? {})
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([input]) => input),
    );

  it('loads less than 100 KB at startup, and no code for uploads, panel pages, the worker, the sandbox, requests or commands', () => {
    const parts = closure('extension.js');
    assert.ok(parts.length > 20, 'the entry shares parts with what comes later');
    const files = runWithoutEditor(`
      require('./extension.js');
      return Object.keys(require.cache).map((file) => require('node:path').relative('.', file));
    `) as string[];
    assert.deepEqual(
      files.map((file) => file.split(path.sep).join('/')),
      ['extension.js', 'parts/early-extension.js'],
    );
    const bytes = files.reduce((sum, file) => sum + size(file), 0);
    console.log(
      `      at startup: ${bytes.toLocaleString('en')} bytes in ${files.length} files; ${files.map((file) => `${file} ${size(file).toLocaleString('en')}`).join(', ')}`,
    );
    assert.ok(bytes < 100 * KB, `${bytes} bytes`);
    const inputs = inputsOf(parts);
    assert.ok(inputs.includes('src/extension.ts'));
    const late = inputs.filter((input) =>
      /node_modules\/(csv-parse|lit|lit-html|@vscode-elements|lossless-json|node-fetch)\/|^src\/api\/(client|transport|errorMapping|json)\.ts|^src\/ui\/(account\/commands|segments\/(segmentCommands|confirm)|panels\/panel)\.ts|^src\/(sandbox|webview)\/(?!protocol)|^src\/upload\/(worker|engine)\.ts|^src\/ui\/uploads\/(index|commands|runner)\.ts/.test(
        input,
      ),
    );
    assert.deepEqual(late, []);
  });

  it('has a script for everything that runs elsewhere: the worker, the sandbox and each page', () => {
    const pages = fs
      .readdirSync(path.join(root, 'src/webview'))
      .filter((name) => fs.existsSync(path.join(root, 'src/webview', name, `${name}Page.ts`)));
    assert.ok(pages.length > 2);
    const entries = [
      'extension.js',
      'worker.js',
      'sandbox.js',
      ...pages.map((name) => `webview/${name}.js`),
    ];
    for (const file of entries) {
      assert.ok(size(file) > 500, file);
      if (file === 'sandbox.js') assert.deepEqual(closure(file), [file], 'whole in itself');
      // A page may read nothing outside of its folder.
      if (file.startsWith('webview/'))
        assert.deepEqual(
          closure(file).filter((name) => !name.startsWith('webview/')),
          [],
        );
    }
    // The worker shares parts with the extension, but nothing that needs the editor.
    assert.deepEqual(
      inputsOf(closure('worker.js')).filter((input) =>
        /^src\/(ui|webview|extension)\b/.test(input),
      ),
      [],
    );
    assert.deepEqual(
      inputsOf(['sandbox.js']).filter((input) => !input.startsWith('src/sandbox/')),
      [],
      'the sandbox is built separately',
    );
    const total = scripts().reduce((sum, file) => sum + size(file), 0);
    console.log(`      in total: ${total.toLocaleString('en')} bytes`);
  });

  it('loads lazy parts with `require`: with `import`, the default export of a CommonJS file would be all of its exports in one object', () => {
    for (const file of scripts().filter((name) => !name.startsWith('webview/'))) {
      assert.doesNotMatch(
        fs.readFileSync(path.join(folder, file), 'utf8'),
        /\bimport\s*\(\s*["'`]\./,
        file,
      );
    }
  });

  it('has small parts in few files, those that are loaded at startup in files of their own, and each can be loaded', () => {
    const parts = [...outputs.keys()].filter((file) => file.startsWith('parts/'));
    const joined = parts.filter((file) => !scripts().includes(file));
    assert.ok(joined.length > 20, `${joined.length} joined`);
    const numbers = runWithoutEditor(`
      return ['early-extension', 'early-worker', 'joined'].map((name) => {
        const part = require('./parts/' + name + '.js');
        for (let number = 0; ; number++) {
          let exported;
          try {
            exported = part(number);
          } catch (error) {
            if (/^\\w+\\[\\w+\\] is not a function$/.test(error.message)) return number;
            throw error;
          }
          if (Object.keys(exported).length === 0) throw new Error(name + number + ' exports nothing');
          if (part(number) !== exported) throw new Error(name + number + ' ran twice');
        }
      });
    `) as number[];
    const atStart = closure('extension.js').filter((file) => joined.includes(file));
    const inWorker = closure('worker.js').filter((file) => joined.includes(file));
    const early = new Set([...atStart, ...inWorker]).size;
    assert.deepEqual(numbers, [atStart.length, early - atStart.length, joined.length - early]);
  });

  it('is minified, without source maps and without paths of the build machine', () => {
    for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      assert.ok(!file.endsWith('.map'), file);
      if (!file.endsWith('.js')) continue;
      const text = fs.readFileSync(path.join(folder, file), 'utf8');
      assert.ok(!text.includes('sourceMappingURL='), file);
      assert.ok(!text.includes(root), `${file} names ${root}`);
      assert.doesNotMatch(text, /\n\s+(const|return|if|for|this\.)\b/, `${file} is not minified`);
    }
  });

  it('uses no proposed API, nor the command that runs a row’s own command without identifying it', () => {
    assert.ok(PROPOSED.includes('activeItem') && PROPOSED.length > 100);
    const used = new RegExp(`[.{,](${PROPOSED.join('|')})\\b|list\\.selectAndPreserveFocus`, 'g');
    assert.match('view.activeItem', used);
    for (const file of scripts().filter((name) => !name.startsWith('webview/'))) {
      assert.deepEqual(fs.readFileSync(path.join(folder, file), 'utf8').match(used), null, file);
    }
  });

  it('includes the license of each bundled package', () => {
    const inputs = metafiles.flatMap((meta) => Object.keys(meta.inputs));
    for (const name of ['node-fetch', 'lit-html'])
      assert.ok(inputs.some((input) => input.includes(`node_modules/${name}/`)));
    const listed = fs.readFileSync(path.join(root, 'media/third-party-licenses.md'), 'utf8');
    assert.deepEqual(licenseProblems(listed, metafiles), [], 'run `node esbuild.js --licenses`');
  });
});

describe('the packages', () => {
  for (const [what, file, read, rules] of [
    ['of the extension', defaultVsix, readExtension, EXTENSION],
    ['of the terminal', defaultTarball(), readTerminal, TERMINAL],
  ] as const)
    it(`${what} is small, contains what a user needs and nothing else, and has no link that leads nowhere`, function () {
      if (!fs.existsSync(file)) this.skip();
      const found = read(file);
      console.log(`      ${found.bytes.toLocaleString('en')} bytes, ${found.files.size} files`);
      assert.deepEqual(problemsOf(found, rules), []);
    });

  it('has a picture for each step of the walkthrough, 160 KB in all at most', () => {
    const steps = manifest().contributes.walkthroughs?.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps && steps.length > 0);
    const folder = path.join(root, 'media/walkthrough');
    assert.deepEqual(
      steps.map(({ media }) => (media as { image?: string }).image),
      steps.map(({ id }) => `media/walkthrough/${id}.png`),
    );
    const files = fs.readdirSync(folder);
    assert.deepEqual([...files].sort(), steps.map(({ id }) => `${id}.png`).sort());
    const sizes = files.map((file) => fs.statSync(path.join(folder, file)).size);
    const bytes = sizes.reduce((sum, one) => sum + one, 0);
    console.log(`      ${bytes.toLocaleString('en')} bytes in ${files.length} pictures`);
    assert.ok(
      sizes.every((one) => one > 5 * KB),
      'a picture, not a placeholder',
    );
    assert.ok(bytes <= 160 * KB, `${bytes} bytes: take them again with a lower quality`);
  });
});
