import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { codeSections } from '../../../src/cli/codes/errorCodes';
import { BLOCKS } from '../../docs/blocks';
import { anchorsOf, brokenLinks } from '../../docs/links';
import { blocksIn, documents, pages, readDocument, withBlocks } from '../../docs/pages';
import { root } from '../../host/root';

const textOf = (file: string): string | undefined => {
  const where = path.join(root, file);
  if (!fs.existsSync(where)) return undefined;
  return fs.statSync(where).isDirectory() ? '' : fs.readFileSync(where, 'utf8');
};

/** What begins with a folder of the code. */
const CODE = /^(?:src|test|app|ui|cli|upload|webview)\//;

describe('the documentation', () => {
  for (const page of pages())
    it(`has in ${page} what the sources say`, () => {
      const text = readDocument(page);
      assert.equal(text, withBlocks(text), 'out of date: npm run docs');
    });

  it('has each generated block once', () => {
    const found = pages().flatMap((page) => blocksIn(readDocument(page)));
    assert.deepEqual(found.sort(), Object.keys(BLOCKS).sort());
  });

  it('has no link that leads nowhere', () => {
    assert.deepEqual(brokenLinks(documents(), textOf), []);
  });

  it('has a place for each code of an error, at which the editor opens it', () => {
    const text = readDocument('media/docs/reference.md');
    const anchors = anchorsOf(text);
    const codes = codeSections().flatMap(({ rows }) => rows.map(({ code }) => code));
    assert.ok(codes.length > 100);
    for (const code of codes) {
      assert.ok(text.includes(`\n#### \`${code}\`\n`), code);
      assert.ok(!anchors.has(`${code}-1`), `another heading has this anchor: ${code}`);
    }
  });

  it('names only files and folders of the code that are there', () => {
    const there = ['src', 'test'].flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((file) => `/${folder}/${file.split(path.sep).join('/')}`),
    );
    const named = [...readDocument('CONTRIBUTING.md').matchAll(/`([\w./-]+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => name.endsWith('.ts') || CODE.test(name))
      .filter((name) => !name.includes('NAME'));
    assert.ok(named.length > 100, 'finds the names');
    assert.deepEqual(
      named.filter((name) => !there.some((file) => file.endsWith(`/${name}`))),
      [],
    );
  });

  it('links each page from the README of the extension and of the terminal', () => {
    for (const readme of ['README.md', 'src/cli/README.md'])
      for (const page of pages())
        assert.ok(readDocument(readme).includes(page), `${readme} doesn’t link ${page}`);
  });

  it('keeps the READMEs short', () => {
    for (const [file, lines] of [
      ['README.md', 120],
      ['src/cli/README.md', 200],
    ] as const)
      assert.ok(readDocument(file).split('\n').length <= lines, file);
  });
});

describe('the check of links', () => {
  const check = (text: string): string[] =>
    brokenLinks(['a/page.md'], (file) =>
      file === 'a/page.md' ? text : file === 'b/other.md' ? '# One\n\n## One' : undefined,
    );

  it('finds a missing file, a missing picture and a missing anchor', () => {
    assert.deepEqual(
      check('[x](none.md) ![y](none.png) [z](#none) [v](../b/other.md#two) <img src="no.png">'),
      ['none.md', 'none.png', '#none', '../b/other.md#two', 'no.png'].map(
        (target) => `a/page.md: ${target}`,
      ),
    );
  });

  it('accepts what is there, addresses, and code', () => {
    assert.deepEqual(
      check(
        '## Here, `it` is\n[x](../b/other.md#one-1) [y](#here-it-is) [z](https://a.example/#b) `[v](w)`\n```\n[v](w)\n```\n',
      ),
      [],
    );
  });

  it('knows the anchors that GitHub makes', () => {
    assert.deepEqual(
      [...anchorsOf('# What “accepted” means\n## Add, Remove\n```\n# no\n```\n## Add, Remove')],
      ['what-accepted-means', 'add-remove', 'add-remove-1'],
    );
  });
});
