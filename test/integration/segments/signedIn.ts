import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Switches } from '../../../src/sandbox/switches';
import { startSandbox } from '../../support/sandboxes';
import { SHORT_MINUTE } from '../../support/tenth';

/** The error of a command that was run with arguments. */
export interface CommandError extends Error {
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

/** The error that a command rejects with. Fails if it resolves. */
export async function rejection(call: Thenable<unknown>): Promise<CommandError> {
  try {
    await call;
  } catch (error) {
    return error as CommandError;
  }
  throw new assert.AssertionError({ message: 'expected a rejection' });
}

/** Starts a sandbox, signs in to it, and selects its first account. `end` undoes it, with its records. */
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
      // Whoever lists uploads reads the records of all.
      const forgetting = run('forgetAccountData', { accountId: server.accountId, confirm: false });
      await Promise.resolve(forgetting).catch(({ code }: CommandError) =>
        assert.equal(code, 'unknown-account', 'it isn’t shown any more'),
      );
      await run('signOut', { sessionId });
      await configure('apiUrl', undefined);
      await server.close();
    },
  };
}

/** Creates a segment in the first account, and resolves with its ID. */
export async function newSegment(
  server: Sandbox,
  name: string,
  identifierType = 'Email',
): Promise<string> {
  const own = (await server.control.segments()).find((one) => one.accountId === server.accountId);
  const segment = { name, retailerId: own?.retailerId, identifierType };
  return (await run<{ id: string }>('createSegment', segment)).id;
}

/** Fails unless each command rejects these arguments by name, without a request. */
export async function rejectsArguments(
  server: Sandbox,
  cases: readonly (readonly [command: string, args: unknown])[],
): Promise<void> {
  for (const [command, args] of cases) {
    const error = await rejection(run(command, args));
    assert.deepEqual(
      [error.code, error.operation],
      ['bad-argument', command],
      JSON.stringify(args),
    );
  }
  assert.deepEqual(server.control.counts().operations, {});
}

/** Number of requests of an operation that the sandbox has received. */
export function requestCount(
  server: Sandbox,
  operation: keyof ReturnType<Sandbox['control']['counts']>['operations'],
): number {
  return server.control.counts().operations[operation]?.calls ?? 0;
}

/** The ID of the segment with this name in the sandbox's first account. */
export async function idOf(server: Sandbox, name: string): Promise<string> {
  const found = (await server.control.segments()).find(
    (segment) => segment.name === name && segment.accountId === server.accountId,
  );
  assert.ok(found, name);
  return found.id;
}

/** A segment of the sandbox's second account, whose ID is its `accountId`. */
export async function partnerSegment(
  server: Sandbox,
): Promise<Awaited<ReturnType<Sandbox['control']['segments']>>[number]> {
  const found = (await server.control.segments()).find(
    ({ accountId }) => accountId !== server.accountId,
  );
  assert.ok(found);
  return found;
}
