import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { dataFolder, filesBelow } from '../writtenFiles';

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

/**
 * The ID of a job's copy that this window has never read, as after a restart. `hours`: as if it had
 * been checked so much earlier.
 */
export function onDiskOnly(jobId: string, hours = 0): string {
  const file = filesBelow(dataFolder()).find(
    (one) => one.includes(jobId) && one.endsWith('job.json'),
  );
  assert.ok(file, 'the job is on the disk');
  const folder = path.dirname(path.join(dataFolder(), file));
  const copy = jobId.replace(/-.*/, '-00000000');
  fs.cpSync(folder, path.join(path.dirname(folder), copy), { recursive: true });
  const stored = path.join(path.dirname(folder), copy, 'job.json');
  const job = JSON.parse(fs.readFileSync(stored, 'utf8').replaceAll(jobId, copy)) as {
    plannedAt: number;
  };
  job.plannedAt -= hours * 3_600_000;
  fs.writeFileSync(stored, JSON.stringify(job));
  return copy;
}
