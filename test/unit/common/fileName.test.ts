import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  configureFilePaths,
  fileLabel,
  fileName,
  fileNames,
  fileOrCount,
  folderOfPaths,
  nameIn,
} from '../../../src/common/fileName';
import { fileNameOf } from '../../../src/common/messageText';

describe('file names', () => {
  it('are decoded in a URI text, but not in a URI object, whose path is decoded already', () => {
    assert.equal(fileName('file:///home/ann/crm%20export.csv').raw(), 'crm export.csv');
    assert.equal(fileName({ path: '/home/ann/100%25.csv' }).raw(), '100%25.csv');
    assert.equal(nameIn('file:///broken%zz.csv'), 'broken%zz.csv');
    assert.equal(nameIn('untitled:crm.csv?version=1#2'), 'crm.csv');
  });

  it('of many files are the first three and a count', () => {
    const files = (count: number): { uri: string }[] =>
      Array.from({ length: count }, (_none, at) => ({ uri: `file:///${at}.csv` }));
    assert.equal(fileNames(files(3)).raw(), '0.csv, 1.csv, 2.csv');
    assert.equal(fileNames(files(5)).raw(), '0.csv, 1.csv, 2.csv, … and 2 more');
    assert.deepEqual(
      [0, 1, 5].map((count) => fileOrCount(files(count)).raw()),
      ['0 files', '0.csv', '5 files'],
    );
  });
});

describe('the path of a file', () => {
  const folder = path.resolve('work');
  before(() => configureFilePaths(folder));
  after(() => configureFilePaths(undefined));

  const shown = (...names: string[]): string =>
    fileNameOf(pathToFileURL(path.resolve(...names)).href);

  it('is that from the working folder, and absolute outside of it', () => {
    assert.equal(shown(folder, 'crm.csv'), 'crm.csv');
    assert.equal(shown(folder, 'a', '100%.csv'), path.join('a', '100%.csv'));
    assert.equal(shown(folder, '..crm', 'a.csv'), path.join('..crm', 'a.csv'));
    for (const names of [['..', 'crm.csv'], ['..', 'works', 'crm.csv'], ['..'], ['.']]) {
      const whole = path.resolve(folder, ...names);
      assert.equal(shown(folder, ...names), whole);
      assert.equal(fileNameOf(whole), whole);
    }
    assert.equal(folderOfPaths(), folder);
  });

  it('is absolute where the working folder is the root', () => {
    const { root } = path.parse(folder);
    configureFilePaths(root);
    assert.equal(shown(root, 'lists', 'crm.csv'), path.join(root, 'lists', 'crm.csv'));
    configureFilePaths(folder);
  });

  it('is the name alone on another file system', () => {
    assert.equal(fileNameOf('vscode-vfs://github/a/crm%20last.csv'), 'crm last.csv');
  });

  it('keeps its end if it is long, and has no control characters', () => {
    const text = shown(folder, ...Array.from({ length: 40 }, () => 'folder10ch'), 'crm.csv');
    assert.equal(text.length, 251);
    assert.match(text, /^….*crm\.csv$/);
    assert.equal(shown(folder, 'a\u001b[2J\u202e', 'b\n.csv'), path.join('a', 'b .csv'));
  });

  it('is for texts: a pattern is compared with the name', () => {
    const { href } = pathToFileURL(path.join(folder, 'a', 'crm.csv'));
    assert.equal(fileLabel(href).forTerminal(), path.join('a', 'crm.csv'));
    assert.equal(fileName(href).forTerminal(), 'crm.csv');
  });
});
