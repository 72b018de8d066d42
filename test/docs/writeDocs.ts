/** `npm run docs`: writes the generated blocks of the documentation's pages. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../host/root';
import { pages, readDocument, withBlocks } from './pages';

for (const page of pages()) {
  const text = readDocument(page);
  const written = withBlocks(text);
  if (written === text) continue;
  fs.writeFileSync(path.join(root, page), written);
  console.log(`${page} was updated.`);
}
