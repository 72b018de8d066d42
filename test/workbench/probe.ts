import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../host/root';

/**
 * The probe's actions in its window: requests our session, or invokes a tool, and writes the result
 * to a file.
 */
const CODE = `
const vscode = require('vscode');
exports.activate = (context) => {
  const folder = () => vscode.workspace.workspaceFolders[0].uri;
  const answer = (value) => vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), '.probe', 'answer.json'), Buffer.from(JSON.stringify(value)));
  const report = async (work) => {
    try { await answer({ value: await work() }); } catch (error) { await answer({ error: String(error && error.message) }); }
  };
  context.subscriptions.push(
    vscode.commands.registerCommand('probe.session', () => report(() => vscode.authentication.getSession('criteo', [], { createIfNone: true }))),
    vscode.commands.registerCommand('probe.tool', () => report(async () => {
      const { name, input } = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder(), '.probe', 'ask.json'))).toString());
      const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
      return content.map((part) => part.value).join('');
    })),
  );
};
`;

const MANIFEST = {
  name: 'probe',
  publisher: 'tests',
  version: '1.0.0',
  license: 'MIT',
  repository: 'https://example.com/probe',
  engines: { vscode: '^1.100.0' },
  main: './main.js',
  activationEvents: ['onStartupFinished'],
  contributes: {
    commands: [
      { command: 'probe.session', title: 'Probe: Session' },
      { command: 'probe.tool', title: 'Probe: Tool' },
    ],
  },
};

/**
 * Packs a third-party extension that uses ours as any other would. Returns the path of its package;
 * the caller deletes its folder.
 */
export function packProbe(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-probe-'));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(MANIFEST));
  fs.writeFileSync(path.join(folder, 'main.js'), CODE);
  fs.writeFileSync(path.join(folder, 'README.md'), 'A probe.');
  fs.writeFileSync(path.join(folder, 'LICENSE'), 'MIT');
  const file = path.join(folder, 'probe.vsix');
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
      'package',
      '--no-dependencies',
      '--out',
      file,
    ],
    { cwd: folder, stdio: 'pipe' },
  );
  return file;
}

export interface ProbeAnswer {
  value?: unknown;
  error?: string;
}

/** Waits up to 20 s for the response of the probe's command, and removes it. */
export async function probeAnswer(workspace: string): Promise<ProbeAnswer> {
  const file = path.join(workspace, '.probe', 'answer.json');
  for (
    const end = Date.now() + 20_000;
    Date.now() < end;
    await new Promise((resolve) => setTimeout(resolve, 50))
  ) {
    if (!fs.existsSync(file)) continue;
    const text = fs.readFileSync(file, 'utf8');
    if (text === '') continue;
    fs.rmSync(file);
    return JSON.parse(text) as ProbeAnswer;
  }
  throw new Error('The probe did not respond.');
}
