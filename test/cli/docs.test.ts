/** The documentation in the installed package of the command line. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { brokenLinks } from '../docs/links';
import { pages } from '../docs/pages';
import { installed } from './support/package';

describe('the documentation in the package', function () {
  // Installing it.
  this.timeout(60_000);
  const folder = (): string => path.join(installed(), 'node_modules', 'criteo-audiences');
  const textOf = (file: string): string | undefined => {
    const where = path.join(folder(), file);
    return fs.existsSync(where) ? fs.readFileSync(where, 'utf8') : undefined;
  };

  it('has all pages, and no link that leads out of the package or nowhere', () => {
    const names = pages().map((page) => `docs/${path.posix.basename(page)}`);
    assert.deepEqual(brokenLinks(['README.md', ...names], textOf), []);
    for (const name of names) assert.ok(textOf('README.md')?.includes(`](${name}`), name);
  });
});
