import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A file in the workspace, with exactly these bytes. */
export async function write(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const uri = fileUri(name);
  await vscode.workspace.fs.writeFile(
    uri,
    typeof content === 'string' ? Buffer.from(content, 'utf8') : content,
  );
  return uri;
}

export function fileUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Our entries of a file: place and code, in the order of the lines. */
export function problemsOf(
  uri: vscode.Uri,
): { code: string; range: vscode.Range; severity: vscode.DiagnosticSeverity; message: string }[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Audience upload')
    .map(({ code, range, severity, message }) => ({
      code: String(typeof code === 'object' ? code.value : code),
      range,
      severity,
      message,
    }))
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** Waits until it holds, at most two seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (
    const end = Date.now() + 2000;
    Date.now() < end;
    await new Promise((resolve) => setTimeout(resolve, 25))
  )
    if (await holds()) return;
  assert.fail(`never happened: ${what}`);
}

export const people = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `person${from + index}@example.com`);
