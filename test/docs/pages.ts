import fs from 'node:fs';
import path from 'node:path';
import { root } from '../host/root';
import { BLOCKS } from './blocks';

/** The folder of the documentation's pages, below the root. */
export const DOCS = 'media/docs';

/** The paths of the pages, below the root. */
export const pages = (): string[] =>
  fs
    .readdirSync(path.join(root, DOCS))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${DOCS}/${name}`);

/** What users and contributors read, below the root. */
export const documents = (): string[] => [
  ...['README.md', 'src/cli/README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...pages(),
];

export const readDocument = (file: string): string =>
  fs.readFileSync(path.join(root, file), 'utf8');

const BLOCK = /(<!-- generated: ([\w-]+) -->\n)[^]*?(\n<!-- \/generated -->)/g;

/**
 * The text of a page with its generated blocks as the sources have them: what is between
 * `<!-- generated: NAME -->` and `<!-- /generated -->`. Throws for a name that isn't in `BLOCKS`.
 */
export function withBlocks(text: string): string {
  return text.replace(BLOCK, (_, begin: string, name: string, end: string) => {
    const block = BLOCKS[name];
    if (!block) throw new Error(`There is no block “${name}”.`);
    return `${begin}\n${block()}\n${end}`;
  });
}

/** The names of the blocks that a page has. */
export const blocksIn = (text: string): string[] =>
  [...text.matchAll(BLOCK)].map(([, , name = '']) => name);
