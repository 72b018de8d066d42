/** `npm run docs`: writes the generated blocks of the documentation's pages, and the schemas of nightly files. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../host/root';
import { nightlySchema, SCHEMAS } from './nightlySchema';
import { pages, readDocument, withBlocks } from './pages';

for (const page of pages()) {
  const text = readDocument(page);
  const written = withBlocks(text);
  if (written === text) continue;
  fs.writeFileSync(path.join(root, page), written);
  console.log(`${page} was updated.`);
}

for (const [language, file] of Object.entries(SCHEMAS))
  fs.writeFileSync(
    path.join(root, file),
    JSON.stringify(nightlySchema(language as keyof typeof SCHEMAS)),
  );
execFileSync('npx', ['oxfmt', ...Object.values(SCHEMAS)], { cwd: root });
