import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';

/**
 * Resolves once the extension under test has nothing in hand (`settled` of `src/common/later.ts`). Tests
 * have modules of their own: what they import from `src` knows nothing of the extension.
 */
export async function productSettled(): Promise<void> {
  const product = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
  // Nothing but its own test may activate it.
  if (!product?.isActive) return;
  const main = path.join(product.extensionPath, (product.packageJSON as { main: string }).main);
  const { settled } = createRequire(main)(main) as { settled: () => Promise<void> };
  await settled();
}
