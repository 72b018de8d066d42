/**
 * The bridge's end in the extension host of a window (`../bridge.ts`): runs the functions that a test
 * sends to a socket beside the workspace folder.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import * as vscode from 'vscode';

/** What a function of a test gets, beside the bridge's own `vscode`. */
export interface Tools {
  /** What the product's module exports, once it is active. */
  product(): Promise<Record<string, unknown>>;
  /** Who gives the product's views their rows, by the views' IDs. */
  providers: ReadonlyMap<string, vscode.TreeDataProvider<unknown>>;
}

/** A function of a test as text, with its argument. */
export interface Request {
  code: string;
  arg: unknown;
}

type Evaluated = (api: typeof vscode, arg: unknown, tools: Tools) => unknown;

const product = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
if (!product) throw new Error('The product is not installed.');
const { main } = product.packageJSON as { main: string };
const mainFile = path.join(product.extensionPath, main);
const requireAsProduct = createRequire(mainFile);
const providers = new Map<string, vscode.TreeDataProvider<unknown>>();
const tools: Tools = {
  providers,
  product: async () => {
    await product.activate();
    return requireAsProduct(mainFile) as Record<string, unknown>;
  },
};

// The editor has an instance of its API for each extension. Here, not on activation: the product must
// not be first.
const { window } = requireAsProduct('vscode') as typeof vscode;
const { createTreeView } = window;
window.createTreeView = (view, options) => {
  providers.set(view, options.treeDataProvider as vscode.TreeDataProvider<unknown>);
  return createTreeView(view, options);
};

export function activate(): void {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) return;
  const socket = path.join(path.dirname(folder.uri.fsPath), 'bridge');
  // A host that ends, after the next one has begun, removes the file that it listened on.
  const own = `${socket}-${process.pid}`;
  net.createServer({ allowHalfOpen: true }, respond).listen(own, () => fs.renameSync(own, socket));
}

function respond(connection: net.Socket): void {
  let request = '';
  connection
    .setEncoding('utf8')
    .on('data', (part: string) => (request += part))
    .on('end', () => void answerTo(request).then((answer) => connection.end(answer)))
    // The test may have ended before its function.
    .on('error', () => undefined);
}

async function answerTo(request: string): Promise<string> {
  try {
    const { code, arg } = JSON.parse(request) as Request;
    const run = runInThisContext(`(${code})`) as Evaluated;
    return JSON.stringify({ value: await run(vscode, arg, tools) });
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message : String(error) });
  }
}
