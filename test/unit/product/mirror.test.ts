import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../host/root';
import { exists } from './sources';

const filesIn = (folder: string): string[] =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.split(path.sep).join('/'));

/** The module that a unit test covers: the one with its name, or with the name of its folder. */
function moduleOf(test: string): string | undefined {
  for (let at = test.replace(/\.test\.ts$/, ''); at !== '.'; at = path.posix.dirname(at))
    if (exists(`src/${at}.ts`)) return `src/${at}.ts`;
  return undefined;
}

describe('the trees of sources and tests', () => {
  it('has a module for each unit test: NAME.test.ts, or NAME/ for several files', () => {
    const orphans = filesIn('test/unit').filter(
      (file) => file.endsWith('.test.ts') && !file.startsWith('product/') && !moduleOf(file),
    );
    assert.deepEqual(orphans, []);
  });

  it('has no hook outside of a `describe`: it would run around every test of all files', function () {
    let all: Mocha.Suite | undefined = this.test?.parent;
    while (all?.parent) all = all.parent;
    const hooks = all as unknown as Record<string, unknown[]>;
    for (const kind of ['_beforeAll', '_beforeEach', '_afterEach', '_afterAll'])
      assert.deepEqual(hooks[kind], [], kind);
  });
});
