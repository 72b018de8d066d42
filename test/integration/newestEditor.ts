import * as vscode from 'vscode';
import { LONG } from '../support/tenth';

/**
 * A `describe` of what doesn't depend on the editor's version: in `npm test`, it is left out in the
 * lowest supported editor.
 */
export function describeInNewest(name: string, tests: (this: Mocha.Suite) => void): void {
  const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
  const { engines } = extension?.packageJSON as { engines: { vscode: string } };
  const lowest = engines.vscode.replace(/^\^(\d+\.\d+)\..*$/, '$1.');
  if (LONG || !vscode.version.startsWith(lowest)) describe(name, tests);
}
