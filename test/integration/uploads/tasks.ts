import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitUntil } from '../../support/waitUntil';

/** Writes a task into `tasks.json` and waits until the editor lists it. */
export async function configureTask(definition: vscode.TaskDefinition): Promise<vscode.Task> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const config = vscode.workspace.getConfiguration('tasks', folder?.uri);
  const { WorkspaceFolder } = vscode.ConfigurationTarget;
  await config.update('version', '2.0.0', WorkspaceFolder);
  await config.update('tasks', [definition], WorkspaceFolder);
  let configured: vscode.Task | undefined;
  await waitUntil('the task is there', async () => {
    configured = (await vscode.tasks.fetchTasks()).find(({ name }) => name === definition.label);
    return configured !== undefined;
  });
  assert.ok(configured);
  return configured;
}

/** The exit code of the next run of the task with this name; undefined if it was terminated. */
export function exitCodeOf(label: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== label) return;
      listening.dispose();
      resolve(exitCode);
    });
  });
}

/** Runs a task to its end, and gives its exit code. */
export async function executeTask(definition: vscode.TaskDefinition): Promise<number | undefined> {
  const label = `upload ${Date.now()}`;
  const task = await configureTask({ label, ...definition });
  const exit = exitCodeOf(label);
  await vscode.tasks.executeTask(task);
  return exit;
}
