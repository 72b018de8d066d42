import fs from 'node:fs';
import path from 'node:path';
import { editorVersion, install, newest } from './install';
import { startServer, type Server, type ServerOptions } from './server';

/**
 * Serves the editor and returns its address. What the browser stores (including secrets) survives a
 * reload; user files and settings last until the server stops. Use the same `port` to find them
 * again in the same browser.
 *
 * @param folder the folder to open; by default a small one with an example CSV
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

/** Resolves once, on Ctrl+C or a termination signal. */
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
