import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import type { Switches } from '../../../src/sandbox/switches';
import { SHORT_MINUTE } from '../../tenth';

/** What a command called by contract rejects with. */
export interface Refused extends Error {
  code: string;
  operation: string;
  status?: number;
  system?: string;
  traceId?: string;
}

export const run = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(`criteoAudiences.${command}`, ...args);

export const configure = (key: string, value: unknown): Thenable<void> =>
  vscode.workspace
    .getConfiguration('criteoAudiences')
    .update(key, value, vscode.ConfigurationTarget.Global);

export async function refused(call: Thenable<unknown>): Promise<Refused> {
  try {
    await call;
  } catch (error) {
    return error as Refused;
  }
  throw new assert.AssertionError({ message: 'expected a rejection' });
}

/**
 * A sandbox of the test's own in which the extension is signed in, with its first account selected.
 */
export async function signIn(
  switches: Partial<Switches> = {},
): Promise<{ server: Sandbox; end: () => Promise<void> }> {
  const server = await startSandbox({ switches: { ...SHORT_MINUTE, ...switches } });
  await configure('apiUrl', server.url);
  const { sessionId } = await run<{ sessionId: string }>('signIn', {
    clientId: server.clientId,
    clientSecret: server.clientSecret,
  });
  await run('selectAccount', server.accountId);
  return {
    server,
    async end() {
      await run('signOut', { sessionId });
      await configure('apiUrl', undefined);
      await server.close();
    },
  };
}

export function calls(
  server: Sandbox,
  operation: keyof ReturnType<Sandbox['control']['counts']>['operations'],
): number {
  return server.control.counts().operations[operation]?.calls ?? 0;
}

export async function idOf(server: Sandbox, name: string): Promise<string> {
  const found = (await server.control.segments()).find(
    (segment) => segment.name === name && segment.accountId === server.accountId,
  );
  assert.ok(found, name);
  return found.id;
}
