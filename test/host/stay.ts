/**
 * `npm start`: serves the editor with the packaged extension for your own browser, until Ctrl+C.
 *
 *   node out/test/host/stay.js [FOLDER] [--vsix FILE] [--port N] [--version 1.139|1.100]
 */
import { parseArgs } from 'node:util';
import { defaultVsix } from './root';
import { interrupted, serve } from './serve';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { vsix: { type: 'string' }, port: { type: 'string' }, version: { type: 'string' } },
  });
  const ended = interrupted();
  const { server, address } = await serve({
    vsix: values.vsix ?? defaultVsix,
    port: Number(values.port ?? 0),
    version: values.version,
    folder: positionals[0],
  });
  console.log(`The editor is open at\n\n  ${address}\n\nPress Ctrl+C to stop.`);
  await ended;
  await server.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
