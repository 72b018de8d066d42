/**
 * `npm run test:host:install [-- VERSION…]`: downloads the editors before the tests; both if no
 * version is given.
 */
import { cacheFolder, editorVersion, install, lowest, newest } from './install';

async function main(): Promise<void> {
  const named = process.argv.slice(2).map(editorVersion);
  for (const version of named.length > 0 ? named : [newest, lowest]) await install(version);
  console.log(`The test editors are in ${cacheFolder()}.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
