import fs from 'node:fs';
import path from 'node:path';
import { editorVersion, install, newest } from './install';
import { startServer, type Server, type ServerOptions } from './server';

/**
 * Serves the editor and gives the address to open. What the browser stores (secrets too) survives a
 * reload; the files of the user and the settings last until the server stops. Use the same `port`
 * to meet them again in the same browser.
 *
 * @param folder the folder to open; an own small one with an example CSV when absent
 */
export async function serve(
  options: ServerOptions & { version?: string; folder?: string },
): Promise<{ server: Server; address: string }> {
  const server = await startServer(
    await install(editorVersion(options.version ?? newest)),
    options,
  );
  const folder = options.folder ? path.resolve(options.folder) : example(server);
  return { server, address: `${server.url}/?${new URLSearchParams({ folder }).toString()}` };
}

/** Resolves at Ctrl+C (or a request to end), once. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
}

function example(server: Server): string {
  const folder = path.join(server.dir, 'workspace');
  fs.mkdirSync(folder);
  const rows = [
    'email,first name',
    ' Ada@Example.com ,Ada',
    'grace@example.com,Grace',
    'not an address,Nobody',
  ];
  fs.writeFileSync(path.join(folder, 'customers.csv'), `${rows.join('\n')}\n`);
  return folder;
}
