/**
 * What a developer would write in Node instead: csv-parse and fetch, one chunk at a time. Trims,
 * lowercases and drops values without @. It doesn't check for duplicates, report rows or resume
 * after a failure.
 *
 *   node out/test/bench/plainScript.js FILE URL COLUMN
 */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { ADD_REMOVE } from './wire';

async function main([file, url, column]: string[]): Promise<void> {
  let identifiers: string[] = [];
  const send = async (): Promise<void> => {
    const attributes = { operation: 'add', identifierType: 'Email', identifiers };
    const response = await fetch(`${url}${ADD_REMOVE}`, {
      method: 'POST',
      headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
      body: JSON.stringify({ data: { type: 'AddRemoveContactlist', attributes } }),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    await response.json();
    identifiers = [];
  };
  const rows = createReadStream(file).pipe(parse({ bom: true, columns: true }));
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const email = row[column].trim().toLowerCase();
    if (!email.includes('@')) continue;
    identifiers.push(email);
    if (identifiers.length === 50_000) await send();
  }
  if (identifiers.length > 0) await send();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
