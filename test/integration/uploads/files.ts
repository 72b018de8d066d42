import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Writes a file into the workspace, with exactly these bytes. */
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

/** This extension's problems in a file, in the order of their lines. */
export function problemsOf(
  uri: vscode.Uri,
): { code: string; range: vscode.Range; severity: vscode.DiagnosticSeverity; message: string }[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Criteo')
    .map(({ code, range, severity, message }) => ({
      code: String(typeof code === 'object' ? code.value : code),
      range,
      severity,
      message,
    }))
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}
