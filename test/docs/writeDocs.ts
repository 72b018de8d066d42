/** `npm run docs`: writes the generated blocks of the documentation's pages, and the schemas of nightly files. */
import fs from 'node:fs';
import path from 'node:path';
import * as prettier from 'prettier';
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

async function writeSchemas(): Promise<void> {
  for (const [language, file] of Object.entries(SCHEMAS)) {
    const schema = JSON.stringify(nightlySchema(language as keyof typeof SCHEMAS));
    const options = await prettier.resolveConfig(path.join(root, file));
    const text = await prettier.format(schema, { ...options, parser: 'json' });
    fs.writeFileSync(path.join(root, file), text);
  }
}

void writeSchemas();
