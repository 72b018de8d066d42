import type { Command } from 'commander';

/**
 * What a command does with the state folder. Only where it may write is the folder created, or refused,
 * before anything else: a machine that can't have one can still read and check.
 */
export type RecordsUse = 'unused' | 'read' | 'written';

const uses = new WeakMap<Command, RecordsUse>();

/** Says that a command doesn't write there: every other one is taken to. */
export function setRecordsUse(use: RecordsUse, ...commands: readonly Command[]): void {
  for (const command of commands) uses.set(command, use);
}

export function recordsUseOf(command: Command): RecordsUse {
  return uses.get(command) ?? 'written';
}
