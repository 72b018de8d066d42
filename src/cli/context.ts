import type { Ending } from './exitCodes';
import type { GlobalOptions } from './globalOptions';
import type { Host } from './host';
import type { Interruption } from './interruption';
import type { ProgressDisplay } from './output/progressDisplay';
import type { Reporter, Result } from './output/reporter';
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
  readonly host: Host;
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

/**
 * What a command does with the state folder. Only where it may write is the folder created, or refused,
 * before anything else: a machine that can't have one can still read and check.
 */
export type RecordsUse = 'unused' | 'read' | 'written';

/** What is known of a command before it runs. */
export interface CommandFacts {
  /** Such as `segments list`. */
  readonly name: string;
  readonly records: RecordsUse;
  /** `--max-wait`, unless it is given. */
  readonly longestWait: '15m' | '30s';
}

/** Runs a command's work and reports its result. */
export type RunCommand = (
  options: GlobalOptions,
  work: (context: CommandContext) => Promise<Returned>,
  facts: CommandFacts,
) => Promise<void>;
