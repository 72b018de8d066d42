import type { Command } from 'commander';
import type { Ending } from './exitCodes';
import type { GlobalOptions } from './globalOptions';
import type { Interruption } from './interruption';
import type { ProgressDisplay } from './output/progressDisplay';
import type { Reporter, Result } from './output/reporter';
import type { RecordsUse } from './recordsUse';
import type { Session } from './session/openSession';
import type { Terminal } from './terminal';

/** What a command works with. */
export interface CommandContext {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  readonly reporter: Reporter;
  readonly interruption: Interruption;
  readonly progress: ProgressDisplay;
  readonly session: Session;
}

/** What a command returns: its result, or only how it ended if it has reported that already. */
type Returned = Result | Ending;

/**
 * The work of a command. `flags`: its own options, `args`: its positional arguments, as commander
 * parsed them.
 */
export type CommandWork<Flags extends object, Args extends readonly unknown[]> = (
  context: CommandContext,
  flags: Flags,
  ...args: Args
) => Promise<Returned>;

/** Runs a command's work and reports its result. */
export type RunCommand = (
  options: GlobalOptions,
  work: (context: CommandContext) => Promise<Returned>,
  records: RecordsUse,
) => Promise<void>;

/** Sets what a command does. */
export type SetWork = <Flags extends object, Args extends readonly unknown[] = []>(
  command: Command,
  work: CommandWork<Flags, Args>,
) => void;
