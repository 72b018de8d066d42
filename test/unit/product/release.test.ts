import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { readDocument } from '../../docs/pages';
import { root } from '../../host/root';
import {
  buildProblems,
  checksums,
  EXTENSION,
  licenseProblems,
  problemsOf,
  TERMINAL,
  versionProblems,
  type Package,
  type Rules,
} from '../../package/packages';

/** A package that has all that is needed, with these files. */
function packageWith(rules: Rules, changed: Record<string, string> = {}, bytes = 1): Package {
  const files = Object.fromEntries([...rules.needed, ...rules.texts].map((name) => [name, '']));
  return {
    name: 'a.vsix',
    bytes,
    files: new Map(Object.entries({ ...files, ...changed })),
  };
}

describe('the check before a release', () => {
  it('finds nothing wrong with a package as it should be', () => {
    for (const rules of [EXTENSION, TERMINAL])
      assert.deepEqual(problemsOf(packageWith(rules), rules), []);
  });

  it('finds what is too large, missing, not to be published, or not made for release', () => {
    const found = packageWith(
      EXTENSION,
      {
        'media/screenshots/plan.png': '',
        'src/a.ts': '',
        'dist/a.js': '//# sourceMappingURL=a.js.map',
      },
      2_000_000,
    );
    const files = new Map([...found.files].filter(([name]) => name !== 'dist/worker.js'));
    assert.deepEqual(problemsOf({ ...found, files }, EXTENSION), [
      'a.vsix has 2000000 bytes; the limit is 2000000',
      'a.vsix lacks dist/worker.js',
      'a.vsix has media/screenshots/plan.png, which isn’t on the list of what it may have',
      'a.vsix has src/a.ts, which isn’t on the list of what it may have',
      'a.vsix has dist/a.js, which isn’t made for release',
    ]);
  });

  it('finds links that lead nowhere, in the extension’s README also those into the package', () => {
    const text = '[x](media/docs/uploads.md) ![y](y.png) [z](https://example.com/)';
    const nowhere = (file: string, target: string): string =>
      `a.vsix has a link that leads nowhere: ${file}: ${target}`;
    assert.deepEqual(
      problemsOf(
        packageWith(EXTENSION, {
          'README.md': text,
          'media/docs/uploads.md': '[x](opt-outs.md#a)',
        }),
        EXTENSION,
      ),
      [
        nowhere('README.md', 'media/docs/uploads.md'),
        nowhere('README.md', 'y.png'),
        nowhere('media/docs/uploads.md', 'opt-outs.md#a'),
      ],
    );
    const own = packageWith(TERMINAL, { 'README.md': '[x](docs/uploads.md) [y](docs/none.md)' });
    assert.deepEqual(problemsOf(own, TERMINAL), [nowhere('README.md', 'docs/none.md')]);
  });

  it('finds licenses that aren’t listed, and those of what isn’t bundled', () => {
    const { version } = JSON.parse(
      fs.readFileSync(path.join(root, 'node_modules/lit/package.json'), 'utf8'),
    ) as { version: string };
    const metafiles = [{ inputs: { 'node_modules/lit/index.js': {}, 'src/a.ts': {} } }];
    const title = `lit ${version} (BSD-3-Clause)`;
    assert.deepEqual(licenseProblems(`## ${title}\n\nCopyright Google`, metafiles), []);
    assert.deepEqual(licenseProblems('## lit 0.0.1 (BSD-3-Clause)\n', metafiles), [
      `${title} isn’t listed`,
      'lit 0.0.1 (BSD-3-Clause) is listed, but isn’t bundled',
      'lit 0.0.1 (BSD-3-Clause) has no copyright',
    ]);
  });

  it('finds a version or a commit that differs', () => {
    const found = packageWith(EXTENSION, {
      'package.json': '{"version":"1.2.3"}',
      'dist/extension.js': 'const a = "1.2.3 (1a2b3c4-dirty)"',
    });
    assert.deepEqual(
      versionProblems('1.2.3', '# Changelog\n\n## 1.2.3 (2026-12-02)\n', [found]),
      [],
    );
    assert.deepEqual(versionProblems('1.2.30', '## 1.2.3\n', [found]), [
      'The first heading of CHANGELOG.md is “1.2.3”, not “1.2.30”.',
      'a.vsix has the version 1.2.3',
    ]);
    assert.deepEqual(buildProblems('1.2.3 (1a2b3c4-dirty)', [found]), []);
    assert.deepEqual(buildProblems('1.2.3 (1a2b3c4)', [found]), [
      'a.vsix isn’t from 1.2.3 (1a2b3c4)',
    ]);
  });

  it('writes checksums for `sha256sum --check`', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-sums-'));
    const file = path.join(folder, 'a.tgz');
    fs.writeFileSync(file, 'abc');
    const hash = createHash('sha256').update('abc').digest('hex');
    assert.equal(checksums([file]), `${hash}  a.tgz\n`);
    fs.rmSync(folder, { recursive: true });
  });
});

describe('the texts of the packages', () => {
  const { textOfExtension, textOfTerminal } = createRequire(path.join(root, 'esbuild.js'))(
    './.ci/packagedText',
  ) as Record<'textOfExtension' | 'textOfTerminal', (text: string, manifest: object) => string>;
  const ours = { repository: { type: 'git', url: 'git+https://github.com/some/where.git' } };

  it('of the extension have no picture and no link without an address, until the repository has one', () => {
    const text = '# A\n\n![B](b.png)\n\n[c](c.md#d), [e](https://example.com/) and [f](#a)\n';
    assert.equal(textOfExtension(text, {}), '# A\n\n*c*, [e](https://example.com/) and [f](#a)\n');
    assert.equal(textOfExtension(text, ours), text, '`vsce` gives them one');
  });

  it('of the terminal link the pages in the package, then those in the repository', () => {
    const text = 'See [a](../../media/docs/a.md#b).';
    assert.equal(textOfTerminal(text, {}), 'See [a](docs/a.md#b).');
    assert.equal(
      textOfTerminal(text, ours),
      'See [a](https://github.com/some/where/blob/HEAD/media/docs/a.md#b).',
    );
  });

  it('are built by a script that lets `vsce` give them one', () => {
    assert.doesNotMatch(readDocument('package.json'), /--no-rewrite-relative-links/);
  });
});
